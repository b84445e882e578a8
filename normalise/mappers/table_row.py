"""`table_row`: a row of a table as its file has it, `{column: text}`.

What a column means, the source file says in `fields`, else the names that publishers give their columns
(`records.columns`). Rows archived by releases before this one carry draft names already: they are of the format
`fields`, which `FieldsMapper` reads.
"""

import re
from collections.abc import Mapping

from pydantic import JsonValue

from normalise.mappers.base import Fields, Mapper
from normalise.mappers.fields import FieldsMapper
from normalise.steps.kind import kind_of_column
from records.columns import Columns, columns_of
from records.draft import Draft
from records.options import CsvOptions
from records.payload import Payload, payload_hash
from records.source import SourceConfig
from records.synonyms import plain

# The time that an amount covers, where the very name of its column says so: `Weekly wage`, `Hourly rate`.
_PERIOD_OF_PAY = re.compile(
    r"(?P<hour>hour)|(?P<day>daily|day rate)|(?P<week>week)|(?P<month>month)|(?P<year>annual|annum|year)", re.IGNORECASE
)
_DAYS = ("eventdate", "date", "dateofevent", "day", "startdate", "dates")
_START_TIMES = ("starttime", "timestart", "eventtime", "time", "timefrom", "starttimes", "timestarts", "timebegins")
_END_TIMES = ("endtime", "timeend", "timeto", "finishtime", "timefinish", "timeends")
_HOUR = re.compile(r"\d[:.]\d\d(?![./-]\d)|\d\s?[ap]\.?m\b|T\d\d", re.IGNORECASE)
_DAY = re.compile(r"\d[/.-]\d{1,2}[/.-]\d|[A-Za-z]{3}.*\d|\d.*[A-Za-z]{3}")


class TableRowMapper(Mapper):
    """Reads a row by its columns' names."""

    format = "table_row"

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """The row under draft names, read as such."""
        fields.ignore(payload.data)
        named = by_draft_name(payload, source)
        return FieldsMapper().to_draft(Fields(named), payload.model_copy(update={"data": named}), source)

    def former_key(self, payload: Payload, source: SourceConfig) -> str:
        """A row without a reference and an address of its own was known by a hash of its draft names."""
        if payload.key != payload.sha256:
            return ""
        return payload_hash(FieldsMapper.format, by_draft_name(payload, source))


def by_draft_name(payload: Payload, source: SourceConfig) -> dict[str, JsonValue]:
    """`{draft name: text}`; `extra`: columns that nobody maps; `date_order`: where not day first; `kind_hint`."""
    options = source.connector if isinstance(source.connector, CsvOptions) else CsvOptions()
    row = {name: str(cell) for name, cell in payload.data.items()}
    columns = columns_of(list(row), {str(name): column for name, column in options.fields.items()})
    data: dict[str, JsonValue] = {
        name: row[column] for column, names in columns.drafts.items() for name in names.split()
    }
    _with_times(data, row)
    _with_units(data, row, columns)
    if payload.url:
        data["url"] = payload.url
    if extra := {name: cell for name, cell in row.items() if cell and name not in columns.drafts}:
        data["extra"] = dict(extra)
    if options.date_order != "dmy":
        data["date_order"] = options.date_order
    if hint := kind_of_column(plain(columns.of("title"))):
        data["kind_hint"] = hint.value
    return data


def _with_times(data: dict[str, JsonValue], row: Mapping[str, str]) -> None:
    """Times of columns of their own, behind the days: `Date`, `Start time`, `End time`."""
    times = {plain(name): cell for name, cell in row.items() if _HOUR.search(cell)}
    start = next((times[name] for name in _START_TIMES if name in times), "")
    end = next((times[name] for name in _END_TIMES if name in times), "")
    day, until = str(data.get("starts_on") or ""), str(data.get("ends_on") or "")
    if day and not _DAY.search(day):  # `Start` holds the hour, `Event date` the day
        start, end = start or day, end or (until if not _DAY.search(until) else "")
        cells = {plain(name): cell for name, cell in row.items() if _DAY.search(cell)}
        day = next((cells[name] for name in _DAYS if name in cells), "")
    if not day or _HOUR.search(day):
        return
    if start:
        data["starts_on"] = f"{day} {start}"
    if end and start and not _DAY.search(until):
        data["ends_on"] = f"{day} {end}"
    elif end and not _HOUR.search(until):
        data["ends_on"] = f"{until} {end}"


def _with_units(data: dict[str, JsonValue], row: Mapping[str, str], columns: Columns) -> None:
    """Units that a column's name states, or a column beside it: `Weekly wage`, `Duration value` with `… unit`."""
    match = _PERIOD_OF_PAY.search(columns.of("pay"))
    if match and data.get("pay") and not data.get("pay_period"):
        data["pay_period"] = match.lastgroup
    cells = {plain(name): cell for name, cell in row.items()}
    if cells.get("durationvalue") and not data.get("duration"):
        data["duration"] = f"{cells['durationvalue']} {cells.get('durationunit', '')}".strip()
