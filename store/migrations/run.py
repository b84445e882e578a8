"""Run the migrations on a database, from code: no alembic.ini, no working directory."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from store.database import Database
from store.migrations import HEAD

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
    """Bring the tables to the newest version, in one transaction."""
    if is_newest(database):
        return
    from alembic import command

    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
        command.upgrade(configuration(connection), "head")


def is_newest(database: Database) -> bool:
    """Whether the database says that it has the newest version."""
    with database.read() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return False
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == HEAD
