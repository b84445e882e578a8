"""The gazetteer: places, postcodes and official areas of the UK, and the world's towns where they are needed.

`gazetteer()` is cached and cheap; each table is read when it is first asked for.
"""

from functools import cache, cached_property, lru_cache

from records.listing import Area
from records.vocabulary import AreaLevel, PlacePrecision
from records.words import pairs
from reference.british_areas import british_areas, world_areas
from reference.geometry import Boundaries, kilometres
from reference.names import fold
from reference.postcodes import find_outcodes, find_postcodes
from reference.regions import RegionIndex
from reference.tables import (
    read_aliases,
    read_countries,
    read_locality_rows,
    read_outcodes,
    read_text,
    read_town_rows,
)
from reference.towns import TownIndex
from reference.types import Located, Outcode, Region, Town

BRITISH_ISLES = frozenset({"GB", "IE", "JE", "GG", "IM"})
METROPOLIS = 5_000_000
# Among bearers of one name population decides from here on; below, which of them is a post town.
_SMALL = 10_000
_OUTCODE_REACH = 6.0
_TIME_ZONES = frozenset({"EST", "NAM"})  # and the region North America, not Estonia and Namibia


class Gazetteer:
    """Lookups by name, code and point. Names may be in any case and punctuation."""

    @cached_property
    def outcodes(self) -> dict[str, Outcode]:
        """Every outcode by its code."""
        return read_outcodes()

    @cached_property
    def _british(self) -> TownIndex:
        corrected = read_locality_rows()
        known = {(row[0], row[3]) for row in corrected}
        rows = (row for row in read_town_rows("towns.tsv.gz") if (row[0], row[3]) not in known)
        return TownIndex([*rows, *corrected], read_aliases("town"), own_first=False)

    @cached_property
    def _world(self) -> TownIndex:
        return TownIndex(read_town_rows("towns_world.tsv.gz"), read_aliases("town"), own_first=True)

    @cached_property
    def _boundaries(self) -> Boundaries:
        return Boundaries.from_json(read_text("boundaries.json.gz"))

    @cached_property
    def regions(self) -> RegionIndex:
        """Areas of the UK."""
        return RegionIndex(british_areas())

    @cached_property
    def world_regions(self) -> RegionIndex:
        """States and counties of the US, provinces of Canada, states of Australia."""
        return RegionIndex(world_areas())

    @cached_property
    def _countries(self) -> dict[str, str]:
        named = {name: code for code, names in read_countries().items() for name in names}
        return {**named, **pairs("country_names")}

    def country(self, text: str) -> str | None:
        """ISO 3166-1 alpha-2 code of a country by name or code; a code must be in upper case."""
        code = text.strip()
        if len(code) == 2 and code.isupper() and code in self._codes:
            return code
        if code in _TIME_ZONES:
            return None
        # Three letters are a word unless they are a code: 'are' is not the Emirates.
        known = pairs("country_names") if len(code) == 3 and not code.isupper() else self._countries
        return known.get(fold(text))

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(self._countries.values())

    def outcode(self, code: str) -> Outcode | None:
        """The outcode 'LS1', in any case."""
        return self.outcodes.get(code.strip().upper())

    def towns(self, name: str, country: str = "GB") -> tuple[Town, ...]:
        """All towns of a name in a country ('' for any outside the British Isles), biggest first."""
        index = self._british if country in BRITISH_ISLES else self._world
        found = index.find(fold(name))
        found = tuple(town for town in found if town.country == country) if country else found
        return self._by_prominence(found) if country == "GB" and len(found) > 1 else found

    @lru_cache(maxsize=4096)  # noqa: B019 - the gazetteer lives as long as the process
    def _by_prominence(self, towns: tuple[Town, ...]) -> tuple[Town, ...]:
        """Of small places with one name the one that a postcode district is called after stands first: the table
        has no population for some post towns. `Holywell` is in Flintshire, not a suburb of Watford."""
        if towns[0].population >= _SMALL:
            return towns
        return tuple(sorted(towns, key=lambda town: (not self._names_outcode(town), -town.population)))

    def _names_outcode(self, town: Town) -> bool:
        near = self._outcode_towns.get(fold(town.name), ())
        return any(kilometres(town.lat, town.lon, one.lat, one.lon) < _OUTCODE_REACH for one in near)

    @cached_property
    def _outcode_towns(self) -> dict[str, list[Outcode]]:
        named: dict[str, list[Outcode]] = {}
        for outcode in self.outcodes.values():
            named.setdefault(fold(outcode.town), []).append(outcode)
        return named

    def names_of_towns(self, *, least: int) -> list[str]:
        """Names of the towns of the British Isles with at least so many people."""
        return self._british.names(least)

    def town(self, name: str, *, country: str = "GB", within: str | None = None) -> Town | None:
        """The town of a name; of several the one in `within` (code or name of an area), else the biggest."""
        found = self.towns(name, country)
        region = self.find_region(within, country) if within else None
        inside = [town for town in found if region and self.holds(region, town)]
        return next(iter(inside or found), None)

    def find_region(self, name_or_code: str, country: str = "GB") -> Region | None:
        """An area, or a county in use that has no official code."""
        index = self.regions if country in BRITISH_ISLES else self.world_regions
        return index.find(name_or_code, country)

    def holds(self, region: Region, town: Town) -> bool:
        """Whether a town lies in an area."""
        if region.country != town.country:
            return False
        if town.country == "GB":
            return bool(town.district) and self.regions.holds(region, town.district)
        state = self.world_regions.find(f"{town.country}-{town.admin}", town.country)
        return state is not None and region.code in (state.code, *region.parents[-1:])

    def areas_of(self, code: str) -> list[Area]:
        """The area of an official code and those that hold it, smallest first."""
        return list(self._areas_of(code))

    @lru_cache(maxsize=4096)  # noqa: B019 - the gazetteer lives as long as the process
    def _areas_of(self, code: str) -> tuple[Area, ...]:
        index = self.regions if code in self.regions else self.world_regions
        region = index.by_code(code)
        if region is None:
            return ()
        chain = [region, *(parent for parent in map(index.by_code, region.parents) if parent)]
        return tuple(Area(code=one.code, name=one.name, level=AreaLevel(one.level)) for one in chain)

    def town_areas(self, town: Town) -> list[Area]:
        """The areas that hold a town, smallest first."""
        if town.country == "GB":
            areas = self.areas_of(town.district)
            # A metropolis is more than the district of its centre: London is not Westminster.
            return areas[1:] if town.population > METROPOLIS else areas
        state = self.world_regions.find(f"{town.country}-{town.admin}", town.country) if town.admin else None
        return self.areas_of(state.code) if state else []

    def region_areas(self, region: Region) -> list[Area]:
        """An area and those that hold it; for a county without a code only the latter."""
        if region.code:
            return self.areas_of(region.code)
        return [area for code in region.parents for area in self.areas_of(code)[:1]]

    def areas_at(self, lat: float, lon: float) -> list[Area]:
        """The UK district at a point and the areas that hold it; empty outside the UK."""
        code = self._boundaries.district_at(lat, lon)
        return self.areas_of(code) if code else []

    def area(self, name_or_code: str) -> Area | None:
        """An official UK area by code, name or its council's name; then one of the US, Canada or Australia."""
        region = self.regions.find(name_or_code, "GB") or self.world_regions.find(name_or_code, "US")
        if region is None or not region.code:
            return None
        return Area(code=region.code, name=region.name, level=AreaLevel(region.level))

    @lru_cache(maxsize=4096)  # noqa: B019 - the gazetteer lives as long as the process
    def near(self, text: str) -> Located | None:
        """The point that 'LS1 4AP', 'LS1', 'Leeds', 'Leeds, West Yorkshire' or 'West Yorkshire' means."""
        codes = find_postcodes(text, self.outcodes) or find_outcodes(text.strip().upper(), self.outcodes)
        if codes:
            code = self.outcodes[codes[0].outcode]
            name = codes[0].postcode
            return Located(name, code.lat, code.lon, PlacePrecision.OUTCODE, self.areas_of(code.district), code.country)
        parts = [part.strip() for part in text.split(",") if part.strip()]
        parts = [part for part in parts if self.country(part) != "GB" or fold(part) in {"scotland", "wales"}] or parts
        if not parts:
            return None
        town = self.town(parts[0], within=parts[-1] if len(parts) > 1 else None)
        region = self.find_region(parts[0])
        if town and not (
            region
            and region.level in {"region", "nation", "county", "combined_authority"}
            and town.population < 100_000
        ):
            return Located(town.name, town.lat, town.lon, PlacePrecision.TOWN, self.town_areas(town), "GB")
        if region and region.lat is not None and region.lon is not None:
            areas = self.region_areas(region)
            return Located(region.name, region.lat, region.lon, PlacePrecision.AREA, areas, "GB")
        return self._near_abroad(parts)

    def _near_abroad(self, parts: list[str]) -> Located | None:
        town = self.town(parts[0], country="IE") if len(parts) == 1 else None
        town = town or self.abroad(parts[0], parts[1:])
        if town is None:
            return None
        return Located(town.name, town.lat, town.lon, PlacePrecision.TOWN, self.town_areas(town), town.country)

    def abroad(self, name: str, context: list[str]) -> Town | None:
        """The town outside the UK that these further words (state, country) point to; without words the biggest."""
        found = self.towns(name, "") or self.towns(name, "IE")
        for word in context:
            inside = [town for town in found if self._is_in(town, word)]
            if inside:
                found = tuple(inside)
            elif self.country(word):
                return None
        return found[0] if found else None

    def _is_in(self, town: Town, word: str) -> bool:
        if town.country == self.country(word) or (town.admin and town.admin == word.strip(" .").upper()):
            return True
        region = self.world_regions.find(word, town.country)
        return region is not None and self.holds(region, town)


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of the process."""
    return Gazetteer()
