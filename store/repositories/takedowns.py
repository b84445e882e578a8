"""Takedowns: what people had removed, and the listings that were blanked for it."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from records.errors import StoreError
from records.ids import new_id
from records.takedown import LIFTED, REMOVED, Rules, Scope, Takedown, plain
from store.blanking import blank_listings, blank_redirected
from store.database import Database, chunks
from store.tables import listings, takedown_listings, takedowns

MEANWHILE = "TAKEDOWN_MEANWHILE"
_LOCK = "talentfeed takedown"


class Takedowns:
    """All takedowns there ever were; a lifted one stays as a line of the log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Takedown]:
        """Every takedown, the newest first."""
        return self._select(sa.true())

    def rules(self) -> Rules:
        """What holds now."""
        return Rules(self._select(takedowns.c.lifted_at.is_(None)))

    def get(self, takedown_id: str) -> Takedown | None:
        """One takedown."""
        found = self._select(takedowns.c.id == takedown_id)
        return found[0] if found else None

    def add(self, scope: Scope, value: str, why: str, by: str, at: datetime) -> Takedown:
        """Let a takedown hold from now on; the one that holds already where there is one of the same.

        When it returns, every run that did not know of it has been written, or will be refused (`check`).
        """
        with self._database.write() as connection:
            self._lock(connection, shared=False)
            holding = takedowns.c.lifted_at.is_(None) & (takedowns.c.scope == scope)
            for row in connection.execute(sa.select(takedowns).where(holding)).mappings():
                if plain(scope, row["value"]) == plain(scope, value):
                    return Takedown.model_validate(dict(row))
            newest = connection.scalar(sa.select(sa.func.max(takedowns.c.id))) or ""
            row_ = {"id": new_id(after=newest), "scope": scope, "value": value, "why": why, "by": by, "at": at}
            connection.execute(sa.insert(takedowns), [row_])
        return Takedown.model_validate(row_)

    def check(self, connection: sa.Connection, known: str | None) -> None:
        """StoreError TAKEDOWN_MEANWHILE unless `known` is the newest takedown that holds; None: nobody looked.

        Within a transaction that writes listings: until its end no takedown begins to hold.
        """
        if known is None:
            return
        self._lock(connection, shared=True)
        newest = connection.scalar(sa.select(sa.func.max(takedowns.c.id)).where(takedowns.c.lifted_at.is_(None))) or ""
        if newest > known:
            message = f"takedown {newest} came while the run was read: nothing was written; read it again"
            raise StoreError(message, code=MEANWHILE)

    def blank(self, takedown_id: str, ids: Iterable[str], at: datetime) -> int:
        """Remove all that these listings say, for good, and close them; how many were not blank before."""
        blanked = 0
        for some in chunks(ids):
            with self._database.write() as connection:
                blanked += blank_listings(self._database, connection, takedown_id, some, at)
        return blanked

    def blank_redirected(self, takedown_id: str) -> None:
        """Remove the texts of opportunities that were merged into one that holds a blanked listing."""
        with self._database.write() as connection:
            blank_redirected(connection, self.listings(takedown_id))

    def listings(self, takedown_id: str) -> list[str]:
        """Ids of the listings that were blanked for a takedown."""
        wanted = sa.select(takedown_listings.c.listing_id).where(takedown_listings.c.takedown_id == takedown_id)
        with self._database.read() as connection:
            return list(connection.scalars(wanted.order_by(takedown_listings.c.listing_id)))

    def finish(self, takedown_id: str, at: datetime) -> None:
        """It is done everywhere."""
        with self._database.write() as connection:
            connection.execute(sa.update(takedowns).where(takedowns.c.id == takedown_id).values(finished_at=at))

    def lift(self, takedown_id: str, by: str, at: datetime) -> int:
        """It holds no longer: the next run that sees its adverts brings them back. How many listings that may be."""
        with self._database.write() as connection:
            own = takedowns.c.id == takedown_id
            connection.execute(sa.update(takedowns).where(own).values(lifted_at=at, lifted_by=by))
            holding = sa.select(takedowns.c.id).where(takedowns.c.lifted_at.is_(None))
            others = sa.select(takedown_listings.c.listing_id).where(takedown_listings.c.takedown_id.in_(holding))
            mine = sa.select(takedown_listings.c.listing_id).where(takedown_listings.c.takedown_id == takedown_id)
            freed = listings.c.id.in_(mine) & listings.c.id.not_in(others) & (listings.c.closed_reason == REMOVED)
            done = connection.execute(sa.update(listings).where(freed).values(closed_reason=LIFTED))
            return int(done.rowcount)

    def _select(self, where: sa.ColumnElement[bool]) -> list[Takedown]:
        statement = sa.select(takedowns).where(where).order_by(takedowns.c.id.desc())
        with self._database.read() as connection:
            return [Takedown.model_validate(dict(row)) for row in connection.execute(statement).mappings()]

    def _lock(self, connection: sa.Connection, *, shared: bool) -> None:
        # SQLite has one writer anyway; the lock ends with the transaction.
        if not self._database.is_sqlite:
            key = sa.func.hashtextextended(_LOCK, 0)
            lock = sa.func.pg_advisory_xact_lock_shared if shared else sa.func.pg_advisory_xact_lock
            connection.execute(sa.select(lock(key)))
