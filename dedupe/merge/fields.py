"""The fields of an opportunity out of those of its listings, each with the listing it came from."""

from collections.abc import Callable, Sequence
from typing import Any

from dedupe.features.employer import employer_key
from dedupe.merge.places import united
from dedupe.merge.rank import is_filled
from records.listing import Advert, CourseRun, Listing

# These follow another field: they make sense only if they come from the same listing.
_WITH = {
    "title": ("title_raw",),
    "description": ("description_html", "description_complete", "language"),
    "pay": (),
    "url": ("licence", "licence_url", "attribution"),
    "contract": ("contract_months",),
}
_FOLLOWERS = frozenset(name for names in _WITH.values() for name in names) | {"posted_at_is_bound"}

Chosen = tuple[Any, str]
Chooser = Callable[[Sequence[Listing]], Chosen | None]


def merged_fields(ranked: Sequence[Listing]) -> tuple[dict[str, Any], dict[str, str]]:
    """(field → value, field → listing id); `ranked`: whose word counts first comes first."""
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    by_id = {listing.id: listing for listing in ranked}
    for name in Advert.model_fields:
        if name in _FOLLOWERS:
            continue
        chosen = _CHOOSERS.get(name, _first(name))(ranked)
        if chosen is None:
            continue
        values[name], sources[name] = chosen
        for follower in _WITH.get(name, ()):
            value = getattr(by_id[chosen[1]], follower)
            if is_filled(value):
                values[follower], sources[follower] = value, chosen[1]
    if "posted_at" in sources:
        values["posted_at_is_bound"] = by_id[sources["posted_at"]].posted_at_is_bound
    return values, sources


def _first(name: str) -> Chooser:
    def choose(ranked: Sequence[Listing]) -> Chosen | None:
        for listing in ranked:
            value = getattr(listing, name)
            if is_filled(value):
                return value, listing.id
        return None

    return choose


def _description(ranked: Sequence[Listing]) -> Chosen | None:
    """The longest of those that are whole; else the longest."""
    told = [listing for listing in ranked if listing.description]
    if not told:
        return None
    best = max(told, key=_told)
    return best.description, best.id


def _told(listing: Listing) -> tuple[bool, int]:
    text = listing.description or ""
    return listing.description_complete and not _is_cut(text), len(text)


def _is_cut(text: str) -> bool:
    return text.rstrip().endswith(("...", "…"))


def _organisation(ranked: Sequence[Listing]) -> Chosen | None:
    """The first who is an employer and not an agency; else the first."""
    named = [listing for listing in ranked if listing.organisation]
    own = [listing for listing in named if listing.organisation and employer_key(listing.organisation.name)]
    best = next(iter(own or named), None)
    return (best.organisation, best.id) if best else None


def _posted_at(ranked: Sequence[Listing]) -> Chosen | None:
    """The earliest exact moment; a bound only where there is no exact one."""
    dated = [listing for listing in ranked if listing.posted_at]
    if not dated:
        return None
    best = min(dated, key=lambda x: (x.posted_at_is_bound, x.posted_at.timestamp() if x.posted_at else 0.0, x.id))
    return best.posted_at, best.id


def _modified_at(ranked: Sequence[Listing]) -> Chosen | None:
    dated = [(listing.modified_at, listing.id) for listing in ranked if listing.modified_at]
    return max(dated) if dated else None


def _places(ranked: Sequence[Listing]) -> Chosen | None:
    having = [listing for listing in ranked if listing.places]
    if not having:
        return None
    return united(place for listing in having for place in listing.places), having[0].id


def _pay(ranked: Sequence[Listing]) -> Chosen | None:
    """Amounts before words, stated before guessed."""
    paid = [listing for listing in ranked if listing.pay]
    if not paid:
        return None
    best = min(paid, key=lambda x: (bool(x.pay and x.pay.predicted), not (x.pay and (x.pay.min or x.pay.max))))
    return best.pay, best.id


def _audience(ranked: Sequence[Listing]) -> Chosen | None:
    having = [listing for listing in ranked if listing.audience]
    if not having:
        return None
    return sorted({one for listing in having for one in listing.audience}), having[0].id


def _course(ranked: Sequence[Listing]) -> Chosen | None:
    """The first course, with the runs of all: a provider's page and a directory list different ones."""
    having = [(listing.course, listing.id) for listing in ranked if listing.course]
    if not having:
        return None
    runs: dict[tuple[object, ...], CourseRun] = {}
    for course, _ in having:
        for run in course.runs:
            where = run.place.text if run.place else None
            runs.setdefault((run.starts_on, run.start_text, run.mode, run.attendance_pattern, where), run)
    first, listing_id = having[0]
    return first.model_copy(update={"runs": list(runs.values())}), listing_id


_CHOOSERS: dict[str, Chooser] = {
    "description": _description,
    "organisation": _organisation,
    "posted_at": _posted_at,
    "modified_at": _modified_at,
    "places": _places,
    "pay": _pay,
    "audience": _audience,
    "course": _course,
}
