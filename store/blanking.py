"""What a takedown leaves of a listing: its id, its source, its dates of being seen, and that it is gone."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from records.listing import Listing, Provenance
from records.opportunity import Opportunity
from records.takedown import NO_CONTENT, NO_TITLE, REMOVED
from records.vocabulary import ListingStatus
from store.database import Database, chunks
from store.documents import dump, load
from store.tables import (
    block_keys,
    edges,
    listing_documents,
    listings,
    listings_due,
    memberships,
    opportunities,
    sketches,
    takedown_listings,
)


def blank_listings(
    database: Database, connection: sa.Connection, takedown_id: str, ids: Sequence[str], at: datetime
) -> int:
    """Blank these listings (at most a chunk), and let the next resolve see it; how many were not blank before."""
    wanted = sa.select(listings.c.id, listing_documents.c.document, listings.c.closed_reason)
    wanted = wanted.join(listing_documents).where(listings.c.id.in_(ids)).with_for_update(of=listings)
    rows = connection.execute(wanted).all()
    found = [row.id for row in rows]
    for row in rows:
        emptied = dump(_blank(load(Listing, row.document, row.id)))
        own = listing_documents.c.listing_id == row.id
        connection.execute(sa.update(listing_documents).where(own).values(document=emptied))
    closed = {"status": ListingStatus.WITHDRAWN, "closed_reason": REMOVED, "closed_at": at, "closes_at": None}
    unread = {"content_hash": NO_CONTENT, "payload_sha256": "", "reading_version": "", "expires_at": None}
    connection.execute(sa.update(listings).where(listings.c.id.in_(found)).values({**closed, **unread}))
    _forget_what_it_was_compared_by(connection, found)
    due = [{"listing_id": listing_id, "taken": False} for listing_id in sorted(found)]
    database.upsert(connection, listings_due, due)
    noted = [{"takedown_id": takedown_id, "listing_id": listing_id} for listing_id in found]
    database.upsert(connection, takedown_listings, noted)
    return sum(row.closed_reason != REMOVED for row in rows)


def blank_redirected(connection: sa.Connection, listing_ids: Iterable[str]) -> None:
    """Blank the opportunities that were merged into one of these listings'; nobody shows them, but they have texts."""
    alive: set[str] = set()
    for some in chunks(listing_ids):
        owner = sa.select(memberships.c.opportunity_id).where(memberships.c.listing_id.in_(some))
        alive.update(connection.scalars(owner))
    waiting = alive
    while waiting:
        rows: list[Any] = []
        for some in chunks(sorted(waiting)):
            merged = sa.select(opportunities.c.id, opportunities.c.document)
            rows += connection.execute(merged.where(opportunities.c.merged_into.in_(some))).all()
        for row in rows:
            record = load(Opportunity, row.document, row.id)
            own = opportunities.c.id == row.id
            connection.execute(sa.update(opportunities).where(own).values(document=dump(_blank_merged(record))))
        waiting = {row.id for row in rows}


def _blank(listing: Listing) -> Listing:
    provenance = Provenance(
        run_id=listing.provenance.run_id,
        fetched_at=listing.provenance.fetched_at,
        connector=listing.provenance.connector,
        mapper_version=listing.provenance.mapper_version,
        payload_sha256=NO_CONTENT,
    )
    return Listing(id=listing.id, kind=listing.kind, title=NO_TITLE, provenance=provenance, content_hash=NO_CONTENT)


def _blank_merged(record: Opportunity) -> Opportunity:
    return Opportunity(
        id=record.id,
        kind=record.kind,
        title=NO_TITLE,
        listings=[member.model_copy(update={"url": None}) for member in record.listings],
        status=record.status,
        first_seen_at=record.first_seen_at,
        last_seen_at=record.last_seen_at,
        sequence=record.sequence,
        merged_into=record.merged_into,
    )


def _forget_what_it_was_compared_by(connection: sa.Connection, ids: Collection[str]) -> None:
    """Block keys, sketch and explanations hold words of the advert."""
    connection.execute(sa.delete(block_keys).where(block_keys.c.listing_id.in_(ids)))
    connection.execute(sa.delete(sketches).where(sketches.c.listing_id.in_(ids)))
    connection.execute(sa.delete(edges).where(edges.c.listing_a.in_(ids) | edges.c.listing_b.in_(ids)))
