"""Listings. What every run touches is apart from the documents, so that seeing 100,000 stays cheap."""

import sqlalchemy as sa

from store.tables.base import UtcDateTime, id_column, metadata

listings = sa.Table(
    "listings",
    metadata,
    id_column("id", primary_key=True),
    id_column("source_id"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("payload_sha256", sa.Text, nullable=False),
    sa.Column("reading_version", sa.Text, nullable=False),
    sa.Column("absent_runs", sa.Integer, nullable=False),
    sa.Column("last_absent_run", sa.Text),  # the run that counted last: one run counts once
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
    sa.Column("last_seen_at", UtcDateTime, nullable=False),
    sa.Column("closes_at", UtcDateTime),
    sa.Column("closed_at", UtcDateTime),
    sa.Column("closed_reason", sa.Text),
    sa.Index(None, "source_id", "id"),
    sa.Index(None, "status", "closes_at"),
    sa.Index(None, "status", "absent_runs"),
)

listing_documents = sa.Table(
    "listing_documents",
    metadata,
    id_column("listing_id", sa.ForeignKey("listings.id"), primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
)

# Listings whose content or status changed since they were resolved.
listings_due = sa.Table(
    "listings_due",
    metadata,
    id_column("listing_id", sa.ForeignKey("listings.id"), primary_key=True),
    sa.Column("taken", sa.Boolean, nullable=False),  # a resolve has read it; a later change unsets it
)

block_keys = sa.Table(
    "block_keys",
    metadata,
    id_column("key", primary_key=True),
    id_column("listing_id", sa.ForeignKey("listings.id"), primary_key=True),
    sa.Index(None, "listing_id"),
    sqlite_with_rowid=False,
)

sketches = sa.Table(
    "sketches",
    metadata,
    id_column("listing_id", sa.ForeignKey("listings.id"), primary_key=True),
    sa.Column("sketch", sa.LargeBinary, nullable=False),
    sa.Column("window_order", sa.LargeBinary, nullable=True),
    # Of the code that made it; 0 is older than this column.
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Index(None, "version"),
)
