"""`csv`: a table published as a file, one advert a row.

The payload is the row as the table has it: `{column: text}`, empty cells too. What the columns mean says the mapper
(`normalise/mappers/table_row.py`); here they are asked for what makes a row the same advert in the next run.
"""

import re
from collections.abc import Iterator

from pydantic import JsonValue

from formats.table import Header, find_header, joined_rows, rows, sniff_delimiter, split_line
from formats.text import page_text
from records.columns import Columns, columns_of, squeeze
from records.options import CsvOptions
from records.page import Page, Problem
from records.synonyms import SYNONYMS, guess
from spiders.connectors.base import Connector, Extraction, Follow, Found
from spiders.keys import payload_key
from spiders.leaving_out import leave_out
from spiders.markup.urls import absolute, durable

_KNOWN = frozenset(word for words in SYNONYMS.values() for word in words)
_BEFORE_COMMA = re.compile(r"[£€$]\s?\d{1,3}\s*$")
_AFTER_COMMA = re.compile(r"\s*\d{3}(?!\d)")
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_EXCERPT = 2000


class CsvConnector(Connector[CsvOptions]):
    """Reads a table."""

    name = "csv"
    format = "table_row"
    version = 4

    def start(self) -> Iterator[Follow]:
        """The file."""
        if self.options.url:
            yield Follow(self.options.url)

    def read(self, page: Page) -> Extraction:
        """All rows; a row that does not fit the header is a Problem with its line, and the rest goes on."""
        if problem := _not_a_table(page.body):
            return Extraction(problems=[problem])
        text = page_text(page, self.options.encoding).text
        if problem := _another_format(text):
            return Extraction(problems=[problem])
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
        if not extraction.found and not extraction.problems:
            self._judge_empty(text, delimiter, header, columns, extraction)
        return leave_out(self.options, extraction)

    def _judge_empty(self, text: str, delimiter: str, header: Header, columns: Columns, extraction: Extraction) -> None:
        """A header with the columns that were asked for, and no row, is a table's own way to say nothing."""
        # Text with one word that is also a heading is no table; nor is one whose rows stand above the header.
        known = bool(self.options.fields) or len(columns.drafts) > 1
        above = (row for line, row in rows(text, delimiter) if line < header.line)
        stray = not self.options.header_row and any(sum(map(bool, row)) > 1 for row in above)
        if known and not stray:
            extraction.proved_empty = True
            return
        message = f"no row under {', '.join(header.names)}, and this is no header that is sure: not taken as empty"
        extraction.problems.append(Problem("EMPTY_UNPROVED", message, text[:400], fatal=True))

    def _columns(self, header: Header) -> tuple[Columns, Problem | None]:
        """What the columns hold, or why that cannot be said."""
        columns = columns_of(header.names, {str(name): column for name, column in self.options.fields.items()})
        there = f"Columns: {', '.join(header.names)}"
        if columns.missing:
            message = f"no column {', '.join(map(repr, columns.missing))}. {there}"
            return columns, Problem("COLUMN_MISSING", message, fatal=True)
        if not self.options.fields and not columns.of("title"):
            message = f"no column is known as a title: name it in `fields`. {there}"
            return columns, Problem("NO_TITLE_COLUMN", message, fatal=True)
        return columns, None

    def _row(
        self, line: int, row: list[str], header: Header, columns: Columns, page: Page, extraction: Extraction
    ) -> None:
        names = header.names
        cells = _fit(row, len(names)) or self._filled(line, row, header, columns, extraction)
        if cells is None:
            message = f"line {line} has {len(row)} cells, the header has {len(names)}"
            keys = self._keys_of(row, header, columns, page)
            excerpt = " | ".join(row)[:_EXCERPT]
            extraction.problems.append(Problem("ROW_RAGGED", message, excerpt, record=True, keys=keys))
            return
        if [cell.casefold() for cell in cells] == [name.casefold() for name in names]:
            return  # a header repeated in the middle, where tables were pasted together
        data: dict[str, JsonValue] = dict(zip(names, cells, strict=True))
        if not any(data[column] for column in columns.drafts):
            message = f"line {line} has nothing in the columns that are read"
            extraction.problems.append(Problem("ROW_EMPTY", message, " | ".join(row)[:_EXCERPT], record=True))
            return
        link = absolute(page.url, str(data.get(columns.of("url"), "")))
        stated = (str(data.get(columns.of(name), "")).strip() for name in ("key", "reference"))
        key = next((text for text in stated if text), "")[:512]
        extraction.found.append(Found(data=data, key=key, url=durable(link) if link else None))

    def _keys_of(self, row: list[str], header: Header, columns: Columns, page: Page) -> tuple[str, ...]:
        """The keys that a row of another width may have: its reference as counted from either end, its addresses."""
        width = len(header.names)
        at = [header.names.index(column) for name in ("key", "reference") if (column := columns.of(name))]
        places = {place for one in at for place in (one, one - width + len(row)) if 0 <= place < len(row)}
        stated = [row[place] for place in sorted(places) if row[place].strip()]
        addresses = (absolute(page.url, cell) for cell in row if cell.startswith(("http://", "https://")))
        links = [lasting for url in addresses if url and (lasting := durable(url))]
        found = [Found({}, cell.strip()[:512]) for cell in stated] + [Found({}, url=url) for url in links]
        return tuple(dict.fromkeys(payload_key(one, self.format) for one in found))

    def _filled(
        self, line: int, row: list[str], header: Header, columns: Columns, extraction: Extraction
    ) -> list[str] | None:
        """A row whose last cells are missing, where most of it and the title are there: many tools write no empty
        cells at the end. None for any other."""
        width = len(header.names)
        titled = columns.of("title")
        title = header.names.index(titled) if titled else width
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
        text = page_text(page).text
        if text.lstrip()[:1] in ("<", "{", "[") or _another_format(text):
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


def _not_a_table(body: bytes) -> Problem | None:
    if body.startswith((_ZIP, _OLD_EXCEL)):
        return Problem("NOT_CSV", "this is an Excel workbook: publish it as CSV", fatal=True)
    return None if body.strip() else Problem("EMPTY_PAGE", "the file is empty", fatal=True)


def _another_format(text: str) -> Problem | None:
    """Documents whose first line can pass for a header: pages, XML, JSON, calendars."""
    plain_text = text.strip("\ufeff \t\r\n\0")
    if not plain_text:
        return Problem("EMPTY_PAGE", "the file is empty", fatal=True)
    if plain_text.startswith("<"):
        what = "a web page or XML"
    elif plain_text[0] + plain_text[-1] in ("{}", "[]") or plain_text == "null":
        what = "JSON"
    elif plain_text.startswith("BEGIN:"):
        what = "a calendar or a card"
    else:
        return None
    return Problem("NOT_CSV", f"this is {what}, not a table", plain_text[:400], fatal=True)


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
