"""No connector proves that a source is empty by failing to find: only a word of its own format does."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from records.page import Page
from records.run import RunCounts
from records.vocabulary import RunState
from spiders.connectors.base import Connector, Extraction
from spiders.connectors.registry import CODED, make_connector
from spiders.outcome import Events, decide
from tests.connectors.cases import ANY_OPTIONS, NOW

URL = "https://jobs.example.org/list"
OPTIONS: dict[str, dict[str, Any]] = {
    "csv": {"url": URL},
    "json_ld": {"url": URL, "follow": "a.job", "next": "a[rel=next]"},
    "nhs_jobs": {"url": URL},
    "rss": {"url": URL},
    "selectors": {"url": URL, "item": "li.job", "fields": {"title": "a"}, "empty": "p.none", "total": "p.total"},
    "tribepad_xml": {"url": URL},
    "xcri_cap": {"url": URL},
    "table": {"url": URL},
    "json": {"url": URL, "records": "vacancies"},
    "xml": {"url": URL, "records": "vacancy"},
    "icalendar": {"url": URL},
    "front_matter": {"url": URL},
    "pdf": {"url": URL},
    "push": {},
}
XCRI = 'xmlns="http://xcri.org/profiles/1.2/catalog"'
NHS = "<nhsJobs><totalPages>0</totalPages><totalResults>{}</totalResults></nhsJobs>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Jobs</title><id>urn:jobs</id></feed>'
# What each format itself says where there is nothing.
EMPTY: dict[str, list[str]] = {
    "csv": ["Job title,Location,Closing date\n", "\ufeffJobs at Example Council\n\nJob title;Location;Salary\n"],
    "json_ld": [
        '{"@context": "https://schema.org", "@type": "ItemList", "itemListElement": []}',
        '{"data": [], "meta": {"count": 0}}',
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Jobs", "items": []}',
    ],
    "nhs_jobs": [NHS.format(0)],
    "rss": [
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Jobs</title></channel></rss>',
        ATOM,
        '<jobs count="0"/>',
    ],
    "selectors": ['<main><p class="none">No vacancies</p></main>', '<p class="total">0 jobs</p><ul></ul>'],
    "tribepad_xml": ["<jobs></jobs>"],
    "xcri_cap": [f"<catalog {XCRI}><provider><title>College</title></provider></catalog>"],
    "table": ["<table><tr><th>Job title</th><th>Salary</th><th>Closing date</th></tr></table>"],
    "json": ['{"vacancies": []}'],
    "xml": ["<vacancies/>"],
    "icalendar": ["BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"],
    # One file is one advert, and a PDF is never sure.
    "front_matter": [],
    "pdf": [],
    "push": ['{"listings": []}'],
}
PLAIN_PAGES = {
    "maintenance": "<!DOCTYPE html><html><head><title>Sorry</title></head><body>"
    "<h1>Service temporarily unavailable</h1><p>We are back soon.</p></body></html>",
    "maintenance as xhtml": '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Sorry</title>'
    "</head><body><p>Service temporarily unavailable</p></body></html>",
    "behind a comment": "<!-- node 7 --><html><body>Job title, Location, Salary</body></html>",
    "words of a page": "Service temporarily unavailable",
    "one heading": "Vacancy",
    "login": '<html><body><form><label>Title, Location</label><input name="title"></form></body></html>',
    "a feed inside a page": "<html><body><rss><channel><title>Jobs</title></channel></rss></body></html>",
    "warning and feed": "Warning: no database\n<rss version='2.0'><channel><title>Jobs</title></channel></rss>",
    "xml error": "<error><message>Service temporarily unavailable</message></error>",
    "xml with nothing": "<maintenance/>",
    "feed without a channel": '<rss version="2.0"/>',
    "atom without a namespace": "<feed/>",
    "list of names": '["title", "location"]',
    "{}": "{}",
    "[]": "[]",
    "null": "null",
    "error": '{"error": "unavailable", "jobs": null, "data": null}',
    "empty board": '{"jobs": [], "meta": {"total": 0}}',
    "list without a total": '{"data": [], "error": "unavailable"}',
    "board without a total": '{"jobs": []}',
    "board that has 7": '{"jobs": [], "meta": {"total": 7}}',
    "list that has 7": '{"data": [], "meta": {"count": 7}}',
    "search that has 7": NHS.format(7),
    "search without a total": "<nhsJobs></nhsJobs>",
    "page that has 7": '<p class="total">7 jobs</p><p class="none">No vacancies</p>',
    "list of 7": '<jobs count="7"/>',
    "catalogue of none": "<catalog/>",
    "catalogue of another version": f'<catalog {XCRI}><provider><course xmlns="urn:xcri:2.0"/></provider></catalog>',
    "sitemap": '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>',
    "calendar": "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n",
    "nothing": "",
    "white": " \n\t ",
}
# A list of Tribepad's that counts itself is one of a vendor's own too.
SHARED = {
    ("tribepad_xml", '<jobs count="0"/>'),
    ("tribepad_xml", '<jobs count="7"/>'),
    ("icalendar", "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"),
}


def _connector(name: str) -> Connector[Any]:
    return make_connector(ANY_OPTIONS.validate_python({"type": name, **OPTIONS[name]}))


def _read(name: str, body: bytes) -> Extraction:
    return _connector(name).read(Page(url=URL, body=body, content_type="", fetched_at=NOW))


def _state(extraction: Extraction) -> tuple[RunState, str]:
    events = Events(pages_read=1)
    events.note(extraction, URL)
    fetched = len(extraction.found) + events.unread
    judged = decide(events, RunCounts(fetched=fetched, advertised=extraction.advertised))
    return judged.state, judged.reason


def _foreign(name: str) -> Iterator[tuple[str, str]]:
    for other, documents in EMPTY.items():
        yield from ((f"empty {other}", text) for text in documents if other != name and (name, text) not in SHARED)
    yield from ((label, text) for label, text in PLAIN_PAGES.items() if (name, text) not in SHARED)


def test_every_connector_is_tried() -> None:
    """Platforms that are tables have their empty boards among their cases."""
    assert set(OPTIONS) == set(EMPTY) == set(CODED)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name in sorted(EMPTY) for text in EMPTY[name]])
def test_a_format_says_itself_that_there_is_nothing(name: str, text: str) -> None:
    extraction = _read(name, text.encode())
    assert extraction.proves_empty, extraction
    assert _state(extraction) == (RunState.COMPLETE, "")


@pytest.mark.parametrize("name", sorted(EMPTY))
def test_anything_else_proves_nothing(name: str) -> None:
    for label, text in _foreign(name):
        extraction = _read(name, text.encode())
        assert not extraction.proves_empty, label
        assert not extraction.proved_empty, label
        state, reason = _state(extraction)
        assert state is RunState.PARTIAL, label
        assert reason in ("MALFORMED", "EMPTY_UNPROVED", "ADVERTISED_SHORT"), label
        assert extraction.problems, f"{label}: a page that gives nothing must say why"


def test_records_that_cannot_be_read_are_no_advert_and_no_proof() -> None:
    extraction = _read("csv", b"Job title,Location,Pay\nCook,Leeds,1,2,3\nCarer,York,4,5,6\n")
    assert sum(problem.record for problem in extraction.problems) == 2
    assert _state(extraction) == (RunState.PARTIAL, "EMPTY_UNPROVED")


def _xml(body: bytes) -> etree._Element | None:
    # A declaration that is none says nothing of what follows it.
    body = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", body)
    try:
        return etree.fromstring(body.strip(), etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _truly(name: str, body: bytes) -> bool:  # noqa: PLR0911 - one format a line
    """Whether a strict reader finds the format's own mark in the document."""
    root, document = _xml(body), _json(body)
    tag = "" if root is None else etree.QName(root).localname
    if name == "csv":
        return b"," in body or b";" in body or b"\t" in body or b"|" in body
    if name == "json_ld":
        return isinstance(document, dict) or b"ld+json" in body
    if name == "selectors":
        return b"none" in body or b"total" in body
    if name == "table":
        return b"<th" in body and b"title" in body.lower()
    if name == "json":
        return b'"vacancies"' in body and b"[]" in body.replace(b" ", b"")
    if name == "icalendar":
        return b"BEGIN:VCALENDAR" in body and b"END:VCALENDAR" in body
    roots = {
        "xml": ("vacancies", "vacancy"),
        "nhs_jobs": ("nhsJobs",),
        "tribepad_xml": ("jobs",),
        "xcri_cap": ("catalog", "provider"),
    }
    return root is not None and (tag in roots[name] if name in roots else tag.lower() not in ("html", "error", "body"))


ANY = [text.encode() for text in (*PLAIN_PAGES.values(), *(text for texts in EMPTY.values() for text in texts))]


@pytest.mark.parametrize("name", sorted(EMPTY))
@settings(max_examples=80, deadline=None, derandomize=True)
@given(data=st.data())
def test_no_bytes_prove_emptiness_that_are_not_of_the_format(name: str, data: st.DataObject) -> None:
    body = data.draw(st.binary(max_size=200) | st.sampled_from(ANY))
    start, end = sorted((data.draw(st.integers(0, len(body))), data.draw(st.integers(0, len(body)))))
    junk = data.draw(st.sampled_from([b"", b"<", b"{}", b"title,location", b"<html>", b"\xff", b"[]", b"null", b"0"]))
    for document in (body, body[:start] + junk + body[end:], junk + body):
        extraction = _read(name, document)
        if extraction.proves_empty:
            assert not extraction.found
            assert not extraction.advertised
            assert _truly(name, document), document
