"""The normalise stage on a real archive and store: counts, gates, absence, expiry."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from normalise.lifecycle import expire
from normalise.pipeline import read_payload
from normalise.stage import Mode, normalise
from records.errors import StoreError
from records.ids import new_id
from records.payload import PageRecord, Payload
from records.run import RunCounts, RunReport
from records.source import SourceConfig
from records.vocabulary import ListingStatus, RunState
from store import Archive, Store, open_store

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SOURCE = SourceConfig.model_validate(
    {
        "id": "leeds",
        "name": "Leeds",
        "publisher": {"name": "Leeds City Council", "authority": "employer"},
        "connector": {"type": "csv", "url": "https://data.example.org/jobs.csv", "fields": {"title": "Title"}},
        "licence": {"name": "OGL-UK-3.0"},
    }
)
Adverts = dict[str, dict[str, str]]


class World:
    """A store, an archive, and runs of one source."""

    def __init__(self, folder: Path) -> None:
        self.store: Store = open_store(f"sqlite:///{folder / 'store.db'}")
        self.store.upgrade()
        self.store.sources.put(SOURCE, "leeds")
        self.archive = Archive(str(folder / "archive"))
        self.last = ""

    def crawl(
        self, adverts: Adverts, *, state: RunState = RunState.COMPLETE, broken: int = 0, gone: tuple[str, ...] = (),
        delta: bool = False,
    ) -> str:  # fmt: skip
        """Archive a run that found these adverts."""
        run = self.last = new_id(after=self.last)
        report = RunReport(
            id=run, source_id="leeds", state=state, config_hash="x", started_at=NOW, ended_at=NOW,
            counts=RunCounts(fetched=len(adverts) + broken + len(gone)),
        )  # fmt: skip
        problem = {"code": "RAGGED_ROW", "message": "line 7 has 3 cells", "excerpt": "a,b,c", "record": True}
        page = PageRecord(url="https://data.example.org/jobs.csv", step="start", status=200, fetched_at=NOW)
        with self.archive.writer("leeds", run) as writer:
            changes = [{"code": "DELTA", "message": "the feed sends changes"}] * delta
            extraction = {"problems": [*[problem] * broken, *changes]}
            writer.page(page.model_copy(update={"extraction": extraction}), b"the table")
            for key, data in adverts.items():
                writer.payload(self._payload(run, key, dict(data)))
            for key in gone:
                writer.payload(self._payload(run, key, {}).model_copy(update={"withdrawn": True}))
            writer.finish(report)
        return run

    def normalise(self, run: str | None = None, mode: Mode = "once") -> RunReport:
        """The stage."""
        return normalise(SOURCE, self.store, self.archive, run_id=run, mode=mode, now=NOW)

    def status(self, key: str) -> ListingStatus:
        """What the store says of a listing."""
        return self.store.listings.get([f"leeds:{key}"])[f"leeds:{key}"].status

    def _payload(self, run: str, key: str, data: dict[str, str]) -> Payload:
        return Payload(
            source_id="leeds", run_id=run, key=key, connector="csv", format="fields", data=dict(data),
            page_url="https://data.example.org/jobs.csv", fetched_at=NOW,
        )  # fmt: skip


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.store.close()


def adverts(count: int, **fields: str) -> Adverts:
    return {str(n): {"title": f"Gardener {n}", "pay": "£25,000", "place": "Leeds", **fields} for n in range(count)}


def balanced(report: RunReport) -> bool:
    c = report.counts
    return c.fetched == c.new + c.changed + c.unchanged + c.rejected + c.withdrawn + c.duplicate


def test_every_record_is_accounted_for(world: World) -> None:
    world.crawl(adverts(30) | {"x": {"title": ""}}, broken=1)
    report = world.normalise()
    assert (report.counts.new, report.counts.rejected) == (30, 2)
    assert balanced(report)
    assert {r.code for r in world.store.rejected.for_run(report.id)} == {"MISSING_TITLE", "RAGGED_ROW"}
    world.crawl(adverts(29) | {"29": {"title": "Head Gardener"}, "new": {"title": "Cook"}}, gone=("0",))
    second = world.normalise()
    assert balanced(second)


def test_changed_unchanged_and_withdrawn(world: World) -> None:
    world.crawl(adverts(10))
    world.normalise()
    listings = adverts(10)
    del listings["9"]
    listings["0"]["pay"] = "£30,000"
    world.crawl(listings, gone=("9",))
    report = world.normalise()
    assert (report.counts.changed, report.counts.unchanged, report.counts.withdrawn) == (1, 8, 1)
    assert world.status("9") is ListingStatus.WITHDRAWN


def test_what_did_not_change_is_not_read_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(payload: Payload, *arguments: Any) -> Any:
        read.append(payload.key)
        return read_payload(payload, *arguments)

    monkeypatch.setattr("normalise.pipeline.read_payload", counted)
    for found in (adverts(5), adverts(5), adverts(5) | {"3": {"title": "Head Gardener"}}):
        world.crawl(found)
        world.normalise()
    assert read == ["0", "1", "2", "3", "4", "3"]


def test_one_absence_closes_nothing_two_do(world: World) -> None:
    world.crawl(adverts(20))
    world.normalise()
    for expected in (ListingStatus.OPEN, ListingStatus.WITHDRAWN):
        world.crawl(adverts(19))
        assert world.normalise().counts.gone == 1
        expire(world.store, now=NOW)
        assert world.status("19") is expected


def test_partial_runs_close_nothing(world: World) -> None:
    world.crawl(adverts(20))
    world.normalise()
    for _ in range(3):
        world.crawl(adverts(5), state=RunState.PARTIAL)
        world.normalise()
        assert expire(world.store, now=NOW) == 0


def test_what_a_feed_of_changes_leaves_out_stays_open(world: World) -> None:
    world.crawl(adverts(20))
    world.normalise()
    for _ in range(3):
        world.crawl(adverts(2), gone=("19",), delta=True)
        assert world.normalise().promoted
        assert expire(world.store, now=NOW) == 0
    assert world.status("5") is ListingStatus.OPEN
    assert world.status("19") is ListingStatus.WITHDRAWN


def test_mass_loss_is_held_back_until_a_person_approves(world: World) -> None:
    world.crawl(adverts(20))
    world.normalise()
    run = world.crawl(adverts(5))
    held = world.normalise()
    assert (held.state, held.reason, held.promoted) == (RunState.QUARANTINED, "LOSS", False)
    assert f"talentfeed approve {run}" in held.message
    assert world.status("19") is ListingStatus.OPEN
    assert world.normalise(run, "approve").promoted
    world.crawl(adverts(5))
    world.normalise()
    expire(world.store, now=NOW)
    assert world.status("19") is ListingStatus.WITHDRAWN


def test_what_its_date_closes_is_no_loss(world: World) -> None:
    past = {"closes_at": (NOW - timedelta(days=1)).date().isoformat()}
    world.crawl({key: data | past if int(key) > 9 else data for key, data in adverts(20).items()})
    world.normalise()
    world.crawl(adverts(10))
    assert world.normalise().state is RunState.COMPLETE


def test_closed_by_date_and_still_listed_stays_closed(world: World) -> None:
    listings = adverts(3, closes_at="2026-11-01")
    for _ in range(2):
        world.crawl(listings)
        report = world.normalise()
        expire(world.store, now=NOW)
        assert world.status("0") is ListingStatus.CLOSED
    assert report.counts.unchanged == 3


def test_normalising_again_gives_the_same(world: World) -> None:
    world.crawl(adverts(5))
    first = world.normalise()
    assert world.normalise() == first
    before = world.store.listings.get(["leeds:0"])
    again = world.normalise(mode="again")
    assert again.counts.unchanged == 5
    assert world.store.listings.get(["leeds:0"]) == before


def test_an_older_run_is_refused(world: World) -> None:
    old = world.crawl(adverts(5))
    world.crawl(adverts(6))
    world.normalise()
    with pytest.raises(StoreError, match="older"):
        world.normalise(old)


def test_a_failed_run_is_left_alone(world: World) -> None:
    world.crawl(adverts(5))
    world.normalise()
    world.crawl({}, state=RunState.FAILED)
    assert not world.normalise().promoted
    assert world.status("0") is ListingStatus.OPEN


def redesigned(found: Adverts) -> Adverts:
    """The same adverts, of which two fields are no longer found."""
    return {key: {"title": data["title"]} for key, data in found.items()}


def test_a_redesign_that_nobody_expected_is_held_back_until_a_person_approves(world: World) -> None:
    world.crawl(adverts(40))
    assert world.normalise().fill["pay"] == 1.0
    run = world.crawl(redesigned(adverts(40)))
    held = world.normalise()
    assert (held.state, held.reason, held.promoted) == (RunState.QUARANTINED, "FILL_FELL", False)
    assert "0 have `places` (40 would), 0 have `pay` (40 would)" in held.message
    assert world.store.listings.get(["leeds:0"])["leeds:0"].listing.pay is not None
    approved = world.normalise(run, "approve")
    assert (approved.promoted, approved.approved) == (True, True)
    assert world.normalise(run, "again").promoted, "what a person said holds when it is read again"
    world.crawl(redesigned(adverts(40)) | {"new": {"title": "Cook"}})
    assert world.normalise().state is RunState.COMPLETE, "what was approved is what is usual now"


def test_a_redesign_that_changes_every_id_is_held_back(world: World) -> None:
    for _ in range(2):
        world.crawl(adverts(40))
        world.normalise()
    again = redesigned({f"{key}-new": data for key, data in adverts(40).items()})
    world.crawl(adverts(40) | again)
    assert world.normalise().reason == "FILL_FELL"


def test_an_ordinary_day_of_a_small_source(world: World) -> None:
    """Rows without a number of their own: an edited one is one gone and one new."""
    world.crawl(adverts(6))
    world.normalise()
    edited = adverts(6)
    for key in ("0", "1"):
        edited[f"{key}-edited"] = {"title": "Gardener, edited"}
        del edited[key]
    world.crawl(edited)
    report = world.normalise()
    assert (report.state, report.promoted, report.counts.gone) == (RunState.COMPLETE, True, 2)


def test_other_adverts_with_less_to_say_are_no_redesign(world: World) -> None:
    plain = {f"plain {n}": {"title": f"Cook {n}"} for n in range(20)}
    dated = {"closes_at": (NOW - timedelta(days=1)).date().isoformat()}
    world.crawl({key: data | dated for key, data in adverts(20).items()} | plain)
    world.normalise()
    world.crawl(plain)
    assert world.normalise().state is RunState.COMPLETE
