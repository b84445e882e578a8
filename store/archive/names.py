"""Names that become parts of paths. Anything that is not a plain slug is refused, never cleaned."""

import re

from records.errors import StoreError

# No dot, slash, percent sign or NUL: `..`, `%2e%2e` and absolute paths cannot be written with these.
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def is_slug(name: str) -> bool:
    """Whether `name` may stand in a path."""
    return _SLUG.fullmatch(name) is not None


def slug(name: str, what: str) -> str:
    """`name`, if it may stand in a path; `what` says in the error what it names."""
    if not is_slug(name):
        message = f"{what} {name[:80]!r} cannot be a folder's name: use a-z, 0-9 and hyphens, at most 64"
        raise StoreError(message, code="UNSAFE_NAME")
    return name


def run_folder(root: str, source_id: str, run_id: str) -> str:
    """Path of a run's folder."""
    return f"{source_folder(root, source_id)}/{slug(run_id, 'run id')}"


def source_folder(root: str, source_id: str) -> str:
    """Path of a source's folder."""
    return f"{root}/raw/{slug(source_id, 'source id')}"
