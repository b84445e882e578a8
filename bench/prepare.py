"""Stores filled with made-up records, as the stages before would."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from bench.data import NOW, Made, adverts, listing, opportunity
from records.ids import new_id
from records.run import RunReport
from records.vocabulary import RunState
from store import ListingBatch, Store, open_store

BATCH = 5000


def put_listings(url: str, first: int, count: int) -> None:
    """The adverts from number `first` on, as listings that are due for resolve."""
    store = open_store(url)
    store.upgrade()
    for batch in _batches(islice(adverts(first + count), first, None)):
        _apply(store, batch)
    store.close()


def put_opportunities(url: str, count: int) -> None:
    """`count` open opportunities, none a repetition of another, each of one listing."""
    store = open_store(url)
    store.upgrade()
    for batch in _batches(adverts(count, repeated=0.0)):
        _apply(store, batch)
        due = store.listings.due_for_resolve()
        with store.resolve_transaction() as transaction:
            transaction.mark_resolved(due)
            for made in batch:
                transaction.put_opportunity(opportunity(made))
    store.close()


def _apply(store: Store, batch: list[Made]) -> None:
    by_source: dict[str, list[Made]] = defaultdict(list)
    for made in batch:
        by_source[made.source].append(made)
    for source, some in by_source.items():
        run = RunReport(
            id=new_id(), source_id=source, state=RunState.COMPLETE, config_hash="0", started_at=NOW, ended_at=NOW
        )
        listings = [listing(made) for made in some]
        store.listings.apply(ListingBatch(run=run, seen_at=NOW, upserts=listings, reading_version="1"))


def _batches(made: Iterable[Made]) -> Iterator[list[Made]]:
    rest = iter(made)
    while batch := list(islice(rest, BATCH)):
        yield batch
