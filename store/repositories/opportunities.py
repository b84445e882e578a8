"""Opportunities and which listings belong to them. An id, once given, never changes and never vanishes."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from records.errors import StoreError
from records.opportunity import Opportunity
from records.vocabulary import Kind, OpportunityStatus
from store.database import Database, chunks
from store.documents import load
from store.tables import memberships, opportunities

COLUMNS = (
    opportunities.c.id,
    opportunities.c.status,
    opportunities.c.sequence,
    opportunities.c.merged_into,
    opportunities.c.document,
)


class Opportunities:
    """Reading; writing is `store.resolve_transaction()`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, opportunity_id: str) -> Opportunity | None:
        """One opportunity as it is; a redirect is not followed, its `merged_into` is set."""
        return self.many([opportunity_id]).get(opportunity_id)

    def live(self, opportunity_id: str) -> Opportunity | None:
        """The opportunity that lives on under this id: all redirects followed."""
        seen: set[str] = set()
        found = self.get(opportunity_id)
        while found is not None and found.merged_into is not None:
            if found.id in seen:
                raise StoreError(f"the redirects of opportunity {opportunity_id} run in a circle")
            seen.add(found.id)
            found = self.get(found.merged_into)
        return found

    def many(self, ids: Iterable[str]) -> dict[str, Opportunity]:
        """The opportunities of these ids that exist."""
        found: dict[str, Opportunity] = {}
        with self._database.read() as connection:
            for some in chunks(ids):
                rows = connection.execute(sa.select(*COLUMNS).where(opportunities.c.id.in_(some)))
                found.update((row.id, opportunity(row)) for row in rows)
        return found

    def by_listing(self, ids: Iterable[str]) -> dict[str, str]:
        """Listing id → id of the opportunity it belongs to."""
        found: dict[str, str] = {}
        with self._database.read() as connection:
            for some in chunks(ids):
                statement = sa.select(memberships).where(memberships.c.listing_id.in_(some))
                found.update((row.listing_id, row.opportunity_id) for row in connection.execute(statement))
        return found

    def members(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """Opportunity id → ids of its listings, sorted."""
        found: dict[str, list[str]] = {}
        with self._database.read() as connection:
            for some in chunks(ids):
                statement = sa.select(memberships).where(memberships.c.opportunity_id.in_(some))
                for row in connection.execute(statement.order_by(memberships.c.listing_id)):
                    found.setdefault(row.opportunity_id, []).append(row.listing_id)
        return found

    def memberships(self) -> dict[str, str]:
        """All listings that were resolved → id of their opportunity (a full resolve starts here)."""
        with self._database.read() as connection:
            return {row.listing_id: row.opportunity_id for row in connection.execute(sa.select(memberships))}

    def iterate(self, status: str | None = "open", chunk: int = 1000) -> Iterator[Opportunity]:
        """Opportunities (of a status) by id, read `chunk` at a time; redirects only with status None."""
        last = ""
        while True:
            statement = sa.select(*COLUMNS).where(opportunities.c.id > last)
            if status is not None:
                statement = statement.where(opportunities.c.status == status, opportunities.c.merged_into.is_(None))
            with self._database.read() as connection:
                rows = connection.execute(statement.order_by(opportunities.c.id).limit(chunk)).all()
            yield from map(opportunity, rows)
            if len(rows) < chunk:
                return
            last = rows[-1].id

    def count(self, status: str | None = "open") -> dict[Kind, int]:
        """Kind → how many opportunities (of a status); redirects are not counted."""
        statement = sa.select(opportunities.c.kind, sa.func.count()).where(opportunities.c.merged_into.is_(None))
        if status is not None:
            statement = statement.where(opportunities.c.status == status)
        with self._database.read() as connection:
            found = connection.execute(statement.group_by(opportunities.c.kind))
            return {Kind(kind): number for kind, number in found}


def opportunity(row: Any) -> Opportunity:
    """The record of a row of `COLUMNS`; what a redirect changed stands in the columns, not in the document."""
    record = load(Opportunity, row.document, row.id)
    if record.merged_into == row.merged_into and record.sequence == row.sequence and record.status == row.status:
        return record
    now = {"merged_into": row.merged_into, "sequence": row.sequence, "status": OpportunityStatus(row.status)}
    return record.model_copy(update=now)
