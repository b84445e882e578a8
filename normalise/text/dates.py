"""Dates as sources write them: ISO 8601 in every precision, RFC 822, day first, epochs, relative.

Formats that machines write are read by rule; what people write goes to dateparser. Nothing is guessed
from a text without a day: "Spring 2027" stays text.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from records.words import Wording, any_of, groups, says_nothing, words

_ABSENT = re.compile(r"^(0000|0001|9999)-|^0?1[/.-]0?1[/.-]0001\b|^0+$")
_ISO = re.compile(
    r"^(\d{4})[-/]?(\d{2})[-/]?(\d{2})"
    r"(?:[T\s]+(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,:](\d+))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$",
    re.IGNORECASE,
)
# XML Schema's dates may carry a zone, and some generators leave the T of a time that is not there.
_DAY_ONLY = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:T|Z|[+-]\d{2}:\d{2})$")
_YEAR_MONTH = re.compile(r"^\d{4}(-\d{2})?$|^[A-Za-z]+\s+\d{4}$|^\d{1,2}/\d{4}$|^[A-Za-z]{3,9}[-'’]\d{2}$")
# The first day of a span counts: '5-7 December 2026', '5 Dec 2026 - 7 Dec 2026', '… 09:00 to 2026-12-05 17:00'.
_DAYS_OF_MONTH = re.compile(
    r"^(\D*\d{1,2})(?:st|nd|rd|th)?\s*(?:[-–—&]|to|and)\s*\d{1,2}(?:st|nd|rd|th)?\s+([A-Za-z]{3,}.*)$", re.IGNORECASE
)
_SPAN = re.compile(r"^(.*\d.*?)\s+(?:[-–—]|to|until|till|bis)\s+(?=(?:[A-Za-z]+,?\s+)?\d).*\d")
_EPOCH = re.compile(r"^\d{10}(\d{3})?(\.\d+)?$")
_RFC822 = re.compile(r"^(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{2,4}\s+\d{1,2}:\d{2}")
_BAD_FRACTION = re.compile(r"(\d{1,2}:\d{2}:\d{2}):\d+")
_NUMERIC = re.compile(r"^(?:[A-Za-z]+,?\s+)?(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:,?\s*(?:at\s*)?(.*))?$")
# `Sunday 5th April 2026, 11.59pm`: what most people write, read here in a hundredth of the time.
_SPELT = re.compile(
    r"(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]+),?\s+"
    r"(\d{4})(?:,?\s+(?:at\s+)?\d{1,2}(?:[:.]\d{2}\s?(?:[ap]m)?|\s?[ap]m))?",
    re.IGNORECASE,
)
_MONTHS = {name: int(number) for number, names in groups("months").items() for name in names}
_MIDDAY = re.compile(r"\b(?:12\s*)?(noon|midday|midnight)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"(\d+)(\+)?\s*(minute|min|hour|hr|day|week|month|year)s?\s+ago", re.IGNORECASE)
_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)\b|\b(\d{1,2})[:.](\d{2})(?::\d{2})?\b", re.IGNORECASE)
# EventON writes the hour twice: 2019-9-18T10-10-30-00 is half past ten.
_TWICE = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2})T(\d{2})-\2-(\d{2})-\d{2}$")
_SHORT_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?=$|[T\s])")
_SHORT_HOUR = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2})[T ](\d(?=:\d\d))")
_ZONE_NAME = re.compile(r"^(\d{4}-.*\d)\s+([A-Z][A-Za-z]+/[A-Z][A-Za-z_]+)$")
# What follows a closing date in the same line: 'Interviews: 16 September', '. Please note, we reserve…'.
_FURTHER = re.compile(
    r"(?<=\w)\.\s+(?=[A-Z])|\(?\s*(?:[Ii]nterview|Shortlist|Please|PLEASE|We\b)|,? with (?:a|an|the)\b|;"
)
_AHEAD = re.compile(r"(\d+)\s*(day|week|month)s?\s+(?:left|remaining|to go)", re.IGNORECASE)
_ONE = re.compile(r"\b(?:an?|one)\s+(?=(?:minute|hour|day|week|month|year)\s+ago)", re.IGNORECASE)
# A day, a month and a year in words of another language, and nothing else.
_WRITTEN = re.compile(r"^(?:[^\W\d]+,?\s+)?\d{1,2}\.?\s+(?:de\s+)?[^\W\d]{3,}\.?\s+(?:de\s+)?\d{4}$")
_ABROAD = ["fr", "de", "es", "it", "nl", "pt", "sv", "pl"]
_UNIT = {"minute": 0, "min": 0, "hour": 0, "hr": 0, "day": 1, "week": 7, "month": 30, "year": 365}
_LABEL = Wording(lambda: rf"^{any_of(words('date_labels'), whole=False)}\s*:?\s*")
_MONTH_NAME = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[A-Za-zÀ-ž]{4,}", re.IGNORECASE)


@dataclass(frozen=True)
class Moment:
    """A point in time as written. `has_time` False: only the day is known; `bound`: then or earlier."""

    at: datetime
    has_time: bool
    bound: bool = False


def read_moment(text: str | None, *, zone: str = "Europe/London", now: datetime | None = None) -> Moment | None:
    """The moment a source wrote, aware, in its own zone or else in `zone`; None where it says none.

    `now` anchors relative wordings ("Posted yesterday", "30+ days ago"). Day-first for 01/02/2026.
    """
    cleaned = " ".join((text or "").split())
    if says_nothing(cleaned, "date") or _ABSENT.search(cleaned):
        return None
    anchor = (now or datetime.now(UTC)).astimezone(UTC)
    # A day's resolution is enough for relative dates, and lets the cache work.
    return _read(cleaned, zone, anchor.date())


@lru_cache(maxsize=20_000)
def _read(text: str, zone: str, today: date) -> Moment | None:
    tz = ZoneInfo(zone)
    if "-" in text:
        text, tz = _mended(text, tz)
    try:
        moment = _machine(text, tz) or _relative(text, tz, today) or _people(_LABEL.sub("", text), tz, today)
        if moment:
            return moment
        first = _first_of_span(_FURTHER.split(text, maxsplit=1)[0].strip())
        return _machine(first, tz) or _people(_LABEL.sub("", first), tz, today) if first != text else None
    except (ValueError, OverflowError):
        return None


def _first_of_span(text: str) -> str:
    if match := _DAYS_OF_MONTH.match(text):
        return f"{match[1]} {match[2]}"
    match = _SPAN.match(text)
    return match[1].strip() if match else text


def _mended(text: str, tz: ZoneInfo) -> tuple[str, ZoneInfo]:
    """ISO forms that only some systems write, as ISO; a zone's name behind it taken as the zone."""
    if (named := _ZONE_NAME.match(text)) and named[2] in available_timezones():
        text, tz = named[1], ZoneInfo(named[2])
    text = _SHORT_HOUR.sub(r"\1T0\2", text)
    text = _DAY_ONLY.sub(r"\1", text)
    text = _TWICE.sub(r"\1T\2:\3", text)
    return _SHORT_ISO.sub(lambda match: f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}", text), tz


