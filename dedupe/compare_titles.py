"""Whether two titles name the same post: word by word, because the few distinguishing words decide.

A similarity of the whole strings cannot tell "Teacher of Maths" from "Teacher of Music", nor is it
hurt by the town that a board appends. So equal words are set aside, then words that stand for the
place or the employer, then slips of the keyboard and abbreviations; what is left decides.
"""

from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz.distance import OSA

from dedupe.features.model import Features
from dedupe.features.title import swapped


class TitleRelation(IntEnum):
    """How two titles relate, best last."""

    DIFFERENT = 0
    EXTRA = 1  # one says more than the other
    SPELLING = 2  # the same words, some written otherwise
    EXACT = 3


@dataclass(slots=True, frozen=True)
class TitleMatch:
    """`extra`: words only one title has; `extra_in`: 0 where the first has them, 1 where the second."""

    relation: TitleRelation
    extra: tuple[str, ...] = ()
    extra_in: int = 0


EXACT = TitleMatch(TitleRelation.EXACT)
SPELLING = TitleMatch(TitleRelation.SPELLING)
DIFFERENT = TitleMatch(TitleRelation.DIFFERENT)
# Words of many towns' names and of no post's.
PLACE_FILLER = frozenset({"city", "upon", "centre", "town"})


def compare_titles(a: Features, b: Features) -> TitleMatch:
    """How the titles of two adverts relate."""
    left, right = set(a.title.core), set(b.title.core)
    if left == right:
        return EXACT
    neutral = a.own_words | b.own_words | PLACE_FILLER
    only_left, only_right = left - right - neutral, right - left - neutral
    if not only_left and not only_right:
        return EXACT if left & right else DIFFERENT
    if only_left and only_right:
        _set_aside_spellings(only_left, only_right)
    if not only_left or not only_right:
        # A town's name may be left on one side, or a word that both have, with a slip in it.
        known = neutral | (left & right)
        for rest in (only_left, only_right):
            rest.difference_update({word for word in rest if any(_slip(word, name) for name in known)})
    if not (only_left or only_right) or _same_letters(a, b):
        return SPELLING
    if (only_left and only_right) or not left & right:
        return DIFFERENT
    extra = tuple(sorted(only_left or only_right))
    return TitleMatch(TitleRelation.EXTRA, extra, 0 if only_left else 1)


def _set_aside_spellings(left: set[str], right: set[str]) -> None:
    """Take away pairs of words that are one word: a slip of the keyboard, or cut short."""
    for word in sorted(left):
        for other in sorted(right):
            if _one_word(word, other):
                left.discard(word)
                right.discard(other)
                break


def _one_word(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    if len(short) < 3 or not (a.isalpha() and b.isalpha()):
        return False
    if len(long) - len(short) >= 3 and long.startswith(short):
        return len(short) <= 5  # "eng", "maint": an abbreviation, not the first part of a compound
    return _slip(a, b)


def _slip(a: str, b: str) -> bool:
    """One word for another by one slip of the keyboard; plurals were taken off wrongly written words, too."""
    if abs(len(a) - len(b)) > 1 or (a[0] != b[0] and a[:2] != b[1::-1]):
        return False
    if swapped(a, b) or swapped(a, b + "s") or swapped(a + "s", b):
        return True
    if len(a) < 5 or len(b) < 5 or a[0] != b[0]:
        return False
    return OSA.distance(a, b, score_cutoff=1) <= 1


def _same_letters(a: Features, b: Features) -> bool:
    """Whether only spaces or one slip separate the titles: `FinancialA nalyst`, `pe rannum`."""
    one, two = "".join(a.title.core), "".join(b.title.core)
    if abs(len(one) - len(two)) > 1 or len(one) < 8 or any(c.isdigit() for c in one + two):
        return False
    # Two real words that differ by one letter were told apart above, word by word.
    return len(a.title.core) != len(b.title.core) and OSA.distance(one, two, score_cutoff=2) <= 2
