"""Other forms of a word: who does the work and the work itself, one word and two."""

from functools import cache
from itertools import pairwise

from search_index.understanding import titles

ENDINGS = (("ing", "er"), ("er", "ing"), ("ing", "or"), ("or", "ing"))
LEAST_USED = 3  # titles with a form: fewer, and it may be no word at all
LEAST_STEM = 4


@cache
def forms(word: str) -> tuple[str, ...]:
    """'cleaning' of 'cleaner': those that titles of occupations use."""
    counts = titles.word_counts()
    made = (
        word.removesuffix(old) + new
        for old, new in ENDINGS
        if word.endswith(old) and len(word) - len(old) >= LEAST_STEM
    )
    return tuple(form for form in made if counts[form] >= LEAST_USED)


def joined(left: str, right: str) -> str | None:
    """'forklift' of 'fork lift', where titles use it."""
    whole = left + right
    return whole if titles.word_counts()[whole] >= LEAST_USED else None


@cache
def parted(word: str) -> str | None:
    """'health care' of 'healthcare', where titles use the two together."""
    pairs = _pairs()
    for cut in range(3, len(word) - 2):
        if (word[:cut], word[cut:]) in pairs:
            return f"{word[:cut]} {word[cut:]}"
    return None


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for _, group in titles.groups():
        for title in group:
            words = title.replace("-", " ").split()
            found.update(pairwise(words))
    return frozenset(found)
