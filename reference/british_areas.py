"""Areas of the UK as people name them: official ones, counties of `counties.csv`, names of `aliases.csv`."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from reference.names import fold
from reference.tables import CountyRow, read_aliases, read_counties, read_regions
from reference.types import Region

# A region, and the keys of its names.
Named = tuple[Region, tuple[str, ...]]
# Of areas with one name the wider wins ('West Midlands' is the region), except that a county in use
# without a code stands behind every official area ('Cheshire', 'Down').
ORDER = ("nation", "region", "combined_authority", "state", "county", "district")


@cache
def county_names() -> frozenset[str]:
    """Counties as addresses name them, in small letters: those of today, and those that are gone and still written."""
    return frozenset(county.name.casefold() for county in read_counties() if county.in_addresses)


def british_areas() -> list[Named]:
    """Every area, in the order in which a name is theirs."""
    official = _ordered(read_regions("areas.tsv.gz"))
    found = _Counties(official)
    for county in read_counties():
        if county.members:
            found.add(county)
    return _with_aliases(_ordered([*found.official(), *found.made.values()]))


def world_areas() -> list[Named]:
    """Areas of other countries."""
    return _ordered(read_regions("areas_world.tsv.gz"))


def _ordered(areas: Iterable[Named]) -> list[Named]:
    return sorted(areas, key=lambda row: (not row[0].code, ORDER.index(row[0].level)))


def _with_aliases(areas: list[Named]) -> list[Named]:
    """Each alias belongs to the first area of the name; ValueError names a row of the table that names no area."""
    index: dict[str, int] = {}
    for number, (_, names) in enumerate(areas):
        for key in names:
            index.setdefault(key, number)
    for alias in read_aliases("area"):
        number = index.get(fold(alias.name), -1)
        if number < 0:
            raise ValueError(f"aliases.csv: there is no area {alias.name!r}")
        region, names = areas[number]
        areas[number] = region, tuple(sorted({*names, *map(fold, alias.aliases)}))
    return areas


class _Counties:
    """Counties out of their members, one after the other: a later one may name an earlier one as its member."""

    def __init__(self, official: list[Named]) -> None:
        self._official = official
        self._by_name: dict[str, Region] = {}
        self.made: dict[str, Named] = {}
        # Codes of counties that have one → go first among the parents of their members.
        self._over: dict[str, str] = {}
        for region, names in official:
            for key in (fold(region.name), *names):
                self._by_name.setdefault(key, region)

    def add(self, county: CountyRow) -> None:
        members = [region for name in county.members for region in self._members(county, name)]
        points = [(one.lat, one.lon) for one in members if one.lat is not None and one.lon is not None]
        lat, lon = county.point or (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))
        region = Region(
            county.code, county.name, "county", lat, lon, "GB",
            parents=_common_parents(members, combined=bool(county.code)), members=tuple(one.code for one in members),
        )  # fmt: skip
        names = tuple(sorted({fold(name) for name in (county.name, *county.aliases)}))
        self.made[fold(county.name)] = region, names
        if county.code:
            self._over.update((one.code, county.code) for one in members)

    def official(self) -> list[Named]:
        """The official areas, those in a county with a code below it."""
        return [
            (
                replace(region, parents=(over, *region.parents)) if (over := self._over.get(region.code)) else region,
                names,
            )
            for region, names in self._official
        ]

    def _members(self, county: CountyRow, name: str) -> list[Region]:
        """The area of a name, or the members of an earlier county without a code."""
        key = fold(name)
        if key in self._by_name:
            return [self._by_name[key]]
        if key in self.made:
            codes = self.made[key][0].members
            return [region for region, _ in self._official if region.code in codes]
        raise ValueError(f"counties.csv: {county.name} has a member that no area is called: {name!r}")


def _common_parents(members: list[Region], *, combined: bool) -> tuple[str, ...]:
    """What holds all members. A county without a code is older than combined authorities, and in none."""
    first, *others = members
    shared = [code for code in first.parents if all(code in other.parents for other in others)]
    return tuple(code for code in shared if combined or not code.startswith(("E47", "E61")))
