"""The harvest stage: one source fetched into the raw archive."""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from records.ids import new_id
from records.run import RunReport
from records.settings import Settings
from records.source import SourceConfig
from records.vocabulary import RunState
from spiders.job import Job
from spiders.process import Ended, OnProgress, Patience, run_child

if TYPE_CHECKING:
    from store import Archive, Store

PATIENCE = Patience()


def crawl(
    source: SourceConfig,
    settings: Settings,
    store: "Store",
    archive: "Archive",
    *,
    run_id: str | None = None,
    on_progress: OnProgress | None = None,
) -> RunReport:
    """Harvest `source` in a process of its own; the report is saved in the store and the archive.

    Never raises for what the source does: that is in the report's state, reason and message. Raises
    BusyError while another live process harvests the same source. On SIGTERM or KeyboardInterrupt the
    run is ended and saved (PARTIAL), and the exception goes on.
    """
    with store.leases.hold(f"harvest:{source.id}"):
        last = store.runs.latest(source.id)
        job = Job(
            source=source,
            run_id=run_id or new_id(after=last.id if last else ""),
            started_at=datetime.now(UTC),
            archive_url=archive.fs.unstrip_protocol(archive.root),
            allow_loopback=settings.allow_loopback,
            user_agent=settings.user_agent,
            parent_pid=os.getpid(),
        )
        archive.delete_unfinished(source.id)
        try:
            ended = run_child(job, on_progress, PATIENCE)
        except BaseException as error:
            why = Ended("STOPPED", f"The crawl was ended from outside ({type(error).__name__}).")
            store.runs.save(judge(job, archive, why))
            raise
        report = judge(job, archive, ended)
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
    return RunReport(
        id=job.run_id,
        source_id=job.source.id,
        state=RunState.FAILED,
        reason=ended.error_code or "CRASHED",
        message=f"{message.rstrip('.')}. Nothing of this run is used; the next run starts afresh.",
        config_hash=job.source.config_hash,
        started_at=job.started_at,
        ended_at=datetime.now(UTC),
    )
