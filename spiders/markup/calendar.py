"""Calendar files as events: one by one, so that a broken one loses no other.

What a line may be mends first: exporters leave blank lines between properties, and lines that were never folded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_PROPERTY = re.compile(r"^[A-Za-z][A-Za-z0-9-]*(?:[;:])")
_EVENT = re.compile(r"^BEGIN:VEVENT\r?$.*?^END:VEVENT\r?$", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_ZONE = re.compile(r"^BEGIN:VTIMEZONE\r?$.*?^END:VTIMEZONE\r?$", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_UID = re.compile(r"^UID[^:\n]*:(.*(?:\n[ \t].*)*)", re.MULTILINE | re.IGNORECASE)
_HEAD_LINE = re.compile(r"^X-WR-TIMEZONE[^:\n]*:(.*)$", re.MULTILINE | re.IGNORECASE)
# A date so far ahead stands for none: 2099 says that nobody has set it yet.
_FAR = 10
_SEARCHED = timedelta(days=400)


@dataclass
class Calendar:
    """`groups`: the events of one UID each, as text; `whole`: the file has its end."""

    groups: list[str] = field(default_factory=list)
    zones: str = ""
    zone: str = ""
    whole: bool = False
    is_calendar: bool = False


@dataclass(frozen=True)
class Occurrence:
    """One event at one date. `event`: the component; times are None where the file gives none that can be meant."""

    event: Any
    starts: date | datetime | None
    ends: date | datetime | None
    repeats: bool = False


def split_calendar(text: str) -> Calendar:
    """The events of a file by UID, those without one each alone."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n")
    # What is neither folded nor a property is the next line of the text above.
    mended = "\n".join(
        line if line[:1] in (" ", "\t") or _PROPERTY.match(line) else f" \\n{line}" for line in lines if line.strip()
    )
    made = Calendar(zones="\n".join(_ZONE.findall(mended)))
    made.is_calendar = mended.lstrip().upper().startswith("BEGIN:VCALENDAR")
    made.whole = mended.rstrip().upper().endswith("END:VCALENDAR")
    outside = _ZONE.sub("", _EVENT.sub("", mended))
    made.zone = match[1].strip() if (match := _HEAD_LINE.search(outside)) else ""
    groups: dict[str, list[str]] = {}
    for number, block in enumerate(_EVENT.findall(mended)):
        uid = match[1].replace("\n ", "").strip() if (match := _UID.search(block)) else ""
        groups.setdefault(uid or f"\0{number}", []).append(block)
    made.groups = ["\n".join(blocks) for blocks in groups.values()]
    if re.search(r"^BEGIN:VEVENT", _EVENT.sub("", mended), re.MULTILINE | re.IGNORECASE):
        made.whole = False  # an event that has no end
    return made


def occurrences(calendar: Calendar, group: str, now: datetime, days: int) -> Iterator[Occurrence]:
    """The event of a group; one that repeats at its next date, or at all within `days`. ValueError: unreadable."""
    import icalendar
    import recurring_ical_events

    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//\n{calendar.zones}\n{group}\nEND:VCALENDAR\n"
    read = icalendar.Calendar.from_ical(text)
    events = list(read.walk("VEVENT"))
    main = next((event for event in events if "RECURRENCE-ID" not in event), events[0])
    if "RRULE" not in main and "RDATE" not in main:
        yield _occurrence(main, now, repeats=False)
        return
    query = recurring_ical_events.of(read)
    ahead = query.between(now, now + (timedelta(days=days) if days else _SEARCHED))
    ahead.sort(key=lambda event: str(event["DTSTART"].dt))
    if not ahead:
        yield _occurrence(main, now, repeats=False)  # its dates are over: it is as its first one was
        return
    for event in ahead if days else ahead[:1]:
        yield _occurrence(event, now, repeats=bool(days))


def _occurrence(event: Any, now: datetime, *, repeats: bool) -> Occurrence:
    starts = _moment(event, "DTSTART", now)
    ends = _moment(event, "DTEND", now)
    if isinstance(ends, date) and not isinstance(ends, datetime) and starts is not None and ends > _day(starts):
        ends -= timedelta(days=1)  # the end of whole days is the day after
    if (
        ends is None
        and starts is not None
        and isinstance(duration := getattr(event.get("DURATION"), "dt", None), timedelta)
    ):
        ends = starts + duration
    return Occurrence(event, starts, ends, repeats)


def _moment(event: Any, name: str, now: datetime) -> date | datetime | None:
    value = getattr(event.get(name), "dt", None)
    if not isinstance(value, date) or not 1970 < value.year < now.year + _FAR:
        return None
    return value


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def written(moment: date | datetime | None, zone: str) -> str | None:
    """ISO; a time in UTC in the calendar's own zone, where it names one, for the day is then the one people know."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        if moment.utcoffset() == timedelta() and zone:
            try:
                moment = moment.astimezone(ZoneInfo(zone))
            except (KeyError, ValueError, OSError):
                moment = moment.astimezone(UTC)
        return moment.isoformat()
    return moment.isoformat() if moment is not None else None
