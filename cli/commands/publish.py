"""`talentfeed publish`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.output import JsonFlag, print_json, print_line, progress, publish_code, publish_line


def publish(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build the index anew beside the old one, then switch.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Send changes to the index, in order, and reconcile it with the store.

    Example: `talentfeed publish`, or `talentfeed publish --rebuild` after a new mapping
    """
    from services import refreshing
    from services.workspace import workspace

    with workspace() as ws:
        report = refreshing.publish(ws, rebuild=rebuild, progress=progress)
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        print_line(publish_line(report))
    raise typer.Exit(publish_code(report))
