"""When each listing ends and why, and since when a source is at its end.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Listings from before have no stated end: the next `expire` gives each its own."""
    op.add_column("listings", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("listings", sa.Column("expires_reason", sa.Text(), nullable=True))
    op.create_index("ix_listings_status_expires_at", "listings", ["status", "expires_at"])
    op.add_column("sources", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Remove the columns; no table is made anew, as SQLite would empty those that point to it."""
    op.drop_column("sources", "ended_at")
    op.drop_index("ix_listings_status_expires_at", "listings")
    op.drop_column("listings", "expires_reason")
    op.drop_column("listings", "expires_at")
