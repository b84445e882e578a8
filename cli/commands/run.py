"""`talentfeed run`: everything, in order, without Airflow."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from cli.output import (
    RUN_COLUMNS,
    JsonFlag,
    WorkersOption,
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
from records.errors import ConfigError, TalentfeedError


def run(
    source: Annotated[
        list[str] | None, typer.Option("--source", "-s", help="Only these sources; may be repeated.")
    ] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Paused and retired ones, too, where named.")] = False,
    workers: WorkersOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Harvest all active sources, several side by side, deduplicate, publish. One's fault never stops the others.

    A source that another process harvests is waited for, ten minutes at most, then left out (BUSY). A database
    of an older version is brought to this one first. The exit code is the highest of all sources and stages.

    Example: `talentfeed run --source leeds-council-jobs`
    """
    from services.harvesting import harvest_all
    from services.refreshing import refresh
    from services.workspace import workspace

    with workspace(migrate=True) as ws:
        harvests = harvest_all(ws, source or [], anyway=anyway, workers=workers, progress=progress)
        done = refresh(ws, progress=progress)
    reports = harvests.reports
    broken = [_line(name, error) for name, error in harvests.errors]
    if as_json:
        print_json(
            {
                "runs": [report.model_dump(mode="json") for report in reports],
                "errors": broken,
                "closed": done.closed,
                "resolve": asdict(done.resolved),
                "publish": done.published.model_dump(mode="json"),
            }
        )
    else:
        print_table("Runs", RUN_COLUMNS, [run_row(report) for report in reports])
        print_line(f"closed {done.closed} listings; {resolve_line(done.resolved)}; {publish_line(done.published)}")
    for line in broken:
        note(line)
    raise typer.Exit(max(harvests.exit_code, publish_code(done.published)))


def _line(name: str, error: TalentfeedError) -> str:
    # What is wrong with a file names the file.
    return str(error) if isinstance(error, ConfigError) else f"{name}: {error.code}: {error.message}"
