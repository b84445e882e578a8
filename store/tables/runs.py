"""Runs, sources, rejected records and leases."""

import sqlalchemy as sa

from store.tables.base import UtcDateTime, id_column, metadata

runs = sa.Table(
    "runs",
    metadata,
    id_column("id", primary_key=True),
    id_column("source_id"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("promoted", sa.Boolean, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("applied", sa.Integer),  # order in which runs of a source first changed its listings
    sa.Column("document", sa.Text, nullable=False),
    sa.Index(None, "source_id", "started_at"),
)

sources = sa.Table(
    "sources",
    metadata,
    id_column("id", primary_key=True),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("authority", sa.Text, nullable=False),
    sa.Column("attribution", sa.Text),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)

rejected = sa.Table(
    "rejected",
    metadata,
    id_column("run_id", primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    id_column("source_id"),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Index(None, "source_id"),
)

leases = sa.Table(
    "leases",
    metadata,
    id_column("name", primary_key=True),
    sa.Column("token", sa.Text, nullable=False),  # random per hold
    sa.Column("holder", sa.Text, nullable=False),  # for people
    sa.Column("machine", sa.Text, nullable=False),  # host, boot and process namespace
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("pid_started", sa.Text, nullable=False),
    sa.Column("acquired_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
)
