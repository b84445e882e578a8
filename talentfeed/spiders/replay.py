"""Extracting again from the archive: a better connector reads old pages, and nothing is fetched."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from talentfeed.records.payload import PageRecord, Payload
from talentfeed.records.source import SourceConfig
from talentfeed.spiders.connectors.base import Follow
from talentfeed.spiders.connectors.registry import make_connector
from talentfeed.spiders.fetched import Fetched
from talentfeed.spiders.harvest import GONE, Harvest
from talentfeed.spiders.job import Job
from talentfeed.spiders.previous import PreviousRun, page_keys

if TYPE_CHECKING:
    from talentfeed.store import Archive


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


def replay(source: SourceConfig, archive: "Archive", run_id: str) -> Iterator[Payload]:
    """The payloads of a run, read again from its pages by the connector and options of today.

    Pages that the run did not follow are not there, so new options may find fewer than a new run would.
    """
    reader = archive.reader(source.id, run_id)
    job = Job(
        source=source,
        run_id=run_id,
        started_at=reader.manifest().started_at,
        archive_url=archive.root,
        user_agent="",
        parent_pid=0,
    )
    collector = _Collector()
    harvest = Harvest(job, make_connector(source.connector), collector, PreviousRun())
    for record, body in reader.bodies(missing="skip"):
        if "context" in record.extraction:
            _read_again(harvest, record, body)
            yield from collector.take()


def _read_again(harvest: Harvest, record: PageRecord, body: bytes) -> None:
    saved: dict[str, Any] = record.extraction
    follow = Follow(record.url, record.step, saved["context"], saved.get("key", ""))
    headers = [("Content-Type", record.content_type)]
    fetched = Fetched(record.url, record.status, body, headers, fetched_at=record.fetched_at)
    if record.status in GONE:
        harvest.withdraw(fetched, follow, page_keys(record))
        return
    fetched.status = 200  # a 304 stands for the body it left unchanged
    harvest.page(fetched, follow, depth=0)
