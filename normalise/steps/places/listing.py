"""Several towns or areas in one text: a list of places, or one place told more and more widely."""

from normalise.steps.places import british
from records.listing import Place
from records.vocabulary import PlacePrecision
from reference.gazetteer import Gazetteer
from reference.types import Region, Town

# A suburb of this many people is a town itself.
_OWN_TOWN = 10_000
_CITY = 100_000


def is_list(towns: list[Town], found: british.Sorted) -> bool:
    """Whether towns between commas are several places and not a suburb with its town or a street of that name."""
    if len(towns) < 2 or found.unknown:
        return False
    first, *others = towns
    if len(towns) == 2:
        if _greater(first, others[0]):
            return False
        # 'Leeds, Headingley' and 'Manchester (Salford Quays)' are one place; 'London, Croydon' may be two.
        return not suburb(first, others[0]) and not (suburb(others[0], first) and others[0].population < _OWN_TOWN)
    if len(towns) > 3:
        return True  # nobody tells a place by four towns
    return not any(suburb(one, other) for one, other in zip(towns, others, strict=False))


def suburb(small: Town, big: Town) -> bool:
    """Whether the first is a part of the second: near it and a fifth of its size at most."""
    if small.name == big.name:
        return True
    return big.population > 5 * small.population and british.distance(small, big) <= british.REACH


def _greater(small: Town, city: Town) -> bool:
    """Whether a city behind a small town's name tells that another place is meant: the Bramley of 'Bramley, Leeds'
    is none of those that the table knows."""
    far = british.distance(small, city) > british.REACH
    return far and small.population < _OWN_TOWN and city.population >= _CITY


def main_town(towns: list[Town]) -> Town:
    """The town of an address: a suburb gives way to the town that follows it, unless it is a town itself."""
    first = towns[0]
    for other in towns[1:]:
        if (suburb(first, other) or _greater(first, other)) and first.population < _OWN_TOWN:
            return other
    return first


def is_wide_list(towns: list[Town], regions: list[Region], known: Gazetteer) -> bool:
    """'London, South East, South West': a town and areas that neither hold it nor one another."""
    if len(towns) != 1 or len(regions) < 2 or not is_area_list(regions, known):
        return False
    return not any(known.holds(region, towns[0]) for region in regions)


def is_area_list(regions: list[Region], known: Gazetteer) -> bool:
    """'Surrey, Kent' is two areas, 'Leeds district, West Yorkshire, England' one."""
    return len(regions) > 1 and not any(
        one is not other
        and (
            other.code in one.parents
            or one.code in other.parents
            or known.regions.holds(one, other.code)
            or known.regions.holds(other, one.code)
            or one.name == other.name
            or set(one.members) & set(other.members)
        )
        for one in regions
        for other in regions
    )


def distinct(places: list[Place]) -> list[Place]:
    """Places without repeats, and without a bare country beside a place in it."""
    seen: dict[object, Place] = {}
    for place in places:
        key = (place.postcode, place.town, place.country, tuple(area.code for area in place.areas[:1]), place.precision)
        seen.setdefault(key, place)
    # The country alone says nothing beside a place in it.
    inside = {place.country for place in seen.values() if place.precision is not PlacePrecision.COUNTRY}
    return [
        place for place in seen.values() if place.precision is not PlacePrecision.COUNTRY or place.country not in inside
    ]
