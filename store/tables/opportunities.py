"""Opportunities, who belongs to them, why, their changes, and how far each index has got."""

import sqlalchemy as sa

from store.tables.base import UtcDateTime, id_column, metadata

opportunities = sa.Table(
    "opportunities",
    metadata,
    id_column("id", primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    id_column("merged_into", sa.ForeignKey("opportunities.id"), nullable=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Index(None, "sequence", unique=True),
    sa.Index(None, "status", "id"),
    sa.Index(None, "status", "kind"),
    sa.Index(None, "merged_into"),
)

memberships = sa.Table(
    "memberships",
    metadata,
    id_column("listing_id", sa.ForeignKey("listings.id"), primary_key=True),
    id_column("opportunity_id", sa.ForeignKey("opportunities.id")),
    sa.Index(None, "opportunity_id"),
)

changes = sa.Table(
    "changes",
    metadata,
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    id_column("opportunity_id", sa.ForeignKey("opportunities.id")),
    sa.Column("op", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    id_column("merged_into", nullable=True),
    sa.Index(None, "opportunity_id"),
)

# `changes`: the last change number. Its row lock is what puts changes in order.
counters = sa.Table(
    "counters",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)

edges = sa.Table(
    "edges",
    metadata,
    id_column("listing_a", primary_key=True),
    id_column("listing_b", primary_key=True),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("merged", sa.Boolean, nullable=False),
    sa.Column("features", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index(None, "listing_b"),
)

judgements = sa.Table(
    "judgements",
    metadata,
    id_column("listing_a", primary_key=True),
    id_column("listing_b", primary_key=True),
    sa.Column("same", sa.Boolean, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)

publications = sa.Table(
    "publications",
    metadata,
    sa.Column("index_name", sa.Text, primary_key=True),
    sa.Column("last_sequence", sa.BigInteger, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
)

dead_letters = sa.Table(
    "dead_letters",
    metadata,
    sa.Column("index_name", sa.Text, primary_key=True),
    id_column("opportunity_id", primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)
