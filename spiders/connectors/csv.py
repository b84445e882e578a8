"""`csv`: a table published as a file, one advert a row.

The payload is `{draft name: text}`, columns nobody maps are kept under `extra`, and the source's order of
days and months under `date_order`.
"""

import re
from collections.abc import Iterator

from pydantic import JsonValue

from records.options import CsvOptions
from records.synonyms import SYNONYMS, guess, plain
from spiders.connectors.base import Connector, Extraction, Follow, Found, Page, Problem
from spiders.markup.encoding import decode, gunzip
from spiders.markup.table import Header, find_header, joined_rows, rows, sniff_delimiter, split_line, squeeze
from spiders.markup.urls import absolute, durable

# The time that an amount covers, where the very name of its column says so: `Weekly wage`, `Hourly rate`.
_PERIOD_OF_PAY = re.compile(
    r"(?P<hour>hour)|(?P<day>daily|day rate)|(?P<week>week)|(?P<month>month)|(?P<year>annual|annum|year)", re.IGNORECASE
)
_DAYS = ("eventdate", "date", "dateofevent", "day", "startdate", "dates")
# What a table is about, where the very name of its title column says so.
_KIND_OF_TITLE = (
    dict.fromkeys(("eventtitle", "eventname", "event"), "event")
    | dict.fromkeys(("coursetitle", "coursename", "course"), "course")
    | dict.fromkeys(("fundname", "grantname", "grantscheme", "grantprogramme", "schemename", "schemetitle"), "support")
)
_START_TIMES = ("starttime", "timestart", "eventtime", "time", "timefrom", "starttimes", "timestarts", "timebegins")
_END_TIMES = ("endtime", "timeend", "timeto", "finishtime", "timefinish", "timeends")
_KNOWN = frozenset(word for words in SYNONYMS.values() for word in words)
_BEFORE_COMMA = re.compile(r"[£€$]\s?\d{1,3}\s*$")
_AFTER_COMMA = re.compile(r"\s*\d{3}(?!\d)")
_HOUR = re.compile(r"\d[:.]\d\d(?![./-]\d)|\d\s?[ap]\.?m\b|T\d\d", re.IGNORECASE)
_DAY = re.compile(r"\d[/.-]\d{1,2}[/.-]\d|[A-Za-z]{3}.*\d|\d.*[A-Za-z]{3}")
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class CsvConnector(Connector[CsvOptions]):
    """Reads a table."""

    name = "csv"
    format = "fields"
    version = 2

    def start(self) -> Iterator[Follow]:
        """The file."""
        if self.options.url:
            yield Follow(self.options.url)

    def read(self, page: Page) -> Extraction:
        """All rows; a row that does not fit the header is a Problem with its line, and the rest goes on."""
        if problem := _not_a_table(page.body):
            return Extraction(problems=[problem])
        text = decode(gunzip(page.body), page.content_type, self.options.encoding)
        delimiter = self.options.delimiter or sniff_delimiter(text)
        wanted = frozenset(map(squeeze, self.options.fields.values())) or _KNOWN
        header = find_header(text, delimiter, self.options.header_row, wanted)
        if header is None:
            return Extraction(problems=[Problem("NO_HEADER", "the table has no header row", text[:400], fatal=True)])
        columns, problem = self._columns(header)
        if problem:
            return Extraction(problems=[problem])
        extraction = Extraction()
        width = len(header.names)
        below = ((line, row) for line, row in rows(text, delimiter) if line > header.line)
        for line, row in joined_rows(below, width):
            for at, cells in _separate(line, row, width, delimiter):
                self._row(at, cells, header, columns, page, extraction)
        extraction.proved_empty = not extraction.found and not extraction.problems
        return extraction

    def _columns(self, header: Header) -> tuple[dict[str, str], Problem | None]:
        """Column → draft name, or why that cannot be said."""
        if not self.options.fields:
            guessed = guess(header.names)
            if "title" not in guessed:
                message = f"no column is known as a title: name it in `fields`. Columns: {', '.join(header.names)}"
                return {}, Problem("NO_TITLE_COLUMN", message, fatal=True)
            if "starts_on" not in guessed and _is_event_table(guessed):
                guessed["starts_on"] = guessed.pop("posted_at")
            return {column: name for name, column in guessed.items()}, None
        exact = {name: name for name in header.names}
        loose = {squeeze(name): name for name in reversed(header.names)}
        columns: dict[str, str] = {}
        missing = []
        for name, wanted in self.options.fields.items():
            found = exact.get(wanted) or loose.get(squeeze(wanted))
            if found is None:
                missing.append(wanted)
            else:
                columns[found] = f"{columns[found]} {name}" if found in columns else name
        if not missing:
            return columns, None
        message = f"no column {', '.join(map(repr, missing))}. Columns: {', '.join(header.names)}"
        return {}, Problem("COLUMN_MISSING", message, fatal=True)

    def _row(
        self, line: int, row: list[str], header: Header, columns: dict[str, str], page: Page, extraction: Extraction
    ) -> None:
        names = header.names
        cells = _fit(row, len(names)) or self._filled(line, row, header, columns, extraction)
        if cells is None:
            message = f"line {line} has {len(row)} cells, the header has {len(names)}"
            extraction.problems.append(Problem("ROW_RAGGED", message, " | ".join(row)[:400], record=True))
            return
        if [cell.casefold() for cell in cells] == [name.casefold() for name in names]:
            return  # a header repeated in the middle, where tables were pasted together
        named = dict(zip(names, cells, strict=True))
        extra: dict[str, JsonValue] = {name: cell for name, cell in named.items() if cell and name not in columns}
        data: dict[str, JsonValue] = {
            draft_name: named[column] for column, drafts in columns.items() for draft_name in drafts.split()
        }
        if not any(data.values()):
            message = f"line {line} has nothing in the columns that are read"
            extraction.problems.append(Problem("ROW_EMPTY", message, " | ".join(row)[:400], record=True))
            return
        _with_times(data, named)
        _with_units(data, named, columns)
        link = absolute(page.url, str(data.get("url") or ""))
        url = durable(link) if link else None
        if url:
            data["url"] = url
        if extra:
            data["extra"] = extra
        if self.options.date_order != "dmy":
            data["date_order"] = self.options.date_order
        titled = next((column for column, drafts in columns.items() if "title" in drafts.split()), "")
        if hint := _KIND_OF_TITLE.get(plain(titled)):
            data["kind_hint"] = hint
        key = str(data.get("key") or data.get("reference") or "").strip()[:512]
        extraction.found.append(Found(data=data, key=key, url=url))

    def _filled(
        self, line: int, row: list[str], header: Header, columns: dict[str, str], extraction: Extraction
    ) -> list[str] | None:
        """A row whose last cells are missing, where most of it and the title are there: many tools write no empty
        cells at the end. None for any other."""
        width = len(header.names)
        title = next((at for at, name in enumerate(header.names) if "title" in columns.get(name, "").split()), width)
        if not (2 <= len(row) < width and len(row) * 2 > width and title < len(row) and row[title]):
            return None
        message = f"line {line} has {len(row)} cells, the header has {width}: the last columns were taken as empty"
        extraction.problems.append(Problem("ROW_SHORT", message))
        return [*row, *[""] * (width - len(row))]

    @classmethod
    def sniff(cls, page: Page) -> float:
        """The last resort: text with a delimiter and a header row of which a title and more is known."""
        if _not_a_table(page.body):
            return 0.0
        text = decode(gunzip(page.body), page.content_type)
        if text.lstrip()[:1] in ("<", "{", "[") or text.startswith("BEGIN:"):
            return 0.0
        delimiter = sniff_delimiter(text)
        header = find_header(text, delimiter, None, _KNOWN)
        if header is None or len(header.names) < 2:
            return 0.0
        known = guess(header.names)
        if "title" not in known or len(known) < 2:
            return 0.0
        return 0.6 if "csv" in page.content_type or page.url.lower().endswith((".csv", ".tsv")) else 0.4

    @classmethod
    def default_options(cls, url: str) -> CsvOptions:
        """The file at `url`, columns guessed."""
        return CsvOptions(url=url)


