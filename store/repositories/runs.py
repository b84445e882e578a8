"""Runs: how each harvest went."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from records.run import RunReport
from records.vocabulary import RunState
from store.database import Database, chunks
from store.documents import dump, load
from store.tables import runs


class Runs:
    """Reports of all runs. Newest means: started last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, report: RunReport) -> None:
        """Insert or replace the report of its id."""
        with self._database.write() as connection:
            self.save_within(connection, report)

    def save_within(self, connection: sa.Connection, report: RunReport) -> None:
        """`save` as part of the caller's transaction."""
        row = {
            "id": report.id,
            "source_id": report.source_id,
            "state": report.state,
            "promoted": report.promoted,
            "started_at": report.started_at,
            "document": dump(report),
        }
        self._database.upsert(connection, runs, [row])

    def get(self, run_id: str) -> RunReport | None:
        """The report of one run."""
        found = self._select(runs.c.id == run_id, limit=1)
        return found[0] if found else None

    def many(self, ids: Iterable[str]) -> dict[str, RunReport]:
        """The reports of these runs that exist."""
        found: dict[str, RunReport] = {}
        with self._database.read() as connection:
            for some in chunks(ids):
                rows = connection.execute(sa.select(runs.c.id, runs.c.document).where(runs.c.id.in_(some)))
                found.update((row.id, load(RunReport, row.document, row.id)) for row in rows)
        return found

    def mark_raw_deleted(self, run_id: str, at: datetime) -> None:
        """Say that the raw pages of a run are gone since `at`; its report stays. Unknown runs are passed over."""
        with self._database.write() as connection:
            wanted = sa.select(runs.c.document).where(runs.c.id == run_id).with_for_update()
            document = connection.scalar(wanted)
            if document is not None:
                report = load(RunReport, document, run_id)
                self.save_within(connection, report.model_copy(update={"raw_deleted_at": at}))

    def recent(self, source_id: str | None = None, limit: int = 50) -> list[RunReport]:
        """The newest runs (of one source), newest first."""
        return self._select(sa.true() if source_id is None else runs.c.source_id == source_id, limit=limit)

    def latest(self, source_id: str, promoted: bool | None = None) -> RunReport | None:
        """The newest run of a source; `promoted` asks for those whose listings were (not) stored."""
        wanted = runs.c.source_id == source_id
        if promoted is not None:
            wanted &= runs.c.promoted == promoted
        found = self._select(wanted, limit=1)
        return found[0] if found else None

    def complete_before(self, run_id: str) -> RunReport | None:
        """The newest promoted COMPLETE run of the same source that started before this one."""
        this = sa.select(runs.c.source_id, runs.c.started_at).where(runs.c.id == run_id).subquery()
        before = (
            (runs.c.source_id == sa.select(this.c.source_id).scalar_subquery())
            & (runs.c.id != run_id)
            & (runs.c.started_at <= sa.select(this.c.started_at).scalar_subquery())
            & runs.c.promoted
            & (runs.c.state == RunState.COMPLETE)
        )
        found = self._select(before, limit=1)
        return found[0] if found else None

    def _select(self, where: sa.ColumnElement[bool], *, limit: int) -> list[RunReport]:
        order = (runs.c.started_at.desc(), runs.c.id.desc())
        statement = sa.select(runs.c.id, runs.c.document).where(where).order_by(*order).limit(limit)
        with self._database.read() as connection:
            return [load(RunReport, row.document, row.id) for row in connection.execute(statement)]
