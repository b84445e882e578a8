"""Fill rates: which share of listings has each field that a portal shows."""

from collections.abc import Sequence

from records.listing import Advert

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
    value = getattr(advert, name)
    # Comparing a model with each kind of nothing would take longer than reading it.
    return bool(value) if isinstance(value, str | list | dict) else value is not None


def fill_rates(adverts: Sequence[Advert], fields: Sequence[str] = FILL_FIELDS) -> dict[str, float]:
    """Field → share 0..1 of `adverts` that have it; empty for no adverts."""
    if not adverts:
        return {}
    return {name: round(sum(is_filled(a, name) for a in adverts) / len(adverts), 4) for name in fields}
