"""The store: the raw archive and every record, decision and change. The only SQL is in here.

`open_store(url)` gives a `Store` (SQLite or PostgreSQL, one code path); `Archive(url)` the raw archive.
The heavy libraries are loaded on first use of a name, so that commands which need no store stay light.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from store.archive import Archive, ArchiveReader, ArchiveWriter
    from store.ids import new_id
    from store.resolving import ResolveTransaction
    from store.store import Store, open_store
    from store.types import (
        BlockEntry,
        Closing,
        DeadLetter,
        Edge,
        Judgement,
        ListingBatch,
        ListingState,
        Publication,
        StoredListing,
        StoredSource,
    )

_HOMES = {
    "Archive": "archive",
    "ArchiveReader": "archive",
    "ArchiveWriter": "archive",
    "ResolveTransaction": "resolving",
    "Store": "store",
    "open_store": "store",
    "new_id": "ids",
    "BlockEntry": "types",
    "Closing": "types",
    "DeadLetter": "types",
    "Edge": "types",
    "Judgement": "types",
    "ListingBatch": "types",
    "ListingState": "types",
    "Publication": "types",
    "StoredListing": "types",
    "StoredSource": "types",
}

__all__ = [
    "Archive",
    "ArchiveReader",
    "ArchiveWriter",
    "BlockEntry",
    "Closing",
    "DeadLetter",
    "Edge",
    "Judgement",
    "ListingBatch",
    "ListingState",
    "Publication",
    "ResolveTransaction",
    "Store",
    "StoredListing",
    "StoredSource",
    "new_id",
    "open_store",
]


def __getattr__(name: str) -> Any:
    """Load the module that holds `name` (PEP 562)."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
