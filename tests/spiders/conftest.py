"""A server, a store and an archive of the test's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from records.payload import PageRecord, Payload
from records.run import RunReport
from records.settings import Settings
from records.source import SourceConfig
from spiders.stage import crawl
from store import Archive, Store, open_store
from tests.spiders.server import Answer, WebServer, serving

OPEN_ROBOTS = Answer("User-agent: *\nAllow: /\n")


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving() as running:
        running.answers["/robots.txt"] = OPEN_ROBOTS
        yield running


@dataclass
class World:
    """Everything a crawl needs, and what came of it."""

    settings: Settings
    store: Store
    archive: Archive

    def crawl(self, source: SourceConfig, **more: Any) -> RunReport:
        """Harvest, and check what must hold of every run."""
        report = crawl(source, self.settings, self.store, self.archive, **more)
        assert self.store.runs.get(report.id) == report
        unread = sum(problem.get("record", False) for page in self.pages(report) for problem in problems(page))
        kept = len(self.payloads(report))
        assert report.counts.fetched == kept + report.counts.duplicate + unread
        return report

    def payloads(self, report: RunReport) -> list[Payload]:
        if report.id not in self.archive.runs(report.source_id):
            return []
        return list(self.archive.reader(report.source_id, report.id).payloads())

    def pages(self, report: RunReport) -> list[PageRecord]:
        if report.id not in self.archive.runs(report.source_id):
            return []
        return list(self.archive.reader(report.source_id, report.id).pages())


def problems(page: PageRecord) -> list[dict[str, Any]]:
    found: Any = page.extraction.get("problems", [])
    return list(found)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    settings = Settings(home=tmp_path, allow_loopback=True, user_agent="Talentfeed-test/1 (+mailto:us@example.org)")
    store = open_store(settings.database_url)
    store.upgrade()
    yield World(settings, store, Archive(settings.archive_url))
    store.close()


def make_source(connector: dict[str, Any], source_id: str = "demo", **politeness: Any) -> SourceConfig:
    """A source that asks without pauses."""
    return SourceConfig.model_validate(
        {
            "id": source_id,
            "name": "Demo",
            "publisher": {"name": "Demo council"},
            "connector": connector,
            "licence": {"name": "permission"},
            "politeness": {"delay_seconds": 0, "timeout_seconds": 300, **politeness},
        }
    )


def listing(url: str, **politeness: Any) -> SourceConfig:
    """A page of jobs read by CSS, each with a page of its own."""
    return make_source(
        {
            "type": "selectors",
            "url": url,
            "item": "li.job",
            "fields": {"title": "a"},
            "link": "a",
            "next": "a.next",
            "next_optional": True,
            "total": ".total",
            "required": "ul.jobs",
            "empty": ".none",
            "detail": {"fields": {"title": "h1", "description": "p"}, "required": "h1"},
        },
        **politeness,
    )


def board(url: str, **politeness: Any) -> SourceConfig:
    """One JSON document."""
    return make_source({"type": "greenhouse", "url": url}, **politeness)


def jobs_json(*ids: int, total: int | None = None) -> str:
    """A Greenhouse board's answer."""
    import json

    jobs = [
        {"id": number, "title": f"Job {number}", "absolute_url": f"https://jobs.example.org/{number}"} for number in ids
    ]
    return json.dumps({"jobs": jobs, "meta": {"total": len(ids) if total is None else total}})


def listing_page(*paths: str, next_path: str = "", total: int | None = None) -> str:
    """A listing page."""
    items = "".join(f'<li class="job"><a href="{path}">Job {path}</a></li>' for path in paths)
    link = f'<a class="next" href="{next_path}">Next</a>' if next_path else ""
    said = f'<p class="total">{total} jobs</p>' if total is not None else ""
    return f'<html><body>{said}<ul class="jobs">{items}</ul>{link}</body></html>'


def detail_page(title: str) -> str:
    """One job's page."""
    return f"<html><body><h1>{title}</h1><p>Do the work of {title}.</p></body></html>"
