"""Parts of a place text → where that is in the UK or Ireland."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from records.words import Wording, any_of, pattern, words
from reference.gazetteer import METROPOLIS, Gazetteer
from reference.geometry import kilometres
from reference.names import fold
from reference.postcodes import Found
from reference.types import Outcode, Region, Town

# A town in the text and the postcode beside it belong together up to this distance.
REACH = 35.0
# A suburb is no further than this from the town beside it.
_SUBURB = 15.0
# A town further than this from the middle of the county beside it is not the one that is meant.
_CONTRADICTS = 120.0
_VENUE = Wording(lambda: any_of((*words("venue_words"), *words("street_words"))) + r"|\d")
# 'Kilburn Building' is named after somebody, 'Leeds General Infirmary' after Leeds.
_BUILDING = re.compile(r"^\S+ (?:building|house|court|hall|lodge|suite|tower|room|block|wing)$", re.IGNORECASE)
# Towns whose names are words of addresses: they count only as a part of their own.
_COMMON = frozenset(words("town_namesakes", "address"))
_ROAD = pattern("street_words", "road", before=r"\w\s+", behind="$")
_AREA_LEVELS = frozenset({"nation", "region", "county", "combined_authority"})


@dataclass
class Sorted:
    """What the parts of one place say: towns by part, areas around them, parts nobody knows."""

    towns: list[tuple[str, tuple[Town, ...]]] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def classify(names: tuple[str, ...], gazetteer: Gazetteer, country: str = "GB") -> Sorted:
    """Sort parts into towns, areas and unknown words. Countries must have been taken out before."""
    parts = Sorted()
    for name in names:
        towns = () if len(names) > 1 and _ROAD.search(name) else gazetteer.towns(name, country)
        region = gazetteer.find_region(name) if country == "GB" else None
        if region and (not towns or _area_wins(name, region, towns, gazetteer)):
            parts.regions.append(region)
        elif towns:
            parts.towns.append((name, towns))
        else:
            parts.unknown.append(name)
    return parts


def with_areas_apart(names: tuple[str, ...], gazetteer: Gazetteer) -> tuple[str, ...]:
    """'Leeds West Yorkshire' as two parts: an area's name of two words and more at the end of a longer part."""
    apart: list[str] = []
    for name in names:
        words = name.split()
        size = next(
            (size for size in (4, 3, 2) if size < len(words) and _is_area(" ".join(words[-size:]), name, gazetteer)), 0
        )
        apart.extend([" ".join(words[:-size]), " ".join(words[-size:])] if size else [name])
    return tuple(apart)


def _is_area(tail: str, name: str, gazetteer: Gazetteer) -> bool:
    region = gazetteer.find_region(tail) if not gazetteer.find_region(name) and not gazetteer.towns(name) else None
    return region is not None and (region.level in _AREA_LEVELS or not gazetteer.towns(tail))


def _area_wins(name: str, region: Region, towns: tuple[Town, ...], gazetteer: Gazetteer) -> bool:
    """Whether a name that is an area's and a town's means the area: 'Cornwall' and 'Wales' do, 'Leeds' does not."""
    if fold(name) == "london":
        return False
    if not region.code:
        return towns[0].population < 5000
    if region.level in _AREA_LEVELS:
        return True
    own = [town for town in towns if fold(town.name) == fold(name)]
    return not any(town.population >= 1000 or gazetteer.holds(region, town) for town in own)


def embedded(
    names: list[str], gazetteer: Gazetteer, country: str, *, at: Outcode | None
) -> Iterator[tuple[str, tuple[Town, ...]]]:
    """Towns named inside a part: at its end ('County Hall MORPETH'), or before a venue's word ('Leeds General
    Infirmary') where it is a town of some size or near the postcode."""
    for name in reversed(names):
        words = name.split()
        for size in range(min(4, len(words)), 0, -1):
            tail = " ".join(words[-size:])
            if fold(tail) != "london" and (region := gazetteer.find_region(tail)) and region.level in _AREA_LEVELS:
                break  # 'covering Wales' is not the village in Yorkshire
            if not at and size < len(words) and _is_elsewhere(" ".join(words[-size - 1 :]), gazetteer):
                break
            least = _size_behind(words[: len(words) - size])
            if _nameable(tail) and (towns := _of_some_size(gazetteer.towns(tail, country), least, at)):
                yield tail, towns
                break
    for name in reversed(names):
        words = name.split()
        if not at and (not _VENUE.search(name) or _BUILDING.match(name)):
            continue
        for size in range(min(4, len(words)), 0, -1):
            head = " ".join(words[:size])
            if _nameable(head) and (towns := _of_some_size(gazetteer.towns(head, country), 5000, at)):
                yield head, towns
                break


def _size_behind(before: list[str]) -> int:
    """How big a town must be behind these words: behind a building's any, behind a name a well-known one, as 'Brize
    Norton' is no Norton."""
    named = bool(before) and before[-1][:1].isupper() and not before[-1].isupper() and not _VENUE.search(before[-1])
    return 15_000 if named else 500


