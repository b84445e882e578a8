"""Places in a question: after 'in' or 'near', or by a name that is no ordinary word."""

import re
from dataclasses import dataclass, field
from typing import Any

from reference.gazetteer import gazetteer
from reference.types import Located, Region, Town
from search_index.understanding.reading import Choice
from search_index.understanding.text import Word
from search_index.understanding.vocabulary import Words

POSTCODE = re.compile(r"^[A-Za-z]{1,2}\d[A-Za-z\d]?$")
INWARD = re.compile(r"^\d[A-Za-z]{2}$")
LONGEST = 5  # words of a place's name
# Without 'in' before it, a name must be one that many people live under.
KNOWN_BY_NAME = 2_000
WIDE_METRES = 60_000.0
AMBIGUOUS_SHARE = 0.1  # of the biggest bearer's population: less, and nobody means the smaller


@dataclass(frozen=True)
class Place:
    """A place, as filters of a search; `start` to `end` are its words."""

    start: int
    end: int
    label: str
    filters: dict[str, Any]
    choices: list[Choice] = field(default_factory=list)


def find_place(words: list[Word], known: Words, ordinary: frozenset[str]) -> Place | None:
    """The last place of the question; the one after a word such as 'in' before all others."""
    towards = {tuple(phrase.split()) for phrase in known.towards}
    found: Place | None = None
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - LONGEST), end):
            before = _towards(words, start, towards)
            place = _place(words[start:end], known, ordinary, sure=before < start)
            if place is None:
                continue
            made = Place(before, end, place.label, place.filters, place.choices)
            if before < start:
                return made
            found = found or made
    return found


def _towards(words: list[Word], start: int, towards: set[tuple[str, ...]]) -> int:
    """Where the words that lead to a place begin; `start` when there are none."""
    for count in (2, 1):
        if start >= count and tuple(word.lower for word in words[start - count : start]) in towards:
            return start - count
    return start


def _place(words: list[Word], known: Words, ordinary: frozenset[str], *, sure: bool) -> Place | None:
    name = " ".join(word.text for word in words)
    lower = name.casefold()
    if any(word.lower in known.little for word in (words[0], words[-1])):
        return None
    if POSTCODE.match(words[0].text):
        return _postcode(words, name)
    if any(character.isdigit() for character in name):
        return None
    town = gazetteer().town(name)
    region = gazetteer().find_region(name)
    usual = lower in known.not_alone or (len(words) == 1 and lower in ordinary)
    small = region is None and (town is None or town.population < KNOWN_BY_NAME)
    # After 'in' a village may be named, or a town called like an ordinary word; but not a village called so.
    if (usual and small) if sure else (usual or small):
        return None
    return _located(name, town, region)


def _postcode(words: list[Word], name: str) -> Place | None:
    full = len(words) == 2 and INWARD.match(words[1].text)
    # 'L3' is a level before it is Liverpool.
    if len(words) > 2 or (len(words) == 2 and not full) or re.fullmatch(r"[lL]\d", name):
        return None
    near = gazetteer().near(name.upper())
    return None if near is None else Place(0, 0, near.name, {"near": _point(near)})


def _located(name: str, town: Town | None, region: Region | None) -> Place | None:
    near = gazetteer().near(name)
    if near is None or near.country not in ("GB", "JE", "GG", "IM"):
        return None
    if town is not None and near.name == town.name:
        return Place(0, 0, near.name, {"near": _point(near)}, _choices(name))
    if region is None:
        return None
    codes = [region.code] if region.code else list(region.members)
    if codes:
        return Place(0, 0, region.name, {"areas": codes})
    return Place(0, 0, near.name, {"near": _point(near), "within": WIDE_METRES})


def _point(near: Located) -> dict[str, Any]:
    return {"lat": near.lat, "lon": near.lon, "label": near.name}


def _choices(name: str) -> list[Choice]:
    """Every town that may be meant, where there is more than one."""
    towns = gazetteer().towns(name)
    least = towns[0].population * AMBIGUOUS_SHARE if towns else 0
    labels: dict[str, None] = {}
    for town in towns[:8]:
        areas = gazetteer().town_areas(town)
        if areas and town.population >= max(least, 1):
            labels[f"{town.name}, {areas[0].name}"] = None
    return [Choice(label=label, near=label) for label in labels] if len(labels) > 1 else []
