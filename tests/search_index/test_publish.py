"""Publishing, on each engine: what is in the index after whatever happened before."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from records.errors import BusyError, GateError
from records.listing import Pay
from search_index import fields, filters, mapping, stage
from search_index.documents import encode
from search_index.engine import open_index
from search_index.interface import Operation
from search_index.report import PublishMode
from search_index.request import SearchRequest
from search_index.tantivy import schema
from store import open_store
from tests.factories import make_id, make_opportunity
from tests.search_index.world import World

# Too large for the index's long: an item that it refuses, however often it is asked.
POISON = Pay(annual_max=Decimal("1e30"))


def _stored(world: World) -> dict[str, int]:
    return {o.id: o.sequence for o in world.store.opportunities.iterate("open")}


def test_first_publish_builds_and_second_changes_nothing(world: World) -> None:
    world.put(*(make_opportunity(number) for number in range(1, 31)))
    first = world.publish()
    assert (first.mode, first.indexed, first.reconciled) == (PublishMode.REBUILD, 30, True)
    again = world.publish()
    assert (again.mode, again.indexed, again.index) == (PublishMode.INCREMENTAL, 0, first.index)
    assert world.contents() == _stored(world)


def test_changes_closings_and_redirects(world: World) -> None:
    world.put(*(make_opportunity(number) for number in range(1, 11)))
    world.publish()
    world.put(make_opportunity(2, title="Gardener"), make_opportunity(3, status="closed"))
    with world.store.resolve_transaction() as transaction:
        transaction.redirect(make_id(4), make_id(5))
    report = world.publish()
    assert (report.mode, report.indexed, report.deleted) == (PublishMode.INCREMENTAL, 1, 2)
    assert world.contents() == _stored(world)
    assert world.numbers(text="gardener") == [2]
    world.put(make_opportunity(3))
    world.publish()
    assert world.search().total == 9, "what closed may open again"


def test_publishing_the_same_changes_again_changes_nothing(world: World) -> None:
    world.put(*(make_opportunity(number) for number in range(1, 6)))
    world.publish()
    world.put(make_opportunity(1, title="Newer"), make_opportunity(2, status="closed"))
    world.publish()
    with world.other() as (index, name):
        index.mark(name, 0, datetime.now(UTC))  # as a crash before the position was written leaves it
    report = world.publish()
    assert report.from_sequence == 0
    assert report.indexed == 0
    assert world.contents() == _stored(world)


def test_a_late_old_writer_loses(world: World) -> None:
    old = make_opportunity(1, title="Old", sequence=1)
    world.put(make_opportunity(1, title="Old"), make_opportunity(2))
    world.publish()
    world.put(make_opportunity(1, title="New"), make_opportunity(2, status="closed"))
    world.publish()
    late = [Operation(old.id, 1, encode(old)), Operation(make_id(2), 2, encode(make_opportunity(2, sequence=2)))]
    with world.other() as (index, name):
        result = index.write(name, late, sequence=2)
        index.refresh(name)
    assert result.stale == 2
    assert [hit.opportunity.title for hit in world.search().results] == ["New"]
    assert world.search().index.sequence == 4, "nor does it take the position back"


def test_a_refused_item_is_kept_apart_and_the_rest_goes_on(world: World) -> None:
    world.put(*(make_opportunity(number) for number in range(1, 4)))
    world.publish()
    world.put(make_opportunity(4, pay=POISON), make_opportunity(5), make_opportunity(2, pay=POISON))
    report = world.publish()
    assert (report.indexed, report.dead_lettered) == (1, 2)
    letters = world.store.publications.dead_letters(report.index)
    assert {letter.opportunity_id for letter in letters} == {make_id(2), make_id(4)}
    assert all(letter.code == "INDEX_400" and letter.message for letter in letters)
    assert set(world.numbers()) == {1, 2, 3, 5}, "the last good state of a refused record stays"
    world.put(make_opportunity(4), make_opportunity(2, title="Mended"))
    mended = world.publish()
    assert mended.dead_lettered == 0
    assert mended.reconciled
    assert world.store.publications.dead_letters(report.index) == []
    assert world.contents() == _stored(world)


def test_reconciling_heals_what_someone_broke(world: World) -> None:
    world.put(*(make_opportunity(number) for number in range(1, 21)))
    world.publish()
    stray = make_opportunity(99, sequence=5)
    lost = [Operation(make_id(number), 10**6, None) for number in (3, 7)]
    with world.other() as (index, name):
        index.write(name, [Operation(stray.id, 5, encode(stray))], repair=True)
        if not world.is_elasticsearch:  # there a deleted version is remembered, see the next test
            index.write(name, lost)
        index.refresh(name)
    report = world.publish()
    assert report.healed == (1 if world.is_elasticsearch else 3)
    assert report.reconciled
    assert world.contents() == _stored(world)


def test_what_cannot_be_healed_asks_for_a_rebuild(world: World) -> None:
    if not world.is_elasticsearch:
        pytest.skip("the embedded engine remembers no deleted versions")
    world.put(*(make_opportunity(number) for number in range(1, 6)))
    world.publish()
    with world.other() as (index, name):
        index.write(name, [Operation(make_id(3), 10**6, None)])
    report = world.publish()
    assert not report.reconciled
    assert "rebuild" in report.message
    assert world.publish(rebuild=True).reconciled
    assert world.contents() == _stored(world)


def test_rebuild_when_documents_are_made_differently(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put(make_opportunity(1))
    first = world.publish()
    mapping.mapping_version.cache_clear()
    monkeypatch.setattr(mapping, "DOCUMENT_VERSION", 999)
    try:
        assert not world.index.health().mapping_current
        report = world.publish()
    finally:
        mapping.mapping_version.cache_clear()
    assert report.mode is PublishMode.REBUILD
    assert report.index != first.index
    assert "mapping" in report.reason


def test_an_index_of_an_older_version_serves_until_it_is_rebuilt(tmp_path: Path) -> None:
    """The fields it does not have hold nothing, and the others are not mistaken for one another."""
    world = World(tmp_path)
    world.put(make_opportunity(1, remote="remote"), make_opportunity(2, title="Cook"))
    with pytest.MonkeyPatch.context() as older:
        older.delitem(fields.TEXT_BOOSTS, "search.labels")
        older.delitem(fields.TEXT_BOOSTS, "organisation.name")
        older.delitem(filters.EXACT, "remote")
        older.setattr(mapping, "DOCUMENT_VERSION", 0)
        _forget_tables()
        world.publish()
    _forget_tables()
    with closing(open_index(world.settings)) as index:
        assert not index.health().mapping_current
        assert index.search(SearchRequest(text="cook")).total == 1
        assert index.search(SearchRequest(text="jobs", understand=["none"])).total == 0
        assert index.search(SearchRequest(remote=["remote"])).total == 0
        shown = index.search(SearchRequest(kinds=["job"], facets=["remote", "kinds"], sort="newest", limit=1))
        assert (shown.total, shown.facets["remote"], shown.facets["kinds"][0].count) == (2, [], 2)
        assert index.search(SearchRequest(cursor=shown.next_cursor, kinds=["job"], sort="newest")).total == 2
    report = world.publish()
    assert (report.mode, report.reconciled) == (PublishMode.REBUILD, True)
    assert world.search(text="jobs", remote=["remote"]).total == 1
    world.close()


def _forget_tables() -> None:
    mapping.mapping_version.cache_clear()
    schema.schema.cache_clear()


def test_rebuild_keeps_the_index_before_and_removes_older(world: World) -> None:
    world.put(make_opportunity(1))
    names = [world.publish(rebuild=True).index for _ in range(2)]
    third = world.publish(rebuild=True)
    assert third.removed == [names[0]]
    with world.other() as (index, _):
        assert index.counts(names[1]) == {"job": 1}, "for rollback"


def test_changes_during_a_rebuild_are_not_lost(world: World) -> None:
    world.put(*(make_opportunity(number) for number in range(1, 11)))
    world.publish()
    done: list[str] = []

    def meanwhile(_done: int, _total: int | None, label: str) -> None:
        if label == "rebuild" and not done:
            done.append(label)
            world.put(make_opportunity(1, title="Meanwhile"), make_opportunity(2, status="closed"))
            world.put(make_opportunity(50))

    report = world.publish(rebuild=True, on_progress=meanwhile)
    assert done
    assert report.reconciled
    assert world.contents() == _stored(world)
    assert world.numbers(text="meanwhile") == [1]


def test_a_rebuild_that_looks_wrong_leaves_what_serves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put(*(make_opportunity(number) for number in range(1, 41)))
    before = world.publish()
    # All records refused: as after a mistake in the mapping.
    world.put(*(make_opportunity(number, pay=POISON) for number in range(1, 21)))
    with pytest.raises(GateError) as raised:
        world.publish(rebuild=True)
    assert raised.value.metric == "index_refused"
    with world.other() as (_, name):
        assert name == before.index
    assert world.search().total == 40
    assert world.store.publications.dead_letters() == []
    world.put(*(make_opportunity(number) for number in range(1, 21)))
    assert world.publish(rebuild=True).reconciled


def test_a_wrong_database_does_not_empty_the_index(world: World, tmp_path: Path) -> None:
    world.put(*(make_opportunity(number) for number in range(1, 11)))
    before = world.publish()
    empty = open_store(f"sqlite:///{tmp_path / 'empty.db'}")
    empty.upgrade()
    with pytest.raises(GateError):
        stage.publish(empty, world.settings)
    empty.close()
    assert world.search().index.name == before.index
    assert world.search().total == 10


def test_only_one_publishes(world: World) -> None:
    with world.store.leases.hold(stage.LEASE), pytest.raises(BusyError):
        world.publish()


def test_a_frozen_publisher_shows_in_the_age(world: World) -> None:
    world.put(make_opportunity(1))
    world.publish()
    fresh = world.search().index
    assert fresh.sequence == 1
    assert fresh.age_seconds is not None
    assert fresh.age_seconds < 3600
    with world.other() as (index, name):
        index.mark(name, 1, datetime.now(UTC) - timedelta(hours=5))
    with world.other() as (index, _):
        assert index.search(SearchRequest()).index.age_seconds == pytest.approx(5 * 3600, abs=1800)
        assert index.health().age_seconds == pytest.approx(5 * 3600, abs=1800)


def test_no_contact_details_reach_the_index(world: World) -> None:
    canary = "Ask Jo on jo.canary@example.org or 0113 496 0123 or +44 (0)113 496 0123."
    texts = {"title": "Porter 0113 496 0123", "description": canary, "description_html": f"<p>{canary}</p>"}
    world.put(make_opportunity(1, **texts))
    world.publish()
    (hit,) = world.search().results
    text = hit.opportunity.model_dump_json()
    assert "canary" not in text
    assert "496" not in text
    assert world.search(text="canary").total == 0


def test_progress_is_told(world: World) -> None:
    told: list[tuple[int, int | None, str]] = []
    world.put(*(make_opportunity(number) for number in range(1, 6)))
    world.publish(on_progress=lambda *step: told.append(step))
    assert told[-1] == (5, 5, "rebuild")
