"""Rejected records: every payload that did not become a listing, with its reason."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from records.payload import Rejected
from store.database import Database, chunks
from store.documents import dump, load
from store.tables import rejected, runs

# What stands for a record that a takedown removed.
TAKEN_DOWN, _GONE = "TAKEN_DOWN", "It was taken down: nothing of it is kept."


class RejectedRecords:
    """Written by `store.listings.apply`, or here for a run that was not promoted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, run_id: str, records: Sequence[Rejected]) -> None:
        """Make `records` all that this run rejected."""
        with self._database.write() as connection:
            self.replace_within(connection, run_id, records)

    def replace_within(self, connection: sa.Connection, run_id: str, records: Sequence[Rejected]) -> None:
        """`replace` as part of the caller's transaction."""
        connection.execute(sa.delete(rejected).where(rejected.c.run_id == run_id))
        rows = (
            {
                "run_id": run_id,
                "position": position,
                "source_id": record.source_id,
                "code": record.code,
                "document": dump(record),
            }
            for position, record in enumerate(records)
        )
        for chunk in chunks(rows):
            connection.execute(sa.insert(rejected), chunk)

    def forget_payloads(self, source_id: str, before: datetime, keep: Collection[str]) -> int:
        """Blank what the rejected records of a source held, of runs begun before that moment; says how many.

        keep: ids of runs whose records stay whole. Code, field and message stay for all.
        """
        old = sa.select(rejected.c.run_id, rejected.c.position, rejected.c.document)
        old = old.join(runs, runs.c.id == rejected.c.run_id)
        old = old.where(rejected.c.source_id == source_id, runs.c.started_at < before)
        blank = '%"payload":""%'  # quotes inside a value are escaped, so this stands for the field alone
        forgotten = 0
        with self._database.write() as connection:
            for row in connection.execute(old.where(rejected.c.document.not_like(blank))).all():
                if row.run_id in keep:
                    continue
                record = load(Rejected, row.document, row.run_id)
                this = (rejected.c.run_id == row.run_id) & (rejected.c.position == row.position)
                emptied = dump(record.model_copy(update={"payload": ""}))
                connection.execute(sa.update(rejected).where(this).values(document=emptied))
                forgotten += bool(record.payload)
        return forgotten

    def take_down(self, source_id: str, goes: Callable[[Rejected], bool]) -> int:
        """Blank the rejected records of a source that `goes` says are to go; how many."""
        records = sa.select(rejected.c.run_id, rejected.c.position, rejected.c.document)
        blanked = 0
        with self._database.write() as connection:
            for row in connection.execute(records.where(rejected.c.source_id == source_id)).all():
                record = load(Rejected, row.document, row.run_id)
                if record.code == TAKEN_DOWN or not goes(record):
                    continue
                emptied = Rejected(source_id=source_id, run_id=row.run_id, key="", code=TAKEN_DOWN, message=_GONE)
                this = (rejected.c.run_id == row.run_id) & (rejected.c.position == row.position)
                values = {"code": TAKEN_DOWN, "document": dump(emptied)}
                connection.execute(sa.update(rejected).where(this).values(values))
                blanked += 1
        return blanked

    def for_run(self, run_id: str, limit: int | None = None) -> list[Rejected]:
        """What a run rejected, in the order it was read."""
        statement = sa.select(rejected.c.document).where(rejected.c.run_id == run_id)
        statement = statement.order_by(rejected.c.position).limit(limit)
        with self._database.read() as connection:
            return [load(Rejected, document, run_id) for document in connection.scalars(statement)]

    def count(self, run_id: str | None = None, source_id: str | None = None) -> int:
        """How many were rejected (by a run, of a source)."""
        statement = sa.select(sa.func.count()).select_from(rejected)
        if run_id is not None:
            statement = statement.where(rejected.c.run_id == run_id)
        if source_id is not None:
            statement = statement.where(rejected.c.source_id == source_id)
        with self._database.read() as connection:
            return connection.execute(statement).scalar_one()

    def count_by_code(self, run_id: str) -> dict[str, int]:
        """Reason code → how many, of one run."""
        statement = sa.select(rejected.c.code, sa.func.count()).where(rejected.c.run_id == run_id)
        with self._database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(statement.group_by(rejected.c.code))}
