"""Texts that are read as a whole, before commas and slashes cut them."""

import re

from normalise.steps.places.abroad import states_of
from reference.gazetteer import Gazetteer
from reference.types import Region

_BETWEEN = re.compile(r"\s*(?:[,;/|&+]|\band\b|\bor\b)\s*", re.IGNORECASE)


def named_area(text: str, gazetteer: Gazetteer) -> Region | None:
    """The one area whose own name holds a comma: 'Bournemouth, Christchurch and Poole'."""
    return gazetteer.find_region(text) if "," in text and " and " in text else None


def countries(text: str, gazetteer: Gazetteer) -> list[tuple[str, str]]:
    """Name and code of each country, where a text lists nothing but countries: 'UK, Ireland or Germany'; else []."""
    names = [name for name in _BETWEEN.split(text) if name]
    # Georgia may be the state, and 'Jersey, UK' is one place.
    named = [(name, gazetteer.country(name)) for name in names if not gazetteer.find_region(name, "US")]
    if (
        len(named) == 2
        and named[0][1] == "US"
        and any(one.country == "US" for one in states_of(named[1][0], gazetteer))
    ):
        return []  # 'US, NC' is North Carolina, not New Caledonia
    listed = {code: name for name, code in named if code and not gazetteer.find_region(name)}
    several = len(names) == len(named) == len(listed) > 1
    return [(name, code) for code, name in listed.items()] if several else []
