"""Killed, full, locked: nothing is torn, and the error says what to do."""

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from records.errors import BusyError, ConfigError, StoreError
from store import Store, open_store
from store.failures import store_error
from store.tables import metadata
from tests.store import victim
from tests.store.make import batch, listing, report
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]


def run_victim(what: str, url: str, number: int = 0) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.store.victim", what, url, str(number)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def content(store: Store) -> dict[str, list[Any]]:
    """Every row of every table but the leases."""
    with store.database.read() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for table in metadata.sorted_tables
            if table.name != "leases"
        }


@pytest.mark.faults
@pytest.mark.parametrize(("what", "statements"), [("apply", (5, 9)), ("resolve", (3, 8))])
def test_killed_in_a_transaction_then_run_again(
    store: Store, database_url: str, what: str, statements: tuple[int, ...]
) -> None:
    store.listings.apply(batch(1, [listing(str(number)) for number in range(3)]))
    store.listings.due_for_resolve()
    before = content(store)
    for number in statements:
        with run_victim(what, database_url, number) as process:
            out, _ = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out) == (-9, ""), "it must have died before its end"
        assert content(store) == before
    {"apply": victim.apply, "resolve": victim.resolve}[what](store)
    assert content(store) != before


@pytest.mark.faults
def test_a_killed_holder_loses_its_lease(store: Store, database_url: str) -> None:
    with run_victim("hold", database_url) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(BusyError) as raised, store.leases.hold("harvest leeds"):
            pytest.fail("a live process holds it")
        assert str(process.pid) in raised.value.holder
        assert raised.value.code == "BUSY"
        process.kill()
        process.communicate(timeout=PATIENCE)
    assert store.leases.holder("harvest leeds") is None
    with store.leases.hold("harvest leeds") as lease:
        assert not lease.lost


@pytest.mark.faults
def test_a_full_disk_rolls_back(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/full.db")
    store.upgrade()
    store.listings.apply(batch(1, [listing("a")]))
    before = content(store)

    @sa.event.listens_for(store.database.engine, "connect")
    def _small(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 20}")

    store.close()  # so that the next connection is a small one
    big = batch(2, [listing(str(number), "long " * 2000) for number in range(50)])
    with pytest.raises(StoreError, match="Free space") as raised:
        store.listings.apply(big)
    assert raised.value.code == "DISK_FULL"
    assert content(store) == before
    store.close()
    sa.event.remove(store.database.engine, "connect", _small)
    store.listings.apply(big)
    assert store.listings.count() == 51
    store.close()


def test_a_locked_database_says_so_and_readers_go_on(store: Store, database_url: str) -> None:
    store.listings.apply(batch(1, [listing("a")]))
    impatient = open_store(database_url, busy_seconds=0.2)
    with store.resolve_transaction():
        assert impatient.listings.count() == 1
        with pytest.raises(StoreError, match="try again") as raised, impatient.resolve_transaction():
            pytest.fail("another writes")
    assert raised.value.code == "DB_BUSY"
    with impatient.resolve_transaction():
        pass
    impatient.close()


def test_a_database_without_tables_says_what_to_do(database_url: str) -> None:
    store = open_store(database_url)
    with pytest.raises(StoreError, match="upgrade it first"):
        store.runs.save(report())
    store.close()


def test_a_database_that_cannot_be_reached(tmp_path: Path) -> None:
    store = open_store("postgresql://nobody@127.0.0.1:1/none?connect_timeout=900")
    with pytest.raises(StoreError, match="cannot be reached"):
        store.runs.get("x")
    (tmp_path / "file").write_text("this is no database, and long enough to be seen as none " * 20)
    with pytest.raises(StoreError, match="not a database"):
        open_store(f"sqlite:///{tmp_path}/file").upgrade()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_urls_that_are_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="sqlite:///"):
        open_store(url)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (psycopg.errors.LockNotAvailable(), "DB_BUSY"),
        (psycopg.errors.DeadlockDetected(), "DB_BUSY"),
        (psycopg.errors.DiskFull("could not extend file"), "DISK_FULL"),
        (psycopg.errors.UniqueViolation("duplicate key"), "STORE_FAILED"),
        (OSError(28, "No space left on device"), "DISK_FULL"),
    ],
)
def test_codes_of_what_a_server_says(error: Exception, code: str) -> None:
    assert store_error(error).code == code
