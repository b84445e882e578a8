"""Stated ends, sources that end, and a source that gets another id, on both databases."""

from typing import Any

import sqlalchemy as sa
from alembic import command

from records.source import SourceConfig
from records.vocabulary import EndReason, ListingStatus
from store import BlockEntry, Edge, Store
from store.migrations.run import configuration
from store.tables import listings
from tests.store.make import batch, day, listing, opportunity, source


def changed(**fields: Any) -> SourceConfig:
    return SourceConfig.model_validate(source().model_dump() | fields)


def states(store: Store) -> dict[str, tuple[Any, Any]]:
    return {one.listing.id: (one.expires_at, one.expires_reason) for one in store.listings.iterate()}


def test_what_has_no_end_or_a_past_one_is_due(store: Store) -> None:
    store.listings.apply(batch(1, [listing("a"), listing("b"), listing("c")]))
    assert [ending.id for ending in store.endings.due(day(2))] == ["leeds:a", "leeds:b", "leeds:c"]
    store.endings.state([("leeds:a", day(5), EndReason.UNSEEN), ("leeds:b", day(2), EndReason.CLOSING_DATE)])
    store.listings.close(["leeds:c"], ListingStatus.CLOSED, "x", day(1))
    assert [(ending.id, ending.last_seen_at) for ending in store.endings.due(day(2))] == [("leeds:b", day(1))]
    assert states(store)["leeds:a"] == (day(5), EndReason.UNSEEN)
    assert store.listings.due_count() == 3
    assert store.endings.held()["leeds"] == (2, day(1))
    assert store.endings.open_of("leeds") == ["leeds:a", "leeds:b"]


def test_an_end_stays_stated_until_its_cause_changes(store: Store) -> None:
    store.listings.apply(batch(1, [listing("a"), listing("b")]))
    ends = [(f"leeds:{key}", day(5), EndReason.UNSEEN) for key in "ab"]
    store.endings.state(ends)
    store.listings.apply(batch(2, [listing("a", "new text"), listing("b", closes_at=day(3))]))
    assert states(store) == {"leeds:a": (day(5), EndReason.UNSEEN), "leeds:b": (None, None)}
    store.endings.state(ends)
    store.sources.put(source(), "region")
    store.sources.put(source(), "region")
    assert states(store)["leeds:a"] == (day(5), EndReason.UNSEEN)
    store.sources.put(changed(expectations={"max_unseen_days": 3}), "region")
    assert states(store)["leeds:a"][0] is None


def test_a_source_ends_once_and_comes_back_by_its_file(store: Store) -> None:
    store.sources.put(source(), "region")

    def ended() -> Any:
        stored = store.sources.get("leeds")
        assert stored is not None
        return stored.ended_at

    store.sources.end(["leeds", "unknown"], day(1))
    store.sources.end(["leeds"], day(2))
    assert ended() == day(1)
    store.sources.put(changed(status="retired"), "region")
    assert ended() == day(1)
    store.sources.put(source(), "region")
    assert ended() is None


def test_another_id_takes_all_along(store: Store) -> None:
    store.sources.put(source(), "region")
    store.listings.apply(batch(1, [listing("a"), listing("b")]))
    found = [listing("a"), listing("b")]
    due = store.listings.due_for_resolve()
    with store.resolve_transaction() as transaction:
        transaction.put_opportunity(opportunity(1, found))
        transaction.put_edges([Edge("leeds:a", "leeds:b", 0.9, "rule", day(1))])
        transaction.put_blocks({"leeds:a": BlockEntry(["key"], b"x", b"order", 1)})
        transaction.mark_resolved(due)
    store.judgements.put("leeds:a", "leeds:b", True, "me", day(1))
    store.sources.put(changed(id="a-new-id", was="leeds"), "region")
    store.sources.put(changed(id="a-new-id", was="leeds"), "region")
    assert [one.listing.id for one in store.listings.iterate()] == ["a-new-id:a", "a-new-id:b"]
    assert store.listings.states("a-new-id")["a"].first_seen_at == day(1)
    assert set(store.opportunities.by_listing(["a-new-id:a", "a-new-id:b"]).values()) == {opportunity(1, found).id}
    assert store.listings.due_for_resolve() == ["a-new-id:a", "a-new-id:b"]
    [judged] = store.judgements.all()
    assert (judged.listing_a, judged.listing_b) == ("a-new-id:a", "a-new-id:b")
    assert [one.id for one in store.sources.all()] == ["a-new-id"]


def test_listings_from_before_get_an_end(store: Store) -> None:
    with store.database.write() as connection:
        command.downgrade(configuration(connection), "0003")
    store.upgrade()
    store.listings.apply(batch(1, [listing("a")]))
    with store.database.write() as connection:
        connection.execute(sa.update(listings).values(expires_at=None, expires_reason=None))
        command.downgrade(configuration(connection), "0003")
    store.upgrade()
    assert [ending.id for ending in store.endings.due(day(1))] == ["leeds:a"]
