"""Streams of operations into an index: read, encoded and sent at the same time, acknowledged in order."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from records.opportunity import Change, Opportunity
from records.vocabulary import ChangeOp, OpportunityStatus
from search_index.documents import encode
from search_index.interface import BatchResult, Operation, Refusal, SearchIndex
from store import Store

WAITING_PER_WRITER = 2


@dataclass
class Batch:
    """Operations that are sent together; with all before it, it brings the index up to `sequence`."""

    sequence: int | None = None
    operations: list[Operation] = field(default_factory=list)
    unreadable: list[Refusal] = field(default_factory=list)

    def add(self, opportunity_id: str, version: int, opportunity: Opportunity | None) -> None:
        """A record to write, or (None) to delete."""
        try:
            source = None if opportunity is None else encode(opportunity)
        except ValueError as error:
            # One record that cannot be written as JSON must not stop all others for good.
            self.unreadable.append(Refusal(opportunity_id, version, 400, f"cannot be encoded: {error}"))
        else:
            self.operations.append(Operation(opportunity_id, version, source))


def changes(store: Store, since: int, size: int) -> Iterator[Batch]:
    """Batches of the changes after `since`, only the latest of each opportunity."""
    while page := store.changes.page(since, size, compact=True):
        since = page[-1].sequence
        batch = Batch(since)
        for change in page:
            batch.add(change.opportunity_id, change.sequence, _shown(change))
        yield batch


def records(opportunities: Iterable[Opportunity], size: int) -> Iterator[Batch]:
    """Batches of records as they are, in no publishing order."""
    batch = Batch()
    for opportunity in opportunities:
        batch.add(opportunity.id, opportunity.sequence, opportunity)
        if len(batch.operations) >= size:
            yield batch
            batch = Batch()
    yield batch


def send(
    index: SearchIndex, name: str, batches: Iterable[Batch], *, repair: bool = False
) -> Iterator[tuple[Batch, BatchResult]]:
    """Send batches, `index.writers` at a time; gives each with its result, in order, when it is durable.

    The first failure is raised at its place: whatever was given before it is safe, and nothing after it
    is said to be.
    """
    waiting: deque[tuple[Batch, Future[BatchResult]]] = deque()
    with ThreadPoolExecutor(index.writers, thread_name_prefix="publish") as pool:
        try:
            for batch in batches:
                call = pool.submit(index.write, name, batch.operations, sequence=batch.sequence, repair=repair)
                waiting.append((batch, call))
                if len(waiting) >= WAITING_PER_WRITER * index.writers:
                    yield _settled(*waiting.popleft())
            while waiting:
                yield _settled(*waiting.popleft())
        finally:
            for _, call in waiting:
                call.cancel()


def _settled(batch: Batch, call: Future[BatchResult]) -> tuple[Batch, BatchResult]:
    result = call.result()
    result.refused += batch.unreadable
    return batch, result


def _shown(change: Change) -> Opportunity | None:
    """The record that the index shall show after a change; None: nothing."""
    if change.op is not ChangeOp.UPSERT or change.opportunity is None:
        return None
    return change.opportunity if change.opportunity.status is OpportunityStatus.OPEN else None
