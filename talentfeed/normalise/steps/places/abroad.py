"""Parts of a place text → where that is outside the UK and Ireland."""

from dataclasses import dataclass

from talentfeed.reference.gazetteer import BRITISH_ISLES, Gazetteer
from talentfeed.reference.names import fold
from talentfeed.reference.types import Region, Town

_STATED = ("US", "CA", "AU")
# A city abroad that is named without its country must be this big to be meant.
_KNOWN_BY_NAME = 90_000


@dataclass(frozen=True)
class Abroad:
    """A town or a state, or only a country. `unknown` are parts that were not understood."""

    country: str | None
    town: Town | None = None
    region: Region | None = None
    unknown: tuple[str, ...] = ()


def states_of(name: str, gazetteer: Gazetteer) -> list[Region]:
    """States and provinces that a part may mean: 'CA', 'Calif'… not, 'California', 'Ontario', 'D.C.'."""
    letters = name.replace(".", "").strip()
    key = f"{letters}" if letters.isupper() and 2 <= len(letters) <= 3 else ""
    found = []
    for country in _STATED:
        region = gazetteer.find_region(f"{country}-{key}", country) if key else gazetteer.find_region(name, country)
        if region:
            found.append(region)
    return found


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
    if country and any(len(name) == 2 and gazetteer.country(name) == country for name in names):
        # Two letters that are no country here: 'Bombay, MH' is a state of India, not the Marshall Islands.
        for name in rest:
            town = _town(name, gazetteer, None, [], default)
            if town and country not in {town.country, default} and not gazetteer.towns(rest[-1], country):
                return Abroad(town.country, town)
    rest = [name for name in rest if not any(fold(name) == fold(one.name) for one in states)]
    state = next((one for one in states if country in {None, one.country}), None)
    if state and (country or len(names) == len(rest) + 1):
        return Abroad(state.country, None, state, tuple(rest))
    if country:
        return Abroad(country, None, None, tuple(rest))
    return None


def _context(names: tuple[str, ...], gazetteer: Gazetteer) -> tuple[list[str], list[Region], list[str]]:
    """Countries, states and the other parts. Two letters that are both (CA) are a state beside a city of it."""
    countries: list[str] = []
    states: list[Region] = []
    rest: list[str] = []
    for index, name in enumerate(names):
        found = states_of(name, gazetteer)
        country = gazetteer.country(name)
        if (
            found
            and not (index == 0 and len(names) > 1 and country)
            and (not country or _city_beside(names, name, found, gazetteer))
        ):
            states.extend(found)
            if not name.replace(".", "").isupper() and index == 0:
                rest.append(name)  # 'New York' is a city first
        elif country:
            countries.append(country)
        else:
            rest.append(name)
    return countries, states, rest


def _city_beside(names: tuple[str, ...], state: str, regions: list[Region], gazetteer: Gazetteer) -> bool:
    others = [name for name in names if name != state]
    return "US" in {gazetteer.country(name) for name in others} or any(
        gazetteer.holds(region, town)
        for name in others
        for town in gazetteer.towns(name, "")
        for region in regions
        if town.country == region.country
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
    return famous[0] if famous and not (states and famous[0].country == "US") else None
