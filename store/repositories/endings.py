"""Ends of listings: when each is due to go, what a source still has on offer, what a person took down."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from records.vocabulary import EndReason, ListingStatus
from store.database import Database, chunks
from store.tables import listings, listings_due
from store.types import TAKEN_DOWN, Ending, Held

_OPEN = listings.c.status == ListingStatus.OPEN


class Endings:
    """The stated ends of open listings. Stating one makes its listing due, so that its record says it too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: datetime) -> list[Ending]:
        """Open listings whose end is not stated yet, or whose stated end has come; by id."""
        wanted = _OPEN & (listings.c.expires_at.is_(None) | (listings.c.expires_at <= now))
        columns = (listings.c.id, listings.c.source_id, listings.c.closes_at, listings.c.last_seen_at)
        with self._database.read() as connection:
            rows = connection.execute(sa.select(*columns).where(wanted).order_by(listings.c.id))
            return [Ending(*row) for row in rows]

    def state(self, ends: Iterable[tuple[str, datetime, EndReason]]) -> None:
        """Say when, and why, these open listings end."""
        statement = (
            sa.update(listings)
            .where(listings.c.id == sa.bindparam("listing"), _OPEN)
            .values(expires_at=sa.bindparam("at"), expires_reason=sa.bindparam("reason"))
        )
        with self._database.write() as connection:
            for some in chunks(ends):
                rows = [{"listing": listing_id, "at": at, "reason": reason} for listing_id, at, reason in some]
                connection.execute(statement, rows)
                self._mark_due(connection, [listing_id for listing_id, _, _ in some])

    def held(self) -> dict[str, Held]:
        """Source id → what it has on offer, for sources that have anything."""
        columns = (listings.c.source_id, sa.func.count(), sa.func.max(listings.c.last_seen_at))
        statement = sa.select(*columns).where(_OPEN).group_by(listings.c.source_id)
        with self._database.read() as connection:
            return {row[0]: Held(row[1], row[2]) for row in connection.execute(statement)}

    def open_of(self, source_id: str) -> list[str]:
        """Ids of the open listings of a source."""
        statement = sa.select(listings.c.id).where(_OPEN, listings.c.source_id == source_id)
        with self._database.read() as connection:
            return list(connection.scalars(statement.order_by(listings.c.id)))

    def take_down(self, ids: Iterable[str], at: datetime) -> int:
        """Withdraw listings for good, open or not: no run opens them again. How many are new to it."""
        values = {"status": ListingStatus.WITHDRAWN, "closed_reason": TAKEN_DOWN, "closed_at": at}
        elsewise = sa.func.coalesce(listings.c.closed_reason, "") != TAKEN_DOWN
        return self._set(ids, elsewise, values)

    def put_back(self, ids: Iterable[str]) -> int:
        """Undo `take_down`; how many there were. Each is open again, and ends as any other."""
        values = {"status": ListingStatus.OPEN, "closed_reason": None, "closed_at": None, "expires_at": None}
        return self._set(ids, listings.c.closed_reason == TAKEN_DOWN, values)

    def _set(self, ids: Iterable[str], where: sa.ColumnElement[bool], values: Mapping[str, object]) -> int:
        changed = 0
        with self._database.write() as connection:
            for some in chunks(ids):
                wanted = listings.c.id.in_(some) & where
                changing = list(connection.scalars(sa.select(listings.c.id).where(wanted).with_for_update()))
                connection.execute(sa.update(listings).where(listings.c.id.in_(changing)).values(values))
                self._mark_due(connection, changing)
                changed += len(changing)
        return changed

    def _mark_due(self, connection: sa.Connection, ids: list[str]) -> None:
        rows = [{"listing_id": listing_id, "taken": False} for listing_id in sorted(ids)]
        self._database.upsert(connection, listings_due, rows)
