"""Options of `icalendar`: a calendar of events."""

from typing import ClassVar, Literal

from pydantic import Field

from records.draft import FieldName
from records.options.base import HttpUrl
from records.options.leave_out import LeavesOut


class IcalendarOptions(LeavesOut):
    """A calendar file (.ics): each event once, one that repeats with its next date."""

    complete: ClassVar[bool] = True
    # Draft name → property, for `leave_out`.
    properties: ClassVar[dict[FieldName, str]] = {
        "title": "SUMMARY", "place": "LOCATION", "description": "DESCRIPTION", "subject": "CATEGORIES",
        "organisation": "ORGANIZER", "starts_on": "DTSTART", "ends_on": "DTEND", "url": "URL", "key": "UID",
    }  # fmt: skip

    type: Literal["icalendar"] = "icalendar"
    url: HttpUrl = Field(description="The calendar.")
    days_ahead: int = Field(
        default=0, ge=0, le=400, description="An event that repeats is listed at each date so many days ahead; 0: once."
    )
