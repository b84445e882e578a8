"""The harvest stage: one source fetched into the raw archive."""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from records.disk import disk_full, is_full
from records.errors import StoreError, TalentfeedError
from records.logs import about, level_in_use, logged
from records.run import RunReport
from records.settings import Settings
from records.source import SourceConfig
from records.vocabulary import RunState
from spiders.job import Job
from spiders.process import Ended, OnProgress, Patience, run_child
from spiders.stop import Stop
from store.lease_names import harvest_lease
from store.run_book import next_run_id, require_next, settle

if TYPE_CHECKING:
    from store import Archive, Store

PATIENCE = Patience()
# How long a run that nobody waits for (`run`, a scheduler) waits for another of the same source to end.
LEASE_PATIENCE = timedelta(minutes=10)


@logged("crawl")
def crawl(  # noqa: PLR0913 - the four stores of a run, and how it is wanted
    source: SourceConfig,
    settings: Settings,
    store: "Store",
    archive: "Archive",
    *,
    run_id: str | None = None,
    wait: timedelta = timedelta(0),
    once_held: Callable[[], None] | None = None,
    on_progress: OnProgress | None = None,
    stop: Stop | None = None,
) -> RunReport:
    """Harvest `source` in a process of its own; the report is in the store from its start (RUNNING), then as it ended.

    Never raises for what the source does: that is in the report's state, reason and message. Raises
    BusyError while another live process harvests the same source, and still does after `wait`; StoreError
    RUN_ID_TAKEN for a `run_id` that does not come after all others of the source. On SIGTERM,
    KeyboardInterrupt, or when `stop` is asked for, the run is ended and saved (PARTIAL), and the exception goes on.
    `once_held` is called when nobody else can fetch any more, and before this does: what it raises goes on.
    """
    give_up = (lambda: stop.asked) if stop is not None else None
    with store.leases.hold(harvest_lease(source.id), wait=wait, give_up=give_up) as lease:
        if once_held is not None:
            once_held()
        settle(store, archive, source.id)
        if run_id is not None:
            require_next(store, archive, source.id, run_id)
        job = Job(
            source=source,
            run_id=run_id or next_run_id(store, archive, source.id),
            started_at=datetime.now(UTC),
            archive_url=archive.fs.unstrip_protocol(archive.root),
            allow_loopback=settings.allow_loopback,
            user_agent=settings.user_agent,
            browser=settings.browser,
            log_level=level_in_use(),
        )
        about(run=job.run_id)
        store.runs.save(_report(job, RunState.RUNNING))
        archive.delete_unfinished(source.id)
        try:
            ended = run_child(job, on_progress, PATIENCE, stop)
        except BaseException as error:
            # What cannot be saved, as on a full disk, is CRASHED for whoever looks next.
            with contextlib.suppress(StoreError):
                store.runs.save(judge(job, archive, _why(error)))
            raise
        report = judge(job, archive, ended)
        # A run that lost its lease is no longer the source's: who took it over has said what became of this one.
        lease.check()
        store.runs.save(report)
        return report


def judge(job: Job, archive: "Archive", ended: Ended) -> RunReport:
    """The manifest's word; without a manifest the run FAILED."""
    if job.run_id in archive.runs(job.source.id):
        report: RunReport = archive.reader(job.source.id, job.run_id).manifest()
        return report
    archive.delete_unfinished(job.source.id)
    last_line = ended.last_words.splitlines()[-1] if ended.last_words else "it left no message"
    message = ended.error_message or f"The crawl's process died before its end ({last_line[:300]})."
    return _report(job, RunState.FAILED).model_copy(
        update={
            "reason": ended.error_code or "CRASHED",
            "message": f"{message.rstrip('.')}. Nothing of this run is used; the next run starts afresh.",
            "ended_at": datetime.now(UTC),
        }
    )


def _report(job: Job, state: RunState) -> RunReport:
    return RunReport(
        id=job.run_id,
        source_id=job.source.id,
        state=state,
        config_hash=job.source.config_hash,
        started_at=job.started_at,
    )


def _why(error: BaseException) -> Ended:
    if is_full(error):
        full = disk_full("crawling")
        return Ended(full.code, full.message)
    if isinstance(error, TalentfeedError):
        return Ended(error.code, error.message)
    return Ended("STOPPED", f"The crawl was ended from outside ({type(error).__name__}).")
