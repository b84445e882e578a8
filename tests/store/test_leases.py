"""One process at a time, and only while it lives."""

import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from records.errors import BusyError
from store import Store, open_store
from store.processes import Process, machine, this_process
from store.tables import leases
from tests.store.make import day


def change(store: Store, **values: object) -> None:
    with store.database.write() as connection:
        connection.execute(sa.update(leases).values(**values))


def test_it_is_free_again_after_the_block(store: Store) -> None:
    for _ in range(2):
        with store.leases.hold("resolve"), store.leases.hold("harvest leeds"):
            assert store.leases.holder("resolve") == this_process().name
            with pytest.raises(BusyError, match="wait for it"), store.leases.hold("resolve"):
                pytest.fail("held twice")
    assert store.leases.holder("resolve") is None


def test_it_is_free_again_after_an_error(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.leases.hold("resolve"):
        raise ZeroDivisionError
    with store.leases.hold("resolve"):
        pass


def test_of_many_at_once_one_gets_it(store: Store) -> None:
    start, free, got = threading.Barrier(4), threading.Event(), []

    def rush() -> None:
        start.wait(10)
        try:
            with store.leases.hold("resolve"):
                got.append("held")
                free.wait(10)
        except BusyError:
            got.append("busy")

    threads = [threading.Thread(target=rush) for _ in range(4)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 10
    while len(got) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    free.set()
    for thread in threads:
        thread.join()
    assert sorted(got) == ["busy", "busy", "busy", "held"]


def test_it_renews_itself(store: Store) -> None:
    with store.leases.hold("resolve", ttl_seconds=0.9) as lease:
        time.sleep(1.5)
        assert not lease.lost
        assert store.leases.holder("resolve") is not None


def test_a_long_transaction_under_it_does_not_lose_it(database_url: str) -> None:
    """The transaction itself keeps the renewal out, and everybody else too."""
    store = open_store(database_url, busy_seconds=0.1)
    store.upgrade()
    with store.leases.hold("resolve", ttl_seconds=0.6) as lease:
        with store.resolve_transaction(lease):
            time.sleep(1.2)
        time.sleep(0.4)
        assert not lease.lost
    store.close()


def test_a_holder_whose_time_ended_loses_it_and_is_told(store: Store) -> None:
    told = threading.Event()
    with (  # noqa: PT012 - the whole transaction
        pytest.raises(BusyError, match="stop, and start again") as raised,
        store.leases.hold("resolve", ttl_seconds=1.5, on_lost=told.set) as lease,
    ):
        change(store, expires_at=day(0) - timedelta(days=3650))
        with store.leases.hold("resolve"):
            assert told.wait(5)
            assert lease.lost
            with pytest.raises(BusyError):
                lease.check()
            assert store.leases.holder("resolve") == this_process().name
    assert raised.value.code == "LEASE_LOST"


@pytest.mark.parametrize(
    ("values", "free"),
    [
        ({"pid": 2**22 + 1}, True),
        ({"pid_started": "before this pid was used again"}, True),
        ({"pid": 2**22 + 1, "machine": "elsewhere/boot/namespace"}, False),
        ({"pid": 1, "pid_started": ""}, False),
    ],
)
def test_who_is_dead(store: Store, values: dict[str, object], free: bool) -> None:
    with store.leases.hold("resolve"):
        change(store, token="of another", **values)
        if free:
            with store.leases.hold("resolve"):
                pass
        else:
            with pytest.raises(BusyError), store.leases.hold("resolve"):
                pytest.fail("nobody knows that it is dead")


def test_this_process_lives() -> None:
    me = this_process()
    assert me.machine == machine()
    assert not me.is_known_dead()
    assert not Process("elsewhere", 2**22 + 1, "").is_known_dead()
