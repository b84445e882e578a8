"""Places read from text or from a publisher's own fields. Never raises; the text is always kept."""

import re
from dataclasses import dataclass
from functools import lru_cache

from normalise.steps.places import coordinates
from normalise.steps.places.reader import Reader
from normalise.steps.places.words import remote_of, tidy, without_noise
from records.draft import DraftPlace
from records.listing import Issue, Place
from records.vocabulary import PlacePrecision, Remote
from records.words import pattern
from reference.gazetteer import BRITISH_ISLES, gazetteer

_STREET = pattern("street_words", before=r"\b\d+[a-z]?,? +\w+.*")


# These are as exact as the publisher is: they are no fault, only too wide for the map.
_CONTINENT = pattern("continents", before="^", behind=r"(?: (?:only|region))?$")


# What a field for the town must look like to be believed: one capitalised name, without numbers or lists.
_TOWN_NAME = re.compile(
    r"(?!(?:various|multiple|several|different|other|any|all|many|unknown|unspecified|negotiable|flexible)\b)"
    r"[^\W\d_][^\d,/;|()&+]{2,39}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PlaceReading:
    """Places in the order of the text, how the work is done as far as the text says it, and doubts (`places`)."""

    places: tuple[Place, ...]
    remote: Remote | None = None
    issues: tuple[Issue, ...] = ()


def read_place(draft: DraftPlace | str | None, country: str = "GB", hint: str | None = None) -> list[Place]:
    """The places of a text or a draft place; `country` (ISO 3166-1 alpha-2) and `hint` (code or name of the area
    that the source covers) decide where a name is ambiguous. A place that nobody knows has a text only."""
    return list(examine_place(draft, country, hint).places)


def examine_place(draft: DraftPlace | str | None, country: str = "GB", hint: str | None = None) -> PlaceReading:
    """`read_place` with remote words and doubts."""
    if draft is None:
        return PlaceReading(())
    if isinstance(draft, str):
        draft = DraftPlace(text=draft)
    return _examined(draft, country, hint)


@lru_cache(maxsize=16384)
def _examined(draft: DraftPlace, country: str, hint: str | None) -> PlaceReading:
    fields = [draft.venue, draft.street, draft.town, draft.region, draft.postcode, draft.country]
    composed = ", ".join(dict.fromkeys(tidy(part) for part in fields if part and part.strip(" -")))
    located = any(part and part.strip(" -") for part in (draft.town, draft.region, draft.postcode, draft.country))
    whole = tidy(draft.text[:1000]) if draft.text else ""
    source_text = composed[:1000] if located or not whole else whole
    abroad = bool(draft.country) and gazetteer().country(draft.country or "") not in BRITISH_ISLES
    if located and whole and not draft.town and (abroad or not draft.postcode):
        # A country or a region beside a text is only its context.
        source_text = f"{whole}, {composed}"
    elif located and whole and not draft.town:
        # The text is the address that the postcode belongs to; a venue beside it is none of its parts.
        further = [tidy(part) for part in (draft.region, draft.postcode) if part and part.strip(" -")]
        source_text = ", ".join([whole, *(part for part in further if part.casefold() not in whole.casefold())])
    kept = whole or composed
    remote = remote_of(f"{whole} {composed}")
    text = without_noise(source_text)
    reader = Reader(gazetteer(), country, hint)
    places = reader.read(text, kept) if text else []
    places = places or reader.wide(source_text, kept)
    if draft.town and len(places) == 1 and places[0].town is None:
        places = [_with_stated_town(places[0], draft.town)]
    issues: list[Issue] = []
    point, doubts = coordinates.read_point(draft.lat, draft.lon, places[0] if len(places) == 1 else None, country)
    issues.extend(Issue(field="places", code=code, message=message) for code, message in doubts)
    if point and len(places) <= 1:
        exact = bool(draft.street or draft.venue or _STREET.search(kept))
        places = [coordinates.placed(places[0] if places else Place(text=kept or None), point, exact=exact)]
    elif not places and kept:
        places = [Place(text=kept)]
    if draft.postcode and len(places) == 1 and not places[0].postcode and places[0].country not in BRITISH_ISLES:
        places = [places[0].model_copy(update={"postcode": tidy(draft.postcode)})]
    # The publisher made no mistake with 'Remote' alone: the text is kept, and nothing is missing.
    issues.extend(
        _unknown(place)
        for place in places
        if place.precision is None and (text or not remote) and not _CONTINENT.match(text)
    )
    return PlaceReading(tuple(places), remote, tuple(issues))


def _with_stated_town(place: Place, stated: str) -> Place:
    """The place with the town that a field of its own names, where no table has it: a village, or one abroad."""
    town = without_noise(tidy(stated))
    known = gazetteer()
    named = place.precision in {None, PlacePrecision.COUNTRY, PlacePrecision.AREA}
    if (
        not named
        or town[:1].islower()
        or not _TOWN_NAME.fullmatch(town)
        or known.country(town)
        or known.find_region(town)
    ):
        return place
    return place if known.find_region(town, "US") else place.model_copy(update={"town": town})


def _unknown(place: Place) -> Issue:
    return Issue(
        field="places", code="PLACE_UNKNOWN", message=f"No known place in {place.text!r}; add a town or postcode."
    )
