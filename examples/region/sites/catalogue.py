"""Every site of the region: its source id, what makes its pages, and the address it is served at."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from pathlib import Path

from examples.region import plan
from examples.region.model import Place, Record, Text, Thing
from examples.region.sites import catalogues, feeds, markup, pages, tables, xml_feeds
from examples.region.sites.site import Files, Site

_RECORDED_PAGE = Path(__file__).parents[1] / "recorded" / "civil_service_results.html"
_ROBOTS = b"User-agent: *\nDisallow: /admin/\nCrawl-delay: 0\n"
DEFAULT_PORT = 8765


def recorded_page(_records: list[Record], _site: Site) -> Files:
    """Search results of Civil Service Jobs, as recorded: real adverts that closed long ago."""
    return {"results.html": _RECORDED_PAGE.read_bytes()}


@dataclass(frozen=True)
class Entry:
    """A site: `host` is the last part of its loopback address, `start` the path its source begins at."""

    host: int
    make: Callable[[list[Record], Site], Files]
    start: str


SITES = {
    plan.COUNCIL_FEED: Entry(11, xml_feeds.council_feed, "/feed/jobs.xml"),
    plan.COUNCIL_PAGES: Entry(12, pages.council_pages, "/jobs"),
    plan.NHS: Entry(13, xml_feeds.nhs_feed, "/api/v1/search_xml"),
    plan.BOARD_API: Entry(14, catalogues.greenhouse_board, "/v1/boards/brightloom/jobs"),
    plan.COLLEGE: Entry(15, catalogues.college_catalogue, "/xcri/catalogue.xml"),
    plan.UNIVERSITY: Entry(16, markup.university, "/sitemap.xml"),
    plan.FINDER: Entry(17, tables.course_finder, "/downloads/courses.csv"),
    plan.FEED: Entry(18, feeds.job_feed, "/feed.rss"),
    plan.BOARD: Entry(19, markup.board, "/jobs"),
    plan.AGGREGATOR: Entry(20, tables.aggregator, "/export/yorkshire.csv"),
    plan.APPRENTICESHIPS: Entry(21, tables.apprenticeships, "/apprenticeships.csv"),
    plan.EVENTS: Entry(22, markup.events, "/whats-on"),
    plan.SUPPORT: Entry(23, tables.support, "/support.csv"),
    plan.NEWS: Entry(24, feeds.news_feed, "/news.atom"),
    plan.RECORDED: Entry(25, recorded_page, "/results.html"),
}


def address(source: str, port: int = DEFAULT_PORT, *, one_host: bool = False) -> str:
    """Where a site is served: a loopback address of its own, or (`one_host`) a port of its own on 127.0.0.1.

    Robots rules and delays hold for one host, so sites must not share one. Linux answers on all of
    127.0.0.0/8; macOS on 127.0.0.1 only.
    """
    host = SITES[source].host
    return f"http://127.0.0.1:{port + host}" if one_host else f"http://127.0.20.{host}:{port}"


def make_site(records: list[Record], site: Site) -> Files:
    """All files of one site on one day, robots.txt included."""
    shown = [r for r in records if r.source == site.source and r.status not in ("gone", "down")]
    return {"robots.txt": _ROBOTS, **SITES[site.source].make(shown, site)}


def recorded_records(today: date) -> list[Record]:
    """The records of the recorded page, for the truth: all of them closed in July 2023."""
    text = _RECORDED_PAGE.read_text(encoding="utf-8")
    found = []
    for box in text.split('<li class="search-results-job-box">')[1:]:
        title, department, place, pay, reference = (_cut(box, name) for name in _BOX)
        thing = Thing(
            f"civil-service-{reference.rpartition(' ')[2]}",
            "job",
            title,
            department,
            Place(place),
            Text(),
            today - timedelta(days=1),
        )
        found.append(
            Record(
                plan.RECORDED, reference, thing, title, department, place, None, pay.partition(" : ")[2], thing.posted,
                date(2023, 7, 2), status="closed", relation="unjudged",
            )
        )  # fmt: skip
    return found


_BOX = ("job-box-title", "job-box-department", "job-box-location", "job-box-salary", "job-box-refcode")


def _cut(box: str, name: str) -> str:
    match = re.search(rf'{name}"[^>]*>(.*?)</(?:h3|div)>', box, re.DOTALL)
    return " ".join(unescape(match[1]).split()) if match else ""
