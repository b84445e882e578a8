"""What a run does to the listings of its source, on both databases."""

from dataclasses import replace
from typing import Any

import pytest

from records.errors import StoreError
from records.vocabulary import Authority, ListingStatus, RunState
from store import Closing, ListingBatch, Store
from tests.store.make import SOURCE, batch, day, listing, rejected, report, source


def snapshot(store: Store) -> dict[str, Any]:
    """All that a batch may change."""
    return {
        "listings": list(store.listings.iterate()),
        "states": store.listings.states(SOURCE),
        "runs": store.runs.recent(),
        "rejected": [store.rejected.for_run(run.id) for run in store.runs.recent()],
    }


def resolve_all(store: Store) -> None:
    due = store.listings.due_for_resolve()
    with store.resolve_transaction() as transaction:
        transaction.mark_resolved(due)


def test_a_new_listing_is_open_and_due(store: Store) -> None:
    store.listings.apply(batch(1, [listing("a")], rejected=[rejected("x")]))

    state = store.listings.states(SOURCE)["a"]
    assert (state.id, state.status, state.absent_runs) == ("leeds:a", ListingStatus.OPEN, 0)
    assert (state.content_hash, state.payload_sha256) == ("hash of as first", "of as first")
    assert state.reading_version == "v1"
    assert state.first_seen_at == state.last_seen_at == day(1)
    assert store.listings.due_for_resolve() == ["leeds:a"]
    assert store.rejected.for_run("run-1") == [rejected("x")]
    assert store.runs.get("run-1") == report("run-1", day(1))


def test_names_and_authority_come_from_the_source(store: Store) -> None:
    store.listings.apply(batch(1, [listing("a")]))
    assert store.listings.get(["leeds:a"])["leeds:a"].source_name == SOURCE
    store.sources.put(source(), "west-yorkshire")
    stored = store.listings.get(["leeds:a", "leeds:unknown"])
    assert list(stored) == ["leeds:a"]
    assert stored["leeds:a"].source_name == "Leeds City Council"
    assert stored["leeds:a"].authority is Authority.EMPLOYER
    assert stored["leeds:a"].listing == listing("a")


def test_a_batch_applied_again_changes_nothing(store: Store) -> None:
    store.listings.apply(batch(1, [listing("a"), listing("b"), listing("c"), listing("d")]))
    second = batch(
        2,
        [listing("a", "changed"), listing("e")],
        seen=["leeds:b"],
        absent=["leeds:c"],
        closed=[Closing("leeds:d", ListingStatus.WITHDRAWN, "source", day(2))],
        rejected=[rejected("x", "run-2"), rejected("y", "run-2")],
    )
    store.listings.apply(second)
    resolve_all(store)
    once = snapshot(store)
    store.listings.apply(second)
    assert snapshot(store) == once
    assert store.listings.due_for_resolve() == []


def test_an_older_batch_applied_again_neither_counts_nor_reopens(store: Store) -> None:
    first = batch(1, [listing("a"), listing("b")])
    second = batch(2, seen=["leeds:b"], absent=["leeds:a"])
    third = batch(3, seen=["leeds:a"], closed=[Closing("leeds:b", ListingStatus.WITHDRAWN, "source", day(3))])
    for each in (first, second, third):
        store.listings.apply(each)
    before = list(store.listings.iterate())
    store.listings.apply(second)
    store.listings.apply(first)
    assert list(store.listings.iterate()) == before


def test_a_run_kept_back_counts_once_it_is_approved(store: Store) -> None:
    store.listings.apply(batch(1, [listing("a")]))
    for number in (2, 3):
        kept_back = report(f"run-{number}", day(number), state=RunState.QUARANTINED, promoted=False)
        store.listings.apply(ListingBatch(run=kept_back, seen_at=day(number)))
    store.listings.apply(batch(2, absent=["leeds:a"]))
    assert store.listings.states(SOURCE)["a"].absent_runs == 1


