"""What the desk may do in the database: read all, write what pushes and people write, and nothing of what is published.

python deploy/desk_role.py ROLE      with TALENTFEED_DATABASE_URL of the tables' owner; after every `db upgrade`
"""

import re
import sys

import sqlalchemy as sa

from records.settings import load_settings
from store.tables import metadata

# A push is a run of its source; a person signs in, drafts, approves, and each of it is logged.
WRITES = {
    "runs": "INSERT, UPDATE, DELETE",
    "leases": "INSERT, UPDATE, DELETE",
    "sources": "INSERT, UPDATE",
    "listings": "INSERT, UPDATE",
    "listing_documents": "INSERT, UPDATE",
    "listings_due": "INSERT, UPDATE",
    "rejected": "INSERT, DELETE",
    "pushed": "INSERT, UPDATE, DELETE",
    "desk_links": "UPDATE",
    "desk_sessions": "INSERT, DELETE",
    "desk_drafts": "INSERT, UPDATE",
    # A line of the log is never changed.
    "desk_actions": "INSERT",
}
_ROLE = re.compile(r"[a-z][a-z0-9_]{0,62}")


def statements(role: str) -> list[str]:
    """SQL that makes these the role's rights, whatever it had."""
    if not _ROLE.fullmatch(role):
        raise SystemExit(f"{role!r} is no name of a role: small letters, digits and _")
    revoke = f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    names = ", ".join(sorted({*metadata.tables, "alembic_version"}))
    grants = [f"GRANT {rights} ON {table} TO {role}" for table, rights in WRITES.items()]
    return [revoke, f"GRANT USAGE ON SCHEMA public TO {role}", f"GRANT SELECT ON {names} TO {role}", *grants]


def grant(url: str, role: str) -> None:
    """Run them in one transaction; where there is no such role, say how to make it."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        known = connection.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
        if not known:
            raise SystemExit(f"there is no role {role}: docs/studio.md says how to make it in an older database")
        for statement in statements(role):
            connection.execute(sa.text(statement))
    engine.dispose()


def main() -> None:
    """Grant to the role that is named."""
    from store.database import Database

    database = Database(load_settings().database_url)
    url = database.url.render_as_string(hide_password=False)
    database.close()
    grant(url, sys.argv[1])


if __name__ == "__main__":
    main()
