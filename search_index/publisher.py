"""One publish: bring an index up to the store, safely to repeat at any point."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from records.opportunity import Opportunity
from records.vocabulary import OpportunityStatus
from search_index.feed import Batch, changes, records, send
from search_index.interface import BatchResult, SearchIndex
from search_index.report import KindCount
from store import DeadLetter, Publication, Store
from store.repositories.leases import Lease

Progress = Callable[[int, int | None, str], None]
CHECKPOINT_BATCHES = 10
PUBLISHING, PUBLISHED = "publishing", "published"


@dataclass
class Tally:
    """What was done so far."""

    done: int = 0
    indexed: int = 0
    deleted: int = 0
    stale: int = 0
    retried: int = 0
    healed: int = 0
    refused: set[str] = field(default_factory=set)
    removed: list[str] = field(default_factory=list)

    def add(self, result: BatchResult) -> None:
        """Count a batch."""
        self.indexed += result.indexed
        self.deleted += result.deleted
        self.stale += result.stale
        self.retried += result.retried
        self.refused.update(item.id for item in result.refused)


class Publisher:
    """The parts of a publish, on one index, under one lease."""

    def __init__(self, store: Store, index: SearchIndex, lease: Lease, on_progress: Progress | None) -> None:
        self.store, self.index, self.tally = store, index, Tally()
        self._lease = lease
        self._on_progress = on_progress

    def follow(self, name: str, since: int) -> int:
        """Publish all changes after `since`, in order; gives the sequence the index is at then.

        The position is saved after each acknowledged batch, so a crash costs a repetition at most.
        """
        position = since
        batches = changes(self.store, since, self.index.batch_size)
        for number, (batch, result) in enumerate(send(self.index, name, batches), start=1):
            self._settle(name, batch, result, "publish")
            position = batch.sequence or position
            self._put(name, position, PUBLISHING)
            if number % CHECKPOINT_BATCHES == 0:
                self.index.checkpoint(name, position)
        return position

    def load(self, name: str) -> Counter[str]:
        """Write all open opportunities into a new index; gives what was sent, by kind, without the refused."""
        sent: Counter[str] = Counter()
        kinds: dict[str, str] = {}
        total = sum(self.store.opportunities.count().values())

        def counted() -> Iterator[Opportunity]:
            for opportunity in self.store.opportunities.iterate(OpportunityStatus.OPEN):
                kinds[opportunity.id] = opportunity.kind
                yield opportunity

        for batch, result in send(self.index, name, records(counted(), self.index.batch_size)):
            self._settle(name, batch, result, "rebuild", total)
            refused = {item.id for item in result.refused}
            sent.update(kinds.pop(item.id) for item in batch.operations if item.id not in refused)
        return sent

    def heal(self, name: str, position: int) -> None:
        """Write what the index lacks or has older than the store, and delete what it has too much."""
        there = dict(self.index.versions(name))
        dead = self._dead(name)
        wanted = Batch()
        for opportunity in self.store.opportunities.iterate(OpportunityStatus.OPEN):
            version = there.pop(opportunity.id, -1)
            if version < opportunity.sequence and opportunity.id not in dead:
                wanted.add(opportunity.id, opportunity.sequence, opportunity)
        for extra in there:
            wanted.add(extra, position, None)
        self.tally.healed += len(wanted.operations)
        for batch, result in send(self.index, name, _split(wanted, self.index.batch_size), repair=True):
            self._settle(name, batch, result, "heal")

    def counts(self, name: str) -> dict[str, KindCount]:
        """By kind: open in the store, less what the index refused, and documents in the index."""
        self.index.refresh(name)
        stored = Counter({str(kind): count for kind, count in self.store.opportunities.count().items()})
        for opportunity in self.store.opportunities.many(self._dead(name)).values():
            if opportunity.status is OpportunityStatus.OPEN and opportunity.merged_into is None:
                stored[opportunity.kind] -= 1
        indexed = self.index.counts(name)
        kinds = sorted(stored.keys() | indexed.keys())
        return {kind: KindCount(store=stored[kind], index=indexed.get(kind, 0)) for kind in kinds}

    def finish(self, name: str, position: int) -> None:
        """Say, in the index and in the store, that it is published."""
        self._lease.check()
        self.index.mark(name, position, datetime.now(UTC))
        self._put(name, position, PUBLISHED)

    def check(self) -> None:
        """BusyError when the lease has gone to another process."""
        self._lease.check()

    def _settle(self, name: str, batch: Batch, result: BatchResult, label: str, total: int | None = None) -> None:
        self._lease.check()
        self.tally.add(result)
        refused = {item.id for item in result.refused}
        mended = self._dead(name) & {item.id for item in batch.operations if item.id not in refused}
        if mended:
            self.store.publications.clear_dead_letters(name, mended)
        if result.refused:
            self._bury(name, result)
        self.tally.done += len(batch.operations) + len(batch.unreadable)
        if self._on_progress is not None:
            self._on_progress(self.tally.done, total, label)

    def _bury(self, name: str, result: BatchResult) -> None:
        now = datetime.now(UTC)
        self.store.publications.put_dead_letters(
            DeadLetter(name, item.id, item.version, f"INDEX_{item.status}", item.error, now) for item in result.refused
        )

    def _dead(self, name: str) -> set[str]:
        return {letter.opportunity_id for letter in self.store.publications.dead_letters(name)}

    def _put(self, name: str, position: int, state: str) -> None:
        self.store.publications.put(Publication(name, position, datetime.now(UTC), state))


def _split(batch: Batch, size: int) -> list[Batch]:
    operations = batch.operations
    parts = [Batch(None, operations[start : start + size]) for start in range(0, len(operations), size)]
    return [*parts, Batch(None, [], batch.unreadable)] if batch.unreadable else parts
