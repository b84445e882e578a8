"""Runs as people see them: what state each is in, and what to type next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from records.vocabulary import RunState

if TYPE_CHECKING:
    from records.run import RunReport
    from services.workspace import Workspace


def recent_runs(ws: Workspace, source: str | None, limit: int) -> list[RunReport]:
    """The newest runs, newest first; of a killed one what became of it."""
    from store.run_book import as_they_are

    return as_they_are(ws.store, ws.archive, ws.store.runs.recent(source, limit))


def next_steps(ws: Workspace, reports: Sequence[RunReport]) -> dict[str, str]:
    """Run → the command that takes it further, '' where there is nothing to do, or a later run has taken over."""
    in_use: dict[str, str] = {}
    for source_id in {report.source_id for report in reports}:
        promoted = ws.store.runs.latest(source_id, promoted=True)
        in_use[source_id] = promoted.id if promoted else ""
    return {report.id: _step(ws, report) if report.id > in_use[report.source_id] else "" for report in reports}


def _step(ws: Workspace, report: RunReport) -> str:
    if report.state is RunState.QUARANTINED:
        return f"talentfeed approve {report.id}"
    if report.state in (RunState.FAILED, RunState.CRASHED):
        return f"talentfeed harvest {report.source_id}"
    if not report.waits:
        return ""
    # `normalise` takes the newest archived run of a source, and no other.
    worth_it = not report.found_nothing and ws.archive.runs(report.source_id)[-1:] == [report.id]
    return f"talentfeed {'normalise' if worth_it else 'harvest'} {report.source_id}"
