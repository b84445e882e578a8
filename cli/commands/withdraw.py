"""`talentfeed withdraw`: adverts off the portals at once, by a person's word."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from cli.output import (
    JsonFlag,
    print_json,
    print_line,
    progress,
    publish_code,
    publish_line,
    resolve_line,
)


def withdraw(
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID…", help="Ids of opportunities, of listings (SOURCE:KEY), or of sources."),
    ],
    undo: Annotated[bool, typer.Option("--undo", help="Put withdrawn opportunities and listings back.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Take adverts off the portals at once: out of the index, and as deletions into the change feed.

    An opportunity or listing stays away, whatever its source goes on to show, until `--undo`. Of a source all
    adverts go, without its grace; it must be retired, or its file deleted, else the next harvest would bring
    them back. Their records stay in the store, not shown: docs/privacy.md says for how long and what else.

    Example: `talentfeed withdraw leeds-council-jobs:4711`
    """
    from services import withdrawing
    from services.refreshing import publish, resolve
    from services.workspace import workspace

    with workspace() as ws:
        changed = withdrawing.put_back(ws, ids) if undo else withdrawing.withdraw(ws, ids)
        resolved = resolve(ws, progress=progress)
        published = publish(ws, progress=progress)
    if as_json:
        shown = {"resolve": asdict(resolved), "publish": published.model_dump(mode="json")}
        print_json({"put_back" if undo else "withdrawn": changed, **shown})
    else:
        done = "put back" if undo else "withdrew"
        print_line(f"{done} {changed} listings; {resolve_line(resolved)}; {publish_line(published)}")
    raise typer.Exit(publish_code(published))
