"""Waiting for another process that is at the same work, and knowing when it did ours.

Every import of a stage is inside a function: Airflow's parser loads this module for each parse.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from records.faults import fault_of_run
from records.run import RunReport

if TYPE_CHECKING:
    from records.settings import Settings
    from records.source import SourceConfig
    from store import Archive, Store

# Resolve, publish, retention: after that the task's own retry waits on.
PATIENCE = timedelta(minutes=10)
# Runs of a source among which to look for one that ended meanwhile.
_RECENT = 20


class DoneElsewhereError(Exception):
    """Another run did this very work meanwhile; the message names it."""


def crawl_once(
    source: "SourceConfig", settings: "Settings", store: "Store", archive: "Archive", *, since: datetime | None = None
) -> RunReport:
    """Crawl; where another process is at it, wait, and raise DoneElsewhereError when it brought adverts.

    The web knows no yesterday: what the other fetched is what this would fetch. `since`: a good run that
    started then or later counts too, though it ended before this began.
    """
    from spiders.stage import crawl

    # By ids, and by clocks in a backfill only: a run dated by a fast clock must not stand for all that come after.
    before = {run.id for run in _good_runs(store, source.id) if since is None or run.started_at < since}

    def unless_done() -> None:
        for run in _good_runs(store, source.id):
            if run.id not in before:
                raise DoneElsewhereError(f"{source.id} was harvested meanwhile, as run {run.id}: nothing to do")

    wait = timedelta(minutes=source.politeness.max_minutes)
    return crawl(source, settings, store, archive, wait=wait, once_held=unless_done)


def _good_runs(store: "Store", source_id: str) -> list[RunReport]:
    """Ended harvests that brought something. A replay is none: it asks nobody."""
    return [
        run
        for run in store.runs.recent(source_id, _RECENT)
        if run.ended_at is not None and run.counts.requests and fault_of_run(run) is None
    ]
