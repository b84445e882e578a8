"""Listings: what each source offers, and what has to be resolved."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from records.listing import Listing
from records.vocabulary import Authority, EndReason, ListingStatus
from store import applying
from store.database import Database, chunks
from store.documents import dump, load
from store.near_ids import nearest
from store.repositories.rejected import RejectedRecords
from store.repositories.runs import Runs
from store.repositories.takedowns import Takedowns
from store.tables import listing_documents, listings, listings_due, runs, sources
from store.types import ListingBatch, ListingState, StoredListing

_STATE = (
    listings.c.id, listings.c.source_id, listings.c.status, listings.c.content_hash, listings.c.payload_sha256,
    listings.c.reading_version, listings.c.absent_runs, listings.c.first_seen_at, listings.c.last_seen_at,
)  # fmt: skip


class Listings:
    """All listings there ever were; none is deleted, so that a listing that comes back keeps its history."""

    def __init__(self, database: Database, runs: Runs, rejected: RejectedRecords, takedowns: Takedowns) -> None:
        self._database = database
        self._takedowns = takedowns
        self._runs = runs
        self._rejected = rejected

    def states(self, source_id: str) -> dict[str, ListingState]:
        """The source's key of each of its listings → what is known of it, without the documents."""
        statement = sa.select(*_STATE).where(listings.c.source_id == source_id)
        with self._database.read() as connection:
            found = connection.execute(statement)
            return {
                (key := row[0].partition(":")[2]): ListingState(row[0], key, ListingStatus(row[2]), *row[3:])
                for row in found
            }

    def apply(self, batch: ListingBatch) -> None:
        """Write what a run says about its source: all of it or, on any error, nothing.

        Applying a batch again gives the same state, also after later runs: see `applying.plan`. StoreError
        TAKEDOWN_MEANWHILE where a takedown holds that the batch does not know of.
        """
        applying.check(batch)
        with self._database.write() as connection:
            self._one_at_a_time(connection, batch.run.source_id)
            self._takedowns.check(connection, batch.takedowns)
            replayed = self._order(connection, batch)
            named = {listing.id for listing in batch.upserts} | {*batch.seen, *batch.absent}
            named |= {closing.id for closing in batch.closed}
            plan = applying.plan(batch, self._rows(connection, named), replayed=replayed)
            for rows in chunks(plan.rows.values()):
                self._database.upsert(connection, listings, rows)
            for documents in chunks(plan.documents):
                rows = [{"listing_id": listing.id, "document": dump(listing)} for listing in documents]
                self._database.upsert(connection, listing_documents, rows)
            for ids in chunks(plan.touched):
                again = sa.case((listings.c.last_seen_at < batch.seen_at, batch.seen_at), else_=listings.c.last_seen_at)
                connection.execute(
                    sa.update(listings)
                    .where(listings.c.id.in_(ids))
                    .values(last_seen_at=again, absent_runs=0, last_absent_run=None)
                )
            self._mark_due(connection, plan.due)
            self._rejected.replace_within(connection, batch.run.id, batch.rejected)

    def get(self, ids: Iterable[str]) -> dict[str, StoredListing]:
        """The listings of these ids that exist."""
        found: dict[str, StoredListing] = {}
        with self._database.read() as connection:
            for some in chunks(ids):
                rows = connection.execute(_full().where(listings.c.id.in_(some)))
                found.update((row.id, _stored(row)) for row in rows)
        return found

    def iterate(
        self, source_id: str | None = None, status: str | None = None, chunk: int = 1000
    ) -> Iterator[StoredListing]:
        """All listings (of a source, of a status) by id, read `chunk` at a time; the store may change meanwhile."""
        last = ""
        while True:
            statement = _full().where(listings.c.id > last).order_by(listings.c.id).limit(chunk)
            if source_id is not None:
                statement = statement.where(listings.c.source_id == source_id)
            if status is not None:
                statement = statement.where(listings.c.status == status)
            with self._database.read() as connection:
                rows = connection.execute(statement).all()
            yield from map(_stored, rows)
            if len(rows) < chunk:
                return
            last = rows[-1].id

    def count(self, source_id: str | None = None, status: str | None = None) -> int:
        """How many listings there are (of a source, of a status)."""
        statement = sa.select(sa.func.count()).select_from(listings)
        if source_id is not None:
            statement = statement.where(listings.c.source_id == source_id)
        if status is not None:
            statement = statement.where(listings.c.status == status)
        with self._database.read() as connection:
            return connection.execute(statement).scalar_one()

    def due_for_resolve(self, limit: int | None = None) -> list[str]:
        """Ids whose content or status changed since they were resolved, in order of (first seen, id).

        They are marked as taken: one that changes again before `mark_resolved` stays due, so read the
        listings after this call. A full resolve calls it too. What a dead resolve took is due again.
        """
        with self._database.read() as connection:
            if connection.execute(sa.select(listings_due.c.listing_id).limit(1)).first() is None:
                return []
        due = sa.select(listings_due.c.listing_id).join(listings).limit(limit)
        with self._database.write() as connection:
            ids = list(connection.scalars(due.order_by(listings.c.first_seen_at, listings.c.id)))
            for some in chunks(ids):
                wanted = listings_due.c.listing_id.in_(some)
                connection.execute(sa.update(listings_due).where(wanted).values(taken=True))
        return ids

    def due_among(self, ids: Iterable[str]) -> set[str]:
        """Which of these wait to be resolved."""
        found: set[str] = set()
        with self._database.read() as connection:
            for some in chunks(ids):
                wanted = sa.select(listings_due.c.listing_id).where(listings_due.c.listing_id.in_(some))
                found.update(connection.scalars(wanted))
        return found

    def near(self, listing_id: str) -> list[str]:
        """Up to three ids of listings that are most like one that does not exist; its own source's first."""
        source_id = listing_id.partition(":")[0]
        with self._database.read() as connection:
            own = list(connection.scalars(sa.select(listings.c.id).where(listings.c.source_id == source_id)))
            return nearest(listing_id, own or connection.scalars(sa.select(listings.c.id)))

    def due_count(self) -> int:
        """How many listings wait to be resolved."""
        with self._database.read() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(listings_due)).scalar_one()

    def last_seen(self, source_id: str) -> set[datetime]:
        """When the open listings of a source were last seen: the ends of the runs that saw them."""
        wanted = sa.select(listings.c.last_seen_at).distinct()
        wanted = wanted.where(listings.c.source_id == source_id, listings.c.status == ListingStatus.OPEN)
        with self._database.read() as connection:
            return set(connection.scalars(wanted))

    def expired_by(self, now: datetime) -> list[str]:
        """Ids of open listings whose closing date is before `now`, the earliest first."""
        return self._open(listings.c.closes_at < now, listings.c.closes_at)

    def absent_for(self, runs: int = 2) -> list[str]:
        """Ids of open listings that at least this many COMPLETE runs in a row did not see."""
        return self._open(listings.c.absent_runs >= runs, listings.c.last_seen_at)

    def close(self, ids: Iterable[str], status: ListingStatus, reason: str, at: datetime) -> int:
        """Close those of `ids` that are open, with a stable reason code; says how many were."""
        closed = 0
        with self._database.write() as connection:
            for some in chunks(ids):
                still_open = listings.c.id.in_(some) & (listings.c.status == ListingStatus.OPEN)
                changing = list(connection.scalars(sa.select(listings.c.id).where(still_open).with_for_update()))
                values = {"status": status, "closed_reason": reason, "closed_at": at}
                connection.execute(sa.update(listings).where(listings.c.id.in_(changing)).values(values))
                self._mark_due(connection, changing)
                closed += len(changing)
        return closed

    def _open(self, where: sa.ColumnElement[bool], order: sa.ColumnElement[Any]) -> list[str]:
        statement = sa.select(listings.c.id).where(listings.c.status == ListingStatus.OPEN, where)
        with self._database.read() as connection:
            return list(connection.scalars(statement.order_by(order, listings.c.id)))

    def _one_at_a_time(self, connection: sa.Connection, source_id: str) -> None:
        # SQLite has one writer anyway; the lock ends with the transaction.
        if not self._database.is_sqlite:
            key = sa.func.hashtextextended(f"talentfeed apply {source_id}", 0)
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))

    def _order(self, connection: sa.Connection, batch: ListingBatch) -> bool:
        """Save the report; True if the run was applied before and another of its source since."""
        of_source = sa.select(sa.func.max(runs.c.applied)).where(runs.c.source_id == batch.run.source_id)
        newest = connection.execute(of_source).scalar() or 0
        mine = connection.execute(sa.select(runs.c.applied).where(runs.c.id == batch.run.id)).scalar()
        self._runs.save_within(connection, batch.run)
        # A run that was kept back only leaves its report: it may be approved after others of its kind.
        changes_listings = any((batch.run.promoted, batch.upserts, batch.seen, batch.absent, batch.closed))
        if mine is None and changes_listings:
            connection.execute(sa.update(runs).where(runs.c.id == batch.run.id).values(applied=newest + 1))
        return mine is not None and mine < newest

    def _rows(self, connection: sa.Connection, ids: Iterable[str]) -> dict[str, applying.Row]:
        rows: dict[str, applying.Row] = {}
        for some in chunks(sorted(ids)):
            # Locked, so that an `expire` of the same moment is not overwritten.
            found = sa.select(listings).where(listings.c.id.in_(some)).order_by(listings.c.id).with_for_update()
            rows.update((row["id"], dict(row)) for row in connection.execute(found).mappings())
        return rows

    def _mark_due(self, connection: sa.Connection, ids: Iterable[str]) -> None:
        for some in chunks(sorted(ids)):
            rows = [{"listing_id": listing_id, "taken": False} for listing_id in some]
            self._database.upsert(connection, listings_due, rows)


def _full() -> sa.Select[Any]:
    joined = listings.join(listing_documents).outerjoin(sources, sources.c.id == listings.c.source_id)
    return sa.select(
        listings.c.id,
        listings.c.source_id,
        listings.c.status,
        listings.c.first_seen_at,
        listings.c.last_seen_at,
        listings.c.absent_runs,
        listings.c.closed_reason,
        listings.c.closed_at,
        listings.c.expires_at,
        listings.c.expires_reason,
        listing_documents.c.document,
        sources.c.authority,
        sources.c.name,
    ).select_from(joined)


def _stored(row: Any) -> StoredListing:
    return StoredListing(
        listing=load(Listing, row.document, row.id),
        status=ListingStatus(row.status),
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        authority=Authority(row.authority) if row.authority else Authority.OFFICIAL,
        source_name=row.name or row.source_id,
        absent_runs=row.absent_runs,
        closed_reason=row.closed_reason,
        closed_at=row.closed_at,
        expires_at=row.expires_at,
        expires_reason=EndReason(row.expires_reason) if row.expires_reason else None,
    )
