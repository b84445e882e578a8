"""From a listing to its features."""

from functools import lru_cache

from dedupe.features.employer import employer_key, employer_words
from dedupe.features.identity import reference_identity, url_identity
from dedupe.features.model import Features, Life, Schedule, seconds
from dedupe.features.pay import pay_key
from dedupe.features.place import PlaceKey, place_key
from dedupe.features.slots import Slots
from dedupe.features.statements import read_statements
from dedupe.features.text import EMPTY, clean, read_text, words_of
from dedupe.features.title import Title, canonical, fold, read_title
from records.listing import Listing, Place
from records.vocabulary import Contract, Hours, Kind, Remote

_CONTRACT_SLOT = {
    Contract.PERMANENT: "permanent",
    Contract.TEMPORARY: "temporary",
    Contract.FIXED_TERM: "fixed",
    Contract.CASUAL: "casual",
    Contract.VOLUNTEER: "volunteer",
    Contract.SELF_EMPLOYED: "self_employed",
    Contract.APPRENTICESHIP: "apprenticeship",
    Contract.INTERNSHIP: "internship",
}
_TIME_SLOT = {Hours.FULL_TIME: "full", Hours.PART_TIME: "part", Hours.JOB_SHARE: "part"}


def features_of(listing: Listing, life: Life | None = None) -> Features:
    """Features of a listing that was on offer during `life` (default: open since 1970)."""
    title = read_title(listing.title)
    bare = clean(listing.description) if listing.description else ""
    places = tuple(dict.fromkeys(_place(place) for place in _places(listing)))
    name = listing.organisation.name if listing.organisation else None
    if listing.organisation and listing.organisation.kind in ("agency", "board"):
        name = None
    employer = employer_key(name)
    called = " ".join(employer_words(name))
    own_words = _own_words(places, employer)
    if called and f" {called} " in f" {' '.join(title.core)} ":
        own_words |= frozenset(called.split())
    return Features(
        id=listing.id,
        source=listing.source_id,
        kind=listing.kind,
        title=title,
        joined=" ".join(sorted(title.core)),
        employer=employer,
        called=called,
        own_words=own_words,
        places=tuple(p for p in places if p.local or p.country),
        remote=listing.remote is Remote.REMOTE,
        pay=pay_key(listing.pay),
        slots=_slots(listing, title),
        stated=_about_the_post(read_statements(bare), own_words),
        weekly=_weekly(listing, title),
        text=read_text(words_of(bare)) if bare else EMPTY,
        identities=_identities(listing, employer),
        schedule=_schedule(listing),
        posted=seconds(listing.posted_at),
        life=life or Life(0.0),
    )


def _own_words(places: tuple[PlaceKey, ...], employer: str) -> frozenset[str]:
    return _words_of_name(employer).union(*map(_words_of_place, places))


@lru_cache(maxsize=50_000)
def _words_of_place(place: PlaceKey) -> frozenset[str]:
    return frozenset(word for name in (*place.names, place.town) for word in _words_of_name(name))


@lru_cache(maxsize=50_000)
def _words_of_name(name: str) -> frozenset[str]:
    """Its words, as they are and as titles are read."""
    words = name.split()
    return frozenset((*words, *(full for word in words for full in canonical(word))))


def _about_the_post(stated: Slots, own_words: frozenset[str]) -> Slots:
    """What is stated, without names that say only where or at whose: `a lecturer in Bolton` teaches no Bolton."""
    return {
        slot: values
        for slot, values in stated.items()
        if slot not in ("site", "subject") or not own_words.issuperset(values[0].split())
    }


_place_cache: dict[tuple[object, ...], PlaceKey] = {}


def _place(place: Place) -> PlaceKey:
    key = (
        place.text,
        place.postcode,
        place.town,
        place.lat,
        place.lon,
        place.precision,
        place.country,
        len(place.areas),
    )
    place_read = _place_cache.get(key)
    if place_read is None:
        if len(_place_cache) > 50_000:
            _place_cache.clear()
        place_read = _place_cache[key] = place_key(place)
    return place_read


def _places(listing: Listing) -> list[Place]:
    runs = listing.course.runs if listing.course else []
    return [*listing.places, *(run.place for run in runs if run.place)]


def _slots(listing: Listing, title: Title) -> Slots:
    """The title's slots; contract and hours from the listing's own fields where the title is silent."""
    slots = dict(title.slots)
    if "contract" not in slots:
        contract = tuple(sorted(_CONTRACT_SLOT[c] for c in listing.contract))
        if contract:
            slots["contract"] = contract
    if "time" not in slots:
        time = {_TIME_SLOT[h] for h in listing.hours if h in _TIME_SLOT}
        if len(time) == 1:
            slots["time"] = tuple(time)
    return slots


def _weekly(listing: Listing, title: Title) -> tuple[float, float] | None:
    if title.hours is not None:
        return (title.hours, title.hours)
    if listing.hours_per_week is None:
        return None
    return (listing.hours_per_week.min, listing.hours_per_week.max)


def _identities(listing: Listing, employer: str) -> tuple[str, ...]:
    identities = {url_identity(url) for url in {listing.apply_url, listing.url} if url}
    if listing.reference:
        identities.add(reference_identity(employer, listing.reference))
    return tuple(sorted(identities - {""}))


def _schedule(listing: Listing) -> Schedule:
    if listing.event is not None or listing.kind is Kind.EVENT:
        event = listing.event
        start = event.starts_at if event else None
        day = (start.date().isoformat(),) if start else ((listing.starts_on.isoformat(),) if listing.starts_on else ())
        # Midnight is how a date without a time is written.
        clock = start.hour * 60 + start.minute if start and (start.hour or start.minute) else None
        return Schedule(day, clock, fold(event.venue) if event and event.venue else "")
    if listing.course is not None:
        starts = {run.starts_on.isoformat() for run in listing.course.runs if run.starts_on}
        if not starts and listing.starts_on:
            starts = {listing.starts_on.isoformat()}
        return Schedule(tuple(sorted(starts)), provider_id=(listing.course.provider_course_id or "").strip().lower())
    return Schedule()
