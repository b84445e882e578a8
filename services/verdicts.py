"""How well each field of a source is read, in plain words: clean, noisy, unusable or absent, and what to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from normalise.fill import FILL_FIELDS, is_filled
from records.listing import Listing, Organisation, Pay, Place
from records.vocabulary import Kind
from records.words.lists import words
from records.words.wording import Wording, any_of
from services.source_life import UNSETTLED

CLEAN, NOISY, UNUSABLE, ABSENT = "clean", "noisy", "unusable", "absent"
# From this share of doubtful values on, a field is noisy; from the second on, it helps nobody.
_SOME, _MOST = 0.1, 0.7
_SHOWN = 60
_LONG_TITLE = 120
_SHORT_TEXT = 40
_ENOUGH = 3
_HOURS = re.compile(r"^\s*\d{1,2}(?:\.\d+)?\s*(?:p/?t|f/?t|hrs?|hours?|fte|h)\b", re.IGNORECASE)
_IN_TITLE = re.compile(r"\bclos(?:es|ing)\b.{0,12}\d|[£$€]\s?\d|https?://", re.IGNORECASE)
_NO_AMOUNT = Wording(lambda: any_of(words("pay_without_amount")))
_WIDE = Wording(lambda: any_of(words("wide_places")))
_BUTTON = Wording(lambda: any_of(words("page_signs", "button")))

# What is worth having, by what is offered; other fields are no loss.
_WANTED: dict[Kind, tuple[str, ...]] = {
    Kind.JOB: ("title", "organisation", "places", "pay", "closes_at", "url"),
    Kind.APPRENTICESHIP: ("title", "organisation", "places", "pay", "closes_at", "url"),
    Kind.COURSE: ("title", "organisation", "places", "starts_on", "url"),
    Kind.EVENT: ("title", "places", "starts_on", "url"),
    Kind.SUPPORT: ("title", "organisation", "url"),
    Kind.NEWS: ("title", "url"),
}
_IF_ABSENT = {
    "title": "say in `fields: {title: …}` what holds the title: no advert goes without one",
    "organisation": "all of one employer: `defaults: {organisation: …}`; else say in `fields` what holds it",
    "places": "all in one place: `defaults: {town: …}`; else say in `fields: {place: …}` what holds it",
    "pay": "say in `fields: {pay: …}` what holds it, where the source has it",
    "closes_at": "say in `fields: {closes_at: …}` what holds it; without it an advert closes when it is seen no more",
    "starts_on": "say in `fields: {starts_on: …}` what holds the first day",
    "url": "say what links to the advert's own page: else people cannot apply, and an edited advert looks new",
}


@dataclass(frozen=True)
class Verdict:
    """One field: `has` of `of` adverts say something; `word` is CLEAN, NOISY, UNUSABLE or ABSENT."""

    field: str
    has: int
    of: int
    word: str
    example: str
    advice: str

    def as_json(self) -> dict[str, object]:
        """For a program."""
        return asdict(self)

    def row(self) -> tuple[str, str, str, str, str]:
        """For a table."""
        return self.field, f"{self.has} of {self.of}", self.word, self.example, self.advice


def verdicts(listings: Sequence[Listing], now: datetime) -> list[Verdict]:
    """A verdict for each field that a portal shows, of those that matter and those that are there."""
    if not listings:
        return []
    kind = Counter(one.kind for one in listings).most_common(1)[0][0]
    made = [_verdict(name, listings, now, wanted=name in _WANTED[kind]) for name in FILL_FIELDS]
    return [one for one in made if one.word != ABSENT or one.field in _WANTED[kind]]


def _verdict(name: str, listings: Sequence[Listing], now: datetime, *, wanted: bool) -> Verdict:
    having = [one for one in listings if is_filled(one, name)]
    example = next((example_of(one, name) for one in having), "")
    unread = [
        issue for one in listings for issue in one.issues if issue.field == name and issue.code == "DATE_UNREADABLE"
    ]
    if not having:
        if unread:
            return Verdict(name, 0, len(listings), UNUSABLE, _cut(unread[0].message), _READ_OTHERWISE)
        advice = _IF_ABSENT.get(name, "") if wanted else ""
        return Verdict(name, 0, len(listings), ABSENT, "", advice)
    doubts = [(one, why) for one in having if (why := _doubt(name, one, now))]
    if (same := _all_the_same(name, having)) and not doubts:
        return Verdict(name, len(having), len(listings), NOISY, example, same)
    share = (len(doubts) + len(unread)) / len(listings)
    if share <= _SOME and not (doubts and len(having) < 1 / _SOME):
        missing = len(listings) - len(having)
        advice = f"{missing} without: {_IF_ABSENT[name]}" if missing and wanted and name in _IF_ABSENT else ""
        return Verdict(name, len(having), len(listings), CLEAN, example, advice)
    if doubts:
        example = example_of(doubts[0][0], name)
        why = Counter(why for _, why in doubts).most_common(1)[0][0]
    else:
        example, why = _cut(unread[0].message), _READ_OTHERWISE
    return Verdict(name, len(having), len(listings), UNUSABLE if share > _MOST else NOISY, example, why)


_READ_OTHERWISE = "no date is read out of this: say `date_order`, or map another field"


def _doubt(name: str, one: Listing, now: datetime) -> str:
    """What speaks against a value, with what to do; '' where nothing does."""
    check: Callable[[Listing, datetime], str] | None = _CHECKS.get(name)
    return check(one, now) if check else ""


def _title(one: Listing, _now: datetime) -> str:
    raw = one.title_raw or one.title
    if len(raw) > _LONG_TITLE:
        return "too long for a title: select less"
    if _IN_TITLE.search(raw):
        return "holds more than the title (a date, pay or address): select less"
    if _BUTTON.fullmatch(raw.strip()):
        return "this is what a button says: select the heading instead"
    return ""


def _pay(one: Listing, _now: datetime) -> str:
    pay = one.pay
    text = (pay.text or "") if pay else ""
    if pay is None or pay.min is not None or pay.max is not None or _NO_AMOUNT.search(text):
        return ""
    if _HOURS.search(text):
        return "these are hours, not pay: map this to `hours_per_week` or `hours`"
    return "no amount is read out of this: map another field, or mend it by `lookups: {pay: …}`"


def _organisation(one: Listing, _now: datetime) -> str:
    unsettled = one.organisation is not None and one.organisation.name == UNSETTLED
    return "write whose adverts these are, as `publisher.name` or `defaults: {organisation: …}`" if unsettled else ""


def _places(one: Listing, _now: datetime) -> str:
    known = [place for place in one.places if place.lat is not None or place.areas]
    if known:
        return ""
    text = "; ".join(place.text or place.town or "" for place in one.places)
    if one.remote is not None and one.remote.value == "remote":
        return ""
    if _WIDE.search(text):
        return "too wide to find it by: give the place by `lookups: {place: …}` or `defaults: {town: …}`"
    return 'no place that we know: add it to `lookups: {place: {"…": town}}`'


def _closing(one: Listing, now: datetime) -> str:
    if one.closes_at is None or one.closes_at >= now:
        return ""
    return "in the past: such adverts are never shown. Is it another date, or the order of day and month?"


def _start(one: Listing, now: datetime) -> str:
    starts = one.starts_on
    return "in the past: is it another date, or the year missing?" if starts and starts < now.date() else ""


def _posted(one: Listing, now: datetime) -> str:
    return "in the future: is this the closing date?" if one.posted_at and one.posted_at > now else ""


def _description(one: Listing, _now: datetime) -> str:
    return "hardly a text" if len(one.description or "") < _SHORT_TEXT else ""


_CHECKS: dict[str, Callable[[Listing, datetime], str]] = {
    "title": _title,
    "organisation": _organisation,
    "pay": _pay,
    "places": _places,
    "closes_at": _closing,
    "starts_on": _start,
    "posted_at": _posted,
    "description": _description,
}


def _all_the_same(name: str, having: Sequence[Listing]) -> str:
    """Many adverts with one title or one address: the selector takes something else."""
    if name not in ("title", "url") or len(having) < _ENOUGH:
        return ""
    if len({getattr(one, name) for one in having}) > 1:
        return ""
    return "the same for all: this is not the advert's own, select something inside it"


def example_of(one: Listing, name: str) -> str:
    """A value as a person would write it."""
    return _cut(_shown(getattr(one, name)))


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_shown(item) for item in value)
    if isinstance(value, Pay):
        return _shown_pay(value)
    if isinstance(value, Place):
        return value.text or value.town or value.postcode or ""
    if isinstance(value, Organisation):
        return value.name
    if isinstance(value, datetime):
        return f"{value:%d %b %Y %H:%M}".removesuffix(" 00:00")
    return str(getattr(value, "value", value))


def _shown_pay(pay: Pay) -> str:
    amounts = " to ".join(
        f"{amount:,.2f}".removesuffix(".00") for amount in dict.fromkeys((pay.min, pay.max)) if amount is not None
    )
    read = " ".join(part for part in (amounts, pay.currency, f"a {pay.period.value}" if pay.period else "") if part)
    return f"{pay.text or read} (read as {read})" if pay.text and amounts else pay.text or read


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
