"""The whole records of a broken JSON document.

A response that was cut off, or has one bad record, still holds hundreds of good ones. The document is walked down to
where it is broken: what holds records stays as it is, and in a list the objects that do not parse are left out.
"""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

_MAX_LOST = 1000
_MOST_CANDIDATES = 1000
# So many records are looked at for what they have in common.
_LOOKED_AT = 20
# Lists of records stand near the root; a fault further down is inside a record.
_DEEPEST = 12
_LONGEST_END = 100_000
_NEXT_RECORD = re.compile(r"\}\s*,\s*(?=\{)")
_GAP = re.compile(r"[\s,]*")
_COLON = re.compile(r"\s*:\s*")


@dataclass
class Salvaged:
    """`root`: the document without what is broken; `lost`: the text of each record that was left out."""

    root: Any = None
    kept: int = 0
    lost: list[str] = field(default_factory=list)


def salvage(text: str, marks: Collection[str] = ()) -> Salvaged | None:
    """The whole records of a document that does not parse; None where the fault is in no list.

    `marks`: names one of which a record has, and the objects inside it have not. Without them, a record is what has
    most names in common with the records before it.
    """
    if text[:1] not in ("{", "["):
        return None
    walk = _Walk(text, frozenset(marks))
    root, _ = walk.container(0, ())
    return Salvaged(root, walk.kept or walk.beside, walk.lost) if walk.in_list else None


class _Walk:
    """One way down a broken document. `above`: the brackets that are open around a place."""

    def __init__(self, text: str, marks: frozenset[str]) -> None:
        self.text, self.marks = text, marks
        self.kept = self.beside = 0
        self.lost: list[str] = []
        self.in_list = False
        self._decoder = json.JSONDecoder(strict=False, parse_constant=lambda _name: None)

    def container(self, at: int, above: tuple[str, ...]) -> tuple[Any, int]:
        """What an object or a list that does not parse still holds, and where reading goes on."""
        return self._object(at, above) if self.text[at] == "{" else self._list(at, above)

    def _whole(self, at: int) -> tuple[Any, int] | None:
        try:
            return self._decoder.raw_decode(self.text, at)
        except (ValueError, RecursionError):
            return None

    def _gap(self, at: int) -> int:
        match = _GAP.match(self.text, at)
        return match.end() if match else at

    def _object(self, at: int, above: tuple[str, ...]) -> tuple[dict[str, Any], int]:
        text = self.text
        members: dict[str, Any] = {}
        at = self._gap(at + 1)
        while at < len(text) and text[at] != "}":
            name = self._whole(at) if text[at] == '"' else None
            colon = _COLON.match(text, name[1]) if name else None
            if name is None or colon is None:
                return members, len(text)
            read = self._whole(colon.end())
            if read is None:
                if text[colon.end() : colon.end() + 1] not in ("{", "[") or len(above) >= _DEEPEST:
                    return members, len(text)
                read = self.container(colon.end(), (*above, "{"))
            else:
                self._count(read[0])
            members[name[0]] = read[0]
            at = self._gap(read[1])
        return members, at + 1

    def _list(self, at: int, above: tuple[str, ...]) -> tuple[list[Any], int]:
        text = self.text
        items: list[Any] = []
        self.in_list = True
        at = self._gap(at + 1)
        while at < len(text) and text[at] != "]" and len(self.lost) < _MAX_LOST:
            read = self._whole(at)
            self.kept += read is not None and isinstance(read[0], dict)
            read = read or self._group(at, above)
            if read is None:
                resume = self._resume(at, items, above)
                self.lost.append(text[at:resume])
                at = self._gap(resume)
                continue
            items.append(read[0])
            at = self._gap(read[1])
        return items, at + 1

    def _count(self, value: Any, depth: int = 0) -> None:
        """Count the objects of the lists of a whole value: records, where no list is broken."""
        if isinstance(value, dict) and depth < _DEEPEST:
            for member in value.values():
                self._count(member, depth + 1)
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            self.in_list = True
            self.beside += sum(isinstance(item, dict) for item in value)

    def _group(self, at: int, above: tuple[str, ...]) -> tuple[Any, int] | None:
        """An object that is no record but holds a list of them (a department with its jobs); None for any other."""
        if self.text[at] != "{" or not self.marks or len(above) >= _DEEPEST:
            return None
        kept, lost = self.kept, list(self.lost)
        group, end = self._object(at, (*above, "["))
        lists = (value for value in group.values() if isinstance(value, list))
        if not self.marks & group.keys() and any(self._is_marked(one) for items in lists for one in items):
            return group, end
        self.kept, self.lost = kept, lost
        return None

    def _is_marked(self, value: Any) -> bool:
        return isinstance(value, dict) and bool(self.marks & value.keys())

    def _resume(self, at: int, items: list[Any], above: tuple[str, ...]) -> int:
        """Where the next whole record starts after a broken one at `at`; else where its list ends."""
        like = _names_of(items)
        marked = self.marks and (not like or any(map(self._is_marked, items)))
        seen: list[tuple[int, int]] = []
        for place, names in self._candidates(at):
            if marked:
                if self.marks & names:
                    return place
            elif like:
                if len(like & names) * 2 > len(like):
                    return place
            else:
                seen.append((place, len(names)))
        end = self._end_of_list(at, above)
        if end == len(self.text):
            return end  # with nothing to compare with, and no end: it may as well be a part of the broken one
        # What stands inside a record has less to say than a record.
        inside = [(place, count) for place, count in seen if place < end]
        most = max((count for _, count in inside), default=0)
        return next((place for place, count in inside if count * 4 > most * 3), end)

    def _candidates(self, at: int) -> Iterator[tuple[int, frozenset[str]]]:
        for count, match in enumerate(_NEXT_RECORD.finditer(self.text, at)):
            if count > _MOST_CANDIDATES:
                return
            if (read := self._whole(match.end())) and isinstance(read[0], dict):
                yield match.end(), frozenset(read[0])

    def _end_of_list(self, at: int, above: tuple[str, ...]) -> int:
        """The bracket after which the rest of the document is what closes it; the end of the text where none is."""
        opening = "".join('{"":' if bracket == "{" else "[" for bracket in above) + "0"
        end = self.text.rfind("]")
        while end > at and len(self.text) - end < _LONGEST_END:
            try:
                json.loads(opening + self.text[end + 1 :], strict=False)
            except (ValueError, RecursionError):
                end = self.text.rfind("]", 0, end)
                continue
            return end
        return len(self.text)


def _names_of(items: list[Any]) -> frozenset[str]:
    """The names that all records so far have."""
    names = [frozenset(item) for item in items[-_LOOKED_AT:] if isinstance(item, dict)]
    return frozenset.intersection(*names) if names else frozenset()