def _machine(text: str, tz: ZoneInfo) -> Moment | None:
    if match := _ISO.match(text):
        return _iso(match, tz)
    if _EPOCH.match(text):
        value = float(text)
        return _plausible(Moment(datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC), True))
    if _RFC822.match(text):
        at = parsedate_to_datetime(_BAD_FRACTION.sub(r"\1", text))
        return _plausible(Moment(at if at.tzinfo else at.replace(tzinfo=tz), True))
    return None


def _iso(match: re.Match[str], tz: ZoneInfo) -> Moment | None:
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    moment = datetime(
        int(year),
        int(month),
        int(day),
        int(hour or 0),
        int(minute or 0),
        int(second or 0),
        int(((fraction or "") + "000000")[:6]),
        tzinfo=tz,
    )
    if offset:
        moment = moment.replace(tzinfo=datetime.fromisoformat(f"2000-01-01T00:00:00{_offset(offset)}").tzinfo)
    return _plausible(Moment(moment, hour is not None))


def _offset(text: str) -> str:
    if text.upper() in ("Z", "UTC", "GMT"):
        return "+00:00"
    digits = text[1:].replace(":", "").ljust(4, "0")
    return f"{text[0]}{digits[:2]}:{digits[2:]}"


def _relative(text: str, tz: ZoneInfo, today: date) -> Moment | None:
    lowered = _ONE.sub("1 ", text.lower())
    if match := _AHEAD.search(lowered):
        return Moment(_start(today + timedelta(days=min(int(match[1]) * _UNIT[match[2]], 3_650)), tz), False)
    if match := _RELATIVE.search(lowered):
        days = int(match[1]) * _UNIT[match[3]]
        return Moment(_start(today - timedelta(days=min(days, 36_500)), tz), False, bound=bool(match[2]) or days >= 30)
    for word, days in (("yesterday", 1), ("tomorrow", -1), ("today", 0), ("just posted", 0), ("just now", 0)):
        if word in lowered:
            return Moment(_start(today - timedelta(days=days), tz), False)
    return None


