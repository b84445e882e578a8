"""Summaries that job boards of one make (Madgex) put together: `£38,000 a year: Shelter: Raise money. London`."""

import re
from dataclasses import dataclass

from reference.gazetteer import gazetteer

_LONGEST_PAY, _LONGEST_PLACE = 100, 80


@dataclass(frozen=True)
class Summary:
    """What such a summary says besides its text; all None where it has another form."""

    organisation: str | None = None
    pay: str | None = None
    place: str | None = None


def read_summary(text: str | None, organisation: str | None) -> Summary:
    """Pay, the organisation as it is spelt there, and the place; the form is proved by the organisation between."""
    if not text or not organisation:
        return Summary()
    form = rf"\s*(?P<pay>[^:]{{0,{_LONGEST_PAY}}}?)\s*:\s*(?P<name>{re.escape(organisation)})\s*:\s*(?P<rest>.*)$"
    match = re.match(form, text, re.IGNORECASE | re.DOTALL)
    if match is None:
        return Summary()
    tail = re.split(r"[.!?…]\s+", match["rest"].strip())[-1].strip()
    place = tail if len(tail) <= _LONGEST_PLACE and gazetteer().near(tail.split(" (")[0]) else None
    return Summary(match["name"], match["pay"] or None, place)
