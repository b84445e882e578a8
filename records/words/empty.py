"""Whether a text only says that there is nothing to say."""

import re
from functools import cache

from records.words.lists import words

_SIGNS = re.compile(r"[-–—\s]*")
# References are numbers and codes, and these are none.
_NO_REFERENCE = re.compile(r"x+|\?+|\.+|0+")


def says_nothing(text: str, of: str = "") -> bool:
    """Whether a text is empty, dashes, or one of the words for nothing: of any field, or of the field `of`.

    `of`: a group of `empty_values` (organisation, reference, date, place).
    """
    said = " ".join(text.casefold().split())
    if _SIGNS.fullmatch(said) or said in _words(of):
        return True
    return of == "reference" and _NO_REFERENCE.fullmatch(said) is not None


@cache
def _words(of: str) -> frozenset[str]:
    return frozenset(words("empty_values", "any")).union(words("empty_values", of) if of else ())
