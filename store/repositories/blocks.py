"""Blocks: where a listing may meet its duplicates. Kept, so that a new listing meets its block, not the corpus."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from store.database import Database, chunks
from store.tables import block_keys, sketches
from store.types import BlockEntry


class Blocks:
    """Keys and sketches by listing id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, entries: Mapping[str, BlockEntry]) -> None:
        """Make these all the keys, and the sketch, of each listing."""
        with self._database.write() as connection:
            self.put_within(connection, entries)

    def put_within(self, connection: sa.Connection, entries: Mapping[str, BlockEntry]) -> None:
        """`put` as part of the caller's transaction."""
        for some in chunks(sorted(entries)):
            connection.execute(sa.delete(block_keys).where(block_keys.c.listing_id.in_(some)))
            keys = [{"key": key, "listing_id": each} for each in some for key in sorted(set(entries[each].keys))]
            if keys:
                connection.execute(sa.insert(block_keys), keys)
            rows = [_row(each, entries[each]) for each in some]
            self._database.upsert(connection, sketches, rows)

    def members(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """Key → ids of the listings that have it, sorted; keys nobody has are left out."""
        found: dict[str, list[str]] = defaultdict(list)
        with self._database.read() as connection:
            for some in chunks(sorted(set(keys))):
                statement = sa.select(block_keys.c.key, block_keys.c.listing_id).where(block_keys.c.key.in_(some))
                for key, listing_id in connection.execute(
                    statement.order_by(block_keys.c.key, block_keys.c.listing_id)
                ):
                    found[key].append(listing_id)
        return dict(found)

    def sketches(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Listing id → its sketch, for those that have one."""
        found: dict[str, bytes] = {}
        with self._database.read() as connection:
            for some in chunks(ids):
                statement = sa.select(sketches.c.listing_id, sketches.c.sketch).where(sketches.c.listing_id.in_(some))
                found.update((listing_id, bytes(sketch)) for listing_id, sketch in connection.execute(statement))
        return found

    def orders(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Listing id → its place in a large block, for those that have one."""
        found: dict[str, bytes] = {}
        with self._database.read() as connection:
            for some in chunks(ids):
                statement = sa.select(sketches.c.listing_id, sketches.c.window_order)
                statement = statement.where(sketches.c.listing_id.in_(some), sketches.c.window_order.is_not(None))
                found.update((listing_id, bytes(order)) for listing_id, order in connection.execute(statement))
        return found

    def only_of(self, version: int) -> bool:
        """Whether no entry is of another version."""
        statement = sa.select(sa.select(sa.func.min(sketches.c.version)).scalar_subquery())
        statement = statement.add_columns(sa.select(sa.func.max(sketches.c.version)).scalar_subquery())
        with self._database.read() as connection:
            return set(connection.execute(statement).one()) <= {version, None}

    def forget(self, ids: Iterable[str]) -> None:
        """Remove keys and sketches of these listings."""
        with self._database.write() as connection:
            for some in chunks(ids):
                connection.execute(sa.delete(block_keys).where(block_keys.c.listing_id.in_(some)))
                connection.execute(sa.delete(sketches).where(sketches.c.listing_id.in_(some)))


def _row(listing_id: str, entry: BlockEntry) -> dict[str, Any]:
    return {
        "listing_id": listing_id,
        "sketch": entry.sketch,
        "window_order": entry.order,
        "version": entry.version,
    }