def _is_elsewhere(name: str, gazetteer: Gazetteer) -> bool:
    """York is not meant by 'New York', nor Orleans by 'New Orleans'."""
    return not gazetteer.towns(name) and any(town.population > 300_000 for town in gazetteer.towns(name, ""))


def _of_some_size(towns: tuple[Town, ...], least: int, at: Outcode | None) -> tuple[Town, ...]:
    if at:
        return tuple(town for town in towns if distance(town, at) <= REACH)
    return tuple(town for town in towns if town.population >= least)


def _nameable(words: str) -> bool:
    return words[:1].isupper() and len(words) > 3 and fold(words) not in _COMMON


def distance(town: Town, at: Outcode | Town) -> float:
    """Kilometres between a town and an outcode's centre or another town."""
    return kilometres(town.lat, town.lon, at.lat, at.lon)


def pick(
    towns: tuple[Town, ...],
    gazetteer: Gazetteer,
    regions: list[Region],
    *,
    at: Outcode | Town | None,
    hint: Region | None,
) -> Town | None:
    """The town of a name that is meant: near the postcode, in the areas that the text names, in the source's area, else
    the biggest. None where a postcode or an area contradicts all of them."""
    if at:
        near = [town for town in towns if distance(town, at) <= REACH]
        return max(near, key=lambda town: town.population, default=None)
    for region in regions:
        inside = tuple(town for town in towns if gazetteer.holds(region, town))
        if not inside and region.lat is not None and all(_away(town, region) for town in towns):
            return None  # 'Lea, Derbyshire' is not Lea in Wiltshire; but Romford, Essex, was there once
        towns = inside or _nearest_first(towns, region)
    if not hint:
        return towns[0] if towns else None
    inside = tuple(town for town in towns if gazetteer.holds(hint, town))
    return (inside or towns)[0] if towns else None


def _nearest_first(towns: tuple[Town, ...], region: Region) -> tuple[Town, ...]:
    """Towns by their way to an area that holds none of them any more: 'Newport, Shropshire' is in Telford's now."""
    lat, lon = region.lat, region.lon
    if len(towns) < 2 or lat is None or lon is None or region.level in ("nation", "region"):
        return towns
    return tuple(sorted(towns, key=lambda town: kilometres(town.lat, town.lon, lat, lon)))


def beside(picked: list[tuple[str, Town]], towns: list[tuple[str, tuple[Town, ...]]]) -> list[tuple[str, Town]]:
    """`picked` with suburbs that have a greater namesake: 'Whitchurch, Bristol' is not in Cardiff."""
    known = dict(towns)
    return [(name, _at(name, town, known[name], picked)) for name, town in picked]


def _at(name: str, town: Town, bearers: tuple[Town, ...], picked: list[tuple[str, Town]]) -> Town:
    others = [other for its, other in picked if its != name]
    if any(distance(town, other) <= REACH for other in others):
        return town
    near = [
        bearer
        for bearer in bearers
        for other in others
        if distance(bearer, other) <= _SUBURB and other.population > 5 * bearer.population
    ]
    return near[0] if near else town


def borough(regions: list[Region], towns: list[Town], gazetteer: Gazetteer) -> Region | None:
    """The district of a metropolis beside its name: 'Hammersmith and Fulham, London'."""
    if len(towns) != 1 or towns[0].population < METROPOLIS:
        return None
    around = {area.code for area in gazetteer.town_areas(towns[0])[:1]}
    return next((one for one in regions if one.level == "district" and around & set(one.parents)), None)


def _away(town: Town, region: Region) -> bool:
    assert region.lat is not None
    assert region.lon is not None
    far = kilometres(town.lat, town.lon, region.lat, region.lon) > _CONTRADICTS
    return far and region.level not in ("nation", "region")


def village(unknown: list[str]) -> str | None:
    """A part that can be the name of a village no table has: a few capitalised words, not a building's."""
    for name in reversed(unknown):
        words = name.split()
        letters = name.isupper() and len(name) < 5  # EMEA, APAC
        if fold(name) in _COMMON:
            continue
        if len(words) <= 3 and name[:1].isupper() and not _VENUE.search(name) and len(name) > 2 and not letters:
            return name
    return None


def without_nicknames(picked: list[tuple[str, Town]]) -> list[Town]:
    """The towns, without those beside London that only also go by a name: 'Waterloo, London' is not Waterlooville."""
    capital = any(town.population > METROPOLIS for _, town in picked)
    return [town for name, town in picked if not capital or fold(town.name) == fold(name) or town.population > 100_000]


def outcode_of(code: Found | None, gazetteer: Gazetteer) -> Outcode | None:
    """The outcode of a postcode found."""
    return gazetteer.outcode(code.outcode) if code else None
