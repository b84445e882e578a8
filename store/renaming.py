"""A source gets another id: its listings, and all that points to them, go with it.

Opportunities keep their ids: what they hold is only told apart by ids of listings.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from records.listing import Listing
from records.vocabulary import ListingStatus
from store.database import Database, chunks
from store.documents import dump, load
from store.tables import (
    block_keys,
    edges,
    judgements,
    listing_documents,
    listings,
    listings_due,
    memberships,
    sketches,
    sources,
    takedown_listings,
)

# Why a listing of the old id closes that the new id has as well.
CARRIED_OVER = "carried_over"


def carry_over(database: Database, old_id: str, new_id: str) -> int:
    """Give all listings of source `old_id` to `new_id`, in one transaction; how many. Safe to repeat.

    A listing that the new id has harvested already stays as it is there; the old one of it is withdrawn.
    Reports of runs stay under the old id. Everything moved is due to be resolved.
    """
    moved = 0
    with database.write() as connection:
        of_old = sa.select(listings.c.id).where(listings.c.source_id == old_id)
        # Ids are read before they change; SQLite and PostgreSQL agree on what a statement sees then.
        for some in chunks(list(connection.scalars(of_old.order_by(listings.c.id)))):
            names = {listing_id: f"{new_id}:{listing_id.partition(':')[2]}" for listing_id in some}
            taken = set(connection.scalars(sa.select(listings.c.id).where(listings.c.id.in_(names.values()))))
            moving = {old: new for old, new in names.items() if new not in taken}
            _withdraw(database, connection, sorted(names.keys() - moving.keys()))
            if moving:
                _move(database, connection, moving, new_id)
            moved += len(moving)
        connection.execute(sa.delete(sources).where(sources.c.id == old_id))
    return moved


def _move(database: Database, connection: sa.Connection, moving: dict[str, str], new_id: str) -> None:
    old = list(moving)
    rows = connection.execute(sa.select(listings).where(listings.c.id.in_(old)).with_for_update()).mappings().all()
    # A stated end was that of the old source.
    renamed = [dict(row) | {"id": moving[row["id"]], "source_id": new_id, "expires_at": None} for row in rows]
    connection.execute(sa.insert(listings), renamed)
    documents = connection.execute(sa.select(listing_documents).where(listing_documents.c.listing_id.in_(old))).all()
    for row in documents:
        listing = load(Listing, row.document, row.listing_id).model_copy(update={"id": moving[row.listing_id]})
        connection.execute(sa.insert(listing_documents), [{"listing_id": listing.id, "document": dump(listing)}])
    for name_of, new_name in moving.items():
        belongs = sa.update(memberships).where(memberships.c.listing_id == name_of)
        connection.execute(belongs.values(listing_id=new_name))
        taken_down = sa.update(takedown_listings).where(takedown_listings.c.listing_id == name_of)
        connection.execute(taken_down.values(listing_id=new_name))
    for table in (edges, judgements):
        _rename_pairs(database, connection, table, moving)
    # Blocks and sketches are made anew by the resolve that the new listings are due for.
    for column in (
        listing_documents.c.listing_id, listings_due.c.listing_id, block_keys.c.listing_id, sketches.c.listing_id,
        listings.c.id,
    ):  # fmt: skip
        connection.execute(sa.delete(column.table).where(column.in_(old)))
    _mark_due(database, connection, sorted(moving.values()))


def _rename_pairs(database: Database, connection: sa.Connection, table: sa.Table, moving: dict[str, str]) -> None:
    touching = table.c.listing_a.in_(moving) | table.c.listing_b.in_(moving)
    rows: Sequence[Any] = connection.execute(sa.select(table).where(touching)).mappings().all()
    connection.execute(sa.delete(table).where(touching))
    renamed = []
    for row in rows:
        ends = sorted(moving.get(row[name], row[name]) for name in ("listing_a", "listing_b"))
        renamed.append(dict(row) | {"listing_a": ends[0], "listing_b": ends[1]})
    database.upsert(connection, table, renamed)


def _withdraw(database: Database, connection: sa.Connection, ids: list[str]) -> None:
    still_open = listings.c.id.in_(ids) & (listings.c.status == ListingStatus.OPEN)
    values = {"status": ListingStatus.WITHDRAWN, "closed_reason": CARRIED_OVER, "closed_at": listings.c.last_seen_at}
    connection.execute(sa.update(listings).where(still_open).values(values))
    _mark_due(database, connection, ids)


def _mark_due(database: Database, connection: sa.Connection, ids: list[str]) -> None:
    rows = [{"listing_id": listing_id, "taken": False} for listing_id in ids]
    database.upsert(connection, listings_due, rows)
