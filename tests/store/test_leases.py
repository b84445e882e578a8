"""One process at a time, and only while it lives."""

import threading
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from records.errors import BusyError, StoreError
from store import Store, open_store
from store.processes import Process, machine, this_process
from store.repositories import leases as repository
from store.repositories.leases import Lease
from store.tables import leases
from tests.store.make import day
from tests.waiting import PATIENCE, wait_until


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
        start.wait(PATIENCE)
        try:
            with store.leases.hold("resolve", ttl_seconds=PATIENCE):
                got.append("held")
                free.wait(PATIENCE)
        except BusyError:
            got.append("busy")

    threads = [threading.Thread(target=rush) for _ in range(4)]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(got) == 4, "each has it, or was refused")
    free.set()
    for thread in threads:
        thread.join()
    assert sorted(got) == ["busy", "busy", "busy", "held"]


def ends(store: Store) -> datetime:
    """When the lease that is held ends, unless it is renewed."""
    with store.database.read() as connection:
        moment: datetime = connection.execute(sa.select(leases.c.expires_at)).scalar_one()
        return moment


def test_it_renews_itself(store: Store) -> None:
    with store.leases.hold("resolve", ttl_seconds=0.9) as lease:
        for _ in range(2):
            first = ends(store)
            wait_until(lambda first=first: ends(store) > first, "it is renewed")  # type: ignore[misc]
        assert not lease.lost


