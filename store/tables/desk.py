"""What people and publishers do at the desk: takedowns, keys of sources, what was pushed, people, their actions."""

import sqlalchemy as sa

from store.tables.base import UtcDateTime, id_column, metadata

takedowns = sa.Table(
    "takedowns",
    metadata,
    id_column("id", primary_key=True),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),  # none: it was cut short, and is to be run again
    sa.Column("lifted_at", UtcDateTime),
    sa.Column("lifted_by", sa.Text),
)

# Which listings a takedown has blanked: their texts are gone, so the rule cannot find them again.
takedown_listings = sa.Table(
    "takedown_listings",
    metadata,
    id_column("takedown_id", sa.ForeignKey("takedowns.id"), primary_key=True),
    id_column("listing_id", primary_key=True),
    sa.Index(None, "listing_id"),
)

source_keys = sa.Table(
    "source_keys",
    metadata,
    id_column("source_id", primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("issued_at", UtcDateTime, nullable=False),
)

# What each advert that a sender pushed says, so that the same one under another id is seen.
pushed = sa.Table(
    "pushed",
    metadata,
    id_column("source_id", primary_key=True),
    id_column("key", primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("heading", sa.Text, nullable=False),
    sa.Index(None, "source_id", "fingerprint"),
    sa.Index(None, "source_id", "heading"),
)

desk_people = sa.Table(
    "desk_people",
    metadata,
    id_column("id", primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("subject", sa.Text),  # who it is to the identity provider in front
    sa.Column("invited_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    sa.Index(None, "subject", unique=True),
)

desk_links = sa.Table(
    "desk_links",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    id_column("person_id", sa.ForeignKey("desk_people.id")),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("used_at", UtcDateTime),
)

desk_sessions = sa.Table(
    "desk_sessions",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    id_column("person_id", sa.ForeignKey("desk_people.id")),
    sa.Column("csrf", sa.Text, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
)

desk_actions = sa.Table(
    "desk_actions",
    metadata,
    id_column("id", primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)

desk_drafts = sa.Table(
    "desk_drafts",
    metadata,
    id_column("id", primary_key=True),
    id_column("person_id", sa.ForeignKey("desk_people.id")),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)
