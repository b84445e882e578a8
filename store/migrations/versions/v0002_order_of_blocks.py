"""The order of large blocks beside the sketches, and which version made them.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Sketches from before get version 0: the next resolve reads their listings anew."""
    with op.batch_alter_table("sketches") as table:
        table.add_column(sa.Column("window_order", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("0")))
        table.create_index("ix_sketches_version", ["version"])


def downgrade() -> None:
    """Remove both columns."""
    with op.batch_alter_table("sketches") as table:
        table.drop_index("ix_sketches_version")
        table.drop_column("version")
        table.drop_column("window_order")