def test_absence_counts_once_a_run_and_ends_when_seen(store: Store) -> None:
    store.listings.apply(batch(1, [listing("a"), listing("b")]))
    for number in (2, 2, 3):
        store.listings.apply(batch(number, seen=["leeds:b"], absent=["leeds:a", "leeds:unknown"]))
    assert store.listings.states(SOURCE)["a"].absent_runs == 2
    assert store.listings.absent_for(2) == ["leeds:a"]
    store.listings.apply(batch(4, seen=["leeds:a", "leeds:b"]))
    state = store.listings.states(SOURCE)["a"]
    assert (state.absent_runs, state.last_seen_at) == (0, day(4))
    assert store.listings.absent_for(1) == []


@pytest.mark.parametrize("again", ["seen", "upserts"])
def test_a_listing_that_comes_back_opens_with_its_history(store: Store, again: str) -> None:
    store.listings.apply(batch(1, [listing("a")]))
    assert store.listings.close(["leeds:a"], ListingStatus.CLOSED, "absent", day(3)) == 1
    assert store.listings.close(["leeds:a"], ListingStatus.CLOSED, "absent", day(4)) == 0
    resolve_all(store)
    came_back = batch(5, [listing("a")]) if again == "upserts" else batch(5, seen=["leeds:a"])
    store.listings.apply(came_back)
    stored = store.listings.get(["leeds:a"])["leeds:a"]
    assert (stored.status, stored.closed_reason, stored.closed_at) == (ListingStatus.OPEN, None, None)
    assert (stored.first_seen_at, stored.last_seen_at) == (day(1), day(5))
    assert store.listings.due_for_resolve() == ["leeds:a"]


def test_past_its_closing_date_it_does_not_flap(store: Store) -> None:
    store.listings.apply(batch(1, [listing("a", closes_at=day(2))]))
    assert store.listings.expired_by(day(2)) == []
    assert store.listings.expired_by(day(2.5)) == ["leeds:a"]
    store.listings.close(["leeds:a"], ListingStatus.CLOSED, "closing_date", day(2.5))
    resolve_all(store)
    store.listings.apply(batch(3, seen=["leeds:a"]))
    store.listings.apply(batch(4, [listing("a", closes_at=day(2))]))
    assert store.listings.states(SOURCE)["a"].status is ListingStatus.CLOSED
    assert store.listings.due_for_resolve() == []
    store.listings.apply(batch(5, [listing("a", "extended", closes_at=day(9))]))
    assert store.listings.states(SOURCE)["a"].status is ListingStatus.OPEN


def test_a_listing_that_was_over_when_first_seen_is_never_open(store: Store) -> None:
    store.listings.apply(batch(3, [listing("a", closes_at=day(2))]))
    stored = store.listings.get(["leeds:a"])["leeds:a"]
    assert (stored.status, stored.closed_reason) == (ListingStatus.CLOSED, "closing_date")


def test_of_two_with_one_id_the_last_counts(store: Store) -> None:
    store.listings.apply(batch(1, [listing("a", "one"), listing("a", "two")], seen=["leeds:a"], absent=["leeds:a"]))
    assert [each.listing.description for each in store.listings.iterate()] == ["two"]
    assert store.listings.states(SOURCE)["a"].absent_runs == 0


def test_the_same_content_read_by_a_new_version_is_not_due(store: Store) -> None:
    store.listings.apply(batch(1, [listing("a")]))
    resolve_all(store)
    store.listings.apply(batch(2, [listing("a")], reading_version="v2"))
    assert store.listings.states(SOURCE)["a"].reading_version == "v2"
    assert store.listings.due_for_resolve() == []


