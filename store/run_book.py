"""The book of runs: which id comes next, and what became of the runs that never said how they ended.

A run is RUNNING in the store from its first moment. One that was killed stays so until somebody who knows
that it is over says what it was: its archived manifest, or CRASHED.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from records.errors import StoreError
from records.ids import is_ulid, new_id
from records.run import RunReport
from records.vocabulary import RunState
from store.lease_names import harvest_lease

if TYPE_CHECKING:
    from store.archive import Archive
    from store.store import Store

CRASHED = "CRASHED"


def next_run_id(store: "Store", archive: "Archive", source_id: str) -> str:
    """An id that comes after every run of the source, in the store and in the archive, whatever the clock says."""
    return new_id(after=_greatest(store, archive, source_id))


def require_next(store: "Store", archive: "Archive", source_id: str, run_id: str) -> None:
    """StoreError RUN_ID_TAKEN unless `run_id` comes after every run of the source."""
    greatest = _greatest(store, archive, source_id)
    if run_id <= greatest or run_id in archive.runs(source_id):
        message = (
            f"run id {run_id} does not come after {greatest}, the newest run of {source_id}: leave the id out, "
            "and the run gets one of its own"
        )
        raise StoreError(message, code="RUN_ID_TAKEN")


def settle(store: "Store", archive: "Archive", source_id: str) -> None:
    """Say of every RUNNING run of a source what became of it. Hold its lease: then none of them goes on."""
    for report in store.runs.running(source_id):
        store.runs.save(_as_it_ended(report, archive))


def as_they_are(store: "Store", archive: "Archive", reports: Sequence[RunReport]) -> list[RunReport]:
    """The reports, those that say RUNNING without a living process as what became of them. Writes nothing."""
    return [_as_it_is(store, archive, report) for report in reports]


def _greatest(store: "Store", archive: "Archive", source_id: str) -> str:
    # Of an old run only some pages may be left, under its own id with an ending.
    known = (store.runs.newest_id(source_id), *(run.partition("-")[0] for run in archive.runs(source_id)))
    return max(filter(is_ulid, known), default="")


def _as_it_is(store: "Store", archive: "Archive", report: RunReport) -> RunReport:
    if report.state is not RunState.RUNNING:
        return report
    newest = store.runs.running(report.source_id)[:1]
    if newest and newest[0].id == report.id and store.leases.holder(harvest_lease(report.source_id)) is not None:
        return report
    # It may have ended since it was read: a run saves its report before it gives its lease back.
    report = store.runs.get(report.id) or report
    return _as_it_ended(report, archive) if report.state is RunState.RUNNING else report


def _as_it_ended(report: RunReport, archive: "Archive") -> RunReport:
    if report.id in archive.runs(report.source_id):
        return archive.reader(report.source_id, report.id).manifest()
    message = (
        "Its process was killed, or the machine went down, before the run's end. Nothing of it is used; "
        f"the next run starts afresh: `talentfeed harvest {report.source_id}`."
    )
    return report.model_copy(update={"state": RunState.CRASHED, "reason": CRASHED, "message": message})
