"""One harvest: crawl, then gate and normalise. The DAGs call the same two stage functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.output import progress
from records.vocabulary import RunState

if TYPE_CHECKING:
    from cli.workspace import Workspace
    from records.run import RunReport
    from records.source import SourceConfig

# What a run's state means to a program that called us. PARTIAL and CAPPED runs are usable and say so.
_EXIT = {RunState.FAILED: 4, RunState.QUARANTINED: 5}


def harvest_source(ws: Workspace, region: str, source: SourceConfig) -> RunReport:
    """Harvest one source; the report says how it ended, faults of the source included."""
    from normalise.stage import normalise
    from spiders.stage import crawl

    ws.store.sources.put(source, region)
    with progress(source.id) as on_progress:
        report = crawl(source, ws.settings, ws.store, ws.archive, on_progress=on_progress)
    if report.state is RunState.FAILED:
        return report
    return normalise(source, ws.store, ws.archive, run_id=report.id, now=ws.settings.clock())


def replay_source(ws: Workspace, source: SourceConfig, run_id: str | None) -> RunReport:
    """Read an archived run of a source again with the connector and options of today, and put it to use."""
    from normalise.stage import normalise
    from spiders.replay import replay_run

    with progress(source.id) as on_progress:
        report = replay_run(source, ws.store, ws.archive, run_id=run_id, on_progress=on_progress)
    if report.state is RunState.FAILED:
        return report
    return normalise(source, ws.store, ws.archive, run_id=report.id, now=ws.settings.clock())


def exit_code(reports: list[RunReport]) -> int:
    """0, or the code of the worst run: 4 one failed, 5 one is quarantined."""
    return max((_EXIT.get(report.state, 0) for report in reports), default=0)
