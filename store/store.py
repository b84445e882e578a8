"""The store: one object that has a repository for each thing."""

from collections.abc import Iterator
from contextlib import contextmanager

from store.database import Database
from store.migrations.run import prepare, upgrade
from store.repositories.blocks import Blocks
from store.repositories.changes import Changes
from store.repositories.decisions import Edges, Judgements
from store.repositories.desk import Actions, Drafts, People
from store.repositories.endings import Endings
from store.repositories.leases import Lease, Leases
from store.repositories.listings import Listings
from store.repositories.opportunities import Opportunities
from store.repositories.publications import Publications
from store.repositories.pushes import Pushes
from store.repositories.rejected import RejectedRecords
from store.repositories.runs import Runs
from store.repositories.sources import Sources
from store.repositories.takedowns import Takedowns
from store.resolving import ResolveTransaction


class Store:
    """All records, decisions and changes of one database. Safe to share between threads.

    Every failure of the database is a StoreError: DB_BUSY and DB_UNREACHABLE (try again), DISK_FULL, SCHEMA_OLDER,
    SCHEMA_NEWER, STORE_FAILED.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.runs = Runs(database)
        self.leases = Leases(database)
        self.sources = Sources(database, self.leases)
        self.rejected = RejectedRecords(database)
        self.people = People(database)
        self.actions = Actions(database)
        self.drafts = Drafts(database)
        self.pushes = Pushes(database)
        self.takedowns = Takedowns(database)
        self.listings = Listings(database, self.runs, self.rejected, self.takedowns)
        self.endings = Endings(database)
        self.blocks = Blocks(database)
        self.opportunities = Opportunities(database)
        self.judgements = Judgements(database)
        self.edges = Edges(database)
        self.changes = Changes(database)
        self.publications = Publications(database)

    def upgrade(self) -> None:
        """Bring the tables to the newest version; does nothing when they are. Two at once take turns.

        For those who may change existing data: `db upgrade`, `run`, and the deployment. StoreError SCHEMA_NEWER
        where a newer version of the program made them.
        """
        upgrade(self.database)

    def prepare(self) -> None:
        """Make the tables of an empty database; StoreError SCHEMA_OLDER or SCHEMA_NEWER for others."""
        prepare(self.database)

    @contextmanager
    def resolve_transaction(self, lease: Lease | None = None) -> Iterator[ResolveTransaction]:
        """Write decisions: all that is put inside the block, or nothing if it raises.

        With `lease` it is refused (BusyError, LEASE_LOST) when that lease has gone to another process.
        """
        with self.database.write() as connection:
            if lease is not None:
                self.leases.assert_held(connection, lease)
            transaction = ResolveTransaction(self.database, connection, self.blocks, self.edges)
            yield transaction
            transaction.finish()

    def close(self) -> None:
        """Give back all connections."""
        self.database.close()


def open_store(database_url: str, *, busy_seconds: float = 30.0) -> Store:
    """The store of an SQLAlchemy URL (sqlite:///file or postgresql://…); `prepare()` makes its tables.

    busy_seconds: how long a writer waits for another before StoreError DB_BUSY.
    """
    return Store(Database(database_url, busy_seconds=busy_seconds))