def _with_times(data: dict[str, JsonValue], named: dict[str, str]) -> None:
    """Times of columns of their own, behind the days: `Date`, `Start time`, `End time`."""
    times = {plain(name): cell for name, cell in named.items() if _HOUR.search(cell)}
    start = next((times[name] for name in _START_TIMES if name in times), "")
    end = next((times[name] for name in _END_TIMES if name in times), "")
    day, until = str(data.get("starts_on") or ""), str(data.get("ends_on") or "")
    if day and not _DAY.search(day):  # `Start` holds the hour, `Event date` the day
        start, end = start or day, end or (until if not _DAY.search(until) else "")
        cells = {plain(name): cell for name, cell in named.items() if _DAY.search(cell)}
        day = next((cells[name] for name in _DAYS if name in cells), "")
    if not day or _HOUR.search(day):
        return
    if start:
        data["starts_on"] = f"{day} {start}"
    if end and start and not _DAY.search(until):
        data["ends_on"] = f"{day} {end}"
    elif end and not _HOUR.search(until):
        data["ends_on"] = f"{until} {end}"


def _with_units(data: dict[str, JsonValue], named: dict[str, str], columns: dict[str, str]) -> None:
    """Units that a column's name states, or a column beside it: `Weekly wage`, `Duration value` with `… unit`."""
    paid = next((column for column, drafts in columns.items() if "pay" in drafts.split()), "")
    if data.get("pay") and not data.get("pay_period") and (match := _PERIOD_OF_PAY.search(paid)):
        data["pay_period"] = match.lastgroup
    cells = {plain(name): cell for name, cell in named.items()}
    if cells.get("durationvalue") and not data.get("duration"):
        data["duration"] = f"{cells['durationvalue']} {cells.get('durationunit', '')}".strip()


