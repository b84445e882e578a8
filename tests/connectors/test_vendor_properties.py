"""What holds for every input: reading never raises, and no record is lost without being counted."""

import json
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalise.mappers.base import Fields
from normalise.mappers.registry import mapper_for
from records.errors import RecordError
from records.page import Page
from spiders.connectors.base import Connector, Found
from spiders.connectors.registry import connector_class
from tests.connectors.cases import NOW, folders, payload_of, source_of

VENDORS = ("greenhouse", "nhs_jobs", "tribepad_xml", "xcri_cap")
URL = "https://source.example/feed"
BODIES = {vendor: [next(f.glob("response.*")).read_bytes() for f in folders(vendor)] for vendor in VENDORS}


def _connector(name: str) -> Connector[Any]:
    cls = connector_class(name)
    return cls(cls.default_options(URL))


def _map_all(connector: Connector[Any], page: Page) -> int:
    extraction = connector.read(page)
    assert not (extraction.proved_empty and (extraction.found or extraction.malformed))
    for found in extraction.found:
        json.dumps(found.data)
        try:
            mapper_for(connector.format).to_draft(
                Fields(found.data), payload_of(connector, page, found), source_of(connector.options)
            )
        except RecordError:
            continue
    return len(extraction.found)


@pytest.mark.parametrize("vendor", VENDORS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_reading_never_raises(vendor: str, data: st.DataObject) -> None:
    connector = _connector(vendor)
    body = data.draw(st.sampled_from(BODIES[vendor]) | st.binary(max_size=200))
    start, end = sorted((data.draw(st.integers(0, len(body))), data.draw(st.integers(0, len(body)))))
    junk = data.draw(st.sampled_from([b"", b"<", b"&", b"\xff\x00", b"</job>", b"]]>", b'"', b"}{", b"&#0;", b"<!--"]))
    for damaged in (body[:start] + junk + body[end:], body[:end] + junk):
        page = Page(URL, damaged, "", NOW, step=data.draw(st.sampled_from(["start", "page", "options"])))
        _map_all(connector, page)
        assert 0 <= connector.sniff(page) <= 1


@pytest.mark.parametrize("vendor", VENDORS[1:])
@given(cut=st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_cut_off_xml_keeps_every_record_that_is_whole(vendor: str, cut: float) -> None:
    record = {"nhs_jobs": b"</vacancyDetails>", "tribepad_xml": b"</job>", "xcri_cap": b"</x:course>"}[vendor]
    case = {"nhs_jobs": "first_of_three", "tribepad_xml": "partner_feed", "xcri_cap": "college_12"}[vendor]
    (folder,) = [f for f in folders(vendor) if f.name == case]
    body = (folder / "response.xml").read_bytes()
    begin = body.index(b"<nhsJobs" if vendor == "nhs_jobs" else b"<jobs" if vendor == "tribepad_xml" else b"<x:catalog")
    part = body[: begin + 1 + int((len(body) - begin - 1) * cut)]
    extraction = _connector(vendor).read(Page(URL, part, "", NOW))
    assert len(extraction.found) == part.count(record)
    if not part.rstrip().endswith(b">") or part.rstrip() != body.rstrip():
        assert extraction.malformed


JOBS = st.lists(
    st.fixed_dictionaries(
        {"id": st.integers(1, 10**10), "title": st.text(max_size=20), "absolute_url": st.just("https://b.example/1")},
        optional={
            "content": st.text(max_size=40),
            "location": st.none() | st.fixed_dictionaries({"name": st.text(max_size=30)}),
            "metadata": st.none() | st.lists(st.dictionaries(st.sampled_from(["name", "value"]), st.text(max_size=9))),
            "pay_input_ranges": st.lists(st.dictionaries(st.sampled_from(["min_cents", "title"]), st.integers())),
            "offices": st.lists(st.dictionaries(st.sampled_from(["name", "location"]), st.text(max_size=9))),
        },
    ),
    max_size=6,
    unique_by=lambda job: str(job["id"]),
)  # fmt: skip


@given(jobs=JOBS, total=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_a_greenhouse_board_gives_all_its_jobs(jobs: list[dict[str, Any]], total: int) -> None:
    connector = _connector("greenhouse")
    page = Page(URL, json.dumps({"jobs": jobs, "meta": {"total": total}}).encode(), "", NOW)
    assert _map_all(connector, page) == len(jobs)
    assert connector.read(page).advertised == total


@given(names=st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=12), max_size=8))
@settings(max_examples=60, deadline=None)
def test_xml_records_are_conserved_with_any_text(names: list[str]) -> None:
    jobs = "".join(f"<job><job_id>{n}</job_id><job_title>{escape(t)}</job_title></job>" for n, t in enumerate(names))
    page = Page(URL, f"<jobs>{jobs}</jobs>".encode(), "", NOW)
    connector = _connector("tribepad_xml")
    assert _map_all(connector, page) == len(names)
    assert connector.read(page).proved_empty == (not names)


def _payloads(vendor: str) -> list[dict[str, Any]]:
    connector = _connector(vendor)
    pages = (Page(URL, body, "", NOW) for body in BODIES[vendor])
    return [found.data for page in pages for found in connector.read(page).found]


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [found for key, item in items for found in _paths(item, (*path, key))]


# JSON that no reader hopes for, as text: a fresh value each time.
ODD = (
    "null",
    '""',
    "0",
    "-1",
    "1.5",
    "true",
    "[]",
    "{}",
    "[null]",
    '["x", {}]',
    '{"#text": 1}',
    '{"a": {"b": []}}',
    '"<p>"',
)


@pytest.mark.parametrize("vendor", VENDORS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_value_anywhere_in_a_payload_becomes_a_draft(vendor: str, data: st.DataObject) -> None:
    payload = json.loads(json.dumps(data.draw(st.sampled_from(_payloads(vendor)))))
    for path in data.draw(st.lists(st.sampled_from(_paths(payload)), max_size=4)):
        holder: Any = payload
        try:
            for key in path[:-1]:
                holder = holder[key]
            present = path[-1] in holder if isinstance(holder, dict) else path[-1] < len(holder)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change has removed this place
        if present and isinstance(holder, dict | list):
            holder[path[-1]] = json.loads(data.draw(st.sampled_from(ODD)))
    connector = _connector(vendor)
    page = Page(URL, b"", "", NOW)
    mapper_for(connector.format).to_draft(
        Fields(payload), payload_of(connector, page, Found(payload, "k")), source_of(connector.options)
    )
