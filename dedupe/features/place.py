"""Where an advert's post is, and how two places relate: the same, one inside the other, unknown, contradicting.

A place that our own normalising has located brings its town, its areas and coordinates; its text is
read as well, because it may say more ("West London", "Seacroft Hospital, Leeds").
"""

import math
import re
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import fuzz

from dedupe.features.counties import COUNTIES, OFFICIAL, OFFICIAL_REGIONS, POSTAL_LONDON, REGIONS
from dedupe.features.slots import site_names
from dedupe.features.title import fold
from records.listing import Place
from records.vocabulary import AreaLevel, PlacePrecision
from records.words import any_of, words
from reference.gazetteer import gazetteer

_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})?\b")
_NOISE = re.compile(rf"{any_of(words('place_noise', 'compared'))}|\bareas?$")
_SEPARATORS = re.compile(r"\s*[,;|/()\[\]>:•·+]\s*|\s+[-–—]+\s*|\s*[–—]+\s+|\s+(?:or|and)\s+(?=remote|hybrid)|\n")
_SPACE = re.compile(r"[\s\-'’.]+")
_COMPASS = re.compile(r"^(?:(?:north|south|east|west|central|inner|outer|greater|mid)\s*){1,2}\s")
_RIVER = re.compile(r" (?:upon|on|in|by|le|under|next) .*$")
_LINK_WORDS = re.compile(r"\b(?:of|the|on|upon|in|by|city|royal|borough|metropolitan|district|county)\b")

FAR_KM = 12.0
CODE_NEAR_KM = 8.0
AREA_FAR_KM = 70.0
SAME_NAME_FAR_KM = 40.0
# A bare name means a town that has this many people or more.
WELL_KNOWN = 40_000


class Relation(IntEnum):
    """How two places relate, best last."""

    CONTRADICTING = 0
    UNKNOWN = 1
    PARENT = 2
    SAME = 3


@dataclass(slots=True, frozen=True, eq=False)
class PlaceKey:
    """One place; compared as an object, since relations are remembered per pair of them.

    `names`: as written, from the finest; `within`: names and codes of what holds it; `wide`: a county or
    more; `site`: a named building; `from_code`: the town was guessed from a postcode; `country` and (outside
    Great Britain) `state` where known; `local`: the finest name, '' where nothing is known.
    """

    names: tuple[str, ...]
    within: frozenset[str]
    town: str
    wide: bool
    postcode: str
    site: str
    lat: float | None
    lon: float | None
    from_code: bool = False
    country: str = ""
    state: str = ""
    local: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "local", self.names[0] if self.names else self.town)

    @property
    def surely_located(self) -> bool:
        """Whether its country is more than the guess that a town's bare name allows (East London, Perth)."""
        return bool(self.wide or self.postcode or len(self.names) > 1)


@lru_cache(maxsize=100_000)
def _names(text: str) -> tuple[tuple[str, ...], str]:
    folded = fold(text)
    code = _POSTCODE.search(folded)
    postcode = f"{code[1]} {code[2]}" if code and code[2] else (code[1] if code else "")
    bare = _NOISE.sub(" ", _POSTCODE.sub(" ", folded))
    names: list[str] = []
    for part in _SEPARATORS.split(bare):
        name = _SPACE.sub(" ", part).strip()
        if len(name) > 1 and not name.isdigit() and name not in names:
            names.append(name.replace(" & ", " and "))
    return tuple(names), postcode


def place_key(place: Place) -> PlaceKey:
    """Names, parents and coordinates of a normalised place; its text alone where it was not located."""
    names, outcode = _names(place.text or "")
    town = _simple(place.town) if place.town else ""
    sites = site_names(list(names))
    within = {_simple(area.name) for area in place.areas} | {area.code for area in place.areas}
    within.update(names[1:])
    from_code = not names and bool(town) and bool(place.postcode or outcode)
    if not names and town:
        names = (town,)
    postcode = fold(place.postcode) if place.postcode else outcode
    finest = names[0] if names else ""
    wide = _is_wide(finest) or (not town and place.precision in (PlacePrecision.AREA, PlacePrecision.COUNTRY))
    site = sites[0] if sites else ""
    country = place.country or ""
    state = _state(place) if country not in ("", "GB") else ""
    return PlaceKey(
        names, frozenset(within), town, wide, postcode, site, place.lat, place.lon, from_code, country, state
    )


