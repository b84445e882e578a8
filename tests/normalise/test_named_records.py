"""Records of tables, JSON, XML, front matter and calendars: archived under the source's names, mapped afterwards.

Each text names no reference and no address, so that its adverts are known by what they say: the dearest case of an
upgrade. `FORMER` holds the keys and the draft names under which releases before this one archived them.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from normalise.pipeline import to_listing
from normalise.versions import known_key
from records import meanings
from records.page import Page
from records.payload import Payload
from records.source import SourceConfig
from records.vocabulary import Kind
from spiders.connectors.registry import make_connector
from spiders.payloads import Origin, make_payload
from tests.connectors.cases import NOW, source_of
from tests.normalise.test_table_rows import World

URL = "https://data.example.org/list"
OPTIONS: dict[str, dict[str, Any]] = {"json": {"records": "jobs"}, "front_matter": {"fields": {"organisation": "firm"}}}
TEXTS: dict[str, str] = {
    "table": (
        "<table><tr><th>Event title</th><th>Date</th><th>Start time</th><th>End time</th><th>Venue</th><th>Colour</th>"
        "<th>Contact email</th></tr><tr><td>Jobs fair</td><td>21/11/2026</td><td>10:00</td><td>16:00</td>"
        "<td>Town Hall</td><td>red</td><td>a@b.example</td></tr></table>"
    ),
    "json": (
        '{"jobs": [{"title": "Cook", "employer": {"name": "Hill School", "id": 7}, "location": {"city": "Leeds", '
        '"postcode": "LS1 1AA"}, "salary": "£25,000 a year", "skills": ["a", "b"], "views": 3}, {"title": "Driver", '
        '"employer": {"name": "Dale Buses"}, "salary": "£13 an hour", "closing_date": "2026-12-04", "views": 4}]}'
    ),
    "xml": (
        "<jobs><job><title>Cook</title><employer>Hill School</employer><town>Leeds</town><salary>£25,000</salary>"
        "<code>7</code></job><job><title>Driver</title><employer>Dale Buses</employer><town>York</town>"
        "<closing>4 December 2026</closing></job></jobs>"
    ),
    "front_matter": ("---\ntitle: Cook\nfirm: Hill School\nlocation: Leeds\nseries: 7\n---\n\nCook *well*.\n"),
    "icalendar": (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b//EN\r\nBEGIN:VEVENT\r\nSUMMARY:Jobs fair\r\n"
        "DTSTART;TZID=Europe/London:20261121T100000\r\nDTEND;TZID=Europe/London:20261121T160000\r\n"
        "LOCATION:Town Hall\\, Leeds https://meet.example/a\r\nGEO:53.8;-1.55\r\nCATEGORIES:Work,Fairs\r\n"
        "ORGANIZER;CN=Leeds City Council:mailto:a@b.example\r\nDESCRIPTION:Meet employers.\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    ),
}
FORMER: dict[str, list[tuple[str, dict[str, Any]]]] = json.loads(
    Path(__file__).with_name("former_records.json").read_text("utf-8")
)


def _source(name: str, **options: Any) -> SourceConfig:
    return source_of({"type": name, "url": URL, **OPTIONS.get(name, {}), **options})


def _read(source: SourceConfig, run: str, text: str = "") -> list[Payload]:
    connector = make_connector(source.connector)
    body = (text or TEXTS[source.connector.type]).encode()
    extraction = connector.read(Page(URL, body, "", NOW))
    assert not extraction.problems
    return [make_payload(found, connector, Origin(source.id, run, URL, NOW)) for found in extraction.found]


def _former(name: str, run: str) -> list[Payload]:
    return [
        Payload(
            source_id="the-source", run_id=run, key=key, connector=name, format="fields", data=data, page_url=URL,
            fetched_at=NOW,
        )
        for key, data in FORMER[name]
    ]  # fmt: skip


@pytest.fixture
def world(tmp_path: Path) -> Any:
    made = World(tmp_path)
    yield made
    made.store.close()


def test_the_payload_is_the_record_as_the_document_has_it() -> None:
    cook, driver = _read(_source("json"), "r")
    assert cook.format == "named_record"
    assert cook.data["employer"] == {"name": "Hill School", "id": 7}
    assert cook.data["salary"] == "£25,000 a year"
    assert "organisation" not in cook.data
    assert cook.names == driver.names
    assert "closing_date" in cook.names
    (fair,) = _read(_source("table"), "r")
    assert "Colour" in fair.data
    assert "Contact email" not in fair.data, "people of the publisher do not reach the archive of payloads"
    (event,) = _read(_source("icalendar"), "r")
    assert event.data["SUMMARY"] == "Jobs fair"
    assert event.data["LOCATION"] == "Town Hall, Leeds https://meet.example/a"


@pytest.mark.parametrize("name", TEXTS)
def test_an_advert_keeps_the_key_that_an_earlier_release_gave_it(name: str) -> None:
    source = _source(name)
    read = _read(source, "r")
    assert all(payload.keyless for payload in read)
    assert [known_key(payload, source) for payload in read] == [key for key, _ in FORMER[name]]
    for old, new in zip(_former(name, "r"), read, strict=True):
        if name != "table":  # whose end of an event was read wrongly
            moved = new.model_copy(update={"key": old.key})
            assert to_listing(old, source).content_hash == to_listing(moved, source).content_hash


@pytest.mark.parametrize("name", ["json", "xml", "icalendar"])
def test_an_upgrade_changes_no_listing_and_no_id(world: World, name: str) -> None:
    source = _source(name)
    world.archived(_former(name, world.next_run()))
    known = world.normalise(source).counts.new
    ids = world.ids()
    assert known == len(FORMER[name])
    world.archived(_read(source, world.next_run()))
    counts = world.normalise(source).counts
    assert (counts.new, counts.changed, counts.unchanged, counts.gone) == (0, 0, known, 0)
    assert world.ids() == ids


def test_better_synonyms_need_no_new_crawl(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _source("json", records=None)
    text = '[{"title": "Cook", "employer": "Hill School", "emolument": "£25,000 a year"}]'
    world.archived(_read(source, world.next_run(), text))
    world.normalise(source)
    (listing_id,) = world.ids()
    assert world.store.listings.get([listing_id])[listing_id].listing.pay is None
    monkeypatch.setattr("records.meanings.guess", lambda names: {"title": "title", "pay": "emolument"})
    meanings._meanings.cache_clear()
    try:
        assert world.normalise(source, "again").counts.changed == 1
        pay = world.store.listings.get([listing_id])[listing_id].listing.pay
        assert pay is not None
        assert pay.min == 25000
    finally:
        meanings._meanings.cache_clear()


def test_another_field_map_needs_no_new_crawl(world: World) -> None:
    text = "<jobs><job><title>Cook</title><employer>Hill School</employer><reward>£25,000 a year</reward></job></jobs>"
    world.archived(_read(_source("xml"), world.next_run(), text))
    world.normalise(_source("xml"))
    (listing_id,) = world.ids()
    assert world.normalise(_source("xml", fields={"pay": "reward"}), "again").counts.changed == 1
    pay = world.store.listings.get([listing_id])[listing_id].listing.pay
    assert pay is not None
    assert pay.min == 25000


def test_the_end_of_an_event_stands_on_its_day() -> None:
    (payload,) = _read(_source("table"), "r")
    listing = to_listing(payload, _source("table"))
    assert listing.kind is Kind.EVENT
    assert listing.event is not None
    assert listing.event.ends_at is not None
    assert listing.event.ends_at.isoformat() == "2026-11-21T16:00:00+00:00"


def test_what_a_name_means_depends_on_its_list_not_on_its_record() -> None:
    text = '[{"title": "Cook", "company": "Hill", "salary": "£1"}, {"title": "", "name": "Draft", "company": "Dale"}]'
    connector = make_connector(_source("json", records=None).connector)
    extraction = connector.read(Page(URL, text.encode(), "", NOW))
    assert [problem.code for problem in extraction.problems] == ["RECORD_WITHOUT_TITLE"]


def test_leave_out_by_draft_name_and_by_the_sources_own() -> None:
    for pattern in ({"pay": "13"}, {"salary": "13"}, {"employer.name": "dale"}, {"organisation": "dale"}):
        connector = make_connector(_source("json", leave_out=pattern).connector)
        extraction = connector.read(Page(URL, TEXTS["json"].encode(), "", NOW))
        assert [found.data["title"] for found in extraction.found] == ["Cook"], pattern
        assert extraction.left_out == 1
    connector = make_connector(_source("icalendar", leave_out={"place": "town hall"}).connector)
    assert connector.read(Page(URL, TEXTS["icalendar"].encode(), "", NOW)).left_out == 1
