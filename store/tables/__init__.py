"""The tables, SQLAlchemy Core. Only migrations create them; a test says when the two disagree."""

from store.tables.base import metadata
from store.tables.desk import (
    desk_actions,
    desk_drafts,
    desk_links,
    desk_people,
    desk_sessions,
    pushed,
    source_keys,
    takedown_listings,
    takedowns,
)
from store.tables.listings import block_keys, listing_documents, listings, listings_due, sketches
from store.tables.opportunities import (
    changes,
    counters,
    dead_letters,
    edges,
    judgements,
    memberships,
    opportunities,
    publications,
)
from store.tables.runs import leases, rejected, runs, sources

__all__ = [
    "block_keys",
    "changes",
    "counters",
    "dead_letters",
    "desk_actions",
    "desk_drafts",
    "desk_links",
    "desk_people",
    "desk_sessions",
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
    "pushed",
    "rejected",
    "runs",
    "sketches",
    "source_keys",
    "sources",
    "takedown_listings",
    "takedowns",
]
