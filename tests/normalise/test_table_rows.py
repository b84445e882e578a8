"""Rows of tables: archived as the file has them, mapped afterwards; those of earlier releases are read as ever."""

from pathlib import Path
from typing import Any

import pytest

from normalise.pipeline import to_listing
from normalise.stage import Mode, normalise
from records.ids import new_id
from records.page import Page
from records.payload import PageRecord, Payload
from records.run import RunCounts, RunReport
from records.source import SourceConfig
from records.vocabulary import Kind, RunState
from spiders.connectors.registry import make_connector
from spiders.payloads import Origin, make_payload
from store import Archive, Store, open_store
from tests.connectors.cases import NOW, source_of

URL = "https://data.example.org/events.csv"
# No reference and no address of its own: such a row is told by what it says.
TABLE = """\
Event title,Date,Start time,End time,Venue,Colour
Jobs fair,21/11/2026,10:00,16:00,Town Hall,red
Open day,22/11/2026,09:30,12:00,Hill College,
"""
# The same two rows as releases before this one archived them, under these keys.
FORMER: dict[str, dict[str, Any]] = {
    "7912a6c500c5aeb53c110cf1560909b024f2ff88f32feb77e8ec2fb58a1490fc": {
        "venue": "Town Hall", "ends_on": "21/11/2026 16:00", "starts_on": "21/11/2026 10:00", "title": "Jobs fair",
        "posted_at": "21/11/2026", "extra": {"Colour": "red"}, "kind_hint": "event",
    },
    "60fb90344d0b8710de37375fd7acd9f7add3f4926f85b88fb1288ccf9ebb4914": {
        "venue": "Hill College", "ends_on": "22/11/2026 12:00", "starts_on": "22/11/2026 09:30", "title": "Open day",
        "posted_at": "22/11/2026", "kind_hint": "event",
    },
}  # fmt: skip


def _source(**options: Any) -> SourceConfig:
    return source_of({"type": "csv", "url": URL, **options})


def _read(source: SourceConfig, table: str, run: str) -> list[Payload]:
    connector = make_connector(source.connector)
    extraction = connector.read(Page(URL, table.encode(), "text/csv", NOW))
    assert not extraction.problems
    return [make_payload(found, connector, Origin(source.id, run, URL, NOW)) for found in extraction.found]


def _former(run: str) -> list[Payload]:
    return [
        Payload(
            source_id="the-source", run_id=run, key=key, connector="csv", format="fields", data=data, page_url=URL,
            fetched_at=NOW,
        )
        for key, data in FORMER.items()
    ]  # fmt: skip


class World:
    """A store and an archive."""

    def __init__(self, folder: Path) -> None:
        self.store: Store = open_store(f"sqlite:///{folder / 'store.db'}")
        self.store.upgrade()
        self.store.sources.put(_source(), "leeds")
        self.archive = Archive(str(folder / "archive"))
        self.last = ""

    def next_run(self) -> str:
        """An id after all others."""
        self.last = new_id(after=self.last)
        return self.last

    def archived(self, payloads: list[Payload]) -> None:
        """A whole run with these payloads."""
        report = RunReport(
            id=self.last, source_id="the-source", state=RunState.COMPLETE, config_hash="x", started_at=NOW,
            ended_at=NOW, counts=RunCounts(fetched=len(payloads)),
        )  # fmt: skip
        with self.archive.writer("the-source", self.last) as writer:
            writer.page(PageRecord(url=URL, step="start", status=200, fetched_at=NOW), b"the table")
            for payload in payloads:
                writer.payload(payload)
            writer.finish(report)

    def normalise(self, source: SourceConfig, mode: Mode = "once") -> RunReport:
        """The stage."""
        return normalise(source, self.store, self.archive, mode=mode, now=NOW)

    def ids(self) -> set[str]:
        """Every listing's."""
        return {state.id for state in self.store.listings.states("the-source").values()}


@pytest.fixture
def world(tmp_path: Path) -> Any:
    made = World(tmp_path)
    yield made
    made.store.close()


def test_the_payload_is_the_row_as_the_table_has_it() -> None:
    first, second = _read(_source(), TABLE, "r")
    assert first.format == "table_row"
    assert first.data == {
        "Event title": "Jobs fair", "Date": "21/11/2026", "Start time": "10:00", "End time": "16:00",
        "Venue": "Town Hall", "Colour": "red",
    }  # fmt: skip
    assert second.data["Colour"] == ""


def test_what_an_earlier_release_archived_reads_alike() -> None:
    source = _source()
    for former, row in zip(_former("r"), _read(source, TABLE, "r"), strict=True):
        old, new = to_listing(former, source), to_listing(row.model_copy(update={"key": former.key}), source)
        assert old.content_hash == new.content_hash
        assert new.kind is Kind.EVENT
        assert new.event is not None


def test_an_upgrade_changes_no_listing_and_no_id(world: World) -> None:
    source = _source()
    world.archived(_former(world.next_run()))
    assert world.normalise(source).counts.new == 2
    known = world.ids()
    world.archived(_read(source, TABLE, world.next_run()))
    counts = world.normalise(source).counts
    assert (counts.new, counts.changed, counts.unchanged, counts.gone) == (0, 0, 2, 0)
    assert world.ids() == known
    world.archived(_read(source, TABLE + "Craft fair,23/11/2026,10:00,11:00,Town Hall,blue\n", world.next_run()))
    counts = world.normalise(source).counts
    assert (counts.new, counts.changed, counts.unchanged, counts.gone) == (1, 0, 2, 0)


def test_another_mapping_needs_no_new_crawl(world: World) -> None:
    table = "Job title,Reward\nCook,£30000 a year\n"
    world.archived(_read(_source(), table, world.next_run()))
    world.normalise(_source())
    (listing_id,) = world.ids()
    assert world.store.listings.get([listing_id])[listing_id].listing.pay is None
    mapped = _source(fields={"title": "Job title", "pay": "Reward"})
    assert world.normalise(mapped, "again").counts.changed == 1
    pay = world.store.listings.get([listing_id])[listing_id].listing.pay
    assert pay is not None
    assert pay.min == 30000


def test_a_row_with_a_reference_keeps_it_as_its_key() -> None:
    (row,) = _read(_source(), "Reference,Job title,Link\nJ-1,Cook,/jobs/1;jsessionid=A1\n", "r")
    assert (row.key, row.url) == ("J-1", "https://data.example.org/jobs/1")
    assert to_listing(row, _source()).url == "https://data.example.org/jobs/1"