def _is_event_table(guessed: dict[str, str]) -> bool:
    """Whether a column that is called just `Date` is the day of an event: beside a column of events or of venues."""
    titled = _KIND_OF_TITLE.get(plain(guessed["title"])) == "event"
    return plain(guessed.get("posted_at", "")) == "date" and (titled or "venue" in guessed)


def _not_a_table(body: bytes) -> Problem | None:
    if body.startswith((_ZIP, _OLD_EXCEL)):
        return Problem("NOT_CSV", "this is an Excel workbook: publish it as CSV", fatal=True)
    head = body[:2000].lstrip().lower()
    if not body.strip():
        return Problem("EMPTY_PAGE", "the file is empty", fatal=True)
    if head.startswith((b"<!doctype html", b"<html")):
        return Problem("NOT_CSV", "this is a web page, not a table", body[:400].decode("utf-8", "replace"), fatal=True)
    return None


def _fit(row: list[str], width: int) -> list[str] | None:
    """The row at the header's width: trailing empty cells come and go with spreadsheets; None where more differs."""
    while len(row) > width and not row[-1]:
        row = row[:-1]
    if len(row) > width:
        row = _rejoined(row, width)
    return row if len(row) == width else None


def _separate(line: int, row: list[str], width: int, delimiter: str) -> list[tuple[int, list[str]]]:
    """The row; or the rows that a quote which nobody closed made one cell of."""
    if len(row) >= width or not any("\n" in cell for cell in row):
        return [(line, row)]
    lines = delimiter.join(row).splitlines()
    found = [(line + at, split_line(text, delimiter)) for at, text in enumerate(lines) if text.strip()]
    return found if any(len(cells) == width for _, cells in found) else [(line, row)]


def _rejoined(row: list[str], width: int) -> list[str]:
    """`£35`, `000 - £40`, `000 a year` → one cell: amounts whose thousands comma nobody quoted."""
    cells = row[:1]
    for at, cell in enumerate(row[1:], start=1):
        left = len(row) - at - 1
        split = _BEFORE_COMMA.search(cells[-1]) and _AFTER_COMMA.match(cell)
        if split and len(cells) + left + 1 > width:
            cells[-1] = f"{cells[-1].rstrip()},{cell.lstrip()}"
        else:
            cells.append(cell)
    return cells
