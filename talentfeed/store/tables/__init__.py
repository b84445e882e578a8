"""The tables, SQLAlchemy Core. Only migrations create them; a test says when the two disagree."""

from talentfeed.store.tables.base import metadata
from talentfeed.store.tables.listings import block_keys, listing_documents, listings, listings_due, sketches
from talentfeed.store.tables.opportunities import (
    changes,
    counters,
    dead_letters,
    edges,
    judgements,
    memberships,
    opportunities,
    publications,
)
from talentfeed.store.tables.runs import leases, rejected, runs, sources

__all__ = [
    "block_keys",
    "changes",
    "counters",
    "dead_letters",
    "edges",
    "judgements",
    "leases",
    "listing_documents",
    "listings",
    "listings_due",
    "memberships",
    "metadata",
    "opportunities",
    "publications",
    "rejected",
    "runs",
    "sketches",
    "sources",
]
