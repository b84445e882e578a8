"""Extracting again from the archive: a better connector reads old pages, and nothing is fetched.

`replay` gives the payloads; `replay_run`, the stage, archives them as a run of their own.
"""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from records.errors import StoreError
from records.logs import about, logged
from records.payload import PageRecord, Payload
from records.run import REPLAYED, RunReport
from records.source import SourceConfig
from records.vocabulary import USABLE, RunState
from spiders.connectors.base import Follow
from spiders.connectors.registry import make_connector
from spiders.fetched import Fetched
from spiders.harvest import GONE, Harvest
from spiders.job import Job
from spiders.previous import PreviousRun, page_keys
from store.lease_names import harvest_lease
from store.run_book import next_run_id, settle

if TYPE_CHECKING:
    from spiders.process import OnProgress
    from store import Archive, ArchiveReader, ArchiveWriter, Store


class _Collector:
    """Stands where the archive's writer stands, and keeps the payloads of one page."""

    def __init__(self) -> None:
        self.payloads: list[Payload] = []

    def page(self, *_record: Any) -> None:
        """The page is archived already."""

    response = extracted = page

    def payload(self, payload: Payload) -> None:
        """Keep it."""
        self.payloads.append(payload)

    def take(self) -> list[Payload]:
        """What came since the last call."""
        taken, self.payloads = self.payloads, []
        return taken


class _Rereading:
    """Stands before the archive's writer: pages become references to the bodies that are archived already.

    The run is dated as the one it was read from, so that it closes, re-opens and outlives nothing that a
    later run has seen otherwise. It is never COMPLETE: nobody looked whether the source still says so.
    """

    def __init__(self, writer: "ArchiveWriter", original: RunReport) -> None:
        self._writer, self._original = writer, original
        self.extracted = writer.extracted
        self.payload = writer.payload

    def response(self, page: PageRecord, _body: bytes | None, *_headers: Any) -> Any:
        """A page that stands in an earlier run."""
        return self._writer.response(page, None)

    def page(self, page: PageRecord, _body: bytes | None, *_headers: Any) -> None:
        """The same, read already."""
        self._writer.page(page, None)

    def finish(self, report: RunReport) -> None:
        """Make the run visible."""
        update: dict[str, object] = {"ended_at": self._original.ended_at}
        if report.state is RunState.COMPLETE:
            message = (
                f"Read again from the pages of run {self._original.id}; nothing was fetched, so nothing expires. "
                "Pages that are followed only now come with the next harvest."
            )
            update |= {"state": RunState.PARTIAL, "reason": REPLAYED, "message": message}
        self._writer.finish(report.model_copy(update=update))


@logged("replay")
def replay_run(
    source: SourceConfig,
    store: "Store",
    archive: "Archive",
    *,
    run_id: str | None = None,
    on_progress: "OnProgress | None" = None,
) -> RunReport:
    """Read an archived run (default: the newest usable) again, by the connector and options of today.

    Gives a new run, archived and saved, which `normalise` takes like any other. The next harvest asks only
    for what changed since. StoreError for a run that is not archived (any more), has no page that can be
    read, or is older than the last promoted one; BusyError while the source is harvested.
    """
    with store.leases.hold(harvest_lease(source.id)) as lease:
        settle(store, archive, source.id)
        reader = archive.reader(source.id, run_id or _newest(archive, source.id))
        original = reader.manifest()
        promoted = store.runs.latest(source.id, promoted=True)
        if promoted and promoted.id > original.id:
            message = f"run {original.id} is older than {promoted.id}, which was promoted: replay that one"
            raise StoreError(message)
        new = next_run_id(store, archive, source.id)
        about(run=new)
        store.runs.save(_begun(source, original, new))
        try:
            report = _archive_again(source, archive, original, new, on_progress)
        except Exception:
            # It was refused, and is no run. A kill leaves its row, of which the next run says CRASHED.
            with contextlib.suppress(StoreError):
                store.runs.discard(new)
            raise
        lease.check()
        store.runs.save(report)
        return report


def _begun(source: SourceConfig, original: RunReport, run_id: str) -> RunReport:
    return RunReport(
        id=run_id,
        source_id=source.id,
        state=RunState.RUNNING,
        config_hash=source.config_hash,
        started_at=original.started_at,
    )


def _archive_again(
    source: SourceConfig, archive: "Archive", original: RunReport, run_id: str, on_progress: "OnProgress | None"
) -> RunReport:
    reader = archive.reader(source.id, original.id)
    with archive.writer(source.id, run_id) as writer:
        harvest = _harvest(source, archive, original, run_id, _Rereading(writer, original))
        for number, _ in enumerate(_reread(harvest, reader), start=1):
            if on_progress:
                on_progress(number, None, "pages")
        if not harvest.events.pages_read:
            message = f"no page of run {original.id} can be read again; fetch anew: `talentfeed harvest {source.id}`"
            raise StoreError(message, code="BODY_MISSING")
        harvest.finish()
    return archive.reader(source.id, run_id).manifest()


def replay(source: SourceConfig, archive: "Archive", run_id: str) -> Iterator[Payload]:
    """The payloads of a run, read again from its pages by the connector and options of today; stores nothing.

    Pages that the run did not follow are not there, so new options may find fewer than a new run would.
    """
    reader = archive.reader(source.id, run_id)
    collector = _Collector()
    harvest = _harvest(source, archive, reader.manifest(), run_id, collector)
    for _ in _reread(harvest, reader):
        yield from collector.take()


def _newest(archive: "Archive", source_id: str) -> str:
    for run_id in reversed(archive.runs(source_id)):
        if archive.reader(source_id, run_id).manifest().state in USABLE:
            return run_id
    message = f"the archive holds no run of {source_id} to read again; fetch it: `talentfeed harvest {source_id}`"
    raise StoreError(message, code="RUN_NOT_FOUND")


def _harvest(source: SourceConfig, archive: "Archive", original: RunReport, run_id: str, writer: Any) -> Harvest:
    job = Job(
        source=source,
        run_id=run_id,
        started_at=original.started_at,
        archive_url=archive.root,
        user_agent="",
    )
    return Harvest(job, make_connector(source.connector), writer, PreviousRun())


def _reread(harvest: Harvest, reader: "ArchiveReader") -> Iterator[PageRecord]:
    """Each page that can be read, after it was."""
    for record, body in reader.bodies(missing="skip"):
        if "context" in record.extraction:
            _read_again(harvest, record, body)
            yield record


def _read_again(harvest: Harvest, record: PageRecord, body: bytes) -> None:
    saved: dict[str, Any] = record.extraction
    follow = Follow(
        record.url,
        record.step,
        saved["context"],
        saved.get("key", ""),
        method=record.method,
        body=record.request_body,
    )
    # With what the next harvest's conditional request needs.
    said = {"Content-Type": record.content_type, "ETag": record.etag, "Last-Modified": record.last_modified}
    headers = [(name, value) for name, value in said.items() if value]
    fetched = Fetched(
        record.url,
        record.status,
        body,
        headers,
        fetched_at=record.fetched_at,
        method=record.method,
        request_body=record.request_body,
        received_at=record.received_at,
    )
    if record.status in GONE:
        harvest.withdraw(fetched, follow, page_keys(record))
        return
    fetched.status = 200  # a 304 stands for the body it left unchanged
    harvest.page(fetched, follow, depth=0)
