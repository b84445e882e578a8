"""What a database or a disk says when it refuses, as StoreError with a stable code and what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from records.errors import StoreError

BUSY = "another process is writing to the database and did not finish in time; nothing was changed, try again"
FULL = "the disk of the database is full; nothing was changed. Free space (or raise its limit) and run again"
UNREACHABLE = "the database cannot be reached; check TALENTFEED_DATABASE_URL and that its server runs"
NO_TABLES = "the database has no tables yet, or older ones: upgrade it first (`talentfeed db upgrade`)"

_SQLITE = {
    "SQLITE_BUSY": ("DB_BUSY", BUSY),
    "SQLITE_LOCKED": ("DB_BUSY", BUSY),
    "SQLITE_FULL": ("DISK_FULL", FULL),
    "SQLITE_CANTOPEN": ("STORE_FAILED", UNREACHABLE),
    "SQLITE_READONLY": ("STORE_FAILED", "the database file may not be written; check its owner and mode"),
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_SQLSTATES = {
    "55P03": ("DB_BUSY", BUSY),
    "40P01": ("DB_BUSY", BUSY),
    "40001": ("DB_BUSY", BUSY),
    "57014": ("DB_BUSY", BUSY),
    "53300": ("DB_BUSY", "the database has no free connection; try again, or raise max_connections"),
    "53100": ("DISK_FULL", FULL),
    "42P01": ("STORE_FAILED", NO_TABLES),
    "42703": ("STORE_FAILED", NO_TABLES),
}


def store_error(error: BaseException) -> StoreError:
    """The StoreError for what the driver raised; the driver's own words follow in the message."""
    original = getattr(error, "orig", None) or error
    code, advice = _meaning(original)
    said = str(original).strip().splitlines()
    return StoreError(f"{advice} ({said[0]})" if said else advice, code=code)


def _meaning(original: BaseException) -> tuple[str, str]:
    state = getattr(original, "sqlstate", None)
    if state in _SQLSTATES:
        return _SQLSTATES[state]
    name = getattr(original, "sqlite_errorname", "") or ""
    for prefix, meaning in _SQLITE.items():
        if name.startswith(prefix):
            return meaning
    if isinstance(original, sqlite3.OperationalError) and "no such" in str(original):
        return "STORE_FAILED", NO_TABLES
    if isinstance(original, OSError):
        return ("DISK_FULL", FULL) if original.errno in (errno.ENOSPC, errno.EDQUOT) else ("STORE_FAILED", UNREACHABLE)
    if type(original).__name__ == "OperationalError" and not isinstance(original, sqlite3.Error):
        return "STORE_FAILED", UNREACHABLE
    return "STORE_FAILED", "the database refused"


@contextmanager
def translated() -> Iterator[None]:
    """Raise StoreError for whatever the database raises inside."""
    # Here, because the archive needs this module and not the database: a crawl's start is 0.4 s shorter.
    import sqlalchemy.exc

    try:
        yield
    except sqlalchemy.exc.StatementError as error:
        raise store_error(error) from error
    except sqlalchemy.exc.TimeoutError as error:
        raise StoreError(f"all connections to the database are in use; try again ({error})", code="DB_BUSY") from error


@contextmanager
def disk_errors(what: str) -> Iterator[None]:
    """Raise StoreError for whatever the file system raises inside; `what` says what was being done."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StoreError(f"{what}: the disk is full; free space and run again", code="DISK_FULL") from error
        raise StoreError(f"{what}: {error}; check that the archive can be reached and written") from error
