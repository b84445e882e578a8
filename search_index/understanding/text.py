"""Questions cut into words, and words made comparable as the index makes them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from search_index.analysis import tokens

QUOTED = re.compile(r'"([^"]*)"')
# A word as people type it; a dash inside cuts it (Stoke-on-Trent, part-time), an apostrophe does not.
LEAST_STEM = 3
PLURALS = (("’s", ""), ("'s", ""), ("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("ss", "ss"),
           ("us", "us"), ("is", "is"), ("s", ""))  # fmt: skip
WORD = re.compile(r"£?[^\W_](?:[\w'’.,&#+%]*[\w#+%])?")


@dataclass(frozen=True)
class Word:
    """A word of a question."""

    text: str

    @property
    def lower(self) -> str:
        """As it is compared with lists."""
        return self.text.casefold()


def words_of(text: str) -> list[Word]:
    """The words outside of quotes."""
    return [Word(found) for found in WORD.findall(QUOTED.sub(" ", text)) if stems(found)]


def quoted(text: str) -> list[str]:
    """The phrases in quotes that have a word in them."""
    return [phrase for phrase in QUOTED.findall(text) if stems(phrase)]


@lru_cache(maxsize=100_000)
def key(text: str) -> tuple[str, ...]:
    """Words as lists are looked up by: one for several. Stems would take hospitals for hospitality."""
    return tuple(map(_singular, re.findall(r"[^\W_](?:[\w'’.+#]*[\w+#])?", text.casefold())))


def _singular(word: str) -> str:
    for several, one in PLURALS:
        if word.endswith(several) and len(word) - len(several) >= LEAST_STEM:
            return word.removesuffix(several) + one
    return word


@lru_cache(maxsize=100_000)
def stems(text: str) -> tuple[str, ...]:
    """The tokens of a word or a phrase."""
    return tuple(tokens(text.replace("-", " ")))
