"""Whose word counts first when listings are merged."""

from collections.abc import Sequence

from records.listing import Advert, Listing
from records.vocabulary import Authority, ListingStatus
from store.types import StoredListing

_AUTHORITY = {authority: place for place, authority in enumerate(Authority)}
_TERMS = {"licence", "licence_url", "attribution"}
_COUNTED = tuple(sorted(set(Advert.model_fields) - {"kind", "title_raw", "description_html"} - _TERMS))


def is_filled(value: object) -> bool:
    """Whether a field says something."""
    return value is not None and value not in ("", [], {})


def completeness(listing: Listing) -> int:
    """How many fields say something."""
    return sum(is_filled(getattr(listing, name)) for name in _COUNTED)


def by_authority(members: Sequence[StoredListing]) -> list[StoredListing]:
    """Open before closed; employer, official, board, aggregator; then most complete, newest, id.

    A closed listing still speaks where no open one does: it must not end what another still offers.
    """
    return sorted(
        members,
        key=lambda m: (
            m.status is not ListingStatus.OPEN,
            _AUTHORITY[m.authority],
            -completeness(m.listing),
            -m.listing.provenance.fetched_at.timestamp(),
            m.listing.id,
        ),
    )
