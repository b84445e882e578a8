"""Named values of any format as payloads of `fields`: which name means what, links, keys, and the rest as `extra`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from records.synonyms import SYNONYMS, guess, plain
from spiders.connectors.base import Found
from spiders.markup.urls import absolute, durable

# What says of a list that it is one of adverts, beside a title.
TELLING = frozenset(
    {"organisation", "place", "town", "postcode", "venue", "pay", "pay_min", "contract", "hours", "closes_at",
     "posted_at", "starts_on", "apply_url", "duration", "cost", "eligibility"}
)  # fmt: skip
_WORDS = frozenset(word for words in SYNONYMS.values() for word in words)
_STARTS = ("starttime", "timestart", "eventtime", "time", "timefrom", "starttimes")
_ENDS = ("endtime", "timeend", "timeto", "finishtime", "timefinish", "endtimes")
_KINDS = (
    dict.fromkeys(("eventtitle", "eventname", "event"), "event")
    | dict.fromkeys(("coursetitle", "coursename", "course"), "course")
    | dict.fromkeys(("fundname", "grantname", "grantscheme", "schemename", "schemetitle"), "support")
)
# What a field `state` says that is no part of a country.
_NO_REGION = frozenset(
    {"updated", "deleted", "open", "opened", "closed", "published", "draft", "active", "live", "new"}
)
_HOUR = re.compile(r"\d[:.]\d\d(?![./-]\d)|\d\s?[ap]\.?m\b|T\d\d", re.IGNORECASE)
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

    @property
    def telling(self) -> int:
        """How many fields say that these are adverts: 0 without a title."""
        if not self.has("title"):
            return 0
        return sum(bool(TELLING.intersection(drafts)) for drafts in self.drafts.values())


def meanings(names: Iterable[str], stated: Mapping[str, str]) -> Meanings:
    """What the names mean: as the source's file states, and for the rest as publishers mostly call things."""
    names = list(names)
    drafts: dict[str, list[str]] = {}
    missing = []
    loose = {plain(name): name for name in reversed(names)}
    for draft, wanted in stated.items():
        found = wanted if wanted in names else loose.get(plain(wanted))
        if found is None:
            missing.append(wanted)
        else:
            drafts.setdefault(found, []).append(draft)
    for draft, name in guess(name for name in names if name not in drafts).items():
        if draft not in stated and not _PERSONAL.search(name):
            drafts.setdefault(name, []).append(draft)
    titled = next((plain(name) for name, of in drafts.items() if "title" in of), "")
    dates = [name for name, of in drafts.items() if of == ["posted_at"] and plain(name) == "date"]
    of_events = _KINDS.get(titled) == "event" or any("venue" in of for of in drafts.values())
    if dates and of_events and "starts_on" not in stated:
        drafts[dates[0]] = ["starts_on"]  # the day of an event, in a list of events
    return Meanings(drafts, missing)


def known_names(names: Iterable[str]) -> int:
    """How many of these names publishers use for fields of adverts: what tells a row of heads."""
    return sum(plain(name) in _WORDS for name in names)


def found_of(named: Mapping[str, JsonValue], read: Meanings, base: str, link: str = "") -> Found | None:
    """The payload of one record; None where none of the fields that are read says anything.

    `link`: the address that its title leads to, where the format has one beside the text.
    """
    data: dict[str, JsonValue] = {}
    for name, drafts in read.drafts.items():
        for draft in drafts:
            value = named.get(name)
            if value in (None, "", [], {}) or (draft == "region" and str(value).casefold() in _NO_REGION):
                continue
            data[draft] = value
    if not data:
        return None
    titled = next((plain(name) for name, drafts in read.drafts.items() if "title" in drafts), "")
    if hint := _KINDS.get(titled):
        data["kind_hint"] = hint
    _with_times(data, named)
    address = absolute(base, str(data.get("url") or "")) or (absolute(base, link) if link else None)
    url = durable(address) if address else None
    if url:
        data["url"] = url
    else:
        data.pop("url", None)
    rest = {name: value for name, value in named.items() if name not in read.drafts and not _PERSONAL.search(name)}
    extra: dict[str, JsonValue] = {
        name: value for name, value in rest.items() if isinstance(value, str | int | float) and str(value)
    }
    if extra:
        data["extra"] = extra
    key = str(data.get("key") or data.get("reference") or "").strip()[:512]
    return Found(data=data, key=key, url=url)


def _with_times(data: dict[str, JsonValue], named: Mapping[str, JsonValue]) -> None:
    """Times of columns of their own, behind the day: `Date`, `Start time`, `End time`."""
    day = str(data.get("starts_on") or "")
    if not day or _HOUR.search(day):
        return
    times = {plain(name): str(value) for name, value in named.items() if _HOUR.search(str(value))}
    if start := next((times[name] for name in _STARTS if name in times), ""):
        data["starts_on"] = f"{day} {start}"
        if end := next((times[name] for name in _ENDS if name in times), ""):
            data["ends_on"] = f"{data.get('ends_on') or day} {end}"