def _state(place: Place) -> str:
    return next((area.code for area in place.areas if area.level in (AreaLevel.STATE, AreaLevel.REGION)), "")


def _simple(name: str) -> str:
    return _SPACE.sub(" ", fold(name)).strip().replace(" & ", " and ")


def _is_wide(name: str) -> bool:
    return name in COUNTIES or name in REGIONS


def relate_all(left: tuple[PlaceKey, ...], right: tuple[PlaceKey, ...]) -> Relation:
    """The best relation between any two places of two adverts."""
    if not left or not right:
        return Relation.UNKNOWN
    if len(left) == len(right) == 1:
        return relate(left[0], right[0])
    return max(relate(a, b) for a in left for b in right)


@lru_cache(maxsize=200_000)
def relate(a: PlaceKey, b: PlaceKey) -> Relation:  # noqa: PLR0911 - one question a line
    """How two places relate."""
    if a.surely_located and b.surely_located and _in_two_countries(a, b):
        return Relation.CONTRADICTING
    if not a.local or not b.local:
        return Relation.UNKNOWN
    if len(a.postcode) > 4 and a.postcode == b.postcode:
        return Relation.SAME
    if a.site and b.site and fuzz.token_set_ratio(a.site, b.site) < 75:
        return Relation.CONTRADICTING
    if a.local == b.local:
        return _namesakes(a, b)
    if a.local in b.names or b.local in a.names:
        return Relation.PARENT
    if a.wide or b.wide:
        return _with_area(a, b)
    if a.from_code or b.from_code:
        return _by_distance(a, b)
    return _two_towns(a, b)


def _by_distance(a: PlaceKey, b: PlaceKey) -> Relation:
    """At least one is a postcode alone: the nearest town's name is no more than a guess at its post town."""
    distance = kilometres(a, b)
    if distance is None:
        return Relation.UNKNOWN
    if distance > FAR_KM:
        return Relation.CONTRADICTING
    return Relation.PARENT if distance <= CODE_NEAR_KM else Relation.UNKNOWN


def _in_two_countries(a: PlaceKey, b: PlaceKey) -> bool:
    """Two countries, or two states of one."""
    if a.country and b.country and a.country != b.country:
        return True
    return bool(a.state) and bool(b.state) and a.state != b.state


def _namesakes(a: PlaceKey, b: PlaceKey) -> Relation:
    """The same name: the same place, unless their counties or coordinates say otherwise (Ashford, Newport)."""
    if a.wide or b.wide:
        return Relation.PARENT  # one county: it holds many towns
    left, right = _counties(a), _counties(b)
    if left and right and left.isdisjoint(right):
        return Relation.CONTRADICTING
    # A bare name was located at the biggest of its towns: that says nothing against the others.
    surely = (len(a.names) > 1 or a.postcode) and (len(b.names) > 1 or b.postcode)
    distance = kilometres(a, b)
    if surely and distance is not None and distance > SAME_NAME_FAR_KM:
        return Relation.CONTRADICTING
    two_ends = a.postcode and b.postcode and a.postcode.split()[0] != b.postcode.split()[0]
    return Relation.PARENT if two_ends else Relation.SAME


def _counties(place: PlaceKey) -> set[str]:
    return {name for name in place.names[1:] if name in COUNTIES and name != place.local}


def _with_area(a: PlaceKey, b: PlaceKey) -> Relation:
    """At least one of two different names is a county or region.

    A bare name was located at one of its towns: another of them may lie in the county.
    """
    relation = _area_and(a, b)
    if relation is Relation.CONTRADICTING and a.wide != b.wide:
        area, town = (a, b) if a.wide else (b, a)
        postal = area.local in POSTAL_LONDON and "london" in town.within
        if len(town.names) == 1 and not town.postcode and (postal or _has_namesake(town.local, area.local)):
            return Relation.UNKNOWN
    return relation


@lru_cache(maxsize=20_000)
def _has_namesake(town: str, area: str) -> bool:
    """Whether a small town's name is borne by a town of this county or region."""
    known = gazetteer()
    region = known.find_region(area)
    located = known.town(town)
    if region is None or located is None or located.population > WELL_KNOWN:
        return False
    return any(known.holds(region, one) for one in known.towns(town))


