"""`talentfeed run`: everything, in order, without Airflow."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import (
    RUN_COLUMNS,
    JsonFlag,
    note,
    print_json,
    print_line,
    print_table,
    progress,
    publish_code,
    publish_line,
    resolve_line,
    run_row,
)

if TYPE_CHECKING:
    from cli.workspace import Workspace
    from records.run import RunReport


def run(
    source: Annotated[
        list[str] | None, typer.Option("--source", "-s", help="Only these sources; may be repeated.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Harvest all active sources, deduplicate, publish. One source's fault never stops the others.

    Example: `talentfeed run --source leeds-council-jobs`
    """
    from cli.harvesting import exit_code
    from cli.workspace import workspace
    from dedupe.stage import resolve
    from normalise.lifecycle import expire
    from search_index.stage import publish

    with workspace() as ws:
        reports, broken = _harvest(ws, source or [])
        now = ws.settings.clock()
        closed = expire(ws.store, now=now)
        with progress("resolve") as on_progress:
            resolved = resolve(ws.store, now=now, on_progress=on_progress)
        with progress("publish") as on_progress:
            published = publish(ws.store, ws.settings, on_progress=on_progress)
    if as_json:
        print_json(
            {
                "runs": [report.model_dump(mode="json") for report in reports],
                "errors": broken,
                "closed": closed,
                "resolve": asdict(resolved),
                "publish": published.model_dump(mode="json"),
            }
        )
    else:
        print_table("Runs", RUN_COLUMNS, [run_row(report) for report in reports])
        print_line(f"closed {closed} listings; {resolve_line(resolved)}; {publish_line(published)}")
    for line in broken:
        note(line)
    raise typer.Exit(max(exit_code(reports), publish_code(published), 2 if broken else 0))


def _harvest(ws: Workspace, names: list[str]) -> tuple[list[RunReport], list[str]]:
    """Reports of the sources named (default: all active), and what kept others from having one."""
    from cli.harvesting import harvest_source
    from cli.workspace import all_sources, pick_sources
    from records.errors import ConfigError, TalentfeedError

    broken: list[str] = []
    if not names:
        broken = [str(e) for _, e in all_sources(ws.settings) if isinstance(e, ConfigError)]
    reports = []
    for region, config in pick_sources(ws.settings, names):
        try:
            reports.append(harvest_source(ws, region, config))
        except TalentfeedError as error:
            broken.append(f"{config.id}: {error.code}: {error.message}")
    return reports, broken
