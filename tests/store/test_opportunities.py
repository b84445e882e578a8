"""Opportunities, memberships and the change feed, on both databases."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.errors import BusyError, StoreError
from records.opportunity import Change, Opportunity
from records.vocabulary import ChangeOp, Kind, OpportunityStatus
from store import BlockEntry, Edge, Store
from tests.store.make import batch, day, listing, opportunity, opportunity_id
from tests.waiting import PATIENCE

CLOSED = OpportunityStatus.CLOSED
LISTINGS = [listing(str(number)) for number in range(8)]


@pytest.fixture
def filled(store: Store) -> Store:
    store.listings.apply(batch(1, LISTINGS))
    return store


def replay(
    store: Store, since: int = 0, limit: int = 2, known: dict[str, Opportunity] | None = None
) -> dict[str, Opportunity]:
    """What a portal has that followed the compact feed."""
    known = {} if known is None else known
    while page := store.changes.page(since, limit):
        for change in page:
            assert change.sequence > since
            since = change.sequence
            if change.op is ChangeOp.UPSERT:
                assert change.opportunity is not None
                assert change.opportunity.sequence == change.sequence
                known[change.opportunity_id] = change.opportunity
            else:
                known.pop(change.opportunity_id, None)
    return known


def test_an_opportunity_is_written_with_its_members_and_change(filled: Store) -> None:
    with filled.resolve_transaction() as transaction:
        assert transaction.put_opportunity(opportunity(1, LISTINGS[:2]), ChangeOp.UPSERT, at=day(1)) == 1
        transaction.put_edges([Edge("leeds:1", "leeds:0", 0.9, "same title", day(1), features={"title": 1.0})])
        transaction.put_blocks({"leeds:0": BlockEntry(["k"], b"s")})
    expected = opportunity(1, LISTINGS[:2]).model_copy(update={"sequence": 1})
    assert filled.opportunities.get(opportunity_id(1)) == expected
    assert filled.opportunities.by_listing(["leeds:0", "leeds:1", "leeds:2"]) == dict.fromkeys(
        ["leeds:0", "leeds:1"], opportunity_id(1)
    )
    assert filled.opportunities.members([opportunity_id(1)]) == {opportunity_id(1): ["leeds:0", "leeds:1"]}
    assert filled.opportunities.count() == {Kind.JOB: 1}
    assert filled.changes.page(0, 10) == [
        Change(sequence=1, op=ChangeOp.UPSERT, opportunity_id=opportunity_id(1), at=day(1), opportunity=expected)
    ]
    assert filled.changes.last_sequence() == 1
    (edge,) = filled.edges.of(["leeds:1"])
    assert (edge.listing_a, edge.listing_b, edge.features) == ("leeds:0", "leeds:1", {"title": 1.0})
    assert filled.blocks.members(["k"]) == {"k": ["leeds:0"]}


def test_nothing_stays_of_a_transaction_that_raises(filled: Store) -> None:
    due = filled.listings.due_for_resolve()
    with pytest.raises(ZeroDivisionError), filled.resolve_transaction() as transaction:  # noqa: PT012 - the whole transaction
        transaction.put_opportunity(opportunity(1, LISTINGS[:1]))
        transaction.put_opportunity(opportunity(2, LISTINGS[1:2]))
        transaction.redirect(opportunity_id(2), opportunity_id(1))
        transaction.mark_resolved(due)
        raise ZeroDivisionError
    assert filled.opportunities.memberships() == {}
    assert list(filled.opportunities.iterate(None)) == []
    assert filled.changes.page(0, 10, compact=False) == []
    assert filled.changes.last_sequence() == 0
    assert filled.listings.due_for_resolve() == due


def test_a_merge_redirects_and_moves_the_members(filled: Store) -> None:
    with filled.resolve_transaction() as transaction:
        for number in (1, 2, 3):
            transaction.put_opportunity(opportunity(number, [LISTINGS[number]]))
    with filled.resolve_transaction() as transaction:
        transaction.redirect(opportunity_id(3), opportunity_id(2), at=day(2))
        transaction.put_opportunity(opportunity(2, [LISTINGS[2], LISTINGS[3]]))
        transaction.redirect(opportunity_id(2), opportunity_id(1), at=day(2))
    gone = filled.opportunities.get(opportunity_id(3))
    assert gone is not None
    assert (gone.merged_into, gone.status, gone.sequence) == (opportunity_id(2), CLOSED, 4)
    live = filled.opportunities.live(opportunity_id(3))
    assert live is not None
    assert live.id == opportunity_id(1)
    assert set(filled.opportunities.by_listing(["leeds:1", "leeds:2", "leeds:3"]).values()) == {opportunity_id(1)}
    assert [each.id for each in filled.opportunities.iterate()] == [opportunity_id(1)]
    assert len(list(filled.opportunities.iterate(None, chunk=2))) == 3
    tombstones = filled.changes.page(1, 10)
    assert [(each.op, each.merged_into, each.opportunity) for each in tombstones] == [
        (ChangeOp.REDIRECT, opportunity_id(2), None),
        (ChangeOp.REDIRECT, opportunity_id(1), None),
    ]
    every = filled.changes.page(0, 10, compact=False)
    assert [each.sequence for each in every] == [1, 2, 3, 4, 5, 6]
    assert [each.opportunity is not None for each in every] == [True, False, False, False, False, False]


def test_a_split_moves_the_listing_whichever_is_written_first(filled: Store) -> None:
    for first, second in (((1, [0]), (2, [1])), ((2, [1]), (1, [0]))):
        with filled.resolve_transaction() as transaction:
            transaction.put_opportunity(opportunity(1, LISTINGS[:2]))
        with filled.resolve_transaction() as transaction:
            for number, members in (first, second):
                transaction.put_opportunity(opportunity(number, [LISTINGS[each] for each in members]))
        assert filled.opportunities.by_listing(["leeds:0", "leeds:1"]) == {
            "leeds:0": opportunity_id(1),
            "leeds:1": opportunity_id(2),
        }


def test_wrong_decisions_are_refused(filled: Store) -> None:
    with filled.resolve_transaction() as transaction:
        transaction.put_opportunity(opportunity(1, LISTINGS[:1]))
        transaction.put_opportunity(opportunity(2, LISTINGS[1:2]))
        transaction.redirect(opportunity_id(2), opportunity_id(1))
    with filled.resolve_transaction() as transaction:
        for old, new in ((1, 1), (1, 2), (1, 9), (9, 1)):
            with pytest.raises(StoreError):
                transaction.redirect(opportunity_id(old), opportunity_id(new))
        with pytest.raises(StoreError, match="its change is delete"):
            transaction.put_opportunity(opportunity(3, LISTINGS[3:4], CLOSED), ChangeOp.UPSERT)
        redirected = opportunity(3, LISTINGS[3:4]).model_copy(update={"merged_into": opportunity_id(1)})
        with pytest.raises(StoreError, match="redirect"):
            transaction.put_opportunity(redirected)
    with pytest.raises(StoreError), filled.resolve_transaction() as transaction:
        transaction.put_opportunity(opportunity(4, [listing("never stored")]))
    assert filled.changes.last_sequence() == 3


STEP = st.tuples(st.integers(1, 5), st.sampled_from(["open", "closed", "redirect"]), st.integers(1, 5), st.booleans())


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, max_size=12), limit=st.integers(1, 4))
def test_following_the_feed_gives_the_open_opportunities(
    filled: Store, steps: list[tuple[int, str, int, bool]], limit: int
) -> None:
    known = replay(filled, limit=limit)
    for number, what, other, follow in steps:
        since = filled.changes.last_sequence()
        with filled.resolve_transaction() as transaction:
            if what == "redirect":
                transaction.put_opportunity(opportunity(number, [LISTINGS[number]]))
                transaction.put_opportunity(opportunity(other, [LISTINGS[other]]))
                if number != other:
                    transaction.redirect(opportunity_id(number), opportunity_id(other))
            else:
                transaction.put_opportunity(opportunity(number, [LISTINGS[number]], OpportunityStatus(what)))
        if follow:
            replay(filled, since, limit, known)
        else:
            known = replay(filled, 0, limit)
    assert known == {each.id: each for each in filled.opportunities.iterate()}


def test_a_reader_never_misses_a_late_commit(filled: Store) -> None:
    """The second transaction waits for the first, so no lower sequence appears after a higher one."""
    opened, order = threading.Event(), []

    def second() -> None:
        opened.wait(PATIENCE)
        with filled.resolve_transaction() as transaction:
            order.append(transaction.put_opportunity(opportunity(2, LISTINGS[2:3])))

    thread = threading.Thread(target=second)
    thread.start()
    with filled.resolve_transaction() as transaction:
        order.append(transaction.put_opportunity(opportunity(1, LISTINGS[1:2])))
        opened.set()
        thread.join(0.5)
        assert thread.is_alive(), "the second must wait for the end of the first"
        assert filled.changes.page(0, 10) == []
        assert filled.changes.last_sequence() == 0
    thread.join(PATIENCE)
    assert order == [1, 2]
    assert [each.sequence for each in filled.changes.page(0, 10)] == [1, 2]


def test_a_transaction_under_a_lost_lease_is_refused(filled: Store) -> None:
    with filled.leases.hold("resolve") as lease, filled.resolve_transaction(lease) as transaction:
        transaction.put_opportunity(opportunity(1, LISTINGS[1:2]))
    with pytest.raises(BusyError) as raised, filled.resolve_transaction(lease):
        pytest.fail("the block must not run")
    assert raised.value.code == "LEASE_LOST"


def test_many_in_one_transaction(filled: Store) -> None:
    many = [listing(f"many-{number:04d}") for number in range(1201)]
    filled.listings.apply(batch(2, many))
    with filled.resolve_transaction() as transaction:
        for number, each in enumerate(many):
            transaction.put_opportunity(opportunity(number, [each]))
        transaction.put_opportunity(opportunity(7, [many[7]], CLOSED))
    assert len(replay(filled, limit=500)) == 1200
    assert filled.opportunities.count() == {Kind.JOB: 1200}
    assert filled.opportunities.count(None) == {Kind.JOB: 1201}
    assert len(filled.opportunities.memberships()) == 1201
