"""Reads place texts for one source: its country and the area it covers decide what is ambiguous."""

import re

from normalise.steps.places import british
from normalise.steps.places.abroad import find_abroad, letters_of, spelt, without_comma
from normalise.steps.places.commas import comma_places
from normalise.steps.places.listing import distinct, is_area_list, is_list, is_wide_list, main_town
from normalise.steps.places.parts import Parts, alternatives, split_places
from normalise.steps.places.whole import countries, named_area
from records.listing import Area, Place
from records.vocabulary import PlacePrecision
from reference.gazetteer import BRITISH_ISLES, Gazetteer
from reference.names import fold
from reference.types import Outcode, Region, Town

_WIDE = re.compile(r"\b(?:county|borough|city|district|region|trust)[- ]?wide\b|\bperipatetic\b", re.IGNORECASE)
_NATIONWIDE = re.compile(
    r"\b(?:nation|country|UK|united kingdom)[- ]?wide\b|\bnational\b|^all (?:of the )?UK\b", re.IGNORECASE
)


class Reader:
    """Reads texts for one source: its country and the area it covers."""

    def __init__(self, known: Gazetteer, country: str, hint: str | None) -> None:
        self._known = known
        self._home = country
        self._hint = known.find_region(hint, country) if hint else None

    def wide(self, text: str, kept: str) -> list[Place]:
        """'Countywide' is the source's area, 'Nationwide' its country."""
        if _WIDE.search(text) and self._hint:
            return [self._area(self._hint, kept, None)]
        if _NATIONWIDE.search(text):
            return [Place(text=kept, country=self._home, precision=PlacePrecision.COUNTRY)]
        return []

    def read(self, text: str, kept: str) -> list[Place]:
        """All places of a text without noise; those nobody knows have no precision."""
        if region := named_area(text, self._known):
            return [self._area(region, kept, None)]
        if several_countries := countries(text, self._known):
            wide = PlacePrecision.COUNTRY
            return [Place(text=name, country=code, precision=wide) for name, code in several_countries]
        pieces = split_places(text, self._known)
        several = len(pieces) > 1
        places: list[Place] = []
        for parts in pieces:
            label = self._label(parts) if several else kept
            places.extend(self._place(parts, label))
        known = [place for place in places if place.precision is not None]
        return distinct(known) if several and known else places[:1] if several else places

    def _label(self, parts: Parts) -> str:
        return ", ".join([*parts.names, *([parts.code.postcode] if parts.code else [])])

    def _place(self, parts: Parts, label: str) -> list[Place]:
        if parts.code is None and parts.zip is None and len(several := comma_places(parts.names, self._known)) > 1:
            return distinct([place for one in several for place in self._place(Parts(one), ", ".join(one))])
        country, names = self._country(parts)
        if country in BRITISH_ISLES or parts.code:
            return self._british(names, parts, label, country or "GB", stated=country is not None)
        split = self._split(names, country)
        if len(split) > 1:
            return distinct([place for one in split for place in self._place(Parts(one), ", ".join(one))])
        return self._anywhere(names, parts, label, country)

    def _anywhere(self, names: tuple[str, ...], parts: Parts, label: str, country: str | None) -> list[Place]:
        """Parts without a country of the British Isles: at home where the source is British, else abroad first."""
        if country is None and self._home in BRITISH_ISLES:
            if away := self._stated_abroad(names, label, parts):
                return [away]
            home = self._british(names, parts, label, self._home, stated=False)
            if home and home[0].precision and not self._more_famous(names, home):
                return home
        if elsewhere := self._abroad(names if country is None else parts.names, label, parts):
            return [elsewhere]
        for other in ("IE", "GB") if country is None else ():
            if places := self._british(names, parts, label, other, stated=False):
                return places
        return [Place(text=label)]

    def _country(self, parts: Parts) -> tuple[str | None, tuple[str, ...]]:
        """The country that the parts name, and the parts without it. Nations of the UK stay: they are areas too."""
        rest = []
        country = None
        for index, name in enumerate(parts.names):
            code = self._known.country(name)
            if code and self._is_state(name, index, parts.names):
                code = None
            if code is None or (code == "GB" and self._known.find_region(name)):
                rest.append(name)
            country = country or code
        if (
            country
            and country not in BRITISH_ISLES
            and len(rest) < len(parts.names)
            and self._is_letters(country, rest, parts)
        ):
            return None, tuple(rest)
        return country, tuple(rest)

    def _is_letters(self, country: str, rest: list[str], parts: Parts) -> bool:
        """'LS' in 'Leeds, LS' is half a postcode, not Lesotho."""
        return (
            bool(rest)
            and country in parts.names
            and country != self._home
            and bool(self._known.towns(rest[0], "GB"))
            and not self._known.towns(rest[0], country)
        )

    def _is_state(self, name: str, index: int, names: tuple[str, ...]) -> bool:
        """'CA' in 'San Francisco, CA' is no country, nor is Georgia in 'Atlanta, Georgia'."""
        return (
            (index > 0 or any(self._known.country(other) == "US" for other in names[1:]))
            and any(self._known.find_region(f"US-{name}" if len(name) == 2 else name, one) for one in ("US",))
            and not (
                len(name) == 2 and self._known.towns(names[0], name) and not self._known.abroad(names[0], [name, "US"])
            )
        )

    def _split(self, names: tuple[str, ...], country: str | None) -> list[tuple[str, ...]]:
        """'Wroclaw/Krakow, Poland' as two: the first part lists towns or areas, the rest is shared."""
        if not names:
            return [names]
        for index, name in enumerate(names):
            pieces = alternatives(name)
            if len(pieces) > 1 and self._known.find_region(name):
                continue  # 'Brighton and Hove' is one council
            if len(pieces) > 1 and all(self._is_name(piece, country) for piece in pieces):
                shared = names[index + 1 :]
                context = (*shared, country) if country else shared
                before = [(one, *context) for one in names[:index]]
                return [*before, *((piece, *context) for piece in pieces)]
        return [names]

    def _is_name(self, name: str, country: str | None) -> bool:
        if country and country not in BRITISH_ISLES:
            return bool(self._known.towns(name, country))
        known = self._known
        if known.towns(name, "GB") or known.towns(name, "IE") or known.find_region(name) or known.country(name):
            return True
        return any(town.population > 100_000 for town in self._known.towns(name, "")) or len(name) == 0

    def _more_famous(self, names: tuple[str, ...], home: list[Place]) -> bool:
        """Whether one bare name is a great city abroad and a village here, outside the source's area."""
        if len(names) != 1 or len(home) != 1 or home[0].precision is not PlacePrecision.TOWN:
            return False
        here = self._known.towns(names[0], self._home)
        if not here:  # 'New York' holds York, and is not there; 'East London' is a city of South Africa too
            abroad = self._known.towns(names[0], "")
            return home[0].town != "London" and any(town.population > 100_000 for town in abroad)
        if here[0].population > 8000:
            return False
        if self._hint and any(self._known.holds(self._hint, town) for town in here):
            return False
        abroad = self._known.towns(names[0], "")
        great = bool(abroad) and abroad[0].population > max(500_000, here[0].population * 100)
        return great or self._known.find_region(names[0], "US") is not None

    def _stated_abroad(self, names: tuple[str, ...], label: str, parts: Parts) -> Place | None:
        """A place whose state or province is named beside it: 'Boston, MA', 'Toronto, Ontario'."""
        if len(names) < 2 and not parts.zip:
            return None
        abroad = find_abroad(names, self._known, self._home)
        if abroad is None or (abroad.town is None and abroad.region is None):
            return None
        state = abroad.region or (
            self._known.find_region(f"{abroad.country}-{abroad.town.admin}", abroad.country or "")
            if abroad.town and abroad.town.admin
            else None
        )
        keys = {fold(name) for name in names[1:]}
        named = state and (fold(state.name) in keys or letters_of(state, abroad.town) & keys)
        if not named or (abroad.region and self._known.find_region(names[-1])):
            return None
        return self._abroad(names, label, parts)

    def _abroad(self, names: tuple[str, ...], label: str, parts: Parts) -> Place | None:
        abroad = find_abroad(names, self._known, self._home)
        if abroad is None and len(names) == 1:
            abroad = without_comma(names[0], self._known, self._home)
        if abroad is None:
            return None
        if abroad.town:
            town = abroad.town
            return Place(
                text=label,
                postcode=parts.zip,
                town=spelt(town.name, names),
                lat=town.lat,
                lon=town.lon,
                areas=self._known.town_areas(town),
                country=town.country,
                precision=PlacePrecision.TOWN,
            )
        if abroad.region:
            return Place(
                text=label,
                postcode=parts.zip,
                town=british.village(list(abroad.unknown)),
                areas=self._known.region_areas(abroad.region),
                country=abroad.country,
                precision=PlacePrecision.AREA,
            )
        return Place(text=label, postcode=parts.zip, country=abroad.country, precision=PlacePrecision.COUNTRY)

    def _british(self, names: tuple[str, ...], parts: Parts, label: str, country: str, *, stated: bool) -> list[Place]:
        at = british.outcode_of(parts.code, self._known)
        split = self._split(names, country) if at is None else [names]
        if len(split) > 1:
            return distinct([place for one in split for place in self._place(Parts(one), ", ".join(one))])
        sorted_ = british.classify(british.with_areas_apart(names, self._known), self._known, country)
        picked = [
            (name, town)
            for name, several in sorted_.towns
            if (town := british.pick(several, self._known, sorted_.regions, at=at, hint=self._hint))
        ]
        towns = british.without_nicknames(british.beside(picked, sorted_.towns))
        if not towns and country != "IE":
            for _, several in british.embedded(sorted_.unknown, self._known, country, at=at):
                if town := british.pick(several, self._known, sorted_.regions, at=at, hint=self._hint):
                    towns.append(town)
                    break
        if at:
            return [self._coded(parts, at, towns, sorted_, label)]
        if district := british.borough(sorted_.regions, towns, self._known):
            return [self._area(district, label, towns[0].name)]
        return self._several(towns, sorted_) or (
            [self._town(main_town(towns), label)]
            if towns
            else self._area_or_country(sorted_, label, country, stated=stated)
        )

    def _several(self, towns: list[Town], found: british.Sorted) -> list[Place]:
        if is_list(towns, found):
            return distinct([self._town(town, town.name) for town in towns])
        if is_wide_list(towns, found.regions, self._known):
            return [self._town(towns[0], towns[0].name), *(self._area(one, one.name, None) for one in found.regions)]
        return []

    def _area_or_country(self, found: british.Sorted, label: str, country: str, *, stated: bool) -> list[Place]:
        if found.regions:
            order = sorted(found.regions, key=lambda one: len(one.parents), reverse=True)
            if is_area_list(found.regions, self._known):
                return [self._area(region, region.name, None) for region in found.regions]
            return [self._area(order[0], label, british.village(found.unknown))]
        if stated:
            return [
                Place(
                    text=label, town=british.village(found.unknown), country=country, precision=PlacePrecision.COUNTRY
                )
            ]
        return []

    def _coded(self, parts: Parts, at: Outcode, towns: list[Town], found: british.Sorted, label: str) -> Place:
        assert parts.code is not None
        alone = len(found.unknown) == 1 and parts.names[:1] == tuple(found.unknown)
        town = main_town(towns).name if towns else (british.village(found.unknown) if alone else None) or at.town
        return Place(
            text=label,
            postcode=parts.code.postcode,
            town=town or None,
            lat=at.lat,
            lon=at.lon,
            areas=self._known.areas_of(at.district),
            country=at.country,
            precision=PlacePrecision.OUTCODE,
        )

    def _town(self, town: Town, label: str) -> Place:
        return Place(
            text=label,
            town=town.name,
            lat=town.lat,
            lon=town.lon,
            areas=self._known.town_areas(town),
            country=town.country,
            precision=PlacePrecision.TOWN,
        )

    def _area(self, region: Region, label: str, town: str | None) -> Place:
        areas: list[Area] = self._known.region_areas(region)
        return Place(
            text=label,
            town=town,
            lat=region.lat,
            lon=region.lon,
            areas=areas,
            country=region.country,
            precision=PlacePrecision.AREA,
        )
