"""Dates: posted, closing, start, end, modified; closing at the end of the day where no time is given."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from normalise.steps.base import Work
from normalise.steps.lines import lines_of
from normalise.steps.yearless import in_its_year
from normalise.text.dates import Moment, read_moment
from records.vocabulary import Kind

_END_OF_DAY = time(23, 59, 59)
# A clock may be wrong by a day; a date of posting further in the future is a mistake of the source.
_POSTED_AHEAD = timedelta(days=2)


def dates(work: Work) -> None:
    """Set `posted_at`, `closes_at`, `starts_on`, `ends_on`, `modified_at`."""
    zone = zone_of(work)
    _posted(work, zone)
    closes = _read(work, "closes_at", zone) or labelled_closing(work, zone)
    if closes:
        work.out.closes_at = end_of(closes)
    if modified := _read(work, "modified_at", zone):
        work.out.modified_at = modified.at.astimezone(UTC)
    work.out.starts_on = _day(work, "starts_on", zone)
    work.out.ends_on = _day(work, "ends_on", zone)
    _order(work)


def end_of(moment: Moment) -> datetime:
    """UTC instant a closing date means: its end where only a day, or a bare midnight, is written."""
    local = moment.at
    bare_midnight = local.time() == time() and isinstance(local.tzinfo, ZoneInfo)
    if not moment.has_time or bare_midnight:
        local = datetime.combine(local.date(), _END_OF_DAY, tzinfo=local.tzinfo)
    return local.astimezone(UTC)


def zone_of(work: Work) -> str:
    """The IANA zone that times without one are in: the draft's if there is such a zone, else the source's."""
    stated = work.draft.timezone
    if stated:
        stated = _cities().get(stated.strip().casefold(), stated)
        try:
            ZoneInfo(stated)
        except (KeyError, ValueError, OSError):
            # Said once: later steps find no zone stated any more.
            work.draft = work.draft.model_copy(update={"timezone": None})
            work.issue(
                "timezone",
                "TIMEZONE_UNKNOWN",
                f"{stated!r} is no IANA time zone; used {work.source.timezone}",
            )
        else:
            return stated
    return work.source.timezone


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """Zones by the city alone (`Melbourne`), as some systems name them; cities of two zones are left out."""
    names = [name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))]
    cities = Counter(name.rsplit("/", 1)[-1] for name in names)
    return {city.replace("_", " ").casefold(): name for name in names if cities[city := name.rsplit("/", 1)[-1]] == 1}


def _posted(work: Work, zone: str) -> None:
    moment = _read(work, "posted_at", zone)
    if moment is None:
        return
    at = moment.at.astimezone(UTC)
    if at > work.now + _POSTED_AHEAD:
        work.issue("posted_at", "DATE_IN_FUTURE", f"posted {at.date()}, after it was fetched")
        return
    work.out.posted_at = at
    work.out.posted_at_is_bound = moment.bound


def _day(work: Work, name: str, zone: str) -> date | None:
    """The day that a field states, or where it is empty a labelled line."""
    moment = _read(work, name, zone, quiet=True)
    if moment is None and not getattr(work.draft, name):
        moment = date_in_text(work, name, zone)
    return moment.at.date() if moment else None


def _read(work: Work, name: str, zone: str, *, quiet: bool = False) -> Moment | None:
    raw: str | None = getattr(work.draft, name)
    moment = read_moment(raw, zone=zone, now=work.now)
    moment = in_its_year(moment, raw, name, work.now) if moment and raw else moment
    if raw and raw.strip() and moment is None and not quiet and any(c.isdigit() for c in raw) and raw[:4] != "0000":
        work.issue(name, "DATE_UNREADABLE", f"cannot read {raw[:80]!r} as a date")
    return moment


def labelled_closing(work: Work, zone: str) -> Moment | None:
    """A closing date that only the text states."""
    if work.draft.closes_at and any(c.isdigit() for c in work.draft.closes_at.strip("0-: ")):
        return None
    return date_in_text(work, "closes_at", zone)


def date_in_text(work: Work, name: str, zone: str) -> Moment | None:
    """The date that a labelled line of the description gives for a draft name."""
    raw = lines_of(work).get(name)
    moment = read_moment(raw, zone=zone, now=work.now)
    return in_its_year(moment, raw, name, work.now) if moment and raw else moment


def _order(work: Work) -> None:
    closes, posted = work.out.closes_at, work.out.posted_at
    if closes and posted and closes < posted - timedelta(days=1):
        work.issue("closes_at", "CLOSES_BEFORE_POSTED", f"closes {closes.date()}, posted {posted.date()}")
    starts, ends = work.out.starts_on, work.out.ends_on
    if starts and ends and ends < starts and work.source.kind is not Kind.EVENT:
        work.issue("ends_on", "ENDS_BEFORE_START", f"ends {ends}, starts {starts}")
