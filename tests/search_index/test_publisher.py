"""The parts of a publish, one by one, on the embedded engine: what is saved, counted, healed and told."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from records.errors import BusyError
from records.listing import Pay
from records.vocabulary import Kind
from search_index.documents import encode
from search_index.engine import open_index
from search_index.feed import Batch
from search_index.interface import BatchResult, Operation, Refusal
from search_index.publisher import Publisher, Tally, _split
from search_index.report import KindCount
from search_index.tantivy.engine import TantivyIndex
from store import DeadLetter
from tests.factories import SEEN, make_id, make_opportunity
from tests.search_index.world import World

POISON = Pay(annual_max=Decimal("1e30"))
Told = list[tuple[int, int | None, str]]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An index of two jobs, that takes two operations a batch."""
    monkeypatch.setattr(TantivyIndex, "batch_size", 2)
    made = World(tmp_path / "home")
    made.put(make_opportunity(1), make_opportunity(2))
    made.publish()
    yield made
    made.close()


@contextmanager
def publishing(world: World, told: Told | None = None) -> Iterator[tuple[Publisher, str]]:
    """A publisher under its lease, and the index that serves."""
    with world.store.leases.hold("publish") as lease, closing(open_index(world.settings)) as index:
        state = index.state()
        assert state is not None
        progress = None if told is None else lambda *step: told.append(step)
        yield Publisher(world.store, index, lease, progress), state.name


def test_a_tally_adds_up() -> None:
    tally = Tally()
    refusals = [Refusal("x", 1, 400, ""), Refusal("y", 1, 400, "")]
    tally.add(BatchResult(1, 2, 3, 4, refusals))
    tally.add(BatchResult(10, 20, 30, 40, refusals[:1]))
    assert (tally.indexed, tally.deleted, tally.stale, tally.retried) == (11, 22, 33, 44)
    assert (tally.refused, tally.done, tally.healed, tally.removed) == ({"x", "y"}, 0, 0, [])


def test_each_batch_saves_where_it_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    saved: list[tuple[int, str]] = []
    checked: list[tuple[str, int]] = []
    put = world.store.publications.put

    def watched(one: Any) -> None:
        saved.append((one.last_sequence, one.state))
        put(one)

    monkeypatch.setattr(world.store.publications, "put", watched)
    monkeypatch.setattr(TantivyIndex, "batch_size", 1)
    monkeypatch.setattr(TantivyIndex, "checkpoint", lambda _self, *told: checked.append(told))
    world.put(*(make_opportunity(number) for number in range(3, 24)))
    told: Told = []
    with publishing(world, told) as (publisher, name):
        assert publisher.follow(name, 2) == 23
        assert saved == [(sequence, "publishing") for sequence in range(3, 24)]
        assert checked == [(name, 12), (name, 22)], "at every tenth batch"
        assert told == [(done, None, "publish") for done in range(1, 22)]
        assert publisher.follow(name, 23) == 23
        publisher.finish(name, 23)
    assert saved[-1] == (23, "published")
    assert len(saved) == 22
    kept = world.store.publications.get(name)
    assert kept is not None
    assert (kept.last_sequence, kept.state) == (23, "published")
    assert world.search().index.sequence == 23


def test_a_lost_lease_ends_it_before_anything_is_said(world: World) -> None:
    world.put(make_opportunity(3))
    before = world.store.publications.dead_letters()
    with pytest.raises(BusyError), publishing(world) as (publisher, name):  # noqa: PT012 - each part refuses
        publisher._lease.lose()
        for part in (publisher.check, lambda: publisher.finish(name, 99)):
            with pytest.raises(BusyError):
                part()
        assert world.search().index.sequence == 2
        with pytest.raises(BusyError):
            publisher.follow(name, 2)
        kept = world.store.publications.get(name)
        assert kept is not None
        assert (kept.last_sequence, kept.state) == (2, "published")
        assert publisher.tally == Tally()
    assert world.store.publications.dead_letters() == before


def test_loading_counts_what_was_sent_by_kind(world: World) -> None:
    world.put(
        make_opportunity(3, kind=Kind.COURSE), make_opportunity(4, pay=POISON), make_opportunity(5, status="closed")
    )
    told: Told = []
    with publishing(world, told) as (publisher, _):
        fresh = publisher.index.create()
        assert publisher.load(fresh) == {"job": 2, "course": 1}
        letters = world.store.publications.dead_letters(fresh)
    assert [(letter.opportunity_id, letter.sequence, letter.code) for letter in letters] == [
        (make_id(4), 4, "INDEX_400")
    ]
    assert letters[0].message
    assert told == [(2, 4, "rebuild"), (4, 4, "rebuild"), (4, 4, "rebuild")]
    assert publisher.tally.refused == {make_id(4)}


