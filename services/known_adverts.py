"""Which adverts of a trial are known already from other sources: by the store's blocks, and only reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import make_url

from records.errors import StoreError
from records.listing import Listing
from records.settings import Settings


@dataclass(frozen=True)
class KnownAdvert:
    """An advert of the trial, and the listing of another source that the model takes for the same."""

    title: str
    listing_id: str

    @property
    def source(self) -> str:
        """The source that has it."""
        return self.listing_id.partition(":")[0]


def known_adverts(listings: Sequence[Listing], source_id: str, settings: Settings) -> list[KnownAdvert]:
    """Each advert with the first listing of another source that matches it; none where there is no database."""
    if not listings or not _is_there(settings.database_url):
        return []
    from store import open_store

    try:
        store = open_store(settings.database_url)
    except StoreError:
        return []
    try:
        return _matches(store, listings, source_id)
    except StoreError:  # tables that are not made yet, or of another version: `source try` needs none
        return []
    finally:
        store.close()


def _is_there(database_url: str) -> bool:
    """Asking must not make a database."""
    from pathlib import Path

    url = make_url(database_url)
    return not url.drivername.startswith("sqlite") or bool(url.database and Path(url.database).is_file())


def _matches(store: object, listings: Sequence[Listing], source_id: str) -> list[KnownAdvert]:
    from dedupe.blocks import Blocks
    from dedupe.features.build import features_of
    from dedupe.score import Outcome, decide
    from store import Store

    assert isinstance(store, Store)
    tried = {one.id: features_of(one) for one in listings}
    blocks = Blocks(store, {})
    found = []
    for one in listings:
        own = tried[one.id]
        members = {other for ids in blocks.stored(blocks.keys(own)).values() for other in ids}
        others = blocks.features(sorted(other for other in members if other.partition(":")[0] != source_id))
        same = next((name for name, its in others.items() if decide(own, its).outcome is Outcome.MATCH), None)
        if same:
            found.append(KnownAdvert(one.title, same))
    return found
