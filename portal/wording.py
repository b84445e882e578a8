"""Records in plain English: the labels, dates, pay and places that pages show."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from portal.rich_text import code, plain_html, safe_html
from records.listing import Money, Pay, Place
from records.vocabulary import (
    Audience,
    Authority,
    Contract,
    Hours,
    Kind,
    PayPeriod,
    Remote,
)

# A closing day is the day at the publisher; portals of another zone set theirs here.
ZONE = ZoneInfo("Europe/London")
SOON_DAYS = 3
COUNTED_DAYS = 14

KINDS = {
    Kind.JOB: ("Job", "Jobs"),
    Kind.APPRENTICESHIP: ("Apprenticeship", "Apprenticeships"),
    Kind.COURSE: ("Course", "Courses"),
    Kind.EVENT: ("Event", "Events"),
    Kind.SUPPORT: ("Support", "Support"),
    Kind.NEWS: ("News", "News"),
}
_OWN_LABELS = {
    Remote.ON_SITE: "In person",
    Remote.HYBRID: "Hybrid",
    Remote.REMOTE: "Online or from home",
    Contract.FIXED_TERM: "Fixed term",
    Hours.TERM_TIME: "Term time only",
    Hours.FULL_TIME: "Full time",
    Hours.PART_TIME: "Part time",
    Audience.EX_OFFENDERS: "People with convictions",
    Audience.OVER_50: "People over 50",
    Audience.UNEMPLOYED: "People out of work",
    Audience.LONE_PARENTS: "Lone parents",
    Audience.FOUNDERS: "People starting a business",
    Authority.EMPLOYER: "the organisation’s own site",
    Authority.OFFICIAL: "official service",
    Authority.BOARD: "job board",
    Authority.AGGREGATOR: "listing service",
}
_PERIODS = {
    PayPeriod.HOUR: "an hour",
    PayPeriod.DAY: "a day",
    PayPeriod.WEEK: "a week",
    PayPeriod.MONTH: "a month",
    PayPeriod.YEAR: "a year",
    PayPeriod.FIXED: "in all",
}
_SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}


def label(value: Any) -> str:
    """A value of a vocabulary, or free text such as `work_based`, for people."""
    own = _OWN_LABELS.get(value)
    return own or str(getattr(value, "value", value)).replace("_", " ").capitalize()


def kind(value: Kind, count: int = 1) -> str:
    """Job, Jobs."""
    return KINDS[Kind(value)][count != 1]


def amount(value: Decimal, currency: str | None) -> str:
    """£24,000 or £12.60."""
    number = f"{value:,.2f}".removesuffix(".00")
    if currency is None:
        return number
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{number}" if symbol else f"{number} {currency}"


def pay(value: Pay | None) -> str | None:
    """'£24,000 to £27,000 a year', else the source's words; a board's guess is never shown."""
    if value is None or value.predicted:
        return None
    bounds = [bound for bound in (value.min, value.max) if bound is not None]
    if not bounds or value.period is None:
        return value.text
    low, high = min(bounds), max(bounds)
    text = amount(low, value.currency)
    if low != high:
        text = f"{text} to {amount(high, value.currency)}"
    elif value.min is None:
        text = f"up to {text}"
    elif value.max is None:
        text = f"from {text}"
    return f"{text} {_PERIODS[value.period]}" + (", pro rata" if value.pro_rata else "")


def money(value: Money | None) -> str | None:
    """'Free', '£120', else the source's words."""
    if value is None:
        return None
    if value.amount is None:
        return value.text
    return amount(value.amount, value.currency) if value.amount else "Free"


def place(value: Place) -> str | None:
    """'Leeds LS1 4AP', else the smallest area, else the source's words."""
    if value.town:
        return " ".join(part for part in (value.town, value.postcode) if part)
    if value.text:
        return value.text
    return value.areas[0].name if value.areas else value.postcode


def places(values: list[Place], shown: int = 2) -> str:
    """'Leeds LS1 4AP, Bradford and 3 more'."""
    names = list(dict.fromkeys(name for name in map(place, values) if name))
    more = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {more} more" if more > 0 else "")


def day(value: date | datetime) -> str:
    """3 March 2026, at the publisher's clock."""
    local = value.astimezone(ZONE) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}"


def moment(value: datetime) -> str:
    """3 March 2026, 6:30pm."""
    local = value.astimezone(ZONE)
    minutes = f":{local.minute:02d}" if local.minute else ""
    half = "pm" if local.hour >= 12 else "am"
    return f"{day(value)}, {local.hour % 12 or 12}{minutes}{half}"


def days_until(value: datetime, now: datetime) -> int:
    """Calendar days at the publisher's clock; negative in the past."""
    return (value.astimezone(ZONE).date() - now.astimezone(ZONE).date()).days


def closes(value: datetime, now: datetime) -> str:
    """'Closes in 5 days', 'Closes today', 'Closed on 3 March 2026'."""
    if value < now:
        return f"Closed on {day(value)}"
    days = days_until(value, now)
    if days > COUNTED_DAYS:
        return f"Closes {day(value)}"
    return {0: "Closes today", 1: "Closes tomorrow"}.get(days, f"Closes in {days} days")


def closes_soon(value: datetime | None, now: datetime) -> bool:
    """Within a few days: worth a warning."""
    return value is not None and now <= value and days_until(value, now) <= SOON_DAYS


def posted(value: datetime, now: datetime, *, bound: bool = False) -> str:
    """'Posted today', 'Posted 3 days ago', 'Posted 3 March 2026'; with `bound` then or earlier."""
    days = -days_until(value, now)
    if bound:
        return f"Posted on or before {day(value)}"
    if days > COUNTED_DAYS or days < 0:
        return f"Posted {day(value)}"
    return {0: "Posted today", 1: "Posted yesterday"}.get(days, f"Posted {days} days ago")


def distance(metres: float) -> str:
    """'Less than a mile away', '3 miles away'."""
    miles = round(metres / 1609.344)
    if miles < 1:
        return "less than a mile away"
    return f"{miles:,} mile{'s' if miles != 1 else ''} away"


def host(url: str) -> str:
    """jobs.example.org."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def web(url: str | None) -> str | None:
    """The address if it is one of the web; a link to anything else is not shown."""
    return url if url is not None and url.startswith(("https://", "http://")) else None


def number(value: float) -> str:
    """1,234; 37.5."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


FILTERS: dict[str, Callable[..., Any]] = {
    "amount": amount,
    "closes": closes,
    "code": code,
    "day": day,
    "distance": distance,
    "host": host,
    "kind": kind,
    "label": label,
    "moment": moment,
    "money": money,
    "number": number,
    "pay": pay,
    "place": place,
    "places": places,
    "plain_html": plain_html,
    "posted": posted,
    "safe_html": safe_html,
    "web": web,
}
