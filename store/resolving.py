"""The resolve transaction: opportunities, memberships, changes and explanations, all of them or none."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from records.errors import StoreError
from records.opportunity import Opportunity
from records.vocabulary import ChangeOp, OpportunityStatus
from store.database import CHUNK, Database, chunks
from store.documents import dump
from store.repositories.blocks import Blocks
from store.repositories.changes import COUNTER
from store.repositories.decisions import Edges
from store.tables import changes, counters, listings_due, memberships, opportunities
from store.types import BlockEntry, Edge


class ResolveTransaction:
    """What `store.resolve_transaction()` gives. It is the only writer of opportunities and changes.

    The counter's row is locked from the beginning: a second transaction waits for the end of this one, so
    sequences become visible in their order. Work out what to write before opening it.
    """

    def __init__(self, database: Database, connection: sa.Connection, blocks: Blocks, edges: Edges) -> None:
        self._database = database
        self._connection = connection
        self._blocks = blocks
        self._edges = edges
        self._waiting: dict[str, Opportunity] = {}
        self._changes: list[dict[str, Any]] = []
        counter = sa.select(counters.c.value).where(counters.c.name == COUNTER).with_for_update()
        self._sequence: int = connection.execute(counter).scalar_one()

    def put_opportunity(
        self, opportunity: Opportunity, op: ChangeOp | None = None, *, at: datetime | None = None
    ) -> int:
        """Insert or replace an opportunity, and make its `listings` all that belong to it; gives the sequence.

        op: UPSERT exactly when it is open, else DELETE; left out, the status decides. Its own `sequence` is
        not read. `at` is when it was decided (now).
        """
        is_open = opportunity.status == OpportunityStatus.OPEN
        right = ChangeOp.UPSERT if is_open else ChangeOp.DELETE
        if opportunity.merged_into is not None:
            raise StoreError(f"opportunity {opportunity.id} is a redirect: use redirect()")
        if op is not None and op != right:
            # Portals apply what the feed says: an upsert of a closed record would stay on show.
            raise StoreError(f"opportunity {opportunity.id} is {opportunity.status}: its change is {right}, not {op}")
        sequence = self._next(opportunity.id, right, at)
        self._waiting[opportunity.id] = opportunity.model_copy(update={"sequence": sequence})
        if len(self._waiting) >= CHUNK:
            self._flush()
        return sequence

    def redirect(self, old_id: str, new_id: str, *, at: datetime | None = None) -> int:
        """`old_id` was merged into `new_id`, which exists (or was put before) and is no redirect itself."""
        self._flush()
        if old_id == new_id:
            raise StoreError(f"opportunity {old_id} cannot redirect to itself")
        rows = self._connection.execute(
            sa.select(opportunities.c.id, opportunities.c.merged_into).where(opportunities.c.id.in_([old_id, new_id]))
        )
        known = {row.id: row.merged_into for row in rows}
        if missing := {old_id, new_id} - known.keys():
            raise StoreError(f"redirect {old_id} → {new_id}: {', '.join(sorted(missing))} does not exist")
        if known[new_id] is not None:
            raise StoreError(f"redirect {old_id} → {new_id}: that one was merged into {known[new_id]} already")
        sequence = self._next(old_id, ChangeOp.REDIRECT, at, merged_into=new_id)
        values = {"status": OpportunityStatus.CLOSED, "merged_into": new_id, "sequence": sequence}
        self._connection.execute(sa.update(opportunities).where(opportunities.c.id == old_id).values(values))
        belongs = memberships.c.opportunity_id == old_id
        self._connection.execute(sa.update(memberships).where(belongs).values(opportunity_id=new_id))
        return sequence

    def put_edges(self, edges: Iterable[Edge]) -> None:
        """Keep why pairs were merged or refused; a pair decided again replaces its row."""
        self._edges.put_within(self._connection, edges)

    def put_blocks(self, entries: Mapping[str, BlockEntry]) -> None:
        """`store.blocks.put` within this transaction."""
        self._blocks.put_within(self._connection, entries)

    def mark_resolved(self, ids: Iterable[str]) -> None:
        """These are no longer due, except those that changed after `due_for_resolve` gave them."""
        for some in chunks(ids):
            taken = listings_due.c.listing_id.in_(some) & listings_due.c.taken
            self._connection.execute(sa.delete(listings_due).where(taken))

    def finish(self) -> None:
        """Write what waits, and the counter. The store calls it at the end of the block."""
        self._flush()
        counter = sa.update(counters).where(counters.c.name == COUNTER)
        self._connection.execute(counter.values(value=self._sequence))

    def _next(self, opportunity_id: str, op: ChangeOp, at: datetime | None, merged_into: str | None = None) -> int:
        self._sequence += 1
        self._changes.append(
            {
                "sequence": self._sequence,
                "opportunity_id": opportunity_id,
                "op": op,
                "at": at or datetime.now(UTC),
                "merged_into": merged_into,
            }
        )
        return self._sequence

    def _flush(self) -> None:
        """Write all that waits: opportunities first, what points to them after."""
        records = list(self._waiting.values())
        for some in chunks(records):
            rows = [
                {
                    "id": record.id,
                    "kind": record.kind,
                    "status": record.status,
                    "merged_into": None,
                    "sequence": record.sequence,
                    "document": dump(record),
                }
                for record in some
            ]
            self._database.upsert(self._connection, opportunities, rows)
            self._write_members(some)
        for changed in chunks(self._changes):
            self._connection.execute(sa.insert(changes), changed)
        self._waiting.clear()
        self._changes.clear()

    def _write_members(self, records: list[Opportunity]) -> None:
        # First out, then in: a listing that moves between two of them belongs to the one that names it.
        ids = [record.id for record in records]
        self._connection.execute(sa.delete(memberships).where(memberships.c.opportunity_id.in_(ids)))
        belongs = {member.listing_id: record.id for record in records for member in record.listings}
        for some in chunks(sorted(belongs.items())):
            rows = [{"listing_id": listing_id, "opportunity_id": owner} for listing_id, owner in some]
            self._database.upsert(self._connection, memberships, rows)
