"""Times, units and kinds that stand in columns of their own, or in the names of columns: of tables and of any list."""

import re
from collections.abc import Mapping

from pydantic import JsonValue

from normalise.steps.kind import kind_of_column
from records.synonyms import plain

# The time that an amount covers, where the very name of its column says so: `Weekly wage`, `Hourly rate`.
_PERIOD_OF_PAY = re.compile(
    r"(?P<hour>hour)|(?P<day>daily|day rate)|(?P<week>week)|(?P<month>month)|(?P<year>annual|annum|year)", re.IGNORECASE
)
_DAYS = ("eventdate", "date", "dateofevent", "day", "startdate", "dates")
_START_TIMES = ("starttime", "timestart", "eventtime", "time", "timefrom", "starttimes", "timestarts", "timebegins")
_END_TIMES = ("endtime", "timeend", "timeto", "finishtime", "timefinish", "endtimes", "timeends")
HOUR = re.compile(r"\d[:.]\d\d(?![./-]\d)|\d\s?[ap]\.?m\b|T\d\d", re.IGNORECASE)
_DAY = re.compile(r"\d[/.-]\d{1,2}[/.-]\d|[A-Za-z]{3}.*\d|\d.*[A-Za-z]{3}|\d{5}")

Values = dict[str, JsonValue]


def add_times(data: Values, row: Mapping[str, JsonValue]) -> None:
    """Times of columns of their own, behind the days: `Date`, `Start time`, `End time`."""
    cells = {plain(name): str(cell) for name, cell in row.items()}
    times = {name: cell for name, cell in cells.items() if HOUR.search(cell)}
    start = next((times[name] for name in _START_TIMES if name in times), "")
    end = next((times[name] for name in _END_TIMES if name in times), "")
    day, until = str(data.get("starts_on") or ""), str(data.get("ends_on") or "")
    if day and not _DAY.search(day):  # `Start` holds the hour, `Event date` the day
        start, end = start or day, end or (until if not _DAY.search(until) else "")
        day = next((cells[name] for name in _DAYS if _DAY.search(cells.get(name, ""))), "")
    if not day or HOUR.search(day):
        return
    if start:
        data["starts_on"] = f"{day} {start}"
    if end and start and not _DAY.search(until):
        data["ends_on"] = f"{day} {end}"
    elif end and not HOUR.search(until):
        data["ends_on"] = f"{until or day} {end}"


def add_units(data: Values, row: Mapping[str, JsonValue], pay_column: str) -> None:
    """Units that a column's name states, or a column beside it: `Weekly wage`, `Duration value` with `… unit`."""
    match = _PERIOD_OF_PAY.search(pay_column)
    if match and data.get("pay") and not data.get("pay_period"):
        data["pay_period"] = match.lastgroup
    cells = {plain(name): cell for name, cell in row.items()}
    if cells.get("durationvalue") and not data.get("duration"):
        data["duration"] = f"{cells['durationvalue']} {cells.get('durationunit', '')}".strip()


def add_kind(data: Values, title_column: str) -> None:
    """The kind of a list, where the very name of its titles says it."""
    if hint := kind_of_column(plain(title_column)):
        data["kind_hint"] = hint.value
