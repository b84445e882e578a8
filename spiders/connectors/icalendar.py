"""`icalendar`: the events of a calendar file. Each is one record by its UID; of one that repeats, the next date."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import JsonValue

from formats.text import page_text
from records.options.icalendar import IcalendarOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow, Found
from spiders.leaving_out import leave_out
from spiders.markup.calendar import Calendar, Occurrence, occurrences, split_calendar, written
from spiders.markup.urls import absolute, durable

_LINK = re.compile(r"https?://[^\s<>\"']+")
_EXCERPT = 400


class IcalendarConnector(Connector[IcalendarOptions]):
    """Reads a calendar."""

    name = "icalendar"
    format = "calendar_event"
    version = 2

    def start(self) -> Iterator[Follow]:
        """The calendar."""
        yield Follow(self.options.url)

    def read(self, page: Page) -> Extraction:
        """Every event; one that cannot be read is a problem that holds it."""
        calendar = split_calendar(page_text(page, self.options.encoding).text)
        if not calendar.is_calendar:
            excerpt = page.body[:_EXCERPT].decode("utf-8", "replace")
            return Extraction(problems=[Problem("NOT_A_CALENDAR", "this is no calendar file", excerpt, fatal=True)])
        extraction = Extraction()
        for group in calendar.groups:
            self._group(calendar, group, page, extraction)
        if not calendar.whole:
            message = "the calendar is cut off: its last events are missing"
            extraction.problems.append(Problem("CALENDAR_CUT_OFF", message, fatal=True))
        elif not calendar.groups:
            extraction.proved_empty = True
        return leave_out(self.options, extraction)

    def _group(self, calendar: Calendar, group: str, page: Page, extraction: Extraction) -> None:
        try:
            found = [
                _found(one, calendar, page)
                for one in occurrences(calendar, group, page.fetched_at, self.options.days_ahead)
            ]
        except (
            ValueError,
            TypeError,
            KeyError,
            IndexError,
            AttributeError,
            OverflowError,
            NotImplementedError,
        ) as error:
            message = f"an event cannot be read: {' '.join(str(error).split())[:200]}"
            extraction.problems.append(Problem("EVENT_BROKEN", message, group[:_EXCERPT], record=True))
            return
        extraction.found += found

    @classmethod
    def sniff(cls, page: Page) -> float:
        """Sure: nothing else begins so."""
        return 1.0 if page.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").upper().startswith(b"BEGIN:VCALENDAR") else 0.0

    @classmethod
    def default_options(cls, url: str) -> IcalendarOptions:
        """The calendar at `url`."""
        return IcalendarOptions(url=url)


def _found(one: Occurrence, calendar: Calendar, page: Page) -> Found:
    """The event under the names of its properties; the days of this occurrence, and the zone of the calendar."""
    event = one.event
    starts, ends = written(one.starts, calendar.zone), written(one.ends, calendar.zone)
    organiser = event.get("ORGANIZER")
    geo = event.get("GEO")
    data: dict[str, JsonValue] = {
        name: text for name in ("UID", "SUMMARY", "LOCATION", "DESCRIPTION", "URL") if (text := _text(event, name))
    }
    said: dict[str, JsonValue] = {
        "DTSTART": starts, "DTEND": ends, "CATEGORIES": _categories(event),
        "TZID": str(getattr(event.get("DTSTART"), "params", {}).get("TZID") or "") or calendar.zone,
        "ORGANIZER": str(getattr(organiser, "params", {}).get("CN") or ""),
        "GEO": f"{geo.latitude};{geo.longitude}" if geo is not None and not isinstance(geo, list) else "",
    }  # fmt: skip
    data |= {name: value for name, value in said.items() if value}
    stated = _text(event, "URL")
    address = absolute(page.url, stated) if _LINK.match(stated) else None
    key = _text(event, "UID")
    if one.repeats and one.starts is not None:
        key = f"{key} {one.starts.isoformat()}"
    withdrawn = _text(event, "STATUS").upper() == "CANCELLED"
    return Found(data, key[:512], durable(address) if address else None, withdrawn=withdrawn)


def _text(event: Any, name: str) -> str:
    value = event.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return str(value).strip() if value is not None else ""


def _categories(event: Any) -> list[JsonValue]:
    values = event.get("CATEGORIES")
    groups = values if isinstance(values, list) else [values] if values is not None else []
    return [str(word).strip() for group in groups for word in getattr(group, "cats", [])]
