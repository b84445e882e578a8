"""Changes: the feed that indexes and portals follow."""

from typing import Any

import sqlalchemy as sa

from records.opportunity import Change
from records.vocabulary import ChangeOp
from store.database import Database
from store.repositories.opportunities import COLUMNS, opportunity
from store.tables import changes, counters, opportunities

COUNTER = "changes"


class Changes:
    """Changes in order of their sequence.

    Sequences are given inside the one transaction that holds the counter's row: whoever has read up to
    n will never meet a new change below n. Replaying the compact feed from any `since` that was replayed
    up to before, page by page, gives exactly the open opportunities.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, since: int, limit: int, compact: bool = True) -> list[Change]:
        """The changes after `since`, at most `limit`; an empty page means: nothing more.

        compact: only the latest change of each opportunity, an upsert with the record as it is now.
        Not compact: every change; an upsert that a later change has overtaken has no record.
        """
        statement = sa.select(changes, *(column.label(f"o_{column.name}") for column in COLUMNS))
        latest = opportunities.c.sequence == changes.c.sequence
        statement = statement.join(opportunities, latest, isouter=not compact)
        statement = statement.where((opportunities.c.sequence if compact else changes.c.sequence) > since)
        with self._database.read() as connection:
            rows = connection.execute(statement.order_by(changes.c.sequence).limit(limit)).all()
        return [_change(row) for row in rows]

    def last_sequence(self) -> int:
        """The sequence of the newest change; 0 when there is none."""
        with self._database.read() as connection:
            statement = sa.select(counters.c.value).where(counters.c.name == COUNTER)
            newest: int = connection.execute(statement).scalar_one()
            return newest


class _Columns:
    """The opportunity's columns of a joined row, under their own names."""

    def __init__(self, row: Any) -> None:
        for column in COLUMNS:
            setattr(self, column.name, getattr(row, f"o_{column.name}"))


def _change(row: Any) -> Change:
    carries = row.op == ChangeOp.UPSERT and row.o_id is not None
    return Change(
        sequence=row.sequence,
        op=ChangeOp(row.op),
        opportunity_id=row.opportunity_id,
        at=row.at,
        merged_into=row.merged_into,
        opportunity=opportunity(_Columns(row)) if carries else None,
    )
