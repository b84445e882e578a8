"""Takedowns, and the desk: keys of sources, what was pushed, who signs in, drafts, and what was done.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    "takedowns",
    "takedown_listings",
    "source_keys",
    "pushed",
    "desk_people",
    "desk_links",
    "desk_sessions",
    "desk_actions",
    "desk_drafts",
)


def upgrade() -> None:
    """Make the tables."""
    _takedowns()
    _pushed()
    _people()
    _work()


def downgrade() -> None:
    """Remove them; what was taken down stays blanked."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _id() -> sa.types.TypeEngine[str]:
    """Ids are compared byte by byte on both databases."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _takedowns() -> None:
    op.create_table(
        "takedowns",
        sa.Column("id", _id(), nullable=False),
        *_text("scope", "value", "why", "by"),
        _moment("at"),
        _moment("finished_at", nullable=True),
        _moment("lifted_at", nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_takedowns"),
    )
    op.create_table(
        "takedown_listings",
        sa.Column("takedown_id", _id(), nullable=False),
        sa.Column("listing_id", _id(), nullable=False),
        sa.ForeignKeyConstraint(["takedown_id"], ["takedowns.id"], name="fk_takedown_listings_takedown_id_takedowns"),
        sa.PrimaryKeyConstraint("takedown_id", "listing_id", name="pk_takedown_listings"),
    )
    op.create_index("ix_takedown_listings_listing_id", "takedown_listings", ["listing_id"])


def _pushed() -> None:
    op.create_table(
        "source_keys",
        sa.Column("source_id", _id(), nullable=False),
        *_text("sha256"),
        _moment("issued_at"),
        sa.PrimaryKeyConstraint("source_id", name="pk_source_keys"),
    )
    op.create_table(
        "pushed",
        sa.Column("source_id", _id(), nullable=False),
        sa.Column("key", _id(), nullable=False),
        *_text("fingerprint", "heading"),
        sa.PrimaryKeyConstraint("source_id", "key", name="pk_pushed"),
    )
    op.create_index("ix_pushed_source_id_fingerprint", "pushed", ["source_id", "fingerprint"])
    op.create_index("ix_pushed_source_id_heading", "pushed", ["source_id", "heading"])


def _people() -> None:
    op.create_table(
        "desk_people",
        sa.Column("id", _id(), nullable=False),
        *_text("name", "role", "organisation"),
        sa.Column("subject", sa.Text(), nullable=True),
        _moment("invited_at"),
        _moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_desk_people"),
    )
    op.create_index("ix_desk_people_subject", "desk_people", ["subject"], unique=True)
    for name in ("links", "sessions"):
        table = f"desk_{name}"
        own = [*_text("csrf"), _moment("expires_at")] if name == "sessions" else [
            _moment("expires_at"), _moment("used_at", nullable=True)
        ]  # fmt: skip
        op.create_table(
            table,
            *_text("sha256"),
            sa.Column("person_id", _id(), nullable=False),
            *own,
            sa.ForeignKeyConstraint(["person_id"], ["desk_people.id"], name=f"fk_{table}_person_id_desk_people"),
            sa.PrimaryKeyConstraint("sha256", name=f"pk_{table}"),
        )


def _work() -> None:
    op.create_table(
        "desk_actions",
        sa.Column("id", _id(), nullable=False),
        _moment("at"),
        *_text("who", "role", "action", "subject", "detail"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_actions"),
    )
    op.create_table(
        "desk_drafts",
        sa.Column("id", _id(), nullable=False),
        sa.Column("person_id", _id(), nullable=False),
        *_text("organisation", "url", "state"),
        _moment("at"),
        *_text("document"),
        sa.ForeignKeyConstraint(["person_id"], ["desk_people.id"], name="fk_desk_drafts_person_id_desk_people"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_drafts"),
    )
