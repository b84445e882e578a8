"""Sources as they were configured when last put: names, authority and terms for what is shown."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from records.source import SourceConfig
from records.vocabulary import Authority, ListingStatus, SourceStatus
from store.database import Database
from store.documents import dump, load
from store.lease_names import harvest_lease
from store.renaming import carry_over
from store.repositories.leases import Leases
from store.tables import listings, sources
from store.types import StoredSource

RESOLVE = "resolve"


class Sources:
    """All sources that were ever put; a source whose file is gone stays, for its listings."""

    def __init__(self, database: Database, leases: Leases) -> None:
        self._database = database
        self._leases = leases

    def put(self, source: SourceConfig, region: str) -> None:
        """Insert or replace a source; `region` is the folder its file stands in.

        The listings of the ids it had before (`was`) become its own. BusyError where a resolve, or a harvest
        under the old id, is at work on them.
        """
        for former in source.was:
            if self.get(former) is not None:
                # Both hold ids of listings in memory, and would write what no longer exists.
                with self._leases.hold(harvest_lease(former)), self._leases.hold(RESOLVE):
                    carry_over(self._database, former, source.id)
        before = self.get(source.id)
        ended_at = before.ended_at if before and source.status is SourceStatus.RETIRED else None
        row = {
            "id": source.id,
            "region": region,
            "name": source.name,
            "authority": source.publisher.authority,
            "attribution": source.licence.attribution,
            "status": source.status,
            "ended_at": ended_at,
            "document": dump(source),
        }
        with self._database.write() as connection:
            self._database.upsert(connection, sources, [row])
            if before and _ends_otherwise(before, source, ended_at):
                self._state_anew(connection, [source.id])

    def end(self, ids: Iterable[str], at: datetime) -> None:
        """Say that these sources are at their end since `at`, unless they are since before."""
        wanted = sources.c.id.in_(list(ids)) & sources.c.ended_at.is_(None)
        with self._database.write() as connection:
            ending = list(connection.scalars(sa.select(sources.c.id).where(wanted)))
            connection.execute(sa.update(sources).where(sources.c.id.in_(ending)).values(ended_at=at))
            self._state_anew(connection, ending)

    def get(self, source_id: str) -> StoredSource | None:
        """One source."""
        return next(iter(self._select(sources.c.id == source_id)), None)

    def all(self) -> list[StoredSource]:
        """All sources, by id."""
        return self._select(sa.true())

    def _state_anew(self, connection: sa.Connection, ids: list[str]) -> None:
        """What was said about when their listings end no longer holds."""
        theirs = listings.c.source_id.in_(ids) & (listings.c.status == ListingStatus.OPEN)
        connection.execute(sa.update(listings).where(theirs).values(expires_at=None))

    def _select(self, where: sa.ColumnElement[bool]) -> list[StoredSource]:
        statement = sa.select(sources).where(where).order_by(sources.c.id)
        with self._database.read() as connection:
            return [
                StoredSource(
                    id=row.id,
                    region=row.region,
                    name=row.name,
                    authority=Authority(row.authority),
                    attribution=row.attribution,
                    status=SourceStatus(row.status),
                    config=load(SourceConfig, row.document, row.id),
                    ended_at=row.ended_at,
                )
                for row in connection.execute(statement)
            ]


def _ends_otherwise(before: StoredSource, source: SourceConfig, ended_at: datetime | None) -> bool:
    """Whether the change of a source may move the ends of its listings."""
    then, now = before.config, source
    how = (then.expectations.max_unseen_days, then.expectations.complete, then.connector.type, before.ended_at)
    return how != (now.expectations.max_unseen_days, now.expectations.complete, now.connector.type, ended_at)
