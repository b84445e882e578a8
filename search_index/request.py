"""SearchRequest: what a portal may ask, bounded; there is no way to send a query language through it."""

import re
import unicodedata
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, create_model, model_validator

from records.base import Model
from records.words import words as vocabulary
from search_index.cursor import Cursor, fingerprint
from search_index.filters import FACETS, FILTERS, Filter
from search_index.understanding.reading import Part

METRES_PER_MILE = 1609.344
MAX_METRES = 500_000.0
DEFAULT_METRES = 10 * METRES_PER_MILE
DISTANCE = re.compile(r"^(\d{1,4}(?:\.\d{1,3})?)\s*(mi|miles?|km|m)$")
METRES_PER_UNIT = {"mi": METRES_PER_MILE, "mile": METRES_PER_MILE, "miles": METRES_PER_MILE, "km": 1000.0, "m": 1.0}
MAX_VALUES = 50
DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
BEGINS_WITH_DAY = re.compile(r"^\d{4}-\d\d-\d\d")
UNESCAPED_ZONE = re.compile(r" (\d\d:\d\d)$")


class Sort(StrEnum):
    """Order of results; ties always by id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    CLOSING = "closing"
    DISTANCE = "distance"
    PAY = "pay"


class Match(StrEnum):
    """How many of the words of a text a result must have."""

    ALL = "all"
    MOST = "most"


class Near(Model):
    """A point to search around."""

    lat: float = Field(ge=-90, le=90, description="Latitude, WGS84 degrees.")
    lon: float = Field(ge=-180, le=180, description="Longitude, WGS84 degrees.")
    label: str = Field(default="", max_length=200, description="The place as people call it.")


def metres(value: object) -> object:
    """'10mi', '15 km' or '800m' in metres; a number is metres already. ValueError names the form."""
    if not isinstance(value, str):
        return value
    match = DISTANCE.match(value.strip().lower())
    if match is None:
        raise ValueError(f"is not a distance: {value[:40]!r}; write 10mi, 15km or 800m")
    return float(match[1]) * METRES_PER_UNIT[match[2]]


def resolve_near(value: object) -> object:
    """A place in words becomes its point. ValueError where the gazetteer does not know it."""
    if not isinstance(value, str):
        return value
    from reference.gazetteer import gazetteer

    located = gazetteer().near(value[:200])
    if located is None:
        raise ValueError(f"is not a place we know: {value[:80]!r}; try a postcode or a town")
    return {"lat": located.lat, "lon": located.lon, "label": located.name}


def _tidy(text: str) -> str:
    # Composed letters, as in the documents: ŷ typed as y and an accent must find ŷ.
    return " ".join(unicodedata.normalize("NFC", text).split())


def _facets(names: list[str]) -> list[str]:
    for name in names:
        if name not in FACETS:
            raise ValueError(f"is not a facet: {name[:40]!r}; there are {', '.join(FACETS)}")
    return list(dict.fromkeys(names))


def _parts(parts: list[Part]) -> list[Part]:
    if Part.NONE in parts and len(parts) > 1:
        raise ValueError("is `none` and something else; give one of both")
    return list(dict.fromkeys(parts)) or [Part.ALL]


def moment(value: object) -> object:
    """A day is its start in UTC. ValueError for a bare number, which would be read as seconds since 1970."""
    if not isinstance(value, str):
        return value
    if not BEGINS_WITH_DAY.match(value):
        raise ValueError("should be a date such as 2026-03-01, or a moment with zone such as 2026-03-01T09:30:00Z")
    if DAY.match(value):
        return f"{value}T00:00:00Z"
    # A `+` of a zone that was not escaped in an address has become a space.
    return UNESCAPED_ZONE.sub(r"+\1", value)


def day(value: object) -> object:
    """ValueError for what does not begin as a date does."""
    if isinstance(value, str) and not BEGINS_WITH_DAY.match(value):
        raise ValueError("should be a date such as 2026-03-01")
    return value


def _annotation(row: Filter) -> Any:
    """What SearchRequest takes for a filter."""
    bounds = Field(ge=row.least, le=row.most, allow_inf_nan=None if row.takes is int else False)
    one: Any = {
        str: Annotated[str, Field(min_length=1, max_length=300)],
        int: Annotated[int, bounds],
        float: Annotated[float, bounds],
        date: Annotated[date, BeforeValidator(day)],
        datetime: Annotated[AwareDatetime, BeforeValidator(moment)],
    }.get(row.takes, row.takes)
    if not row.facet:
        return Annotated[one | None, Field(default=None, description=row.about)]
    return Annotated[list[one], Field(default_factory=list, max_length=MAX_VALUES, description=row.about)]


if TYPE_CHECKING:

    class Filtered(Model):
        """A field for each row of FILTERS."""

else:
    Filtered = create_model("Filtered", __base__=Model, **{row.name: _annotation(row) for row in FILTERS})
PlaceOrPoint = Annotated[Near, BeforeValidator(resolve_near)]
Metres = Annotated[float, BeforeValidator(metres), Field(gt=0, le=MAX_METRES, allow_inf_nan=False)]


class SearchRequest(Filtered):
    """One search. Values of one filter are alternatives; filters add up. The filters are those of `filters.py`."""

    if TYPE_CHECKING:

        def __init__(self, **asked: Any) -> None: ...

    text: Annotated[str, AfterValidator(_tidy)] = Field(
        default="", max_length=300, description='Words to be found; "in quotes" as a phrase.'
    )
    near: PlaceOrPoint | None = Field(default=None, description="A point, or a place or postcode in words.")
    within: Metres | None = Field(default=None, description="Radius around `near`: 10mi, 15km; default 10mi.")
    sort: Sort | None = Field(
        default=None, description="Default: relevance with text, else newest; what has no date of posting comes last."
    )
    match: Match = Field(default=Match.ALL, description="Must `all` words be found, or `most`: two in three?")
    limit: int = Field(default=20, ge=1, le=100, description="Hits a page.")
    cursor: str | None = Field(default=None, max_length=500, description="`next_cursor` of the page before.")
    facets: Annotated[list[str], AfterValidator(_facets)] = Field(default_factory=list, max_length=len(FACETS))
    understand: Annotated[list[Part], AfterValidator(_parts)] = Field(
        default_factory=lambda: [Part.ALL],
        max_length=len(Part),
        description="What of `text` may be understood as more than words: `all`, `none`, or these parts only.",
    )
    explain: bool = Field(default=False, description="Say by what each result got its place.")
    highlight: bool = Field(default=False, description="Mark where the words of `text` were found.")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.near is None and (self.within is not None or self.sort is Sort.DISTANCE):
            raise ValueError("within and sort=distance need near: a place, a postcode or a point")
        self.after()
        return self

    def values(self, name: str) -> list[Any]:
        """What was asked of a filter: a vocabulary's values as their text, one value as a list."""
        asked = getattr(self, name)
        several = asked if isinstance(asked, list) else [asked]
        return [getattr(value, "value", value) for value in several if value is not None]

    @property
    def understood_parts(self) -> frozenset[Part]:
        """What may be understood; empty: the words are words."""
        if Part.ALL in self.understand:
            return frozenset(Part)
        return frozenset() if Part.NONE in self.understand else frozenset(self.understand)

    @property
    def radius(self) -> float:
        """Metres around `near`."""
        return DEFAULT_METRES if self.within is None else self.within

    @property
    def order(self) -> Sort:
        """The sort that is used. Without text all scores are equal, so relevance is newest."""
        if self.sort is None or self.sort is Sort.RELEVANCE:
            return Sort.RELEVANCE if self.words() else Sort.NEWEST
        return self.sort

    def words(self) -> list[str]:
        """Words and quoted phrases of `text`; a phrase keeps its quotes. Pure punctuation is no word.

        'of' or 'in' are words only where there is no other: no advert must say 'in' to be a job in Leeds.
        """
        parts = re.findall(r'"[^"]*"|[^\s"]+', self.text)
        words = [part for part in parts if any(letter.isalnum() for letter in part)]
        return [word for word in words if word.casefold() not in vocabulary("search_stop_words")] or words

    def words_needed(self) -> int:
        """How many of `words` a result must have."""
        count = len(self.words())
        return count if self.match is Match.ALL else max(min(1, count), 2 * count // 3)

    def after(self) -> Cursor | None:
        """The decoded cursor. ValueError when it is broken or of another search."""
        if self.cursor is None:
            return None
        return Cursor.decode(self.cursor, self.fingerprint())

    def fingerprint(self) -> str:
        """Hash of what decides which results come in which order; the page's size is not in it."""
        unpaged: dict[str, Any] = self.model_dump(
            mode="json", exclude={"cursor", "limit", "facets", "highlight", "explain"}
        )
        return fingerprint(unpaged)
