"""Files of words: tab-separated text that a person who is no programmer can read and change.

The first line says, behind a `#`, what the file is for and who reads it. The first line that is no comment names the
columns: `words` alone, or a name for the first column (`group`, `short`, …), a tab and `words`. In the column of words
stand one or several, with commas between them. `␣` is a space at the edge of a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from records.errors import ConfigError

COLUMN = "words"
SUFFIX = ".tsv"
EDGE = "␣"
# What only expressions have; a wording says it in other signs (`wording.py`).
_EXPRESSION = re.compile(r"[][{}^?\\]")
_BRACKETS = re.compile(r"[^()]*(?:\([^()]*\)[^()]*)*")
_DATA = files("records.words").joinpath("data")


@dataclass(frozen=True)
class Row:
    """A line of a file: the group it is of ('' in a file of words alone), and its words."""

    group: str
    words: tuple[str, ...]


@cache
def subjects() -> dict[str, tuple[Traversable, ...]]:
    """The files of each subject, in the order of their countries."""
    found: dict[str, list[Traversable]] = {}
    for folder in sorted((item for item in _DATA.iterdir() if item.is_dir()), key=lambda item: item.name):
        for file in folder.iterdir():
            if file.name.endswith(SUFFIX):
                found.setdefault(file.name.removesuffix(SUFFIX), []).append(file)
    return {subject: tuple(of_it) for subject, of_it in found.items()}


def rows_of(subject: str) -> Iterator[tuple[bool, Row]]:
    """The rows of a subject, each with whether its file has groups; ConfigError for a subject without a file."""
    try:
        of_it = subjects()[subject]
    except KeyError:
        raise ConfigError(f"no file of words is called {subject!r}", rule="words") from None
    for file in of_it:
        yield from read_rows(file.read_text(encoding="utf-8"), str(file))


def read_rows(text: str, file: str) -> Iterator[tuple[bool, Row]]:
    """The rows of one file's text; ConfigError with file and line for the first that is wrong."""
    lines = text.split("\n")
    if not lines[0].startswith("# "):
        raise _fault(file, 1, "must begin with `# ` and say what the words are for and who reads them")
    grouped: bool | None = None
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith("#"):
            continue
        if grouped is None:
            grouped = _has_groups(line, file, number)
            continue
        row = _row(line, grouped=grouped, file=file, number=number)
        for word in row.words:
            if (row.group, word) in seen:
                first = seen[row.group, word]
                raise _fault(file, number, f"`{word}` stands there twice (first in line {first}): keep one")
            seen[row.group, word] = number
        yield grouped, row
    if grouped is None:
        raise _fault(file, len(lines), f"holds no words: name the column, `{COLUMN}`, and write one a line below it")


def _has_groups(line: str, file: str, number: int) -> bool:
    columns = line.split("\t")
    if columns[-1] != COLUMN or len(columns) > 2:
        raise _fault(file, number, f"must name the columns: `{COLUMN}`, or e.g. `group`, a tab, `{COLUMN}`")
    return len(columns) == 2


def _row(line: str, *, grouped: bool, file: str, number: int) -> Row:
    cells = line.split("\t")
    if len(cells) != 1 + grouped:
        wanted = "a group, a tab, words" if grouped else "words without a tab"
        raise _fault(file, number, f"must hold {wanted}: {line[:60]!r}")
    group = cells[0] if grouped else ""
    given = [word.strip(" ") for word in cells[-1].split(",")]
    if not all(given) or (grouped and group != group.strip()) or (grouped and not group):
        raise _fault(file, number, f"has an empty word or group, or a space before a group: {line[:60]!r}")
    for word in given:
        if _EXPRESSION.search(word):
            raise _fault(file, number, f"`{word}` is written as a regular expression: write e.g. `job(s)` for `jobs?`")
        if _BRACKETS.fullmatch(word) is None:
            raise _fault(file, number, f"`{word}` has a bracket that is not closed, or one within another")
    return Row(group.replace(EDGE, " "), tuple(word.replace(EDGE, " ") for word in given))


def _fault(file: str, number: int, message: str) -> ConfigError:
    return ConfigError(f"{file}, line {number}: {message}", file=file, line=number, rule="words")
