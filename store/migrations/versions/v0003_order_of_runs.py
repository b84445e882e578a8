"""Runs are found in their order, which is that of their ids, and no longer by the clock of the machine.

Revision: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The runs of one source, by id."""
    op.drop_index("ix_runs_source_id_started_at", table_name="runs")
    op.create_index("ix_runs_source_id_id", "runs", ["source_id", "id"], unique=False)


def downgrade() -> None:
    """The runs of one source, by the time they started."""
    op.drop_index("ix_runs_source_id_id", table_name="runs")
    op.create_index("ix_runs_source_id_started_at", "runs", ["source_id", "started_at"], unique=False)
