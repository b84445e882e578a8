"""The engine: one way to read, one way to write, on SQLite and PostgreSQL alike."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from records.errors import ConfigError
from store import schema
from store.failures import disk_errors, translated

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
# Bound parameters of one statement: below SQLite's limit (32,766) and small enough to plan quickly.
CHUNK = 500


class Database:
    """A pool of connections to one database. Every failure inside comes out as StoreError.

    `busy_seconds` is how long a writer waits for another before DB_BUSY.
    """

    def __init__(self, url: str, *, busy_seconds: float = 30.0) -> None:
        self.url = _checked(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.file = Path(str(self.url.database)) if self.is_sqlite else None
        self._schema_checked = False
        milliseconds = int(busy_seconds * 1000)
        with translated(self.file):
            if self.file is not None:
                with disk_errors(f"making the folder of the database, {self.file.parent}"):
                    self.file.parent.mkdir(parents=True, exist_ok=True)
                self.engine = sa.create_engine(self.url, connect_args={"timeout": busy_seconds})
                _prepare_sqlite(self.engine, milliseconds)
            else:
                options = f"-c lock_timeout={milliseconds} -c timezone=UTC"
                self.engine = sa.create_engine(self.url, pool_pre_ping=True, connect_args={"options": options})

    @contextmanager
    def read(self, *, any_schema: bool = False) -> Iterator[sa.Connection]:
        """A connection whose statements change nothing.

        StoreError SCHEMA_OLDER or SCHEMA_NEWER where the tables are those of another version of the program,
        unless `any_schema`.
        """
        with translated(self.file), self.engine.connect() as connection:
            self._check_schema(connection, any_schema)
            yield connection

    @contextmanager
    def write(self, *, any_schema: bool = False) -> Iterator[sa.Connection]:
        """A transaction: all or nothing. On SQLite it is the only writer from its first moment. Else as `read`."""
        # SQLite refuses at once, whatever its timeout, when a reading transaction turns into a writing
        # one while another writes: so a writer says so at the start (BEGIN IMMEDIATE, see below).
        writer = self.engine.execution_options(talentfeed_write=True)
        with translated(self.file), writer.begin() as connection:
            self._check_schema(connection, any_schema)
            yield connection

    def upsert(
        self,
        connection: sa.Connection,
        table: sa.Table,
        rows: Sequence[Mapping[str, Any]],
        *,
        update: Sequence[str] | None = None,
    ) -> None:
        """Insert rows of equal columns; where the primary key exists, set `update` (default: all others)."""
        if not rows:
            return
        keys = [column.name for column in table.primary_key]
        changing = [name for name in rows[0] if name not in keys] if update is None else list(update)
        statement = self._insert(table)
        if changing:
            values = {name: statement.excluded[name] for name in changing}
            final = statement.on_conflict_do_update(index_elements=keys, set_=values)
        else:
            final = statement.on_conflict_do_nothing(index_elements=keys)
        connection.execute(final, list(rows))

    def _insert(self, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
        """The dialect's own; the other one is not loaded."""
        if self.is_sqlite:
            from sqlalchemy.dialects.sqlite import insert

            return insert(table)
        from sqlalchemy.dialects.postgresql import insert as insert_there

        return insert_there(table)

    def _check_schema(self, connection: sa.Connection, any_schema: bool) -> None:
        """Once for a database: a program that reads or writes the tables of another version does harm unseen."""
        if any_schema or self._schema_checked:
            return
        found = schema.revision(connection)
        schema.require(found)
        self._schema_checked = found is not None

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(itertools.islice(iterator, size)):
        yield chunk


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigError("TALENTFEED_DATABASE_URL is not a URL such as sqlite:///var/talentfeed.db") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise ConfigError("an SQLite database in memory cannot be shared; name a file: sqlite:///folder/name.db")
        return parsed
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise ConfigError(f"TALENTFEED_DATABASE_URL: {backend} is not supported; use sqlite:///… or postgresql://…")


def _prepare_sqlite(engine: sa.Engine, busy_milliseconds: int) -> None:
    @sa.event.listens_for(engine, "connect")
    def _connected(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.isolation_level = None  # transactions are begun below, not by the driver
        cursor = dbapi_connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={busy_milliseconds}")
        cursor.execute("PRAGMA journal_mode=WAL")
        # A commit survives a killed process either way; FULL also survives a power cut.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get("talentfeed_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
