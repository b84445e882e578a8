"""What the names in a list of adverts mean: as a source file says it, and for the rest as publishers call things.

A list is a table, the objects of a JSON document, the elements of an XML document: its records share their names, and
a name means the same in all of them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pydantic import JsonValue

from records.columns import EVENT_TITLES
from records.draft import FieldName
from records.synonyms import SYNONYMS, guess, plain

# What says of a list that it is a list of adverts, beside a title.
TELLING = frozenset(
    {"organisation", "place", "town", "postcode", "venue", "pay", "pay_min", "contract", "hours", "closes_at",
     "posted_at", "starts_on", "apply_url", "duration", "cost", "eligibility"}
)  # fmt: skip
_WORDS = frozenset(word for words in SYNONYMS.values() for word in words)
# What a field `state` says that is no part of a country.
_NO_REGION = frozenset(
    {"updated", "deleted", "open", "opened", "closed", "published", "draft", "active", "live", "new"}
)
# Of people, not of adverts: nothing that a portal shows needs it.
_PERSONAL = re.compile(r"contact|e-?mail|phone|telephone|hiringmanager|recruiter", re.IGNORECASE)


@dataclass(frozen=True)
class Meanings:
    """Name in the source → the draft names it is read as. `missing`: stated names that the source does not have."""

    drafts: dict[str, list[str]]
    missing: list[str] = field(default_factory=list)

    def has(self, draft: str) -> bool:
        """Whether any name is read as this field."""
        return any(draft in drafts for drafts in self.drafts.values())

    def name_of(self, draft: str) -> str:
        """The name that is read as this field; '' where none is."""
        return next((name for name, drafts in self.drafts.items() if draft in drafts), "")

    @property
    def telling(self) -> int:
        """How many fields say that these are adverts: 0 without a title."""
        if not self.has("title"):
            return 0
        return sum(bool(TELLING.intersection(drafts)) for drafts in self.drafts.values())

    def values(self, named: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """`{draft name: value}` of one record; what is empty is left out."""
        return {
            draft: value
            for name, drafts in self.drafts.items()
            for draft in drafts
            if (value := named.get(name)) not in (None, "", [], {})
            and not (draft == "region" and str(value).casefold() in _NO_REGION)
        }


def meanings(names: Iterable[str], stated: Mapping[FieldName, str]) -> Meanings:
    """What the names mean. `stated`: draft name → name, as the source's file has it; it adds to what is guessed."""
    return _meanings(tuple(names), tuple((str(draft), name) for draft, name in stated.items()))


# Every record of a list asks again, and to guess takes longer than to read the record.
@lru_cache(maxsize=256)
def _meanings(names: tuple[str, ...], stated: tuple[tuple[str, str], ...]) -> Meanings:
    read = Meanings({})
    loose = {plain(name): name for name in reversed(names)}
    for draft, wanted in stated:
        name = wanted if wanted in names else loose.get(plain(wanted))
        if name is None:
            read.missing.append(wanted)
        else:
            read.drafts.setdefault(name, []).append(draft)
    fixed = dict(stated)
    for guessed, name in guess(name for name in names if name not in read.drafts).items():
        if guessed not in fixed and not is_personal(name):
            read.drafts.setdefault(name, []).append(guessed)
    dates = [name for name, drafts in read.drafts.items() if drafts == ["posted_at"] and plain(name) == "date"]
    of_events = plain(read.name_of("title")) in EVENT_TITLES or read.has("venue")
    if dates and of_events and "starts_on" not in fixed:
        read.drafts[dates[0]] = ["starts_on"]  # the day of an event, in a list of events
    return read


def known_names(names: Iterable[str]) -> int:
    """How many of these names publishers use for fields of adverts: what tells a row of heads."""
    return sum(plain(name) in _WORDS for name in names)


def is_personal(name: str) -> bool:
    """Whether a field of this name is of a person."""
    return _PERSONAL.search(name) is not None
