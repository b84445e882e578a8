"""What publishers call the fields of an advert, in feeds and in tables.

Names are compared without prefix, case, spaces and punctuation (`joblisting:maximumSalary`,
`Maximum salary` and `maximum_salary` are `maximumsalary`). For each draft name the first that an
advert has wins, so the surer names stand first.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache

from records.words import groups

SYNONYMS = groups("field_synonyms")


@lru_cache(maxsize=4096)  # the same few names stand in every advert of a source
def plain(name: str) -> str:
    """A field's name as `SYNONYMS` spells it. A prefix that is not a namespace stays: `Start: time` is one name."""
    return re.sub(r"[\W_]+", "", re.sub(r"^[A-Za-z_][\w.-]*:(?=\S)", "", name)).casefold()


# What stands before the thing itself in names of columns, and the unit behind it.
_BEFORE = re.compile(r"^(?:the|your|job|vacancy|post|position|role|advert|course|event)(?:'s)?[\s_-]+", re.IGNORECASE)
_BEHIND = re.compile(r"[\s_-]+(?:gbp|usd|eur|pounds|£|dd/?mm/?yyyy|text|details?|information)$", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[\[(]([^\])]*)[\])]\s*")
# Alone they say what a column is, in brackets or in the plural not: `LA (name)`, `Types`.
_VAGUE = frozenset({"name", "id", "code", "number", "type", "date", "time", "text"})
# A word of this length with one letter wrong is still that word; of codes and counters it is another.
_LONG = 7
_OTHER_WORDS = re.compile(r"contact|employee")  # no contract, no employer
_ALIKE = 0.87


def guess(names: Iterable[str]) -> dict[str, str]:
    """Draft name → the given name that means it; each given name is used once, surer meanings first."""
    left: dict[str, str] = {}
    for name in names:
        left.setdefault(plain(name), name)
    found: dict[str, str] = {}
    longest = max(len(words) for words in SYNONYMS.values())
    for rank in range(longest):
        for draft_name, words in SYNONYMS.items():
            if draft_name not in found and rank < len(words) and words[rank] in left:
                found[draft_name] = left.pop(words[rank])
    for name in left.values():
        meant = next((_MEANS[word] for word in _variants(name) if _MEANS.get(word, "") not in ("", *found)), None)
        if meant:
            found[meant] = name
    return found


_MEANS = {word: draft_name for draft_name, words in SYNONYMS.items() for word in reversed(words)}


def _variants(name: str) -> Iterator[str]:
    """Other spellings of a column's name: `Closing date (dd/mm/yyyy)`, `Outreach [Title]`, `salary_gbp`, `tittle`."""
    bare = _BRACKET.sub(" ", name).strip()
    inside = _BRACKET.search(name)
    shorter = _BEHIND.sub("", bare)
    for text in (bare, shorter, inside[1] if inside else "", _BEFORE.sub("", shorter)):
        yield from (word for word in (plain(text), plain(text).removesuffix("s")) if word not in _VAGUE)
    word = plain(shorter).removesuffix("s")
    if len(word) >= _LONG and not _OTHER_WORDS.search(word):
        alike = get_close_matches(word, _MEANS, n=3, cutoff=_ALIKE)
        yield from (other for other in alike if abs(len(other) - len(word)) <= 1 and other[0] == word[0])
