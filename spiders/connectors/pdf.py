"""`pdf`: a list of adverts as a PDF: its tables, else blocks of lines of which some have labels.

A PDF says where letters stand and not what they are: every page read carries the problem PDF_DOUBTFUL.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from pydantic import JsonValue

from formats.table import unique_names
from records.meanings import Meanings, known_names, meanings
from records.options.pdf import PdfOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow
from spiders.leaving_out import leave_out
from spiders.rows import Names, found_of

_MOST_PAGES = 60
_LABELLED = re.compile(r"^(?P<label>[A-Z][\w /()'-]{1,40}?)\s*[:：]\s*(?P<value>\S.*)$")
_LONGEST_TITLE = 120
_EXCERPT = 400


class PdfConnector(Connector[PdfOptions]):
    """Reads a PDF."""

    name = "pdf"
    format = "named_record"
    version = 3

    def start(self) -> Iterator[Follow]:
        """The document."""
        yield Follow(self.options.url)

    def read(self, page: Page) -> Extraction:
        """The rows of its tables, else its labelled blocks."""
        try:
            tables, lines = _parts(page.body)
        except _UnreadableError as error:
            return Extraction(problems=[Problem("PDF_BROKEN", str(error), fatal=True)])
        extraction = Extraction()
        self._tables(tables, page, extraction)
        if not extraction.found:
            self._blocks(lines, page, extraction)
        if extraction.found:
            message = "read from where letters stand on the page: look at each advert before it is published"
            extraction.problems.append(Problem("PDF_DOUBTFUL", message))
        else:
            message = (
                "no table with known heads, and no lines such as `Closing date: …`: a scan, or a text of another form"
            )
            extraction.problems.append(Problem("NO_ADVERT", message, "\n".join(lines)[:_EXCERPT], fatal=True))
        return leave_out(self.options, extraction)

    def _tables(self, tables: list[list[list[str]]], page: Page, extraction: Extraction) -> None:
        names = Names((), Meanings({}))
        for rows in tables:
            for row in rows:
                own = unique_names(row)
                told = meanings(own, self.options.fields)
                if known_names(own) > 1 and told.telling and not told.missing:
                    names = Names(tuple(own), told)  # heads, which each page repeats
                elif names.names and any(row):
                    named: dict[str, JsonValue] = {n: cell for n, cell in zip(names.names, row, strict=False) if cell}
                    if found := found_of(named, names, page.url):
                        extraction.found.append(found)

    def _blocks(self, lines: list[str], page: Page, extraction: Extraction) -> None:
        """A line without a label is the title of the labelled lines below; a label such as `Job title` begins one."""
        title, named = "", dict[str, JsonValue]()
        for line in [*lines, ""]:
            match = _LABELLED.match(line)
            begins = match is not None and self._is_title(match["label"].strip())
            if named and (begins or not match):
                self._block(title, named, page, extraction)
                title, named = "", {}
            if match and (title or named or begins):
                named.setdefault(match["label"].strip(), match["value"].strip())
            elif not match:
                title = line if 0 < len(line) <= _LONGEST_TITLE else ""

    def _is_title(self, label: str) -> bool:
        return meanings([label], {}).has("title") or label == self.options.fields.get("title")

    def _block(self, title: str, named: dict[str, JsonValue], page: Page, extraction: Extraction) -> None:
        titled = any(map(self._is_title, named))  # what stands above such a label is a heading of the whole list
        whole: dict[str, JsonValue] = dict(named) if titled else {"Title": title, **named}
        read = meanings(whole, self.options.fields)
        if read.telling and not read.missing and (found := found_of(whole, Names(tuple(whole), read), page.url)):
            extraction.found.append(found)

    @classmethod
    def sniff(cls, page: Page) -> float:
        """A PDF, of which nothing else reads anything."""
        return 0.5 if page.body[:1024].lstrip().startswith(b"%PDF-") else 0.0

    @classmethod
    def default_options(cls, url: str) -> PdfOptions:
        """The document at `url`."""
        return PdfOptions(url=url)


class _UnreadableError(Exception):
    """A PDF that cannot be read; the message says why."""


def _parts(body: bytes) -> tuple[list[list[list[str]]], list[str]]:
    """Every table as rows of cells, and every line of the text."""
    import pdfplumber  # takes long to import, and few sources need it

    if not body[:1024].lstrip().startswith(b"%PDF-"):
        raise _UnreadableError("this is no PDF")
    tables: list[list[list[str]]] = []
    lines: list[str] = []
    try:
        with pdfplumber.open(io.BytesIO(body)) as document:
            for sheet in document.pages[:_MOST_PAGES]:
                tables += [[[_cell(cell) for cell in row] for row in table] for table in sheet.extract_tables()]
                lines += [" ".join(line.split()) for line in (sheet.extract_text() or "").splitlines()]
    except Exception as error:  # noqa: BLE001 - pdfminer raises what its parser falls over, of any kind
        raise _UnreadableError(f"the PDF cannot be read: {' '.join(str(error).split())[:200]}") from None
    return tables, lines


def _cell(value: Any) -> str:
    return " ".join(str(value or "").split())