def _area_and(a: PlaceKey, b: PlaceKey) -> Relation:  # noqa: PLR0911 - one question a line
    if a.local in b.within or b.local in a.within:
        return Relation.PARENT
    siblings = len(a.names) > 1 and len(b.names) > 1 and a.names[1] == b.names[1]
    if siblings and (a.wide == b.wide or (a if b.wide else b).lat is not None):
        return Relation.CONTRADICTING
    if a.wide and b.wide:
        both_counties = a.local in COUNTIES and b.local in COUNTIES
        return Relation.CONTRADICTING if both_counties and not _nested(a.local, b.local) else Relation.UNKNOWN
    area, town = (a, b) if a.wide else (b, a)
    region = OFFICIAL.get(area.local)
    if region and not town.within.isdisjoint(OFFICIAL_REGIONS):
        # Boards file London under "South East England".
        inside = region in town.within or (region == "south east" and "london" in town.within)
        return Relation.PARENT if inside else Relation.CONTRADICTING
    if area.local in COUNTIES and area.local != "middlesex" and _in_other_regions(area, town):
        return Relation.CONTRADICTING
    stated = _counties(town)
    if area.local in COUNTIES and stated and not any(_nested(area.local, county) for county in stated):
        return Relation.CONTRADICTING
    distance = kilometres(a, b)
    return Relation.CONTRADICTING if distance is not None and distance > AREA_FAR_KM else Relation.UNKNOWN


def _in_other_regions(a: PlaceKey, b: PlaceKey) -> bool:
    one, two = a.within & OFFICIAL_REGIONS, b.within & OFFICIAL_REGIONS
    return bool(one) and bool(two) and one.isdisjoint(two)


def _nested(a: str, b: str) -> bool:
    """`yorkshire` and `west yorkshire`; `essex` and `sussex` are not."""
    return a == b or a.endswith(" " + b) or b.endswith(" " + a)


def _two_towns(a: PlaceKey, b: PlaceKey) -> Relation:
    siblings = len(a.names) > 1 and len(b.names) > 1 and a.names[1] == b.names[1]
    if _alike(a.local, b.local):
        return Relation.SAME
    compass = bool(_COMPASS.match(a.local + " ")) and bool(_COMPASS.match(b.local + " "))
    if compass or siblings:
        return Relation.CONTRADICTING
    if a.town and a.town == b.town:
        part = _COMPASS.match(a.local + " ") or _COMPASS.match(b.local + " ")
        return Relation.PARENT if part or a.town not in (a.local, b.local) else Relation.SAME
    if a.local in b.within or b.local in a.within:
        return Relation.PARENT if not _apart(a, b) else Relation.CONTRADICTING
    if a.local.endswith(" " + b.local) or b.local.endswith(" " + a.local):
        return Relation.PARENT
    distance = kilometres(a, b)
    return Relation.UNKNOWN if distance is not None and distance < FAR_KM / 4 else Relation.CONTRADICTING


def _alike(a: str, b: str) -> bool:
    """Two spellings of one name: `newcastle` and `newcastle upon tyne`, `st albans` and `saint albans`."""
    if _COMPASS.match(a + " ") or _COMPASS.match(b + " "):
        return fuzz.ratio(a, b) >= 93 and a.split(maxsplit=1)[0] == b.split(maxsplit=1)[0]
    left = _LINK_WORDS.sub(" ", a.replace("saint ", "st ")).split()
    right = _LINK_WORDS.sub(" ", b.replace("saint ", "st ")).split()
    if not left or not right:
        return False
    if left == right or _RIVER.sub("", a) == b or _RIVER.sub("", b) == a:
        return True
    return fuzz.ratio(" ".join(left), " ".join(right)) >= 90


def _apart(a: PlaceKey, b: PlaceKey) -> bool:
    distance = kilometres(a, b)
    return distance is not None and distance > FAR_KM


def kilometres(a: PlaceKey, b: PlaceKey) -> float | None:
    """Distance of two located places, None where one is not located."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    mean = math.radians((a.lat + b.lat) / 2)
    return math.hypot((a.lat - b.lat) * 110.6, (a.lon - b.lon) * 111.3 * math.cos(mean))
