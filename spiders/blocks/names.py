"""Which field a class, a label or the head of a column names."""

import re
from functools import cache

from records.synonyms import SYNONYMS, plain
from spiders.blocks.tokens import parts
from spiders.blocks.values import words_of

_MEANS = {word: name for name, of_it in SYNONYMS.items() for word in reversed(of_it)}


@cache
def meaning(hint: str) -> tuple[str, bool]:
    """The field that a name means, and whether it does so vaguely. The end of a name counts most."""
    vague = words_of("vague")
    words = parts(hint) if not re.search(r"\s", hint) else tuple(re.findall(r"\w+", hint.lower()))
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length, -1, -1):
            joined = "".join(words[start : start + length])
            for word in (joined, joined.removesuffix("s")):
                # By a vague name alone nothing is known: the values must say it, too.
                if word in _MEANS and (word not in vague or length == len(words)):
                    return _MEANS[word], word in vague
    return "", False


def meant(hint: str) -> str:
    """The field that a name means by itself; '' for none."""
    name, vague = meaning(hint)
    return "" if vague else name


def is_label(text: str) -> bool:
    """Whether a text is what publishers call a field, and no value."""
    return plain(text) in _MEANS
