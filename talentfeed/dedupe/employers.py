"""How two employers relate."""

from enum import IntEnum
from functools import lru_cache

from rapidfuzz import fuzz

from talentfeed.dedupe.features.vocabulary import word_set


class EmployerRelation(IntEnum):
    """How two employer keys relate, best last."""

    DIFFERENT = 0
    UNKNOWN = 1
    ALIKE = 2
    SAME = 3


_COMMON = word_set(
    "care school primary academy college university hospital council services solutions technologies "
    "technology trading systems london centre health medical engineering home homes community st saint "
    "high grammar junior infant"
)


@lru_cache(maxsize=200_000)
def relate_employers(a: str, b: str) -> EmployerRelation:
    """Same key; alike (one name longer, or a slip); different; unknown where one is not named."""
    if not a or not b:
        return EmployerRelation.UNKNOWN
    if a == b:
        return EmployerRelation.SAME
    left, right = set(a.split()), set(b.split())
    shared = left & right
    if shared and (left <= right or right <= left) and shared - _COMMON:
        return EmployerRelation.ALIKE
    if fuzz.ratio(a, b) >= 90 or fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")) >= 92:
        return EmployerRelation.ALIKE
    short, long = sorted((a, b), key=len)
    if " " not in short and len(short) >= 3 and len(long.split()) >= 3 and sorted(short) == sorted(
        word[0] for word in long.split()
    ):
        return EmployerRelation.ALIKE
    return EmployerRelation.DIFFERENT
