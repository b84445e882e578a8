"""Fill rates: which share of listings has each field that a portal shows."""

from collections.abc import Sequence

from talentfeed.records.listing import Advert

FILL_FIELDS = (
    "title",
    "organisation",
    "places",
    "pay",
    "description",
    "contract",
    "hours",
    "posted_at",
    "closes_at",
    "starts_on",
    "url",
    "apply_url",
)


def is_filled(advert: Advert, name: str) -> bool:
    """Whether a field says something: not None, not empty."""
    return getattr(advert, name) not in (None, "", [], {})


def fill_rates(adverts: Sequence[Advert], fields: Sequence[str] = FILL_FIELDS) -> dict[str, float]:
    """Field → share 0..1 of `adverts` that have it; empty for no adverts."""
    if not adverts:
        return {}
    return {name: round(sum(is_filled(a, name) for a in adverts) / len(adverts), 4) for name in fields}
