"""Commas that stand between places instead of within one: 'Seattle, San Francisco', 'Austin, TX, Boston, MA'."""

from normalise.steps.places.abroad import states_of
from normalise.steps.places.british import REACH, distance
from reference.gazetteer import Gazetteer
from reference.names import fold
from reference.types import Town

# Towns without a state or country must be this big to count as a list: two of them, or more.
_PAIR, _MANY = 400_000, 50_000
_NEAR = 20.0
Names = tuple[str, ...]


def comma_places(names: Names, gazetteer: Gazetteer) -> list[Names]:
    """The places that the parts of one text are, each with its own parts; the parts as they are where it is one place.

    British towns alone are left to the rules for British lists.
    """
    if len(names) < 2 or any(char.isdigit() for name in names for char in name):
        return [names]
    return _with_states(names, gazetteer) or _cities(names, gazetteer) or _wide(names, gazetteer) or [names]


def _with_states(names: Names, gazetteer: Gazetteer) -> list[Names]:
    """'Austin, TX, Boston, MA, London, UK': each town is followed by its state or country."""
    groups: list[list[str]] = [[]]
    closed = False
    for index, name in enumerate(names):
        closes = bool(groups[-1]) and _closes(names, index, gazetteer)
        if closed and not closes:
            groups.append([])
        groups[-1].append(name)
        closed = closes
    if len(groups) < 2 or not all(1 < len(group) <= 3 for group in groups[:-1]):
        return []
    towns = [group for group in groups if gazetteer.abroad(group[0], group[1:])]
    return [tuple(group) for group in groups] if len(towns) > 1 else []


def _closes(names: Names, index: int, gazetteer: Gazetteer) -> bool:
    return bool(states_of(names[index], gazetteer)) or gazetteer.country(names[index]) is not None


def _cities(names: Names, gazetteer: Gazetteer) -> list[Names]:
    """'London, Barcelona, Skopje': every part is a city, none near the next, none the state of the one before."""
    least = _PAIR if len(names) == 2 else _MANY
    towns: list[Town] = []
    for index, name in enumerate(names):
        town = _city(name, gazetteer, least)
        if town is None or (index and _is_its_state(name, names[index - 1], gazetteer)):
            return []
        towns.append(town)
    if all(town.country == "GB" for town in towns) or any(map(_together, towns, towns[1:])):
        return []
    return [(name, town.country) for name, town in zip(names, towns, strict=True)]


def _city(name: str, gazetteer: Gazetteer, least: int) -> Town | None:
    at_home = next((town for town in gazetteer.towns(name) if town.population >= 100_000), None)
    town = at_home or next(iter(gazetteer.towns(name, "")), None)
    if town is None or town.population < least:
        return None
    states = states_of(name, gazetteer)
    if (states and not any(gazetteer.holds(state, town) for state in states)) or gazetteer.country(name):
        return None
    return town


def _is_its_state(name: str, before: str, gazetteer: Gazetteer) -> bool:
    states, towns = states_of(name, gazetteer), gazetteer.towns(before, "")
    return any(gazetteer.holds(state, town) for state in states for town in towns)


def _together(one: Town, other: Town) -> bool:
    far = distance(one, other)
    small, big = sorted((one.population, other.population))
    return far <= _NEAR or (far <= REACH and big > 5 * small)


def _wide(names: Names, gazetteer: Gazetteer) -> list[Names]:
    """'Pennsylvania, New Jersey, Delaware' and 'France, Spain, Italy'."""
    if len(names) > 2 and all(gazetteer.find_region(name, "US") and len(name) > 2 for name in names):
        return [(name, "US") for name in names]
    countries = [gazetteer.country(name) for name in names]
    if all(countries) and len(set(countries)) == len(names) and all(len(fold(name)) > 2 for name in names):
        return [(name,) for name in names]
    return []
