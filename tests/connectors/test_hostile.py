"""Whatever a publisher sends, reading it never raises, and nothing is lost without a word."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.json import read_json
from records.errors import RecordError
from records.page import Page
from spiders.connectors.registry import make_connector
from spiders.markup.urls import durable
from tests.connectors.cases import ANY_OPTIONS, FIXTURES, NOW, draft_of, source_of

URL = "https://jobs.example.org/list"
OPTIONS: dict[str, dict[str, Any]] = {
    "json_ld": {"url": URL, "follow": "a", "next": "a[rel=next]"},
    "rss": {"url": URL},
    "csv": {"url": URL},
    "selectors": {"url": URL, "item": "li", "fields": {"title": "a", "url": "a::attr(href)"}, "link": "a", "next": "a"},
    "table": {"url": URL},
    "json": {"url": URL},
    "xml": {"url": URL},
    "icalendar": {"url": URL},
    "front_matter": {"url": URL},
}
SEEDS = {name: [file.read_bytes() for file in sorted((FIXTURES / name).glob("*/response.*"))] for name in OPTIONS}
TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10**6) | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
PROPERTIES = (
    "title", "name", "description", "hiringOrganization", "jobLocation", "baseSalary", "employmentType", "identifier",
    "validThrough", "url", "location", "offers", "hasCourseInstance", "organizer", "skills", "inLanguage", "about",
)  # fmt: skip


def _connector(name: str) -> Any:
    return make_connector(ANY_OPTIONS.validate_python({"type": name, **OPTIONS[name]}))


def _page(body: bytes, content_type: str = "", step: str = "start") -> Page:
    return Page(url=URL, body=body, content_type=content_type, fetched_at=NOW, step=step)


def _map_all(connector: Any, page: Page) -> int:
    extraction = connector.read(page)
    for found in extraction.found:
        json.dumps(found.data).encode("utf-8")
        try:
            draft_of(connector, page, found, source_of(connector.options))
        except RecordError:
            continue
    told = extraction.found or extraction.follow or extraction.problems or extraction.proved_empty
    assert told, "a page that gives nothing must say why"
    return len(extraction.found)


@pytest.mark.parametrize("name", sorted(OPTIONS))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_bytes_of_any_kind_are_read_or_refused(name: str, data: st.DataObject) -> None:
    body = data.draw(st.binary(max_size=300) | TEXT.map(str.encode))
    content_type = data.draw(st.sampled_from(["", "text/html", "application/json; charset=latin-1", "text/xml"]))
    connector = _connector(name)
    _map_all(connector, _page(body, content_type))
    assert 0 <= type(connector).sniff(_page(body, content_type)) <= 1


@pytest.mark.parametrize("name", sorted(OPTIONS))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_pages_are_read_or_refused(name: str, data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(SEEDS[name]))
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 60)))
    damaged = body[:start] + data.draw(st.binary(max_size=8)) + body[end:]
    step = data.draw(st.sampled_from(["start", "detail"]))
    extraction = _connector(name).read(_page(damaged, step=step))
    if step == "start":
        _map_all(_connector(name), _page(damaged))
    assert not (extraction.proved_empty and extraction.found)


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(["JobPosting", "Course", "CourseInstance", "Event", "EducationEvent", "LearningResource"]),
    values=st.dictionaries(st.sampled_from(PROPERTIES), JSON, max_size=6),
)
def test_any_value_in_any_property_becomes_a_draft(kind: str, values: dict[str, Any]) -> None:
    node = {"@context": "https://schema.org", "@type": kind, "name": "Kept", **values, "title": "Kept"}
    assert _map_all(_connector("json_ld"), _page(json.dumps(node).encode(), "application/json")) >= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT.filter(lambda text: text.strip("\x00 \t\r\n")), min_size=1, max_size=12, unique=True))
def test_every_row_of_a_table_is_found_or_a_problem(titles: list[str]) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Job title", "Town"])
    writer.writerows([title, "Leeds"] for title in titles)
    connector = make_connector(
        ANY_OPTIONS.validate_python({"type": "csv", "url": URL, "delimiter": ",", "header_row": 1})
    )
    extraction = connector.read(_page(out.getvalue().encode()))
    assert len(extraction.found) + sum(problem.record for problem in extraction.problems) == len(titles)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(TEXT, JSON, min_size=1, max_size=3), min_size=1, max_size=4))
def test_json_is_read_as_written(values: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(value) for value in values)
    read = read_json(text)
    assert not read.repaired
    assert len(read.values) == len(values)


@settings(max_examples=100, deadline=None)
@given(st.from_regex(r"https://[a-z]{1,8}\.example/[a-zA-Z0-9/;=&?_-]{0,40}", fullmatch=True))
def test_a_durable_address_stays_as_it_is(url: str) -> None:
    once = durable(url)
    assert once is None or durable(once) == once


def test_a_deep_document_is_refused_or_read() -> None:
    body = b'{"@type":"JobPosting","title":"x","a":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    extraction = _connector("json_ld").read(_page(body, "application/json"))
    assert extraction.problems or extraction.found
