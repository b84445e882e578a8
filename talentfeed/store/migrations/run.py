"""Run the migrations on a database, from code: no alembic.ini, no working directory."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from talentfeed.store.database import Database

# Any number of our own: who upgrades the same PostgreSQL database waits for the other.
_UPGRADE_LOCK = 7_413_091_555


def configuration(connection: sa.Connection) -> Config:
    """Alembic's configuration for these migrations on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database) -> None:
    """Bring the tables to the newest version, in one transaction."""
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
        command.upgrade(configuration(connection), "head")