def test_it_is_renewed_well_before_it_ends(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three times in its time, each time for the whole of it."""
    waits: list[float | None] = []

    class Watched(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout)
            return super().wait(timeout)

    monkeypatch.setattr(repository, "threading", SimpleNamespace(Event=Watched, Thread=threading.Thread))
    with store.leases.hold("resolve", ttl_seconds=3600) as lease:
        wait_until(lambda: bool(waits), "it waits for the renewal")
        change(store, expires_at=datetime.now(UTC))
        before = datetime.now(UTC)
        assert store.leases._renew(lease, 3600)
        assert ends(store) >= before + timedelta(seconds=3590)
    assert waits == [1200]


def test_it_ends_when_it_said(store: Store) -> None:
    with store.leases.hold("resolve", ttl_seconds=PATIENCE):
        with store.database.read() as connection:
            row = connection.execute(sa.select(leases)).one()
        assert row.expires_at - row.acquired_at == timedelta(seconds=PATIENCE)
        me = this_process()
        assert (row.holder, row.machine, row.pid, row.pid_started) == (me.name, me.machine, me.pid, me.started)


def test_a_long_transaction_under_it_does_not_lose_it(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction itself keeps the renewal out, and everybody else too."""
    store = open_store(database_url, busy_seconds=0.1)
    store.upgrade()
    refused: list[float] = []
    renew = store.leases._renew

    def watched(lease: Lease, ttl_seconds: float) -> bool:
        try:
            return renew(lease, ttl_seconds)
        except StoreError:
            refused.append(time.monotonic())
            raise

    monkeypatch.setattr(store.leases, "_renew", watched)
    with store.leases.hold("resolve", ttl_seconds=0.6) as lease:
        with store.resolve_transaction(lease):
            began = time.monotonic()
            wait_until(lambda: bool(refused) and refused[-1] > began + 0.6, "it was not renewed in its time")
        before = ends(store)
        wait_until(lambda: ends(store) > before, "it is renewed again")
        assert not lease.lost
    store.close()


def test_a_holder_that_another_took_it_from_is_told(store: Store) -> None:
    told = threading.Event()
    with (  # noqa: PT012 - the whole transaction
        pytest.raises(BusyError, match="stop, and start again") as raised,
        store.leases.hold("resolve", ttl_seconds=1.5, on_lost=told.set) as lease,
    ):
        change(store, token="of another", expires_at=datetime.now(UTC) + timedelta(days=1))
        assert told.wait(PATIENCE)
        assert lease.lost
        with pytest.raises(BusyError):
            lease.check()
    assert raised.value.code == "LEASE_LOST"
    assert store.leases.holder("resolve") == this_process().name, "what another holds is not given back"


def test_a_holder_whose_time_ended_loses_it(store: Store) -> None:
    """The other holds it to its own end: the first gives back nothing of it."""
    with store.leases.hold("resolve", ttl_seconds=PATIENCE) as first:
        change(store, expires_at=day(0) - timedelta(days=3650))
        assert store.leases.holder("resolve") is None
        with store.leases.hold("resolve", ttl_seconds=PATIENCE) as second:
            assert store.leases.holder("resolve") == this_process().name
            with store.database.read() as connection:
                store.leases.assert_held(connection, second)
                with pytest.raises(BusyError, match="the lease resolve was lost"):
                    store.leases.assert_held(connection, first)
            first._lost.clear()  # to see what its end does
            store.leases._give_back(first)
            assert store.leases.holder("resolve") == this_process().name


@pytest.mark.parametrize(("code", "renewed"), [("STORE_FAILED", 0), ("STORE_FAILED", 2), ("DB_BUSY", 1)])
def test_out_of_reach_it_lasts_until_its_time_ends(
    store: Store, monkeypatch: pytest.MonkeyPatch, code: str, renewed: int
) -> None:
    """No longer, counted from the last renewal's beginning: by then another may have it. Locked, it lasts."""
    told, now, tried = threading.Event(), [100.0], list[float]()
    seconds = 0.3
    late = [0.1, 0.29, 0.3] if code == "STORE_FAILED" else [0.1, 0.5, 0.9]

    def renew(_lease: Lease, _ttl_seconds: float) -> bool:
        tried.append(now[0])
        if len(tried) <= renewed:
            now[0] += 0.1
            return True
        if len(tried) > renewed + len(late):
            return False
        # `renewed`: the last good one began a tenth before it ended.
        now[0] = 100.0 + max(0, renewed - 1) * 0.1 + late[len(tried) - renewed - 1]
        raise StoreError("out of reach", code=code)

    monkeypatch.setattr(store.leases, "_renew", renew)
    monkeypatch.setattr(repository, "time", SimpleNamespace(monotonic=lambda: now[0]))
    with (
        pytest.raises(BusyError, match="lost to another"),
        store.leases.hold("resolve", ttl_seconds=seconds, on_lost=told.set),
    ):
        assert told.wait(PATIENCE)
    assert len(tried) == renewed + len(late) + (code == "DB_BUSY")


def test_its_last_moment_is_no_longer_its_own() -> None:
    me = this_process()
    row = SimpleNamespace(expires_at=day(1), machine=me.machine, pid=me.pid, pid_started=me.started)
    assert repository._is_live(row, day(1) - timedelta(microseconds=1))
    assert not repository._is_live(row, day(1))


def test_who_is_refused_is_told_by_whom(store: Store) -> None:
    with store.leases.hold("resolve", ttl_seconds=PATIENCE):
        with store.database.read() as connection:
            since = connection.execute(sa.select(leases.c.acquired_at)).scalar_one()
        with pytest.raises(BusyError) as raised, store.leases.hold("resolve"):
            pytest.fail("held twice")
    holder = this_process().name
    assert (raised.value.name, raised.value.holder, raised.value.code) == ("resolve", holder, "BUSY")
    assert raised.value.message == f"resolve is being done by {holder} since {since:%H:%M:%S} UTC; wait for it"


def test_what_cannot_be_given_back_ends_by_its_time(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It hides no error of what was done under it."""
    with pytest.raises(ZeroDivisionError), store.leases.hold("resolve", ttl_seconds=PATIENCE):  # noqa: PT012
        monkeypatch.setattr(store.database, "write", refused)
        raise ZeroDivisionError
    monkeypatch.undo()
    assert caplog.messages == ["lease resolve could not be given back: no room"]
    assert store.leases.holder("resolve") == this_process().name


def refused() -> None:
    """A database that takes no more."""
    raise StoreError("no room")


def test_a_lease_that_is_lost_says_which(store: Store) -> None:
    with pytest.raises(BusyError) as raised, store.leases.hold("publish") as lease:
        lease.lose()
    assert (raised.value.name, raised.value.holder, raised.value.code) == ("publish", "", "LEASE_LOST")
    with pytest.raises(BusyError, match="the lease publish was lost"):
        lease.check()


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
