"""Waiting for another process that is at the same work, and knowing when it did ours.

Every import of a stage is inside a function: Airflow's parser loads this module for each parse.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from records.errors import BusyError
from records.faults import fault_of_run
from records.run import RunReport

if TYPE_CHECKING:
    from records.settings import Settings
    from records.source import SourceConfig
    from store import Archive, Store

T = TypeVar("T")
log = logging.getLogger(__name__)
LOOK_SECONDS = 2.0
# Resolve, publish, retention: after that the task's own retry waits on.
WAIT_SECONDS = 600.0
# Runs of a source among which to look for one that ended meanwhile.
_RECENT = 20


class DoneElsewhereError(Exception):
    """Another run did this very work meanwhile; the message names it."""


def patiently(work: Callable[[], T], *, seconds: float = WAIT_SECONDS) -> T:
    """`work()`, begun again while another process holds its lease; BusyError when it is still held after `seconds`."""
    ends = time.monotonic() + seconds
    said = False
    while True:
        try:
            return work()
        except BusyError as error:
            if time.monotonic() >= ends:
                raise
            if not said:
                log.info("waiting, at most %.0f s: %s", seconds, error.message)
                said = True
        time.sleep(LOOK_SECONDS)


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
    lease = f"harvest:{source.id}"

    def work() -> RunReport:
        holder = store.leases.holder(lease)
        if holder:
            raise BusyError(f"{lease} is being done by {holder}", name=lease, holder=holder)
        # Only now: whoever held it has saved its run before it let go.
        for run in _good_runs(store, source.id):
            if run.id not in before:
                raise DoneElsewhereError(f"{source.id} was harvested meanwhile, as run {run.id}: nothing to do")
        return crawl(source, settings, store, archive)

    return patiently(work, seconds=source.politeness.max_minutes * 60)


def _good_runs(store: "Store", source_id: str) -> list[RunReport]:
    """Ended harvests that brought something. A replay is none: it asks nobody."""
    return [
        run
        for run in store.runs.recent(source_id, _RECENT)
        if run.ended_at is not None and run.counts.requests and fault_of_run(run) is None
    ]
