"""What the gazetteer answers with. Coordinates are WGS84 degrees; areas are listed smallest first."""

from dataclasses import dataclass, field

from records.listing import Area
from records.vocabulary import PlacePrecision


@dataclass(frozen=True)
class Town:
    """A populated place. `population` is 0 where unknown; `admin` is GeoNames' first-order code (US: the state)."""

    name: str
    lat: float
    lon: float
    country: str
    population: int
    admin: str = ""
    district: str = ""


@dataclass(frozen=True)
class Outcode:
    """The first half of a UK postcode. `country` is GB, or JE, GG, IM for the Crown dependencies."""

    code: str
    lat: float
    lon: float
    town: str
    district: str
    country: str


@dataclass(frozen=True)
class Region:
    """An area as stored: an official one, or a county in use without an official code (`code` empty).

    `parents` are codes, smallest first; `members` are the districts (or counties) of one without a code.
    """

    code: str
    name: str
    level: str
    lat: float | None
    lon: float | None
    country: str = "GB"
    parents: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Located:
    """A point for a search near it, or the centre of an area."""

    name: str
    lat: float
    lon: float
    precision: PlacePrecision
    areas: list[Area] = field(default_factory=list)
    country: str | None = None
