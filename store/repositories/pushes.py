"""What publishers push: the keys of their sources, and what each advert that came says."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from store.database import Database, chunks
from store.tables import pushed, source_keys


class Said(NamedTuple):
    """An advert by its sender's id: `fingerprint` is equal for two that say the same, `heading` for two of one
    title and one page."""

    key: str
    fingerprint: str
    heading: str


class Pushes:
    """Keys only as hashes: whoever reads the database can push nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_key(self, source_id: str, sha256: str, at: datetime) -> None:
        """Issue a key; the one before holds no longer."""
        row = {"source_id": source_id, "sha256": sha256, "issued_at": at}
        with self._database.write() as connection:
            self._database.upsert(connection, source_keys, [row])

    def revoke_key(self, source_id: str) -> bool:
        """Take a source's key away; whether there was one."""
        with self._database.write() as connection:
            gone = connection.execute(sa.delete(source_keys).where(source_keys.c.source_id == source_id))
            return bool(gone.rowcount)

    def key_hash(self, source_id: str) -> str:
        """The hash of a source's key, '' where it has none."""
        wanted = sa.select(source_keys.c.sha256).where(source_keys.c.source_id == source_id)
        with self._database.read() as connection:
            return connection.scalar(wanted) or ""

    def others(self, source_id: str, said: Iterable[Said]) -> dict[str, str]:
        """Key → another key of the source under which the same advert came before."""
        found: dict[str, str] = {}
        with self._database.read() as connection:
            for some in chunks(said, 100):
                says, named = [one.fingerprint for one in some], [one.heading for one in some]
                alike = sa.or_(pushed.c.fingerprint.in_(says), pushed.c.heading.in_(named))
                rows = connection.execute(sa.select(pushed).where(pushed.c.source_id == source_id, alike)).all()
                for one in some:
                    # Sent before under its own id, it is known by that.
                    like = [r.key for r in rows if one.fingerprint == r.fingerprint or one.heading == r.heading]
                    if like and one.key not in like:
                        found[one.key] = like[0]
        return found

    def put(self, source_id: str, said: Iterable[Said]) -> None:
        """Keep what these adverts say."""
        with self._database.write() as connection:
            for some in chunks(said):
                rows = [{"source_id": source_id, **one._asdict()} for one in some]
                self._database.upsert(connection, pushed, rows)

    def forget(self, source_id: str, key: str) -> None:
        """An advert is gone: it may come again, under any id."""
        with self._database.write() as connection:
            own = (pushed.c.source_id == source_id) & (pushed.c.key == key)
            connection.execute(sa.delete(pushed).where(own))
