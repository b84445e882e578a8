"""What the makers of sites share: where a site is, its day, and small pieces of pages."""

from dataclasses import dataclass
from datetime import date
from html import escape

from examples.region import wording
from examples.region.model import Record

Files = dict[str, bytes]


@dataclass(frozen=True)
class Site:
    """One web site on one day. `today`: the date it believes in; `base`: its address, without a slash at the end."""

    source: str
    base: str
    today: date
    day: int


def page(title: str, body: str, *, head: str = "", css_class: str = "") -> bytes:
    """A whole HTML page."""
    mark = f' class="{css_class}"' if css_class else ""
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n{head}"
        "<style>body{font:16px/1.5 sans-serif;margin:2rem auto;max-width:52rem;padding:0 1rem}</style>\n"
        f"</head>\n<body{mark}>\n{body}\n</body>\n</html>\n"
    ).encode()


def long_date(day: date) -> str:
    """`5 December 2026`."""
    return f"{day.day} {day:%B %Y}"


def uk_date(day: date | None) -> str:
    """`05/12/2026`; '' for none."""
    return f"{day:%d/%m/%Y}" if day else ""


def email_date(day: date, hour: int = 8) -> str:
    """RFC 822, as feeds write it."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{names[day.weekday()]}, {day.day:02d} {months[day.month - 1]} {day.year} {hour:02d}:00:00 +0000"


def job_path(record: Record) -> str:
    """`jobs/FT051207-site-manager`; the same for every day of a record."""
    return f"jobs/{record.key}-{wording.slug(record.thing.title)[:60]}"
