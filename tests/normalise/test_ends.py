"""Every advert has an end: its date, nobody seeing it, its source's own end. On a real store and config folder."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dedupe.stage import resolve
from normalise.lifecycle import expire
from normalise.source_ends import close_ended, end_at_once, troubles
from records.errors import ConfigError
from records.settings import Settings
from records.source_file import load_source, load_sources
from records.source_table import SourceRow, source_table
from records.vocabulary import EndReason, ListingStatus
from store import ListingBatch, Store, open_store
from tests.factories import make_id, make_listing, make_run

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
RSS = {"type": "rss", "url": "https://jobs.example.org/feed.rss"}
BOARD = {"type": "greenhouse", "board": "leeds"}


@dataclass
class World:
    """A store, a config folder, and days that pass."""

    home: Path
    store: Store
    day: float = 0
    runs: int = 0

    @property
    def now(self) -> datetime:
        return START + timedelta(days=self.day)

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home, config_dir=self.home / "config", now=self.now)

    def file(self, source_id: str = "leeds", connector: dict[str, Any] = BOARD, **more: Any) -> Path:
        """Write a source file."""
        path = self.home / "config" / "sources" / "region" / f"{source_id}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        given = {
            "id": source_id, "name": source_id, "publisher": {"name": "Leeds"}, "licence": {"name": "permission"},
            "connector": connector, **more,
        }  # fmt: skip
        path.write_text(json.dumps(given), encoding="utf-8")
        return path

    def see(self, *keys: str, source: str = "leeds", **fields: Any) -> None:
        """A run of today sees these adverts."""
        path = self.home / "config" / "sources" / "region" / f"{source}.yaml"
        self.store.sources.put(load_source(path), "region")
        self.runs += 1
        run = make_run(source, id=make_id(self.runs), started_at=self.now)
        listings = [make_listing(key, source=source, **fields) for key in keys]
        self.store.listings.apply(ListingBatch(run=run, seen_at=self.now, upserts=listings, reading_version="1"))

    def open(self) -> set[str]:
        """Ids of the open listings, after what is past its end was closed."""
        close_ended(self.store, self.settings)
        return {one.listing.id for one in self.store.listings.iterate(status="open")}

    def on(self, day: float) -> set[str]:
        """`open` on that day."""
        self.day = day
        return self.open()

    def reason(self, listing_id: str) -> str | None:
        return self.store.listings.get([listing_id])[listing_id].closed_reason

    def lines(self) -> dict[str, str]:
        """What `runs` says: source → what and why."""
        rows = list(self.table().values())
        return {one.source_id: f"{one.what}: {one.message}" for one in troubles(self.store, rows, self.settings)}

    def table(self) -> dict[str, SourceRow]:
        """What the DAG file sees."""
        return {row.id: row for row in source_table(self.settings.config_dir, self.home / "sources.json")}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    store.upgrade()
    yield World(tmp_path, store)
    store.close()


@pytest.mark.parametrize(
    ("connector", "expectations", "days"),
    [(BOARD, {}, 60), (RSS, {}, 30), (RSS, {"complete": True}, 60), (RSS, {"max_unseen_days": 5}, 5)],
)
def test_what_nobody_sees_any_more_closes(
    world: World, connector: dict[str, Any], expectations: dict[str, Any], days: int
) -> None:
    world.file(connector=connector, expectations=expectations)
    world.see("1", "2")
    world.day = 3
    world.see("2")
    assert world.on(days - 0.1) == {"leeds:1", "leeds:2"}
    assert world.on(days) == {"leeds:2"}
    assert world.reason("leeds:1") == EndReason.UNSEEN
    assert world.on(days + 2.9) == {"leeds:2"}
    assert world.on(days + 3) == set()
    world.see("1")
    assert world.open() == {"leeds:1"}, "seen again, it is open again"


def test_a_limit_that_is_changed_holds_for_what_is_there(world: World) -> None:
    world.file(connector=RSS)
    world.see("1")
    assert world.on(10) == {"leeds:1"}
    world.file(connector=RSS, expectations={"max_unseen_days": 5})
    assert world.open() == set()


def test_the_closing_date_is_the_end_where_there_is_one(world: World) -> None:
    world.file(connector=RSS)
    world.see("soon", closes_at=START + timedelta(days=90))
    world.see("placeholder", closes_at=datetime(2099, 12, 31, tzinfo=UTC))
    assert world.on(31) == {"leeds:soon"}
    assert world.reason("leeds:placeholder") == EndReason.UNSEEN
    assert world.on(91) == set()
    assert world.reason("leeds:soon") == "closing_date"


def test_the_end_is_stated_and_moves_only_when_it_has_come(world: World) -> None:
    world.file()
    world.see("1")
    before = world.store.listings.get(["leeds:1"])["leeds:1"].listing.content_hash
    world.open()
    resolve(world.store, now=world.now)

    def stated() -> tuple[datetime | None, str | None, int]:
        [record] = world.store.opportunities.iterate()
        return record.expires_at, record.expires_reason, record.sequence

    end, reason, sequence = stated()
    assert (end, reason) == (START + timedelta(days=60), EndReason.UNSEEN)
    for day in range(1, 60):
        world.day = day
        world.see("1")
        assert world.open() == {"leeds:1"}
        assert resolve(world.store, now=world.now).due == 0, "to be seen again is no change"
    assert stated() == (end, reason, sequence)
    assert world.on(60) == {"leeds:1"}
    resolve(world.store, now=world.now)
    assert stated()[:2] == (START + timedelta(days=59 + 60), EndReason.UNSEEN)
    assert world.store.listings.get(["leeds:1"])["leeds:1"].listing.content_hash == before


def test_every_open_advert_has_an_end(world: World) -> None:
    world.file()
    world.file("feed", RSS)
    world.see("1", "2")
    world.see("3", source="feed", closes_at=START + timedelta(days=2))
    world.open()
    for one in world.store.listings.iterate(status="open"):
        assert one.expires_at
        assert one.expires_reason


def test_an_advert_of_a_source_that_nobody_put_ends_too(world: World) -> None:
    run = make_run("unknown", id=make_id(1))
    world.store.listings.apply(ListingBatch(run=run, seen_at=START, upserts=[make_listing("1", source="unknown")]))
    assert expire(world.store, now=START + timedelta(days=59)) == 0
    assert expire(world.store, now=START + timedelta(days=60)) == 1


def test_a_retired_source_ends_after_its_grace(world: World) -> None:
    world.file()
    world.see("1")
    world.file(status="retired")
    assert world.on(1) == {"leeds:1"}
    assert world.lines()["leeds"].startswith("ending: retired; its 1 open advert close on 2026-03-17")
    assert world.store.listings.get(["leeds:1"])["leeds:1"].expires_reason is EndReason.SOURCE_ENDED
    assert world.on(14.9) == {"leeds:1"}
    assert world.on(15) == set()
    assert world.reason("leeds:1") == EndReason.SOURCE_ENDED
    assert world.lines() == {}


def test_a_source_whose_file_is_gone_is_seen_and_ends(world: World) -> None:
    path = world.file()
    world.file("other")
    world.see("1")
    world.see("9", source="other")
    text = path.read_text()
    path.unlink()
    assert "gone: its file is gone" in world.lines()["leeds"], "before anything has noted it"
    assert world.on(1) == {"leeds:1", "other:9"}
    assert "close on 2026-03-17" in world.lines()["leeds"]
    row = world.table()["leeds"]
    assert (row.runs, row.ran, row.path) == (False, True, "")
    assert (row.gone, "no source file has the id `leeds` any more" in row.error) == (True, True)

    path.write_text(text)
    assert world.on(20) == {"leeds:1", "other:9"}, "it came back: nothing has ended"
    assert world.lines().keys() == {"leeds", "other"}, "though nobody has harvested either for days"
    path.unlink()
    assert world.on(21) == {"leeds:1", "other:9"}
    assert world.on(35) == {"other:9"}
    assert "leeds" not in world.lines(), "its adverts are closed: that is history"
    assert "leeds" not in world.table()


def test_a_broken_file_ends_nothing_and_is_seen(world: World) -> None:
    path = world.file()
    world.see("1")
    path.write_text('id: leeds\nname: Leeds\nconnector: {type: rss}\nschedule: "every day"\n')
    path.rename(path.with_name("misnamed.yaml"))
    assert world.on(40) == {"leeds:1"}
    assert world.lines()["leeds"].startswith("broken: its file ")
    assert "`licence` is missing" in world.lines()["leeds"]
    row = world.table()["leeds"]
    assert row.ran
    assert row.path.endswith("misnamed.yaml")
    assert len(row.errors) >= 3
    assert "line 4: `schedule` must be" in " ".join(row.errors)
    assert world.on(60) == set()
    assert world.reason("leeds:1") == EndReason.UNSEEN


def test_no_config_folder_is_no_end_of_its_sources(world: World) -> None:
    world.file()
    world.see("1")
    (world.home / "config").rename(world.home / "unmounted")
    with pytest.raises(ConfigError, match=r"there is no folder .*TALENTFEED_CONFIG_DIR"):
        close_ended(world.store, world.settings)
    stored = world.store.sources.get("leeds")
    assert stored is not None
    assert stored.ended_at is None


def test_a_source_that_fails_is_said_before_its_adverts_close(world: World) -> None:
    world.file()
    world.see("1")
    world.day = 6
    assert world.lines() == {}
    world.day = 8
    [line] = world.lines().values()
    assert line.startswith("unseen: no run that was used has seen its 1 open advert since 2026-03-02")
    assert "close by 2026-05-01" in line


def test_at_once(world: World) -> None:
    path = world.file()
    world.see("1", "2")
    path.unlink()
    assert end_at_once(world.store, "leeds", world.settings) == 2
    assert world.open() == set()
    assert world.lines() == {}
    assert "leeds" not in world.table()


def test_what_a_person_took_down_stays_down(world: World) -> None:
    world.file()
    world.see("1", "2")
    assert world.store.endings.take_down(["leeds:1"], world.now) == 1
    assert world.store.endings.take_down(["leeds:1"], world.now) == 0
    world.day = 1
    world.see("1", "2", title="Another title")
    assert world.open() == {"leeds:2"}
    assert world.store.endings.put_back(["leeds:1", "leeds:2"]) == 1
    assert world.open() == {"leeds:1", "leeds:2"}


def opportunities(world: World) -> dict[str, set[str]]:
    """Open opportunities: id → their listings."""
    world.open()
    resolve(world.store, now=world.now)
    return {one.id: {member.listing_id for member in one.listings} for one in world.store.opportunities.iterate()}


def test_a_renamed_source_takes_its_adverts_along(world: World) -> None:
    path = world.file("old")
    world.file("other")
    world.see("1", "2", source="old", title="Night Porter at the Royal")
    world.see("7", source="other", title="Welder")
    before = opportunities(world)
    world.store.judgements.put("old:1", "other:7", False, "me", world.now)
    path.unlink()
    world.file("new", was="old")
    after = opportunities(world)
    renamed = {i: {m.replace("old:", "new:") for m in members} for i, members in before.items()}
    assert after == renamed, "same ids for portals, no duplicate, no ghost"
    assert world.lines() == {}
    assert world.store.listings.count("old") == 0
    assert [(j.listing_a, j.listing_b) for j in world.store.judgements.all()] == [("new:1", "other:7")]
    world.day = 1
    world.see("1", "2", source="new", title="Night Porter at the Royal")
    assert opportunities(world) == renamed
    world.day = 2
    world.file("newer", was=["old", "new"])
    (world.home / "config" / "sources" / "region" / "new.yaml").unlink()
    assert set(opportunities(world)) == set(before)


def test_was_after_the_new_id_was_harvested_leaves_no_ghost(world: World) -> None:
    path = world.file("old")
    world.see("1", "2", source="old", title="Night Porter at the Royal")
    opportunities(world)
    path.unlink()
    world.file("new")
    world.see("1", source="new", title="Night Porter at the Royal")
    opportunities(world)
    world.file("new", was=["old"])
    found = opportunities(world)
    assert {one.listing.id for one in world.store.listings.iterate(status="open")} == {"new:1", "new:2"}
    assert world.store.listings.get(["old:1"])["old:1"].status is ListingStatus.WITHDRAWN
    assert all(any(m.startswith("new:") for m in members) for members in found.values())


def test_a_former_id_that_is_there_still_is_refused(world: World) -> None:
    world.file("old")
    world.see("1", source="old")
    world.file("new", was="old")
    errors = [str(config) for _, config in load_sources(world.settings.config_dir) if isinstance(config, ConfigError)]
    assert len(errors) == 1
    assert "`was: old` names a source that there is still" in errors[0]
    assert "`was: old`" in world.table()["new"].error
    assert world.open() == {"old:1"}
    path = world.file("self", was="self")
    with pytest.raises(ConfigError, match="the id that the source has now"):
        load_source(path)
