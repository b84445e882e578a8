"""Days that a page writes without a year (`20 Sep`)."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from normalise.text.dates import Moment

# A day beside a month's name, and no year.
_YEARLESS = re.compile(
    r"^(?!.*\b(?:19|20)\d\d\b)(?!.*[a-z]\.?,?\s+['’]?\d\d$)"
    r"(?:.*\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[A-Za-z]{3,9}\b|[A-Za-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?$)"
)
_CLOSED_BEFORE = timedelta(days=60)
_POSTED_AHEAD = timedelta(days=2)


def in_its_year(moment: Moment, raw: str, name: str, now: datetime) -> Moment:
    """`moment`, read in the year of `now`: one closes next year rather than months ago, and is not posted ahead."""
    if not _YEARLESS.match(raw.strip()):
        return moment
    years = 0
    if name == "closes_at" and moment.at < now - _CLOSED_BEFORE:
        years = 1
    elif name == "posted_at" and moment.at > now + _POSTED_AHEAD:
        years = -1
    try:
        return replace(moment, at=moment.at.replace(year=moment.at.year + years))
    except ValueError:  # 29 February
        return moment
