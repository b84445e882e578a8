"""Migrations make what the models say, on both databases."""

import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from store import BlockEntry, Store, open_store
from store.migrations import HEAD
from store.migrations.run import configuration
from store.tables import metadata
from tests.store.make import batch, listing
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]


def test_models_and_migrations_agree(store: Store) -> None:
    with store.database.read() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


def test_an_upgrade_of_the_newest_changes_nothing(store: Store) -> None:
    with store.resolve_transaction():
        pass
    store.upgrade()
    assert store.changes.last_sequence() == 0


def test_down_and_up_again(store: Store) -> None:
    with store.database.write() as connection:
        command.downgrade(configuration(connection), "base")
    with store.database.read() as connection:
        assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}
    store.upgrade()
    assert store.listings.count() == 0


def test_two_at_once_take_turns(database_url: str) -> None:
    stores = [open_store(database_url) for _ in range(2)]
    failed: list[BaseException] = []

    def upgrade(store: Store) -> None:
        try:
            store.upgrade()
        except BaseException as error:  # noqa: BLE001 - told in the main thread
            failed.append(error)

    threads = [threading.Thread(target=upgrade, args=(each,)) for each in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert failed == []
    for each in stores:
        assert each.changes.last_sequence() == 0
        each.close()


def test_an_upgrade_that_fails_leaves_nothing(database_url: str) -> None:
    store = open_store(database_url)
    with pytest.raises(ZeroDivisionError), store.database.write() as connection:  # noqa: PT012 - the whole transaction
        command.upgrade(configuration(connection), "head")
        raise ZeroDivisionError
    with store.database.read() as connection:
        assert sa.inspect(connection).get_table_names() == []
    store.upgrade()
    store.close()


def test_the_wheel_has_the_migrations(tmp_path: Path) -> None:
    code = f"import hatchling.build as b, os; os.chdir({str(ROOT)!r}); print(b.build_wheel({str(tmp_path)!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if "No module named 'hatchling'" in done.stderr:
        pytest.skip("hatchling is not installed")
    assert done.returncode == 0, done.stderr
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    for part in ("env.py", "script.py.mako", "versions/v0001_first_tables.py"):
        assert f"store/migrations/{part}" in names


def test_head_is_the_newest_migration(store: Store) -> None:
    with store.database.write() as connection:
        script = ScriptDirectory.from_config(configuration(connection))
    assert script.get_current_head() == HEAD


def test_sketches_from_before_they_had_a_version_are_known_as_old(store: Store) -> None:
    store.listings.apply(batch(1, [listing("1")]))
    store.blocks.put({"leeds:1": BlockEntry(["key"], b"x", b"order", 1)})
    with store.database.write() as connection:
        command.downgrade(configuration(connection), "0001")
    store.upgrade()
    assert store.blocks.sketches(["leeds:1"]) == {"leeds:1": b"x"}
    assert store.blocks.orders(["leeds:1"]) == {}
    assert not store.blocks.only_of(1)
