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
from records.errors import ConfigError, TalentfeedError

if TYPE_CHECKING:
    from cli.harvesting import Harvests
    from cli.workspace import Workspace


def run(
    source: Annotated[
        list[str] | None, typer.Option("--source", "-s", help="Only these sources; may be repeated.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Harvest all active sources, deduplicate, publish. One source's fault never stops the others.

    A source that another process harvests is waited for, ten minutes at most, then left out (BUSY). A database
    of an older version is brought to this one first. The exit code is the highest of all sources and stages.

    Example: `talentfeed run --source leeds-council-jobs`
    """
    from cli.workspace import workspace
    from dedupe.stage import resolve
    from normalise.lifecycle import expire
    from search_index.stage import publish

    with workspace(migrate=True) as ws:
        harvests = _harvest(ws, source or [])
        now = ws.settings.clock()
        closed = expire(ws.store, now=now)
        with progress("resolve") as on_progress:
            resolved = resolve(ws.store, now=now, on_progress=on_progress)
        with progress("publish") as on_progress:
            published = publish(ws.store, ws.settings, on_progress=on_progress)
    reports = harvests.reports
    broken = [_line(name, error) for name, error in harvests.errors]
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
    raise typer.Exit(max(harvests.exit_code, publish_code(published)))


def _harvest(ws: Workspace, names: list[str]) -> Harvests:
    """The sources named (default: all active)."""
    from cli.harvesting import each_source, harvest_source
    from spiders.stage import LEASE_PATIENCE

    return each_source(ws, names, lambda region, source: harvest_source(ws, region, source, wait=LEASE_PATIENCE))


def _line(name: str, error: TalentfeedError) -> str:
    # What is wrong with a file names the file.
    return str(error) if isinstance(error, ConfigError) else f"{name}: {error.code}: {error.message}"
