"""Sources as they were configured when last put: names, authority and terms for what is shown."""

import sqlalchemy as sa

from records.source import SourceConfig
from records.vocabulary import Authority, SourceStatus
from store.database import Database
from store.documents import dump, load
from store.tables import sources
from store.types import StoredSource


class Sources:
    """All sources that were ever put; a source whose file is gone stays, for its listings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, source: SourceConfig, region: str) -> None:
        """Insert or replace a source; `region` is the folder its file stands in."""
        row = {
            "id": source.id,
            "region": region,
            "name": source.name,
            "authority": source.publisher.authority,
            "attribution": source.licence.attribution,
            "status": source.status,
            "document": dump(source),
        }
        with self._database.write() as connection:
            self._database.upsert(connection, sources, [row])

    def get(self, source_id: str) -> StoredSource | None:
        """One source."""
        return next(iter(self._select(sources.c.id == source_id)), None)

    def all(self) -> list[StoredSource]:
        """All sources, by id."""
        return self._select(sa.true())

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
                )
                for row in connection.execute(statement)
            ]