def test_what_changes_while_it_is_resolved_stays_due(store: Store) -> None:
    store.listings.apply(batch(1, [listing("a"), listing("b")]))
    due = store.listings.due_for_resolve()
    store.listings.apply(batch(2, [listing("a", "changed meanwhile")], seen=["leeds:b"]))
    with store.resolve_transaction() as transaction:
        transaction.mark_resolved(due)
    assert store.listings.due_for_resolve() == ["leeds:a"]


def test_what_a_dead_resolve_took_is_due_again(store: Store) -> None:
    store.listings.apply(batch(1, [listing("b")]))
    store.listings.apply(batch(2, [listing("a")], seen=["leeds:b"]))
    assert store.listings.due_for_resolve(limit=1) == ["leeds:b"]
    assert store.listings.due_for_resolve() == ["leeds:b", "leeds:a"]
    assert store.listings.due_count() == 2


def test_odd_ids_are_kept_as_they_are(store: Store) -> None:
    keys = [
        "a:b",
        "100%",
        "O'Neil; DROP TABLE listings",
        "../../x",
        "é",
        "職",
        "😀",
        " ",
        "%2e%2e",
        "\\",
        "A",
        "a",
        "x" * 512,
    ]
    store.listings.apply(batch(1, [listing(key) for key in keys]))
    assert set(store.listings.states(SOURCE)) == set(keys)
    in_order = [each.listing.source_key for each in store.listings.iterate(chunk=3)]
    assert in_order == sorted(keys, key=str.encode)
    assert {each.source_key for each in (stored.listing for stored in store.listings.get(
        f"{SOURCE}:{key}" for key in keys).values())} == set(keys)  # fmt: skip


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (batch(1, [listing("nul\x00")]), "NUL"),
        (batch(1, seen=["york:a"]), "not of source"),
        (batch(1, [listing("a")], seen=["leeds:never"]), "not stored"),
    ],
)
def test_a_batch_that_cannot_be_right_writes_nothing(store: Store, bad: ListingBatch, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        store.listings.apply(bad)
    assert snapshot(store) == {"listings": [], "states": {}, "runs": [], "rejected": []}


def test_iterating_by_source_and_status_in_chunks(store: Store) -> None:
    store.listings.apply(batch(1, [listing(f"{number:04d}") for number in range(1203)]))
    other = listing("z").model_copy(update={"id": "york:z"})
    store.listings.apply(replace(batch(1, [other]), run=report("run-9", source_id="york")))
    store.listings.close(["leeds:0007"], ListingStatus.CLOSED, "absent", day(2))
    assert sum(1 for _ in store.listings.iterate(chunk=100)) == store.listings.count() == 1204
    found = [each.listing.source_key for each in store.listings.iterate(SOURCE, ListingStatus.OPEN, chunk=400)]
    assert len(found) == store.listings.count(SOURCE, ListingStatus.OPEN) == 1202
    assert found == sorted(found)
    assert len(store.listings.get(f"{SOURCE}:{number:04d}" for number in range(1203))) == 1203


def test_runs_of_a_source(store: Store) -> None:
    for number, state, promoted in [
        (1, "COMPLETE", True),
        (2, "PARTIAL", True),
        (3, "COMPLETE", False),
        (4, "FAILED", False),
    ]:
        store.runs.save(report(f"run-{number}", day(number), state=RunState(state), promoted=promoted))
    store.runs.save(report("york-1", day(9), source_id="york"))
    assert [run.id for run in store.runs.recent(limit=2)] == ["york-1", "run-4"]
    assert [run.id for run in store.runs.recent(SOURCE)] == ["run-4", "run-3", "run-2", "run-1"]
    newest, promoted_one = store.runs.latest(SOURCE), store.runs.latest(SOURCE, promoted=True)
    assert newest is not None
    assert promoted_one is not None
    assert (newest.id, promoted_one.id) == ("run-4", "run-2")
    before = store.runs.complete_before("run-4")
    assert before is not None
    assert before.id == "run-1"
    assert store.runs.complete_before("run-1") is None
    assert store.runs.get("none") is None
