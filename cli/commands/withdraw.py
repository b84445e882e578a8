"""`talentfeed withdraw`: adverts off the portals at once, by a person's word."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from cli.workspace import Workspace


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
    from cli.workspace import workspace
    from dedupe.stage import resolve
    from search_index.stage import publish

    with workspace() as ws:
        changed = _put_back(ws, ids) if undo else _withdraw(ws, ids)
        now = ws.settings.clock()
        with progress("resolve") as on_progress:
            resolved = resolve(ws.store, now=now, on_progress=on_progress)
        with progress("publish") as on_progress:
            published = publish(ws.store, ws.settings, on_progress=on_progress)
    if as_json:
        shown = {"resolve": asdict(resolved), "publish": published.model_dump(mode="json")}
        print_json({"put_back" if undo else "withdrawn": changed, **shown})
    else:
        done = "put back" if undo else "withdrew"
        print_line(f"{done} {changed} listings; {resolve_line(resolved)}; {publish_line(published)}")
    raise typer.Exit(publish_code(published))


def _withdraw(ws: Workspace, ids: list[str]) -> int:
    from normalise.source_ends import end_at_once

    sources, listings = _named(ws, ids)
    _refuse_harvested(ws, sources)
    closed = sum(end_at_once(ws.store, source_id, ws.settings) for source_id in sources)
    return closed + ws.store.endings.take_down(listings, ws.settings.clock())


def _put_back(ws: Workspace, ids: list[str]) -> int:
    from normalise.source_ends import close_ended
    from records.errors import ConfigError

    sources, listings = _named(ws, ids)
    if sources:
        raise ConfigError(
            f"{', '.join(sources)}: a source comes back by its file (`status: active`) and a harvest", rule="id"
        )
    changed = ws.store.endings.put_back(listings)
    # What ended while it was away must not come back for an hour.
    close_ended(ws.store, ws.settings)
    return changed


def _named(ws: Workspace, ids: list[str]) -> tuple[list[str], list[str]]:
    """Ids of sources, ids of listings; ConfigError, before anything is changed, names what is neither."""
    from records.errors import ConfigError

    sources, listings, unknown = [], [], []
    for one in ids:
        found = ws.store.opportunities.live(one)
        if found is not None:
            listings += [member.listing_id for member in found.listings]
        elif ws.store.listings.get([one]):
            listings.append(one)
        elif ws.store.sources.get(one) is not None:
            sources.append(one)
        else:
            unknown.append(one)
    if unknown:
        raise ConfigError(
            f"there is no opportunity, listing or source {', '.join(unknown)}: nothing was changed. A portal's page "
            "ends in its opportunity's id; `talentfeed source list` has the sources",
            rule="id",
        )
    return sources, listings


def _refuse_harvested(ws: Workspace, sources: list[str]) -> None:
    from cli.workspace import all_sources
    from records.errors import ConfigError

    if not sources:
        return
    for path, config in all_sources(ws.settings):
        if not isinstance(config, ConfigError) and config.id in sources and config.status != "retired":
            raise ConfigError(
                f"{config.id} is {config.status}, and its next harvest would bring its adverts back: set "
                f"`status: retired` in {path}, or delete that file, then withdraw it",
                file=str(path),
                rule="status",
            )
