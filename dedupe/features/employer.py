"""Who the employer is: a key that survives legal suffixes, articles and case; unknown where nobody is named."""

import re
from functools import lru_cache

from dedupe.features.organisations import (
    AGENCIES,
    AGENCY_WORDS,
    SHORT_ANYWHERE,
    SHORT_FORMS,
    UNKNOWN_EMPLOYERS,
)
from dedupe.features.title import fold
from dedupe.features.words import LEGAL_SUFFIXES
from records.words import groups, words

_INITIALS = re.compile(r"\b(?:[a-z]\.? ){1,4}[a-z]\b\.?")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b\.?")
_APOSTROPHE = re.compile(r"(?<=\w)['’‘`](?=s\b)|(?<=s)['’‘`](?=\s|$)")
_WORD = re.compile(r"[^\W_]+")
_MONTHS = frozenset(names[0] for names in groups("months").values())
_COUNCIL_WORDS = frozenset(words("employer_words", "council"))


@lru_cache(maxsize=100_000)
def employer_words(name: str | None) -> tuple[str, ...]:
    """Words of a name in their order, short forms written out; () where the employer is unknown.

    Agencies advertise for others: two adverts by two agencies may be one post, two by one agency are
    mostly two. So an agency is no evidence either way.
    """
    if not name:
        return ()
    text = _APOSTROPHE.sub("", fold(name))
    text = _DOTTED.sub(lambda m: m[0].replace(".", ""), text)
    text = _INITIALS.sub(lambda m: m[0].replace(" ", "").replace(".", ""), text.replace("&", " and "))
    named = _WORD.findall(text)
    if " ".join(named) in AGENCIES or any(w in AGENCY_WORDS for w in named):
        return ()
    if any(w in _MONTHS for w in named) and any(w.isdigit() and len(w) == 4 for w in named):
        return ()  # "Refreshed June 17, 2026": a date that slipped into the column
    if all(w in UNKNOWN_EMPLOYERS or w in LEGAL_SUFFIXES for w in named) and any(w in UNKNOWN_EMPLOYERS for w in named):
        return ()
    return tuple(full for place, word in enumerate(named) for full in _in_full(word, place))


def _in_full(word: str, place: int) -> tuple[str, ...]:
    known = SHORT_FORMS.get(word) if place or word in SHORT_ANYWHERE else None
    return known or (word,)


@lru_cache(maxsize=100_000)
def employer_key(name: str | None) -> str:
    """Words that name the employer, sorted; '' where it is unknown (nobody, an agency, 'Confidential')."""
    named = employer_words(name)
    kept = [w for w in named if w not in LEGAL_SUFFIXES]
    if "council" in kept:
        kept = [w for w in kept if w not in _COUNCIL_WORDS or w == "county"] if len(kept) > 2 else kept
    if not kept or all(w in UNKNOWN_EMPLOYERS for w in kept):
        kept = list(named)
    return " ".join(sorted(set(kept)))


def is_agency(name: str | None) -> bool:
    """Whether a name is an agency's or a board's."""
    return bool(name) and not employer_key(name)
