"""Publications: how far each index has got, and what it refused."""

from collections.abc import Iterable

import sqlalchemy as sa

from store.database import Database, chunks
from store.tables import dead_letters, publications
from store.types import DeadLetter, Publication


class Publications:
    """One row an index; dead letters are one row an index and opportunity."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, index_name: str) -> Publication | None:
        """How far this index has got; None before its first publish."""
        statement = sa.select(publications).where(publications.c.index_name == index_name)
        with self._database.read() as connection:
            row = connection.execute(statement).mappings().first()
            return Publication(**row) if row else None

    def put(self, publication: Publication) -> None:
        """Insert or replace the row of its index."""
        with self._database.write() as connection:
            self._database.upsert(connection, publications, [vars(publication)])

    def put_dead_letters(self, letters: Iterable[DeadLetter]) -> None:
        """Keep what an index refused; a later refusal of the same opportunity replaces it."""
        with self._database.write() as connection:
            for some in chunks(letters):
                rows = {(letter.index_name, letter.opportunity_id): vars(letter) for letter in some}
                self._database.upsert(connection, dead_letters, list(rows.values()))

    def dead_letters(self, index_name: str | None = None) -> list[DeadLetter]:
        """What was refused (by one index), by sequence."""
        statement = sa.select(dead_letters)
        if index_name is not None:
            statement = statement.where(dead_letters.c.index_name == index_name)
        with self._database.read() as connection:
            rows = connection.execute(statement.order_by(dead_letters.c.sequence)).mappings()
            return [DeadLetter(**row) for row in rows]

    def clear_dead_letters(self, index_name: str, opportunity_ids: Iterable[str] | None = None) -> None:
        """Forget the dead letters of an index: all, or those of these opportunities."""
        of_index = sa.delete(dead_letters).where(dead_letters.c.index_name == index_name)
        with self._database.write() as connection:
            if opportunity_ids is None:
                connection.execute(of_index)
                return
            for some in chunks(opportunity_ids):
                connection.execute(of_index.where(dead_letters.c.opportunity_id.in_(some)))
