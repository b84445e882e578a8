"""Tables published as text: which lines, which delimiter, which header row, one row at a time."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from records.columns import squeeze

# Exports that quote what is quoted already leave a pair of quotes around the whole cell.
_QUOTED_TWICE = re.compile(r'^"+([^"]+)"+$')
_DELIMITERS = ",;\t|"
_SAMPLE = 64 * 1024
# Spreadsheets carry a title and a date above the header; nobody's goes deeper.
_PREAMBLE = 30
csv.field_size_limit(16 * 1024 * 1024)


@dataclass(frozen=True)
class Header:
    """Column names, made unique, and the line (from 1) they stand on."""

    names: list[str]
    line: int


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts the sample into the most equal rows; a comma if none does."""
    sample = text[:_SAMPLE]
    if match := re.match(r"sep=(.)\r?\n", sample, re.IGNORECASE):
        return match.group(1)
    return max(_DELIMITERS, key=lambda delimiter: (_evenness(sample, delimiter), -_DELIMITERS.index(delimiter)))


def _evenness(sample: str, delimiter: str) -> float:
    """Share of rows that have the most common width, weighted by that width; 0 for one column."""
    widths = Counter(len(row) for _, row in _raw_rows(sample, delimiter) if any(row))
    wide = [(count * (width - 1), width, count) for width, count in widths.items() if width > 1]
    if not wide:
        return 0.0
    _, width, count = max(wide)
    return count / sum(widths.values()) * min(width, 6)


def _raw_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line of the row's end, cells). A quote that is never closed ends the table at that row."""
    lines = io.StringIO(text.replace("\0", ""), newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=False, skipinitialspace=True)
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield start, []
            continue
        yield start, [_QUOTED_TWICE.sub(r"\1", cell.strip()) for cell in row]


def rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line from 1, cells) of every row that is not blank; `sep=;` lines are skipped."""
    for line, row in _raw_rows(text, delimiter):
        if any(row) and not (line == 1 and len(row) <= 2 and row[0].lower().startswith("sep=")):
            yield line, row


def joined_rows(found: Iterable[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """The rows, those put together again that a line break which nobody quoted cut in two."""
    held: tuple[int, list[str]] | None = None
    for line, row in found:
        # A cell with a line break of its own is one that a quote holds open: that is another damage.
        whole = held is None or any("\n" in cell for cell in (*held[1], *row))
        if held and not whole and len(held[1]) + len(row) - 1 == width and len(row) < width > len(held[1]):
            *head, last = held[1]
            held = (held[0], [*head, f"{last}\n{row[0]}".strip(), *row[1:]])
            continue
        if held:
            yield held
        held = (line, row)
    if held:
        yield held


def split_line(line: str, delimiter: str) -> list[str]:
    """The cells of one line; a quote without its partner is left out."""
    if line.count('"') % 2:
        line = line.replace('"', "")
    cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    return [cell.strip() for cell in cells]


def find_header(text: str, delimiter: str, fixed: int | None, wanted: frozenset[str]) -> Header | None:
    """The header row: the fixed line, else the first row that names most of what is `wanted`, else the first full one.

    `wanted` holds names in lower case without punctuation. None where the table has no row of names.
    """
    candidates: list[tuple[int, list[str]]] = []
    for line, row in rows(text if fixed else text[: _SAMPLE * 4], delimiter):
        if fixed:
            if line >= fixed:
                return Header(unique_names(row), line) if line == fixed else None
            continue
        candidates.append((line, row))
        if len(candidates) >= _PREAMBLE:
            break
    if not candidates:
        return None
    best = max(candidates, key=lambda item: (sum(squeeze(cell) in wanted for cell in item[1]), -item[0]))
    if sum(squeeze(cell) in wanted for cell in best[1]) == 0:
        widest = max(len([cell for cell in row if cell]) for _, row in candidates)
        best = next(item for item in candidates if len([cell for cell in item[1] if cell]) == widest)
    return Header(unique_names(best[1]), best[0])


def unique_names(cells: list[str]) -> list[str]:
    """Names of columns: a repeated one is numbered, an empty one named by its place; trailing empties go."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    seen: Counter[str] = Counter()
    names = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"column {place}"
        seen[name.casefold()] += 1
        names.append(name if seen[name.casefold()] == 1 else f"{name} ({seen[name.casefold()]})")
    return names
