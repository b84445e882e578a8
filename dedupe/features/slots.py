"""The few words that tell one post from its neighbours: shift, hours, grade, ward or site, class, contract.

A slot that both adverts fill differently is a contradiction; a slot one of them leaves open is not.
"""

import re

from dedupe.features.words import CLASS_HEADS, GRADE_HEADS, SITE_HEADS, SITE_TAILS, SLOT_WORDS
from records.words import groups, pairs

Slots = dict[str, tuple[str, ...]]

_VALUE = re.compile(r"^(?:\d{1,4}[a-z]?|[a-z]\d{0,3}|[ivx]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)$")
_JOINED = re.compile(r"^(band|grade|scale|level|ward|unit|year|sc|so|gr|ks|po|l|b|g|m)(\d{1,2}[a-z]?)$")
_NUMBER_WORDS = pairs("number_words")
_HOURS = re.compile(
    r"\b(\d{1,2}(?:[.,]\d{1,2})?)(?:(?:-|–|\s+to\s+)(\d{1,2}(?:\.\d{1,2})?))?\s*"
    r"(?:h|hrs?|hours?|hpw)\b(?!\s*(?:notice|of\s+travel|care|service))",
    re.IGNORECASE,
)
_FTE = re.compile(r"\b(0[.,]\d{1,2}|1[.,]0)\s*(?:fte|wte)\b", re.IGNORECASE)
_KIND_OF_HEAD = {
    **dict.fromkeys(GRADE_HEADS, "grade"),
    **dict.fromkeys(SITE_HEADS, "site"),
    **dict.fromkeys(CLASS_HEADS, "class"),
}


# These keep their names, because "Year 1" is not "Key Stage 1".
_STAGES = {"year": "year", "yr": "year", "ks": "ks", "keystage": "ks"}


def number(word: str) -> str:
    """`iv`, `four`, `04` → `4`; other words as they are."""
    return _NUMBER_WORDS.get(word) or word.lstrip("0") or "0"


def read_slots(words: list[str]) -> tuple[Slots, list[str]]:
    """Slots of a title's words (lower case, abbreviations resolved), and the words that fill none."""
    filled: dict[str, set[str]] = {}
    rest: list[str] = []
    place = 0
    while place < len(words):
        word = words[place]
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in _KIND_OF_HEAD and _VALUE.match(following):
            slot = _KIND_OF_HEAD[word]
            filled.setdefault(slot, set()).add(_named(slot, word, following))
            place += 2
            continue
        joined = _JOINED.match(word)
        if joined:
            slot = _KIND_OF_HEAD.get(joined[1], "grade")
            filled.setdefault(slot, set()).add(_named(slot, joined[1], joined[2]))
        elif word in SLOT_WORDS:
            slot, value = SLOT_WORDS[word]
            filled.setdefault(slot, set()).add(value)
        else:
            rest.append(word)
        place += 1
    return {slot: tuple(sorted(values)) for slot, values in filled.items()}, rest


def _named(slot: str, head: str, value: str) -> str:
    # "Ward 7" and "Unit 7" are two sites, but "Band 5" and "Grade 5" name one ladder's rung.
    if slot == "site":
        return f"{head} {number(value)}"
    return f"{_STAGES[head]} {number(value)}" if head in _STAGES else number(value)


def weekly_hours(text: str) -> float | None:
    """Hours a week a title states: `22.5 hrs`, `0.6 WTE` (of 37.5); None for a range or nothing."""
    part = _FTE.search(text)
    if part:
        return round(float(part[1].replace(",", ".")) * 37.5, 1)
    hours = [m for m in _HOURS.finditer(text) if not m[2]]
    values = {float(m[1].replace(",", ".")) for m in hours}
    values = {v for v in values if 2 <= v <= 60}
    return values.pop() if len(values) == 1 else None


_WORDS_FOR: dict[tuple[str, str], list[tuple[str, ...]]] = {}
for _word, _slot in SLOT_WORDS.items():
    _WORDS_FOR.setdefault(_slot, []).append(tuple(_word.split("-")))
_SHORT = {"grade": ("b", "so", "po", "gr", "sc", "l", "g", "m", "band", "grade"), "class": ("class", "stage")}
_STAGE_SAID = {"year": (("year",), ("yr",), ("y",)), "ks": (("ks",), ("keystage",), ("key", "stage"))}
_AS_WORDS = {value: word for word, value in _NUMBER_WORDS.items() if len(word) > 2 and word not in ("iii", "vii")}
_ORDINALS = {"1": ("1st", "first"), "2": ("2nd", "second"), "3": ("3rd", "third"), "4": ("4th", "fourth")}
_HEADS = {"grade": sorted(GRADE_HEADS), "class": sorted(CLASS_HEADS)}
_ALSO = {said: tuple(phrases[0].split()) for said, phrases in groups("slot_phrases").items()}


def ways_to_say(slot: str, value: str) -> list[tuple[str, ...]]:
    """Words, any of which together in a text mean that the text may speak of this."""
    ways = list(_WORDS_FOR.get((slot, value), ()))
    if also := _ALSO.get(f"{slot} {value}"):
        ways.append(also)
    if slot == "site":
        ways.append(tuple(value.split()))
    ways.extend((head, value) for head in _HEADS.get(slot, ()))
    ways.extend((f"{short}{value}",) for short in _SHORT.get(slot, ()))
    if slot == "class" and " " in value:
        return _stage_ways(*value.split())
    if slot == "shift" and " " in value:
        first, rest = value.split(maxsplit=1)
        ways.extend((said, *rest.split()) for said in (first, *_ORDINALS.get(first, ())))
    if slot in ("grade", "class") and value in _AS_WORDS:
        ways.extend((head, _AS_WORDS[value]) for head in _HEADS[slot])
    return ways


def _stage_ways(stage: str, value: str) -> list[tuple[str, ...]]:
    numbers = [value, *([_AS_WORDS[value]] if value in _AS_WORDS else [])]
    ways = [(*said, one) for said in _STAGE_SAID[stage] for one in numbers]
    return [*ways, *((said[0] + value,) for said in _STAGE_SAID[stage] if len(said) == 1)]


# A text states a slot when a known head stands before its value.
_NUMBERED = re.compile(r"(band|grade|ward|scale|building|theatre)[ :]{1,2}(\d{1,2}[a-z]?|(?!s\b)[a-z]\d{0,2})\b")


def numbered(text: str, start: int) -> tuple[str, str] | None:
    """Slot and value where a text says `band 5` or `ward 7b` from `start` on."""
    match = _NUMBERED.match(text, start)
    if match is None or (start and text[start - 1].isalnum()):
        return None
    slot = _KIND_OF_HEAD[match[1]]
    return slot, _named(slot, match[1], match[2])


def site_names(segments: list[str]) -> tuple[str, ...]:
    """Names of sites among comma- or dash-separated segments: `Seacroft Hospital`, `Elm Park School`."""
    return tuple(s for s in segments if len(s.split()) > 1 and s.split()[-1] in SITE_TAILS)


__all__ = ["Slots", "number", "numbered", "read_slots", "site_names", "weekly_hours"]
