"""Parts of a place text → where that is outside the UK and Ireland."""

from dataclasses import dataclass

from records.words import words
from reference.gazetteer import BRITISH_ISLES, Gazetteer
from reference.names import fold
from reference.types import Region, Town

_STATED = ("US", "CA", "AU")
# A city abroad must be this big for its name alone to mean it.
_KNOWN_BY_NAME = 90_000
# A city of this size is meant by its other names, too: Bombay.
_GREAT = 1_000_000
# It must also be this many times as big as the next of its name: many states have a Greenville or a Salem.
_DOMINANT = 2.5
# This size is enough for a name of two words that one country only has: Palo Alto, Walnut Creek.
_ONE_OF_A_KIND = 50_000
# A city of this size is meant rather than the state of its name, where nothing else stands: New York.
_NAMESAKE = 300_000
# Beside an unknown town these codes of states more often mean a country: 'Neustadt, DE', 'Rampur, IN'.
_RATHER_COUNTRY = frozenset({"DE", "IN"})
_CONTINENT = frozenset({"north", "south", "latin", "central"})  # and 'America' behind it
_DIRECTIONS = frozenset(words("directions"))


@dataclass(frozen=True)
class Abroad:
    """A town or a state, or only a country. `unknown` are parts that were not understood."""

    country: str | None
    town: Town | None = None
    region: Region | None = None
    unknown: tuple[str, ...] = ()


def states_of(name: str, gazetteer: Gazetteer) -> list[Region]:
    """States and provinces that a part may mean: 'CA', 'Calif'… not, 'California', 'Ontario', 'D.C.'."""
    if not any(char.isalpha() for char in name):
        return []
    letters = name.replace(".", "").strip()
    key = f"{letters}" if letters.isupper() and 2 <= len(letters) <= 3 else ""
    regions = []
    for country in _STATED:
        region = gazetteer.find_region(f"{country}-{key}", country) if key else gazetteer.find_region(name, country)
        if region:
            regions.append(region)
    return regions


def find_abroad(names: tuple[str, ...], gazetteer: Gazetteer, default: str | None) -> Abroad | None:
    """The place, where a country, a state or a city's fame tells it; None where nothing does."""
    countries, states, rest = _context(names, gazetteer)
    country = countries[0] if countries else None
    if country in BRITISH_ISLES:
        return None
    for index, name in enumerate(rest):
        town = _town(name, gazetteer, country, states, default)
        if town:
            return Abroad(town.country, town, None, tuple(rest[:index]))
    if states and (town := _inside(rest, states, gazetteer) or _namesake(states, names, rest, gazetteer)):
        return Abroad(town.country, town)
    if country and any(len(name) == 2 and gazetteer.country(name) == country for name in names):
        # Two letters that are no country here: 'Bombay, MH' is a state of India, not the Marshall Islands.
        for name in rest:
            town = _town(name, gazetteer, None, [], default)
            if town and country not in {town.country, default} and not gazetteer.towns(rest[-1], country):
                return Abroad(town.country, town)
    rest = [name for name in rest if not any(fold(name) == fold(one.name) for one in states)]
    state = next((one for one in states if country in {None, one.country}), None)
    if state is None and country is None:
        return None
    return Abroad(state.country if state else country, None, state, tuple(rest))


def _context(names: tuple[str, ...], gazetteer: Gazetteer) -> tuple[list[str], list[Region], list[str]]:
    """Countries, states and the other parts. Two letters that are both (CA) are a state beside a city of it."""
    countries: list[str] = []
    states: list[Region] = []
    rest: list[str] = []
    for index, name in enumerate(names):
        meant = states_of(name, gazetteer)
        country = gazetteer.country(name)
        if (
            meant
            and not (index == 0 and len(names) > 1 and country and not _american(names[1:], gazetteer))
            and (
                not country
                or _city_beside(names, name, meant, gazetteer)
                or _unheard_of(names, index, country, gazetteer)
            )
        ):
            states.extend(meant)
            if not name.replace(".", "").isupper() and _is_city(names, index, meant, gazetteer):
                rest.append(name)  # 'New York' is a city first
        elif country:
            countries.append(country)
        elif fold(name) not in _DIRECTIONS or len(names) == 1:
            rest.append(name)
    return countries, states, rest


def _american(names: tuple[str, ...], gazetteer: Gazetteer) -> bool:
    return any(gazetteer.country(name) == "US" for name in names)


def _is_city(names: tuple[str, ...], index: int, states: list[Region], gazetteer: Gazetteer) -> bool:
    """Whether a state's name means a town: 'New York, NY' does, 'Victoria, BC' too, 'Alabama, United States' not."""
    others = [one for place, other in enumerate(names) if place != index for one in states_of(other, gazetteer)]
    towns = gazetteer.towns(names[index], "")
    if any(gazetteer.holds(other, town) for other in others for town in towns):
        return index == 0 or any(fold(one.name) == fold(names[index]) for one in others)
    return index == 0 and bool(_own_city(states, gazetteer))


