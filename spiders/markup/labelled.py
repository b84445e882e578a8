"""What stands behind a label, in any of the ways pages write it.

`Closing date: 5 May`, `<b>Closing date</b> 5 May`, a label with a line of its own and the value on the next, pairs of
`dt` and `dd`, several on one line (`Leeds | Salary: £20,000 | Closes 5 May`).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from lxml import etree

from formats.html import text_lines
from records.synonyms import plain
from records.words import Wording, any_of, groups

_LONGEST = 40
# Beside a colon these are a time, an address, or a sentence, and no label.
_NO_LABEL = re.compile(r"\d\s*$|\b(?:https?|mailto|tel)$|[.!?;]\s|[.!?;]$", re.IGNORECASE)
_COLON = re.compile(r"\s*[:：]\s*")
_APART = re.compile(r"\s*[|•·]\s*|\s+[–—]\s+(?=[A-Z][\w ]{1,30}:)")
_LABELS = Wording(lambda: any_of(word for of_it in groups("field_labels").values() for word in of_it))
_INSIDE = Wording(lambda: rf"{any_of(word for of_it in groups('field_labels').values() for word in of_it)}\s*:")


def pairs(roots: Iterable[etree._Element], *, tails: bool = False) -> list[tuple[str, str]]:
    """Label → value in the order of the page; a label without a value is left out."""
    found: list[tuple[str, str]] = []
    waiting = ""
    for line in text_lines(roots, tails=tails):
        first = True
        for label, value in _of_line(_cut(line)):
            if label and value:
                found.append((label, value))
            elif first and waiting and value:
                found.append((waiting, value))
            first = False
            waiting = label if label and not value else ""
    return found


def value_of(roots: Iterable[etree._Element], name: str, *, tails: bool = False) -> str:
    """What stands behind the label `name`, in any case; '' where nothing does."""
    wanted = plain(name)
    return next((value for label, value in pairs(roots, tails=tails) if plain(label) == wanted), "")


def _cut(line: list[str]) -> list[str]:
    """The pieces of a line, cut further where signs or known labels stand between facts."""
    apart = (part for piece in line for part in _APART.split(piece))
    return [cut.strip() for part in apart for cut in _before_labels(part) if cut.strip()]


def _before_labels(text: str) -> Iterator[str]:
    done = 0
    for label in _INSIDE.finditer(text):
        if label.start() and text[label.start() - 1].isspace():
            yield text[done : label.start()]
            done = label.start()
    yield text[done:]


def _of_line(pieces: list[str]) -> Iterator[tuple[str, str]]:
    """Label and value; '' for a text without a label, and for a label without a text."""
    label: str | None = None
    said: list[str] = []
    for at, given in enumerate(pieces):
        if given.startswith((":", "：")) and said and label is None:
            label, said = said.pop(), []
        piece = given.lstrip(":： ")
        head, value = _head(piece, alone=len(pieces) == 1, last=at == len(pieces) - 1)
        if head:
            if label is not None or said:
                yield label or "", " ".join(said)
            label, said = head, [value] if value else []
        elif piece:
            said.append(piece)
    if label is not None or said:
        yield label or "", " ".join(said)


def _head(piece: str, *, alone: bool, last: bool) -> tuple[str, str]:
    """The label a piece begins with, and what stands behind it; '' where it begins with none."""
    if colon := _COLON.search(piece):
        head = piece[: colon.start()].strip()
        if head and len(head) <= _LONGEST and not _NO_LABEL.search(head):
            return head, piece[colon.end() :].strip()
    if (alone or not last) and _is_label(piece):
        return piece, ""
    return "", ""


@cache
def _is_label(piece: str) -> bool:
    """Whether a text that no colon follows is a label by itself."""
    return len(piece) <= _LONGEST and _LABELS.fullmatch(piece) is not None
