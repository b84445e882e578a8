"""Tables as grids of cells, spans filled in: of a web page, of an Excel workbook."""

import io
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from formats.html import visible_text

_MOST_ROWS, _MOST_COLUMNS = 20_000, 200
# A workbook is a packed folder: one of a few kilobytes can hold gigabytes.
_MOST_UNPACKED = 200 * 1024 * 1024


@dataclass(frozen=True)
class Cell:
    """What a reader sees, and where it leads. `wide`: it reaches over the whole row, as a heading does."""

    text: str = ""
    link: str = ""
    head: bool = False
    wide: bool = False


@dataclass
class Grid:
    """One table. `name`: of the sheet; rows hold cells by column, and their number from 1."""

    name: str = ""
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)


# Words for those who hear a page, which are no part of a name: `Title Sort descending`.
UNSEEN = ".//*[contains(@class, 'visually-hidden') or contains(@class, 'sr-only') or contains(@class, 'invisible')]"


class WorkbookError(Exception):
    """A workbook that cannot be read; the message says why."""


def html_grid(table: etree._Element) -> Grid:
    """A table of a web page; tables inside its cells are text."""
    grid = Grid()
    open_spans: dict[int, tuple[int, Cell]] = {}
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    for number, row in enumerate(rows[:_MOST_ROWS], start=1):
        cells: list[Cell] = []
        own = [cell for cell in row if cell.tag in ("td", "th")]
        for element in own:
            _fill(cells, open_spans)
            cell = _html_cell(element, alone=len(own) == 1)
            down = _span(element.get("rowspan"), len(rows))
            across = min(_span(element.get("colspan"), _MOST_COLUMNS), _MOST_COLUMNS - len(cells))
            # What stands over several columns is said of the first: a wage is no closing date.
            for part in (cell, *[Cell()] * (across - 1)):
                if down > 1:
                    open_spans[len(cells)] = (down - 1, part)
                cells.append(part)
        _fill(cells, open_spans)
        grid.rows.append((number, cells))
    return grid


def _fill(cells: list[Cell], open_spans: dict[int, tuple[int, Cell]]) -> None:
    """Put the cells that reach down from rows above where they stand."""
    while (at := len(cells)) in open_spans and at < _MOST_COLUMNS:
        left, cell = open_spans.pop(at)
        if left > 1:
            open_spans[at] = (left - 1, cell)
        cells.append(cell)


def _span(text: str | None, most: int) -> int:
    """A span as browsers read it; 0 reaches to the end."""
    digits = (text or "").strip()
    if not digits.isdecimal():
        return 1
    number = int(digits[:6])
    return min(number or most, most)


def _unseen(element: etree._Element) -> Iterator[HtmlElement]:
    """What nobody sees of an element."""
    matches = element.xpath(UNSEEN)
    yield from (match for match in (matches if isinstance(matches, list) else ()) if isinstance(match, HtmlElement))


def _html_cell(element: etree._Element, *, alone: bool) -> Cell:
    links = [a.get("href") or "" for a in element.iter("a")]
    link = next((href for href in links if href and not href.startswith(("mailto:", "tel:", "#", "javascript:"))), "")
    if next(_unseen(element), None) is not None:
        element = deepcopy(element)
        for hidden in list(_unseen(element)):
            hidden.drop_tree()
    wide = alone and _span(element.get("colspan"), _MOST_COLUMNS) > 1
    return Cell(visible_text(element), link, element.tag == "th", wide)


def workbook_grids(body: bytes, sheet: str | None) -> list[Grid]:
    """The visible sheets of a workbook, or the named one; WorkbookError where it cannot be read."""
    from openpyxl import load_workbook  # half a second to import, and few sources need it
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            unpacked = sum(item.file_size for item in packed.infolist())
        if unpacked > _MOST_UNPACKED:
            raise WorkbookError(f"the workbook unpacks to {unpacked // 1024 // 1024} MB: publish the one list alone")
        book = load_workbook(io.BytesIO(body), data_only=True)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        OSError,
        etree.XMLSyntaxError,
    ) as error:
        raise WorkbookError(f"the workbook cannot be opened: {error}") from None
    sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
    if sheet is not None:
        sheets = [one for one in book.worksheets if one.title == sheet]
        if not sheets:
            names = ", ".join(one.title for one in book.worksheets)
            raise WorkbookError(f"there is no sheet {sheet!r}; there are {names}")
    return [_sheet(one) for one in sheets]


def _sheet(sheet: Any) -> Grid:
    grid = Grid(sheet.title)
    rows = _stored(sheet)
    for area in sheet.merged_cells.ranges:
        _spread(rows, area, sheet)
    for number, row in sorted(rows.items()):
        # What a person filtered out of sight is mostly closed.
        if sheet.row_dimensions[number].hidden:
            continue
        cells = [row.get(at) or Cell() for at in range(1, max(row) + 1)]
        while cells and not cells[-1].text:
            cells.pop()
        if cells:
            grid.rows.append((number, cells))
    return grid


def _spread(rows: dict[int, dict[int, Cell]], area: Any, sheet: Any) -> None:
    """Put what a merged area says into each of its rows."""
    first = _book_cell(sheet.cell(area.min_row, area.min_col))
    wide = area.max_col > area.min_col and area.min_col == 1 and area.max_col >= sheet.max_column
    cell = Cell(first.text, first.link, wide=wide)
    for row in range(area.min_row, min(area.max_row, _MOST_ROWS) + 1):
        for column in range(area.min_col, min(area.max_col, _MOST_COLUMNS) + 1):
            rows.setdefault(row, {})[column] = cell if column == area.min_col else Cell()


def _stored(sheet: Any) -> dict[int, dict[int, Cell]]:
    """Row → column → cell, of the cells that say something. Walking the sheet itself would make each empty one: a
    single space in the last row costs a minute."""
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), stored in sheet._cells.items():
        if row <= _MOST_ROWS and column <= _MOST_COLUMNS and (cell := _book_cell(stored)).text:
            rows.setdefault(row, {})[column] = cell
    return rows


def _book_cell(cell: Any) -> Cell:
    link = cell.hyperlink.target or "" if getattr(cell, "hyperlink", None) else ""
    return Cell(_text(cell.value, str(cell.number_format or "")), link)


def _text(value: Any, shown_as: str) -> str:
    """A value as a person sees it, as far as that tells anything: days as ISO, money with its sign."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        sign = next((sign for sign in "£€$" if sign in shown_as), "")
        number = f"{value:,.2f}".removesuffix(".00") if sign else f"{value:.10g}"
        return f"{sign}{number}"
    return "" if value is None else str(value).strip()


def is_workbook(body: bytes) -> bool:
    """Whether it is an Excel workbook of today's form."""
    if not body.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return any(name.startswith("xl/") for name in packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def rows_below(grid: Grid, number: int) -> Iterator[tuple[int, list[Cell]]]:
    """The rows after one."""
    return ((at, cells) for at, cells in grid.rows if at > number)
