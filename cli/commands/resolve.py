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
    from services import refreshing
    from services.workspace import workspace

    with workspace() as ws:
        closed = refreshing.close(ws)
        report = refreshing.resolve(ws, full=full, progress=progress)
    if as_json:
        print_json({"closed": closed, **asdict(report)})
    else:
        print_line(f"closed {closed} listings; {resolve_line(report)}")