def _people(text: str, tz: ZoneInfo, today: date) -> Moment | None:
    if match := _NUMERIC.match(text):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
        if month > 12:  # 03/25/2026 can only be month first
            day, month = month, day
        start = datetime(year + 2000 if year < 100 else year, month, day, tzinfo=tz)
        return _plausible(_with_clock(start, match[4] or ""))
    if _YEAR_MONTH.match(text) or not re.search(r"\d", text) or not _MONTH_NAME.search(text):
        return None
    if (spelt := _SPELT.fullmatch(text)) and (number := _MONTHS.get(spelt[2].casefold())):
        return _plausible(_with_clock(datetime(int(spelt[3]), number, int(spelt[1]), tzinfo=tz), text))
    return _by_dateparser(text, tz, today)


def _by_dateparser(text: str, tz: ZoneInfo, today: date) -> Moment | None:
    import dateparser  # 0.3 s to import, and most sources never need it

    spoken = re.sub(r"\b(by|on|at|before|until|of|the)\b", " ", _MIDDAY.sub("", text), flags=re.IGNORECASE)
    said = " ".join(spoken.replace("(", " ").replace(")", " ").split())
    settings = {
        "DATE_ORDER": "DMY",
        "PREFER_DAY_OF_MONTH": "first",
        "RELATIVE_BASE": datetime.combine(today, time()),
        "REQUIRE_PARTS": ["day", "month"],
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    read = dateparser.parse(said, languages=["en"], settings=settings) or (
        dateparser.parse(said, languages=_ABROAD, settings=settings) if _WRITTEN.match(said) else None
    )
    if read is None:
        return None
    if read.tzinfo is not None:
        return _plausible(Moment(read, True))
    start = datetime.combine(read.date(), time(), tzinfo=tz)
    return _plausible(_with_clock(start, text))


def _with_clock(start: datetime, text: str) -> Moment:
    if word := _MIDDAY.search(text):
        hour = 0 if word[1].lower() == "midnight" else 12
        # "Midnight on the 5th" is the end of the 5th for everybody who writes it.
        return Moment(start, False) if hour == 0 else Moment(start.replace(hour=12), True)
    for match in _CLOCK.finditer(text):
        hour = int(match[1] or match[4])
        minute = int(match[2] or match[5] or 0)
        if match[3]:
            hour = hour % 12 + (12 if match[3].lower() == "pm" else 0)
        if hour < 24 and minute < 60:
            return Moment(start.replace(hour=hour, minute=minute), True)
    return Moment(start, False)


def _start(day: date, tz: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=tz)


def _plausible(moment: Moment) -> Moment | None:
    return moment if 1970 <= moment.at.year <= 2100 else None
