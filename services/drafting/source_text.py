"""A source file as text: short, with a note at what a person must settle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from records.source_schema import LINE
from services.source_life import UNSETTLED

_PLAIN = re.compile(r"[A-Za-z][\w ,.()£/'-]*[\w)]|[A-Za-z]|\d+(?:\.\d+)?|https?://[^\s#'\"]+")
_NOT_PLAIN = re.compile(r"^(?:true|false|null|yes|no|on|off|~)$", re.IGNORECASE)
_NOTES_AT = 44


@dataclass
class Lines:
    """`data`: the file's keys in their order; `notes`: dotted key → what stands behind it; `head`: lines above all."""

    data: dict[str, Any]
    notes: dict[str, str] = field(default_factory=dict)
    head: list[str] = field(default_factory=list)


def source_text(lines: Lines) -> str:
    """The file."""
    head = [LINE, *(f"# {line}" for line in lines.head)]
    return "\n".join([*head, *_mapping(lines.data, lines.notes, "", 0)]) + "\n"


def _mapping(data: Mapping[str, Any], notes: Mapping[str, str], path: str, depth: int) -> Iterator[str]:
    for key, value in data.items():
        where = f"{path}.{key}" if path else key
        start = f"{'  ' * depth}{_scalar(key)}:"
        if isinstance(value, dict):
            yield _noted(start, notes.get(where, ""))
            yield from _mapping(value, notes, where, depth + 1)
        elif isinstance(value, list):
            yield _noted(f"{start} [{', '.join(map(_scalar, value))}]", notes.get(where, ""))
        else:
            yield _noted(f"{start} {_scalar(value)}", notes.get(where, ""))


def _noted(line: str, note: str) -> str:
    return f"{line.ljust(_NOTES_AT)} # {note}" if note else line


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and not _NOT_PLAIN.match(text) and ": " not in text and not re.fullmatch(r"[\d.]+", text):
        return text
    return "'" + text.replace("'", "''") + "'"


def licence_note(terms: str | None) -> str:
    """What to settle about the licence."""
    where = f"read {terms}" if terms else "ask the publisher"
    return f"{where}, then write OGL-UK-3.0, permission, …; `{UNSETTLED}` cannot go live"
