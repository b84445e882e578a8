"""One question while it is read."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from search_index.filters import FACETS
from search_index.understanding import titles
from search_index.understanding.forms import forms, joined, parted
from search_index.understanding.pay import find_pay
from search_index.understanding.places import find_place
from search_index.understanding.reading import (
    CLASSIFIED,
    OWN_WORDS,
    SAME,
    Alternative,
    Choice,
    Part,
    Reading,
    Understanding,
    Understood,
    Unit,
)
from search_index.understanding.text import Word, key, quoted, words_of
from search_index.understanding.vocabulary import Meaning, Vocabulary, Where

LONGEST = 6  # words of a phrase
MOST_TITLES = 12
LEVEL = re.compile(r"^(?:nvq |rqf |btec |bsl )?level (?P<level>[0-8])$|^(?:nvq |l)(?P<short>[1-8])$")
DISTANCE = re.compile(
    r"\b(?:within|under|up to|less than)?\s*(\d{1,3})\s*(miles?|mi|km)\b(?:\s+(?:of|from|around|away from))?",
    re.IGNORECASE,
)
PARTS = {
    "kinds": Part.KIND,
    "hours": Part.HOURS,
    "contract": Part.CONTRACT,
    "remote": Part.REMOTE,
    "audience": Part.AUDIENCE,
}


class Question:
    """One question while it is read. `free` words are not yet part of anything."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        ordinary: Callable[[], frozenset[str]],
        text: str,
        *,
        allowed: frozenset[Part],
        given: frozenset[str],
    ) -> None:
        self._vocabulary, self._ordinary = vocabulary, ordinary
        self._allowed, self._given = allowed, given
        self._filters: dict[str, Any] = {}
        self._parts: list[tuple[int, Understood]] = []
        self._choices: list[Choice] = []
        self._within: float | None = None
        self._phrases = quoted(text)
        if Part.PLACE in allowed and "near" not in given and "within" not in given:
            text = self._distance(text)
        self._words = words_of(text)
        self._free = [True] * len(self._words)

    def reading(self) -> Reading:
        """All steps, in order."""
        if not self._words and not self._phrases:
            return Reading(empty=True)
        self._pay()
        self._place()
        units = [unit for _, unit in sorted(self._units(), key=lambda found: found[0])]
        units += [Unit(phrase, (Alternative(phrase, OWN_WORDS, phrase=True),)) for phrase in self._phrases]
        if not units and not self._filters:
            # Only words such as 'the': they are all there is.
            units = [_literal(word.text) for word in self._words]
        parts = [part for _, part in sorted(self._parts, key=lambda found: found[0])]
        words = " ".join(unit.text for unit in units)
        return Reading(self._filters, tuple(units), Understanding(words=words, parts=parts, places=self._choices))

    def _understood(self, part: Part, span: tuple[int, int], means: str, filters: dict[str, Any]) -> None:
        start, end = span
        text = " ".join(word.text for word in self._words[start:end])
        parameters = {
            FACETS[name].parameter if name in FACETS else name: _shown(value) for name, value in filters.items()
        }
        self._parts.append((start, Understood(part=part, text=text, means=means, parameters=parameters)))
        self._filters.update(filters)

    def _take(self, start: int, end: int) -> None:
        self._free[start:end] = [False] * (end - start)

    def _distance(self, text: str) -> str:
        match = DISTANCE.search(text)
        if match is None:
            return text
        unit = "km" if match[2].lower() == "km" else "mi"
        metres = float(match[1]) * (1000.0 if unit == "km" else 1609.344)
        if metres <= 0 or metres > 500_000:
            return text
        self._within = metres
        return f"{text[: match.start()]} near {text[match.end() :]}"

    def _pay(self) -> None:
        if Part.PAY not in self._allowed or "pay_at_least" in self._given:
            return
        joint = " ".join(word.text for word in self._words)
        found = find_pay(joint)
        if found is None:
            return
        start = len(joint[: joint.index(found[0])].split())
        end = start + len(found[0].split())
        self._understood(Part.PAY, (start, end), f"at least £{found[1]:,.0f} a year", {"pay_at_least": found[1]})
        self._take(start, end)

    def _place(self) -> None:
        if Part.PLACE not in self._allowed or self._given & {"near", "areas"}:
            return
        for start, end in reversed(_runs(self._free)):
            place = find_place(self._words[start:end], self._vocabulary.words, self._ordinary())
            if place is None:
                continue
            filters = dict(place.filters)
            if self._within is not None and "near" in filters:
                filters["within"] = self._within
            self._choices = place.choices
            span = (start + place.start, start + place.end)
            self._understood(Part.PLACE, span, place.label, filters)
            self._take(*span)
            return

    def _units(self) -> list[tuple[int, Unit]]:
        units: list[tuple[int, Unit]] = []
        for start, end in list(_runs(self._free)):
            at = start
            while at < end:
                at = self._step(at, end, units)
        return units

    def _step(self, at: int, end: int, units: list[tuple[int, Unit]]) -> int:
        """Read the longest phrase from `at`; where to go on."""
        for count in range(min(LONGEST, end - at), 0, -1):
            words = self._words[at : at + count]
            text = " ".join(word.text for word in words)
            if self._value(at, at + count):
                return at + count
            if self._unit(at, words, text, units):
                return at + count
        return at + 1

    def _value(self, start: int, end: int) -> bool:
        """Whether a phrase is the value of a filter; it is then taken."""
        text = " ".join(word.text for word in self._words[start:end]).casefold()
        if Part.LEVEL in self._allowed and "qualification_levels" not in self._given and (match := LEVEL.match(text)):
            level = int(match["level"] or match["short"])
            self._understood(Part.LEVEL, (start, end), f"level {level}", {"qualification_levels": [level]})
            self._take(start, end)
            return True
        taken = False
        for name, meanings in self._meanings(start, end).items():
            known = name in self._given or name in self._filters
            if not known:
                self._means(start, end, name, list(dict.fromkeys(one.value for one in meanings)))
            taken = taken or meanings[0].where is not Where.ALSO
        if taken:
            self._take(start, end)
        return taken

    def _meanings(self, start: int, end: int) -> dict[str, list[Meaning]]:
        """Filter → what the phrase means for it, where it may."""
        found: dict[str, list[Meaning]] = {}
        for one in self._vocabulary.values.get(_key(self._words[start:end]), []):
            if PARTS[one.filter] in self._allowed and (one.where is not Where.OUTSIDE or self._outside(start, end)):
                found.setdefault(one.filter, []).append(one)
        return found

    @cached_property
    def _valued(self) -> frozenset[int]:
        """The words of phrases that mean a value wherever they stand."""
        found: set[int] = set()
        for start in range(len(self._words)):
            for end in range(start + 1, min(start + LONGEST, len(self._words)) + 1):
                meanings = self._vocabulary.values.get(_key(self._words[start:end]), [])
                if any(meaning.where is Where.ANYWHERE for meaning in meanings):
                    found.update(range(start, end))
        return frozenset(found)

    def _means(self, start: int, end: int, name: str, values: list[str]) -> None:
        takes = FACETS[name].takes
        means = " or ".join(value.replace("_", " ") for value in values)
        self._understood(PARTS[name], (start, end), means, {name: [takes(value) for value in values]})

    def _outside(self, start: int, end: int) -> bool:
        """At the question's end or beginning, but for what is understood already and for little words."""
        words = self._vocabulary.words
        little = {*words.little, *words.towards, *words.wishes}
        free = [
            not self._free[index] or index in self._valued or self._words[index].lower in little
            for index in range(len(self._words))
        ]
        if all(free[end:]):
            return True
        return all(free[:start]) and (not self._free[end] or self._words[end].lower in {*words.little, *words.towards})

    def _unit(self, at: int, words: list[Word], text: str, units: list[tuple[int, Unit]]) -> bool:
        """Whether a phrase is to be found as one: it is then a unit."""
        known = self._vocabulary.words
        lower = text.casefold()
        if lower in known.little or lower in known.wishes or lower in known.towards:
            self._take(at, at + len(words))
            return True
        synonyms = self._vocabulary.synonyms.get(_key(words), {})
        listed = bool(synonyms)
        if len(words) > 1 and not listed and not titles.is_title(lower) and not _compound(words):
            return False
        units.append((at, self._made(text, words, synonyms)))
        self._take(at, at + len(words))
        return True

    def _made(self, text: str, words: list[Word], synonyms: dict[str, int]) -> Unit:
        found = {text: OWN_WORDS}
        if Part.SYNONYMS in self._allowed:
            for other, strength in synonyms.items():
                found.setdefault(other, strength)
            single = words[0].lower if len(words) == 1 else None
            for form in _forms(words, single):
                found.setdefault(form, SAME)
            for title in titles.related(text, "same")[:MOST_TITLES]:
                found.setdefault(title, CLASSIFIED)
        alternatives = tuple(Alternative(other, strength) for other, strength in found.items())
        return Unit(text, alternatives, occupation=any(map(titles.is_title, found)), listed=bool(synonyms))


def _forms(words: list[Word], single: str | None) -> list[str]:
    if single is None:
        one = _compound(words)
        return [one] if one else []
    parts = parted(single)
    return [*forms(single), *([parts] if parts else [])]


def _compound(words: list[Word]) -> str | None:
    return joined(words[0].lower, words[1].lower) if len(words) == 2 else None


def _literal(text: str) -> Unit:
    return Unit(text, (Alternative(text),))


def _key(words: list[Word]) -> tuple[str, ...]:
    return key(" ".join(word.text for word in words))


def _runs(free: list[bool]) -> list[tuple[int, int]]:
    """Stretches of free words."""
    runs: list[tuple[int, int]] = []
    for index, one in enumerate(free):
        if not one:
            continue
        if runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


def _shown(value: Any) -> list[str]:
    """A filter's value as the parameter takes it."""
    if isinstance(value, dict):
        return [value["label"]]
    if isinstance(value, list):
        return [str(getattr(one, "value", one)) for one in value]
    return [f"{value:g}" if isinstance(value, float) else str(value)]
