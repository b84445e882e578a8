"""The first tables.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables, and the counter of changes."""
    _runs()
    _listings()
    _opportunities()
    _decisions()


def downgrade() -> None:
    """Remove all tables."""
    for table in reversed(TABLES):
        op.drop_table(table)


TABLES = (
    "runs",
    "sources",
    "rejected",
    "leases",
    "listings",
    "listing_documents",
    "listings_due",
    "block_keys",
    "sketches",
    "opportunities",
    "memberships",
    "changes",
    "counters",
    "edges",
    "judgements",
    "publications",
    "dead_letters",
)


def _id() -> sa.types.TypeEngine[str]:
    """Ids are compared byte by byte on both databases."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", _id(), nullable=False),
        sa.Column("source_id", _id(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("promoted", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_source_id_started_at", "runs", ["source_id", "started_at"], unique=False)
    op.create_table(
        "sources",
        sa.Column("id", _id(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
    )
    op.create_table(
        "rejected",
        sa.Column("run_id", _id(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_id", _id(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "position", name="pk_rejected"),
    )
    op.create_index("ix_rejected_source_id", "rejected", ["source_id"], unique=False)
    op.create_table(
        "leases",
        sa.Column("name", _id(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("pid_started", sa.Text(), nullable=False),
        sa.Column("acquired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )


def _listings() -> None:
    op.create_table(
        "listings",
        sa.Column("id", _id(), nullable=False),
        sa.Column("source_id", _id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("payload_sha256", sa.Text(), nullable=False),
        sa.Column("reading_version", sa.Text(), nullable=False),
        sa.Column("absent_runs", sa.Integer(), nullable=False),
        sa.Column("last_absent_run", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_listings"),
    )
    op.create_index("ix_listings_source_id_id", "listings", ["source_id", "id"], unique=False)
    op.create_index("ix_listings_status_absent_runs", "listings", ["status", "absent_runs"], unique=False)
    op.create_index("ix_listings_status_closes_at", "listings", ["status", "closes_at"], unique=False)
    op.create_table(
        "listing_documents",
        sa.Column("listing_id", _id(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name="fk_listing_documents_listing_id"),
        sa.PrimaryKeyConstraint("listing_id", name="pk_listing_documents"),
    )
    op.create_table(
        "listings_due",
        sa.Column("listing_id", _id(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name="fk_listings_due_listing_id"),
        sa.PrimaryKeyConstraint("listing_id", name="pk_listings_due"),
    )
    op.create_table(
        "block_keys",
        sa.Column("key", _id(), nullable=False),
        sa.Column("listing_id", _id(), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name="fk_block_keys_listing_id"),
        sa.PrimaryKeyConstraint("key", "listing_id", name="pk_block_keys"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_block_keys_listing_id", "block_keys", ["listing_id"], unique=False)
    op.create_table(
        "sketches",
        sa.Column("listing_id", _id(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name="fk_sketches_listing_id"),
        sa.PrimaryKeyConstraint("listing_id", name="pk_sketches"),
    )


def _opportunities() -> None:
    op.create_table(
        "opportunities",
        sa.Column("id", _id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("merged_into", _id(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["opportunities.id"], name="fk_opportunities_merged_into"),
        sa.PrimaryKeyConstraint("id", name="pk_opportunities"),
    )
    op.create_index("ix_opportunities_merged_into", "opportunities", ["merged_into"], unique=False)
    op.create_index("ix_opportunities_sequence", "opportunities", ["sequence"], unique=True)
    op.create_index("ix_opportunities_status_id", "opportunities", ["status", "id"], unique=False)
    op.create_index("ix_opportunities_status_kind", "opportunities", ["status", "kind"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("listing_id", _id(), nullable=False),
        sa.Column("opportunity_id", _id(), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name="fk_memberships_listing_id"),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunities.id"], name="fk_memberships_opportunity_id"),
        sa.PrimaryKeyConstraint("listing_id", name="pk_memberships"),
    )
    op.create_index("ix_memberships_opportunity_id", "memberships", ["opportunity_id"], unique=False)
    op.create_table(
        "changes",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("opportunity_id", _id(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_into", _id(), nullable=True),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunities.id"], name="fk_changes_opportunity_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_changes"),
    )
    op.create_index("ix_changes_opportunity_id", "changes", ["opportunity_id"], unique=False)
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    counters = sa.table("counters", sa.column("name", sa.Text), sa.column("value", sa.BigInteger))
    op.bulk_insert(counters, [{"name": "changes", "value": 0}])


def _decisions() -> None:
    op.create_table(
        "edges",
        sa.Column("listing_a", _id(), nullable=False),
        sa.Column("listing_b", _id(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.Column("features", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("listing_a", "listing_b", name="pk_edges"),
    )
    op.create_index("ix_edges_listing_b", "edges", ["listing_b"], unique=False)
    op.create_table(
        "judgements",
        sa.Column("listing_a", _id(), nullable=False),
        sa.Column("listing_b", _id(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("listing_a", "listing_b", name="pk_judgements"),
    )
    op.create_table(
        "publications",
        sa.Column("index_name", sa.Text(), nullable=False),
        sa.Column("last_sequence", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("index_name", name="pk_publications"),
    )
    op.create_table(
        "dead_letters",
        sa.Column("index_name", sa.Text(), nullable=False),
        sa.Column("opportunity_id", _id(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("index_name", "opportunity_id", name="pk_dead_letters"),
    )
