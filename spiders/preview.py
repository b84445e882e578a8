"""A first look at a source: a few pages fetched as a harvest would, nothing kept."""

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime

from records.ids import new_id
from records.payload import PageRecord, Payload
from records.run import RunReport
from records.settings import Settings
from records.source import SourceConfig
from spiders.job import Job
from spiders.process import OnProgress, run_child
from spiders.stage import PATIENCE, judge


@dataclass(frozen=True)
class Preview:
    """What a few pages gave. `robots`: allowed, disallowed, unavailable, or not asked; `bodies`: where asked for."""

    report: RunReport
    payloads: list[Payload]
    pages: list[PageRecord]
    robots: str
    bodies: list[tuple[PageRecord, bytes]] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """HTTP requests sent, robots.txt included."""
        return self.report.counts.requests


def fetch_preview(
    source: SourceConfig,
    settings: Settings,
    limit: int = 3,
    *,
    bodies: bool = False,
    on_progress: OnProgress | None = None,
) -> Preview:
    """Fetch the start page and at most `limit` pages after it; robots.txt and delays hold as ever.

    Problems are in `report.warnings`. A state of CAPPED is what is to be expected of more than `limit` pages.
    """
    from store.archive import Archive

    politeness = source.politeness.model_copy(update={"max_pages": limit + 1})
    with tempfile.TemporaryDirectory(prefix="talentfeed-preview-") as folder:
        archive = Archive(folder)
        job = Job(
            source=source.model_copy(update={"politeness": politeness}),
            run_id=new_id(),
            started_at=datetime.now(UTC),
            archive_url=folder,
            allow_loopback=settings.allow_loopback,
            user_agent=settings.user_agent,
            browser=settings.browser,
        )
        report = judge(job, archive, run_child(job, on_progress, PATIENCE))
        if job.run_id not in archive.runs(source.id):
            return Preview(report, [], [], _robots(report, []))
        reader = archive.reader(source.id, job.run_id)
        pages = list(reader.pages())
        kept = list(reader.bodies(missing="skip")) if bodies else []
        return Preview(report, list(reader.payloads()), pages, _robots(report, pages), kept)


def _robots(report: RunReport, pages: list[PageRecord]) -> str:
    codes = {report.reason, *(warn.code for warn in report.warnings)}
    if "ROBOTS_UNAVAILABLE" in codes:
        return "unavailable"
    if "ROBOTS_DISALLOWED" in codes:
        return "disallowed"
    asked = any(page.url.endswith("/robots.txt") and not page.step for page in pages)
    return "allowed" if asked else "not asked"
