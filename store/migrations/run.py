"""Run the migrations on a database, from code: no alembic.ini, no working directory."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from store import schema
from store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

# Any number of our own: who upgrades the same PostgreSQL database waits for the other.
_UPGRADE_LOCK = 7_413_091_555


def configuration(connection: sa.Connection) -> "Config":
    """Alembic's configuration for these migrations on an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database) -> None:
    """Bring the tables to the newest version, in one transaction; StoreError SCHEMA_NEWER for those of a newer one."""
    with database.read(any_schema=True) as connection:
        found = schema.revision(connection)
    match schema.schema_of(found):
        case schema.Schema.NEWER:
            schema.require(found)
        case schema.Schema.EMPTY | schema.Schema.OLDER:
            _migrate(database)


def prepare(database: Database) -> None:
    """Make the tables of an empty database; StoreError (SCHEMA_OLDER, SCHEMA_NEWER) for those of another version."""
    with database.read(any_schema=True) as connection:
        found = schema.revision(connection)
    schema.require(found)
    if schema.schema_of(found) is schema.Schema.EMPTY:
        _migrate(database)


def _migrate(database: Database) -> None:
    from alembic import command

    with database.write(any_schema=True) as connection:
        if not database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
        command.upgrade(configuration(connection), "head")
