"""How two employers relate, word by word: the words that say which organisation it is decide."""

from enum import IntEnum
from functools import lru_cache

from rapidfuzz import fuzz

from dedupe.features.organisations import is_general, trades
from dedupe.features.words import LEGAL_SUFFIXES
from records.words import words


class EmployerRelation(IntEnum):
    """How two employers relate, best last.

    ALIAS: the words that say which organisation it is agree, those that say what it is do not. No
    contradiction where title, place and text agree; no evidence either.
    """

    DIFFERENT = 0
    ALIAS = 1
    UNKNOWN = 2
    ALIKE = 3
    SAME = 4


# Many employers share the first; nobody counts the second when a name is cut to its initials.
_COMMON = frozenset(words("employer_words", "common"))
_SMALL = frozenset(words("employer_words", "small"))
_SHORTEST, _LONGEST = 2, 6


@lru_cache(maxsize=200_000)
def relate_employers(a: str, b: str, called_a: str = "", called_b: str = "") -> EmployerRelation:
    """By key (see `employer_key`), and by the names in their own order, where given."""
    if not a or not b:
        return EmployerRelation.UNKNOWN
    if a == b:
        return EmployerRelation.SAME
    left, right = frozenset(a.split()), frozenset(b.split())
    shared = left & right
    if shared and (left <= right or right <= left) and shared - _COMMON:
        return EmployerRelation.ALIKE
    if fuzz.ratio(a, b) >= 90 or fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")) >= 92:
        return EmployerRelation.ALIKE
    return _by_name(called_a.split() or a.split(), called_b.split() or b.split())


def _by_name(left: list[str], right: list[str]) -> EmployerRelation:
    one, two = ([w for w in words if w not in _SMALL] for words in (left, right))
    if "".join(one) == "".join(two) or _is_initials(one, left, right) or _is_initials(two, right, left):
        return EmployerRelation.ALIKE
    _set_aside_initials(one, two)
    _set_aside_initials(two, one)
    which_one = {w for w in one if w not in LEGAL_SUFFIXES and not is_general(w)}
    which_two = {w for w in two if w not in LEGAL_SUFFIXES and not is_general(w)}
    if not which_one or not _same_words(which_one, which_two):
        return EmployerRelation.DIFFERENT
    what_one, what_two = trades(frozenset(one) - which_one), trades(frozenset(two) - which_two)
    apart = what_one and what_two and what_one.isdisjoint(what_two)
    return EmployerRelation.DIFFERENT if apart else EmployerRelation.ALIAS


def _same_words(one: set[str], two: set[str]) -> bool:
    if one == two or "".join(sorted(one)) == "".join(sorted(two)):
        return True
    return len(one) == len(two) and fuzz.ratio(" ".join(sorted(one)), " ".join(sorted(two))) >= 90


def _is_initials(words: list[str], own: list[str], other: list[str]) -> bool:
    """Whether a name of one word is the initials of the other: `LTHT`."""
    if len(words) != 1 or len(own) != 1:
        return False
    rows = (_initials(other), _initials([w for w in other if w not in _SMALL]))
    return len(words[0]) > _SHORTEST and words[0] in rows


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words)


def _set_aside_initials(words: list[str], other: list[str]) -> None:
    """Take away a word that is the initials of neighbouring words of the other name, and these: `Brightpath YPT`."""
    row = _initials(other)
    for word in words:
        place = row.find(word) if _SHORTEST < len(word) <= _LONGEST and word not in other else -1
        if place >= 0:
            words.remove(word)
            del other[place : place + len(word)]
            return