def test_counts_leave_out_what_was_refused_and_is_open(world: World) -> None:
    numbers = {3: Kind.COURSE, 4: Kind.COURSE, 5: Kind.COURSE}
    world.put(*(make_opportunity(number, kind=kind, pay=POISON) for number, kind in numbers.items()))
    world.publish()
    world.store.publications.put_dead_letters([DeadLetter("another", make_id(1), 1, "X", "x", SEEN)])
    with publishing(world) as (publisher, name):
        assert publisher.counts(name) == {"course": KindCount(store=0, index=0), "job": KindCount(store=2, index=2)}
    world.put(make_opportunity(3, kind=Kind.COURSE, pay=POISON, status="closed"))
    with world.store.resolve_transaction() as transaction:
        transaction.redirect(make_id(4), make_id(1))
    stray = make_opportunity(99, kind=Kind.EVENT, sequence=1)
    with publishing(world) as (publisher, name):
        publisher.index.write(name, [Operation(stray.id, 1, encode(stray))], repair=True)
        found = publisher.counts(name)
    assert list(found) == ["course", "event", "job"]
    assert found["event"] == KindCount(store=0, index=1)
    assert found["course"] == KindCount(store=0, index=0), "the closed one and the merged one were not counted before"


def test_healing_writes_only_what_differs(world: World) -> None:
    """What is closed, what this index refused and what is there stays; strays go, also one as new as the store."""
    world.put(*(make_opportunity(number) for number in range(3, 7)), make_opportunity(7, status="closed"))
    world.put(make_opportunity(8, pay=POISON))
    name = world.publish().index
    world.store.publications.put_dead_letters([DeadLetter("another", make_id(3), 3, "X", "x", SEEN)])
    strays = [make_opportunity(number, sequence=number - 90) for number in (97, 98)]
    told: Told = []
    with publishing(world, told) as (publisher, _):
        publisher.index.write(name, [Operation(make_id(number), 10**6, None) for number in (1, 3, 5)])
        publisher.index.write(name, [Operation(one.id, one.sequence, encode(one)) for one in strays], repair=True)
        publisher.index.refresh(name)
        publisher.heal(name, 8)
        publisher.index.refresh(name)
        assert publisher.tally.healed == 5
        assert (publisher.tally.indexed, publisher.tally.deleted) == (3, 2)
        assert told == [(2, None, "heal"), (4, None, "heal"), (5, None, "heal")]
        assert publisher.tally.refused == set(), "what was refused is not asked of it again"
        versions = dict(publisher.index.versions(name))
        publisher.heal(name, 8)
        assert publisher.tally.healed == 5
    assert versions == {make_id(number): number for number in range(1, 7)}


def test_what_is_refused_while_healing_is_kept_apart(world: World) -> None:
    world.put(make_opportunity(3, pay=POISON))
    with publishing(world) as (publisher, name):
        publisher.heal(name, 3)
    assert [letter.opportunity_id for letter in world.store.publications.dead_letters(name)] == [make_id(3)]


def test_a_letter_goes_when_its_own_record_is_taken(world: World) -> None:
    world.put(*(make_opportunity(number, pay=POISON) for number in (3, 4, 5)))
    world.publish()
    world.put(make_opportunity(3), make_opportunity(4, pay=POISON, title="Still too much"))
    told: Told = []
    with publishing(world, told) as (publisher, name):
        publisher.follow(name, 5)
        letters = world.store.publications.dead_letters(name)
    assert {(letter.opportunity_id, letter.sequence) for letter in letters} == {(make_id(4), 7), (make_id(5), 5)}
    assert publisher.tally.refused == {make_id(4)}


def test_batches_are_cut_to_size() -> None:
    operations = [Operation(str(number), number, None) for number in range(5)]
    lost = Refusal("x", 1, 400, "")
    assert [part.operations for part in _split(Batch(None, operations), 2)] == [
        operations[:2],
        operations[2:4],
        operations[4:],
    ]
    assert _split(Batch(None, operations[:2], [lost]), 2) == [Batch(None, operations[:2]), Batch(None, [], [lost])]
    assert _split(Batch(), 2) == []


def test_a_record_that_cannot_be_encoded_is_counted_and_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from search_index import feed

    def refuse(one: Any) -> bytes:
        if one.title == "Odd":
            raise ValueError("no JSON")
        return encode(one)

    monkeypatch.setattr(feed, "encode", refuse)
    world.put(make_opportunity(3, title="Odd"), make_opportunity(4))
    told: Told = []
    with publishing(world, told) as (publisher, name):
        publisher.follow(name, 2)
    assert told == [(2, None, "publish")]
    assert publisher.tally.refused == {make_id(3)}
    assert [letter.opportunity_id for letter in world.store.publications.dead_letters(name)] == [make_id(3)]
