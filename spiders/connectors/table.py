"""`table`: tables in web pages and in Excel workbooks, by the names of their columns.

The row of heads is looked for below whatever stands above it. Rows that are headings, notes or heads again are
no adverts; each other row is one, or a problem that names it.
"""

from collections.abc import Iterator

from lxml import etree
from parsel import Selector
from pydantic import JsonValue

from formats.compressed import gunzipped
from formats.html import parse_html
from formats.table import unique_names
from formats.text import decode
from records.meanings import known_names, meanings
from records.options.table import TableOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow
from spiders.leaving_out import leave_out
from spiders.markup.grid import Cell, Grid, WorkbookError, html_grid, is_workbook, rows_below, workbook_grids
from spiders.rows import Names, found_of

_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_PREAMBLE = 30
_EXCERPT = 500


class TableConnector(Connector[TableOptions]):
    """Reads tables."""

    name = "table"
    format = "named_record"
    version = 2

    def start(self) -> Iterator[Follow]:
        """The page or workbook."""
        yield Follow(self.options.url)

    def read(self, page: Page) -> Extraction:
        """All rows of all tables that have known heads."""
        body = gunzipped(page.body)
        if body.startswith(_OLD_EXCEL):
            message = "this is an Excel workbook of the form before 2007: save it as .xlsx"
            return Extraction(problems=[Problem("OLD_WORKBOOK", message, fatal=True)])
        extraction = Extraction()
        try:
            grids, base, empty = self._grids(body, page)
        except WorkbookError as error:
            return Extraction(problems=[Problem("WORKBOOK_BROKEN", str(error), fatal=True)])
        read = [self._table(grid, base, extraction) for grid in grids]
        if not any(read):
            heads = "; ".join(_shown(grid) for grid in grids[:3])
            wanted = ", ".join(self.options.fields.values()) or "a title and more"
            message = (
                f"no table has a row of heads with {wanted}: say in `fields` which is which. Found: {heads or 'none'}"
            )
            if empty and not grids:
                extraction.proved_empty = True
            else:
                extraction.problems.append(Problem("NO_TABLE", message, heads[:_EXCERPT], fatal=True))
        elif not extraction.found and not any(problem.record for problem in extraction.problems):
            extraction.proved_empty = True  # heads that are known, and no row: a table's own word
        return leave_out(self.options, extraction)

    def _grids(self, body: bytes, page: Page) -> tuple[list[Grid], str, bool]:
        if body.startswith(_ZIP):
            return workbook_grids(body, self.options.sheet), page.url, False
        tree = parse_html(decode(body, page.content_type, self.options.encoding))
        if tree is None:
            return [], page.url, False
        root = Selector(root=tree)
        base = root.xpath("//base/@href").get() or page.url
        found = [match.root for match in root.css(self.options.table or "table")]
        empty = bool(self.options.empty and root.css(self.options.empty))
        return [html_grid(one) for one in found if isinstance(one, etree._Element)], base, empty

    def _table(self, grid: Grid, base: str, extraction: Extraction) -> bool:
        """Whether the table has known heads; its rows go into the extraction."""
        head = _head(grid, self.options)
        if head is None:
            return False
        number, names = head
        if missing := names.read.missing:
            message = f"no column {', '.join(map(repr, missing))}. Columns: {', '.join(names.names)}"
            extraction.problems.append(Problem("COLUMN_MISSING", message, fatal=True))
            return True
        for at, cells in rows_below(grid, number):
            self._row(at, cells, names, base, extraction)
        return True

    def _row(self, at: int, cells: list[Cell], heads: Names, base: str, extraction: Extraction) -> None:
        names = heads.names
        texts = [cell.text for cell in cells]
        if not any(texts) or any(cell.wide for cell in cells) or known_names(texts) > len(names) // 2:
            return  # nothing, a heading over the whole row, or the heads again
        named: dict[str, JsonValue] = {
            name: cell.text for name, cell in zip(names, cells, strict=False) if cell.text.strip(" -–—")
        }
        title = heads.read.name_of("title")
        at_title = names.index(title)
        if not named.get(title):
            if len(named) > 1:
                excerpt = " | ".join(texts)[:_EXCERPT]
                extraction.problems.append(Problem("ROW_WITHOUT_TITLE", f"row {at} has no title", excerpt, record=True))
            return  # a note below the table
        links = [cell.link for cell in cells]
        link = (links[at_title] if at_title < len(links) else "") or next((one for one in links if one), "")
        if found := found_of(named, heads, base, link):
            extraction.found.append(found)

    @classmethod
    def sniff(cls, page: Page) -> float:
        """Nearly sure of a workbook with known heads, half sure of such a table in a page."""
        body = gunzipped(page.body)
        book = is_workbook(body)
        if not book and b"<table" not in body.lower():
            return 0.0
        reader = cls(cls.default_options(page.url))
        try:
            grids, _, _ = reader._grids(body, page)
        except WorkbookError:
            return 0.0
        surest = max((head[1].read.telling for grid in grids if (head := _head(grid, reader.options))), default=0)
        return 0.0 if surest < 1 else 0.9 if book else 0.45

    @classmethod
    def default_options(cls, url: str) -> TableOptions:
        """The tables at `url`, columns guessed."""
        return TableOptions(url=url)


def _head(grid: Grid, options: TableOptions) -> tuple[int, Names] | None:
    """The row of heads: the stated one, else of the first rows the one with most known names; None without a title."""
    best: tuple[int, int, Names] | None = None
    for at, (number, cells) in enumerate(grid.rows[: options.header_row or _PREAMBLE]):
        if options.header_row and number != options.header_row:
            continue
        names = unique_names([cell.text for cell in cells])
        read = meanings(names, options.fields)
        stated = len(options.fields) - len(read.missing)
        score = stated * 10 + known_names(names) + sum(cell.head for cell in cells[:1]) - at // 10
        if (read.telling or stated) and read.has("title") and len(names) > 1 and (best is None or score > best[0]):
            best = (score, number, Names(tuple(names), read))
    return None if best is None else best[1:]


def _shown(grid: Grid) -> str:
    first = next((cells for _, cells in grid.rows), [])
    return ", ".join(cell.text for cell in first if cell.text)[:200]
