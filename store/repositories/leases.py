"""Leases: one process at a time does a thing, and a dead one does not keep the others from it."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from records.errors import BusyError, StoreError
from store.database import Database
from store.processes import Process, this_process
from store.tables import leases

_log = logging.getLogger(__name__)
_ASK_AGAIN_SECONDS = 1.0


class Lease:
    """A lease that is held. It renews itself; ask `lost` or call `check()` before what must not happen twice."""

    def __init__(self, name: str, token: str) -> None:
        self.name = name
        self.token = token
        self._lost = threading.Event()

    @property
    def lost(self) -> bool:
        """True once another process has it, or it could not be renewed in time."""
        return self._lost.is_set()

    def check(self) -> None:
        """BusyError (code LEASE_LOST) when it is lost."""
        if self.lost:
            raise _lost(self.name)

    def lose(self) -> None:
        """Say that it is lost."""
        self._lost.set()


class Leases:
    """Named leases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def hold(
        self,
        name: str,
        *,
        ttl_seconds: float = 60,
        wait: timedelta = timedelta(0),
        give_up: Callable[[], bool] | None = None,
        on_lost: Callable[[], None] | None = None,
    ) -> Iterator[Lease]:
        """Hold the lease `name`, renewed in the background until the end of the block.

        BusyError when a live process holds it (this one included) and still does after `wait`, or when `give_up()`
        says that there is no use in waiting. A holder loses
        it when its time ends without renewal, or when it ran on this machine and is gone. When it is lost inside the
        block, `on_lost` is called from the renewing thread, and the end of the block raises BusyError (LEASE_LOST).
        """
        lease = Lease(name, secrets.token_hex(16))
        self._take_within(lease, ttl_seconds, wait, give_up)
        done = threading.Event()
        arguments = (lease, ttl_seconds, done, on_lost)
        thread = threading.Thread(target=self._renew_until, args=arguments, name=f"lease {name}", daemon=True)
        thread.start()
        try:
            yield lease
            lease.check()
        finally:
            done.set()
            thread.join()
            self._give_back(lease)

    def holder(self, name: str) -> str | None:
        """Who holds a lease, in words for people; None when nobody alive does."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(leases).where(leases.c.name == name)).first()
            return row.holder if row and _is_live(row, self._now(connection)) else None

    def assert_held(self, connection: sa.Connection, lease: Lease) -> None:
        """Within a transaction: BusyError unless `lease` is held, and nobody can take it before the end."""
        statement = sa.select(leases.c.token).where(leases.c.name == lease.name).with_for_update()
        if connection.execute(statement).scalar() != lease.token:
            lease.lose()
            raise _lost(lease.name)

    def _take_within(
        self, lease: Lease, ttl_seconds: float, wait: timedelta, give_up: Callable[[], bool] | None
    ) -> None:
        patient_until = time.monotonic() + wait.total_seconds()
        said = False
        while True:
            try:
                self._take(lease, ttl_seconds)
            except BusyError as error:
                left = patient_until - time.monotonic()
                if left <= 0 or (give_up is not None and give_up()):
                    raise
                if not said:
                    _log.info("waiting, at most %.0f s: %s", wait.total_seconds(), error.message)
                    said = True
                time.sleep(min(_ASK_AGAIN_SECONDS, left))
            else:
                return

    def _take(self, lease: Lease, ttl_seconds: float) -> None:
        me = this_process()
        with self._database.write() as connection:
            now = self._now(connection)
            row = {
                "name": lease.name,
                "token": lease.token,
                "holder": me.name,
                "machine": me.machine,
                "pid": me.pid,
                "pid_started": me.started,
                "acquired_at": now,
                "expires_at": now + timedelta(seconds=ttl_seconds),
            }
            self._database.upsert(connection, leases, [row], update=[])
            # Of two who insert at once on PostgreSQL, one waits above and reads the other's row here.
            held = connection.execute(sa.select(leases).where(leases.c.name == lease.name).with_for_update()).one()
            if held.token == lease.token:
                return
            if _is_live(held, self._now(connection)):
                message = (
                    f"{lease.name} is being done by {held.holder} since {held.acquired_at:%H:%M:%S} UTC; wait for it"
                )
                raise BusyError(message, name=lease.name, holder=held.holder)
            connection.execute(sa.update(leases).where(leases.c.name == lease.name).values(row))

    def _renew_until(
        self, lease: Lease, ttl_seconds: float, done: threading.Event, on_lost: Callable[[], None] | None
    ) -> None:
        ends = time.monotonic() + ttl_seconds
        while not done.wait(ttl_seconds / 3):
            began = time.monotonic()
            try:
                renewed = self._renew(lease, ttl_seconds)
            except StoreError as error:
                # While the row (or the file) is locked nobody else can take the lease: often it is our own
                # long transaction that locks it. When it cannot be reached, it is ours until its time ends.
                if error.code == "DB_BUSY" or time.monotonic() < ends:
                    continue
                renewed = False
            if not renewed:
                lease.lose()
                if on_lost is not None:
                    on_lost()
                return
            ends = began + ttl_seconds

    def _renew(self, lease: Lease, ttl_seconds: float) -> bool:
        mine = (leases.c.name == lease.name) & (leases.c.token == lease.token)
        with self._database.write() as connection:
            ends = self._now(connection) + timedelta(seconds=ttl_seconds)
            return connection.execute(sa.update(leases).where(mine).values(expires_at=ends)).rowcount == 1

    def _give_back(self, lease: Lease) -> None:
        mine = (leases.c.name == lease.name) & (leases.c.token == lease.token)
        try:
            with self._database.write() as connection:
                connection.execute(sa.delete(leases).where(mine))
        except StoreError as error:
            # No reason to fail what was done under it, or to hide why that failed: it ends by its time.
            _log.warning("lease %s could not be given back: %s", lease.name, error)

    def _now(self, connection: sa.Connection) -> datetime:
        """The clock all holders share: the server's; for a file, this machine's."""
        if self._database.is_sqlite:
            return datetime.now(UTC)
        moment: datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        return moment.astimezone(UTC)


def _is_live(row: Any, now: datetime) -> bool:
    if row.expires_at <= now:
        return False
    return not Process(row.machine, row.pid, row.pid_started).is_known_dead()


def _lost(name: str) -> BusyError:
    error = BusyError(f"the lease {name} was lost to another process: stop, and start again", name=name, holder="")
    error.code = "LEASE_LOST"
    return error