def _own_city(states: list[Region], gazetteer: Gazetteer) -> Town | None:
    for state in states:
        for town in gazetteer.towns(state.name, state.country):
            if town.population >= _NAMESAKE and gazetteer.holds(state, town):
                return town
    return None


def _namesake(states: list[Region], names: tuple[str, ...], rest: list[str], gazetteer: Gazetteer) -> Town | None:
    """'5 West Street, New York' is in the city, as no part before names a town of the state."""
    written = any(fold(one.name) == fold(name) for one in states for name in names)
    return _own_city(states, gazetteer) if written and any(char.isdigit() for char in " ".join(rest)) else None


def _inside(rest: list[str], states: list[Region], gazetteer: Gazetteer) -> Town | None:
    """A town of the state at the end of a longer part: '1616 Camden Rd Charlotte, NC'."""
    for name in rest:
        if not any(char.isdigit() for char in name):
            continue  # 'Playa Vista' is not Vista
        words = name.split()
        for size in range(min(3, len(words) - 1), 0, -1):
            tail = " ".join(words[-size:])
            for town in gazetteer.towns(tail, "") if tail[:1].isupper() else ():
                if any(gazetteer.holds(state, town) for state in states):
                    return town
    return None


def _unheard_of(names: tuple[str, ...], index: int, country: str, gazetteer: Gazetteer) -> bool:
    """'VA' behind a place that the Vatican does not have is Virginia."""
    name = names[index]
    if index == 0 or len(name) != 2 or name in _RATHER_COUNTRY:
        return False
    return not any(gazetteer.towns(other, country) for other in names[:index])


def _city_beside(names: tuple[str, ...], state: str, regions: list[Region], gazetteer: Gazetteer) -> bool:
    others = [name for name in names if name != state]
    return "US" in {gazetteer.country(name) for name in others} or any(
        gazetteer.holds(region, town)
        for name in others
        for town in gazetteer.towns(name, "")
        for region in regions
        if town.country == region.country
    )


def _dominates(town: Town, towns: tuple[Town, ...], name: str) -> bool:
    """Whether a bare name means this town: no other of that name is nearly as big; a town that only also goes by
    the name (Columbus was Franklinton once) gives way to those that bear it."""
    own = [one for one in towns if fold(one.name) == fold(name)]
    if own and town not in own:
        return town.population >= _GREAT
    return town.population >= _GREAT or all(
        town.population >= _DOMINANT * one.population for one in own if one is not town
    )


def _town(
    name: str, gazetteer: Gazetteer, country: str | None, states: list[Region], default: str | None
) -> Town | None:
    towns = gazetteer.towns(name, country or "")
    if states:
        inside = [town for town in towns if any(gazetteer.holds(state, town) for state in states)]
        if inside:
            return inside[0]
    if country:
        return towns[0] if towns else None
    at_home = [town for town in towns if town.country == default]
    if at_home and not states:
        return at_home[0]
    famous = [town for town in towns if town.population >= (_KNOWN_BY_NAME if len(fold(name)) > 3 else 5_000_000)]
    famous = [] if famous and not _dominates(famous[0], towns, name) else famous
    if not famous and " " in name.strip() and {town.country for town in towns} == {towns[0].country if towns else ""}:
        famous = [town for town in towns if town.population >= _ONE_OF_A_KIND]
    return famous[0] if famous and not (states and famous[0].country == "US") else None


def letters_of(state: Region, town: Town | None) -> set[str]:
    """A state as letters beside a town may name it: {'ny', 'n y'}."""
    return {town.admin.lower(), " ".join(town.admin.lower())} if town else {fold(state.name)}


def spelt(name: str, parts: tuple[str, ...]) -> str:
    """A town's name as the text has it where only accents differ; 'New York' for 'New York City'."""
    same = [part for part in parts if fold(part) == fold(name) and not part.isupper() and not part.islower()]
    return "New York" if name == "New York City" else same[0] if same else name


def without_comma(name: str, gazetteer: Gazetteer, home: str) -> Abroad | None:
    """'Northlake IL', 'Boston Massachusetts', 'Charlotte North Carolina', but not 'Latin America'."""
    words = name.split(" ")
    for size in (2, 1):
        head, tail = " ".join(words[:-size]), " ".join(words[-size:])
        if not head or head.casefold() in _CONTINENT or len(words) <= size:
            continue
        named = bool(states_of(tail, gazetteer)) or (size == 1 and (gazetteer.country(tail) or tail.isupper()))
        if named and (place := find_abroad((head, tail), gazetteer, home)):
            return place
    return None
