"""Which schema a database has, against the one this program knows."""

from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa

from records.errors import StoreError
from store.migrations import HEAD

_VERSIONS = Path(__file__).parent / "migrations" / "versions"
OLDER_CODE, NEWER_CODE = "SCHEMA_OLDER", "SCHEMA_NEWER"


class Schema(StrEnum):
    """EMPTY: no tables of ours; CURRENT: this program's; OLDER, NEWER: of another version of the program."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"


def revision(connection: sa.Connection) -> str | None:
    """The revision that the database says it has; None: no tables were ever made in it."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return found


def schema_of(found: str | None) -> Schema:
    """What a revision is to this program: one that it does not know was made by a newer one."""
    if found is None:
        return Schema.EMPTY
    if found == HEAD:
        return Schema.CURRENT
    return Schema.OLDER if found in _known() else Schema.NEWER


def require(found: str | None) -> None:
    """StoreError (SCHEMA_OLDER, SCHEMA_NEWER) that says what to do, unless the tables are ours, or none yet."""
    match schema_of(found):
        case Schema.OLDER:
            message = (
                f"the database was made by an older Talentfeed (revision {found}, this one has {HEAD}); nothing was "
                "changed. Back it up, then bring it to this version: `talentfeed db upgrade`"
            )
            raise StoreError(message, code=OLDER_CODE)
        case Schema.NEWER:
            message = (
                f"the database was made by a newer Talentfeed (revision {found}, this one knows up to {HEAD}); nothing "
                "was changed. Install that version of Talentfeed, or restore the backup from before its upgrade"
            )
            raise StoreError(message, code=NEWER_CODE)


def _known() -> frozenset[str]:
    """Revisions that this program can upgrade from; a file's name begins with its revision."""
    return frozenset(path.name[1:].partition("_")[0] for path in _VERSIONS.glob("v*_*.py"))
