"""`talentfeed resolve`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from cli.output import JsonFlag, print_json, print_line, progress, resolve_line


def resolve(
    full: Annotated[bool, typer.Option("--full", help="Everything again, not only what changed.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Close what is past its date or gone, then deduplicate what changed.

    Example: `talentfeed resolve`
    """
    from cli.workspace import workspace
    from dedupe.stage import resolve as resolve_stage
    from normalise.lifecycle import expire

    with workspace() as ws, progress("resolve") as on_progress:
        now = ws.settings.clock()
        closed = expire(ws.store, now=now)
        report = resolve_stage(ws.store, full=full, now=now, on_progress=on_progress)
    if as_json:
        print_json({"closed": closed, **asdict(report)})
    else:
        print_line(f"closed {closed} listings; {resolve_line(report)}")
