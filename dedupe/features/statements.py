"""What a description states beyond doubt about its post: shift, hours a week, grade, site, subject, contract.

Only a value behind its head counts ("shift pattern: nights", "based at Seacroft Hospital"); a word that
merely occurs ("you may work nights") states nothing. A slot with two values states nothing either.
"""

import re

import ahocorasick

from dedupe.features.slots import Slots, numbered
from dedupe.features.title import read_title
from dedupe.features.words import FILLER, SITE_HEADS
from records.words import pairs, words

# Head → slot. Found in one pass over the lower-case text.
HEADS = pairs("statement_heads")
_REACH = 48
_STOP = re.compile(r"[.:](?!\d)|[,;()\n|<>!?]")
_CUT = re.compile(r"^\s*(?:\.\.|…)")
_LEAD = re.compile(r"^[\s:–-]*(?:(?:is|are|as|will be)\b)?[\s:–-]*(?:(?:an?|the|our|either)\s)*")
_TOKEN = re.compile(r"[^\W_]+(?:\.\d+)?")
_HOURS = re.compile(
    r"(?<![\d.,:£-])(\d{1,2}(?:\.\d{1,2})?)\s?(?:h|hrs?|hours?|hpw)\b(?![ -]?(?:notice|a day|per day|service))"
)
_HOURS_AFTER = re.compile(r"hours:\s*(\d{1,2}(?:\.\d{1,2})?)(?![\d:.]|\s*(?:am|pm|-|to))")
_FTE = re.compile(r"(?<![\d.])(0?\.\d{1,2}|1(?:\.0)?)\s?(?:fte|wte)\b")
# Words that stand behind a head and name nothing.
_NOTHING = FILLER | frozenset(words("unnamed_sites"))
_SLOTS_READ = frozenset({"shift", "contract", "grade", "time", "term", "hours"})
MOST_WORDS = 3
LEAST_HOURS = 2
_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))?\s?(am|pm)?\s*(?:-|–|to|until)\s*\d{1,2}(?:[:.]\d\d|\s?[ap]m)")
_MONTHS = re.compile(r"\b(\d{1,2})[ -]months?\b")
_SHIFTS = {"early": "early", "late": "late", "am": "early", "pm": "late", "rotation": "rotating", "twilight": "evening"}
_SHIFT = re.compile(r"\b(night|day|evening|weekend|twilight|late|early)$")


def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton(ahocorasick.STORE_ANY)
    for head, slot in HEADS.items():
        automaton.add_word(head, (head, slot))
    automaton.make_automaton()
    return automaton


_FIND = _automaton()


def read_statements(text: str) -> Slots:
    """Slots that a text (as `clean` gave it) states, each with its one value."""
    stated: dict[str, set[str]] = {}
    for last, (head, slot) in _FIND.iter(text):
        if slot == "numbered":
            named = numbered(text, last + 1 - len(head))
            if named:
                stated.setdefault(named[0], set()).add(named[1])
            continue
        if slot == "before":
            shift = _SHIFT.search(text, max(0, last - len(head) - 8), last - len(head) + 1)
            if shift:
                stated.setdefault("shift", set()).add(_SHIFTS.get(shift[1], shift[1]))
            continue
        if slot == "hours":
            stated.setdefault(slot, set()).update(_hours(text, last, head))
        if slot != "hours" or head == "hours:":
            for own, values in _behind(text, last + 1, slot).items():
                stated.setdefault(own, set()).update(values)
    return {slot: tuple(values) for slot, values in stated.items() if len(values) == 1}


def _behind(text: str, start: int, slot: str) -> dict[str, set[str]]:
    """What the clause behind a head states."""
    value = _value(text, start)
    if value is None or numbered(value, 0):
        return {}  # a numbered one is a head itself
    if slot not in _SLOTS_READ:
        named = _named(_TOKEN.findall(value))
        return {slot: {" ".join(named)}} if named else {}
    stated = {own: set(values) for own, values in read_title(value).slots.items() if own in _SLOTS_READ}
    if slot in ("shift", "hours"):
        clock = _CLOCK.search(value)
        if clock:
            stated["clock"] = {_time(clock)}
        elif slot == "shift" and "shift" not in stated:
            stated["shift"] = {_SHIFTS[word] for word in _TOKEN.findall(value) if word in _SHIFTS}
    if slot == "contract":
        stated["months"] = set(_MONTHS.findall(value))
    return stated


def _named(tokens: list[str]) -> list[str]:
    """The words that name something: `Unit A` and `Ward 7` whole, `the main site` not at all."""
    beside = zip(["", *tokens], tokens, strict=False)
    return [w for before, w in beside if w not in _NOTHING or (len(w) == 1 and before in SITE_HEADS)][:MOST_WORDS]


def _time(clock: re.Match[str]) -> str:
    hour = int(clock[1]) % 12 + 12 if clock[3] == "pm" else int(clock[1])
    return f"{hour:02d}:{clock[2] or '00'}"


def _value(text: str, start: int) -> str | None:
    """The clause behind a head; None where the text breaks off before its end."""
    rest = text[start : start + _REACH]
    rest = rest[_LEAD.match(rest).end() :]  # type: ignore[union-attr] # it matches the empty text, too
    stop = _STOP.search(rest)
    if stop is None:
        return rest.rpartition(" ")[0] if start + _REACH < len(text) else None
    return None if _CUT.match(rest[stop.start() :]) else rest[: stop.start()]


def _hours(text: str, last: int, head: str) -> set[str]:
    """Weekly hours around a head, as text: `22.5`."""
    if head == "hours:":
        match = _HOURS_AFTER.match(text, last - 5)
        return {_number(match[1])} if match and float(match[1]) >= LEAST_HOURS else set()
    around = text[max(0, last - len(head) - 6) : last + 12]
    if head in (" fte", " wte"):
        part = _FTE.search(around)
        return {f"{float(part[1]) * 37.5:g}"} if part else set()
    return {_number(match[1]) for match in _HOURS.finditer(around) if LEAST_HOURS <= float(match[1]) <= 60}


def _number(digits: str) -> str:
    return f"{float(digits):g}"
