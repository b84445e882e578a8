"""Of another version's database nothing is changed unasked, and the error says what to do."""

import pytest
import sqlalchemy as sa
from alembic import command

from records.errors import StoreError
from store import Store, open_store
from store.migrations import HEAD
from store.migrations.run import configuration
from store.schema import Schema, revision, schema_of
from tests.store.make import batch, listing, report


def set_revision(store: Store, to: str) -> None:
    """As if another version had made the tables."""
    with store.database.write(any_schema=True) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :to"), {"to": to})


def revision_of(store: Store) -> str | None:
    with store.database.read(any_schema=True) as connection:
        return revision(connection)


def test_an_empty_database_gets_its_tables(database_url: str) -> None:
    store = open_store(database_url)
    assert revision_of(store) is None
    store.prepare()
    store.prepare()
    assert revision_of(store) == HEAD
    store.runs.save(report())
    store.close()


def test_a_newer_database_is_refused_by_everything(store: Store, database_url: str) -> None:
    set_revision(store, "9999")
    older_program = open_store(database_url)
    uses = (
        older_program.prepare,
        older_program.upgrade,
        older_program.runs.recent,
        lambda: older_program.runs.save(report()),
        lambda: older_program.listings.apply(batch(1, [listing("a")])),
        older_program.changes.last_sequence,
    )
    for use in uses:
        with pytest.raises(StoreError, match=r"newer Talentfeed \(revision 9999.*Install that version") as raised:
            use()
        assert raised.value.code == "SCHEMA_NEWER"
    assert revision_of(store) == "9999"
    older_program.close()


def test_an_older_database_is_upgraded_by_those_who_may(store: Store, database_url: str) -> None:
    store.runs.save(report())
    with store.database.write() as connection:
        command.downgrade(configuration(connection), "0001")
    newer_program = open_store(database_url)
    for use in (newer_program.prepare, newer_program.runs.recent, lambda: newer_program.runs.save(report("run-2"))):
        with pytest.raises(StoreError, match="talentfeed db upgrade") as raised:
            use()
        assert raised.value.code == "SCHEMA_OLDER"
    assert revision_of(store) == "0001"
    newer_program.upgrade()
    assert revision_of(store) == HEAD
    assert [run.id for run in newer_program.runs.recent()] == ["run-1"]
    newer_program.close()


def test_which_schema_a_revision_is() -> None:
    found = {each: schema_of(each) for each in (None, "0001", HEAD, "9999", "main")}
    assert found == {
        None: Schema.EMPTY, "0001": Schema.OLDER, HEAD: Schema.CURRENT, "9999": Schema.NEWER, "main": Schema.NEWER,
    }  # fmt: skip
