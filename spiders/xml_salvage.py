"""Keeping the whole records of a damaged XML document.

Expat tells the exact byte where a document stops being well-formed, and what was open there. The damaged
record is cut out, from its start tag to the next record or to the end of what holds it, and reading goes on.
Records before and after are never touched; nothing half-read is kept.
"""

import re
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

# Each cut reads the document again; past this many the rest is given up.
_MAX_CUTS = 100


@dataclass(frozen=True)
class Loss:
    """What was cut out: `line` counts from 1; `record` says whether it was one advert."""

    line: int
    reason: str
    excerpt: str
    record: bool


@dataclass
class _Fault:
    at: int
    line: int
    reason: str
    open: list[tuple[str, int]]


def salvage(text: str, records: frozenset[str]) -> tuple[str, list[Loss]]:
    """The document without its damaged records (well-formed, or '' when nothing is left) and what was cut."""
    data = text.encode("utf-8", errors="replace")
    lost: list[Loss] = []
    for attempt in range(1, _MAX_CUTS + 1):
        fault = _first_fault(data)
        if fault is None:
            return data.decode("utf-8"), lost
        start, end = _damage(data, fault, records)
        if attempt == _MAX_CUTS:
            end = len(data)
        cut = data[start:end]
        holds_record = _record_tag(records).match(cut) is not None
        if cut.strip() or not lost:
            excerpt = cut[:2000].decode("utf-8", errors="replace")
            lost.append(Loss(fault.line, fault.reason, excerpt, holds_record))
        # Blank lines instead of what was cut: later faults keep their true line numbers.
        blank = b"\n" * cut.count(b"\n")
        closing = b""
        if end >= len(data):
            still_open = [name for name, at in fault.open if at < start]
            closing = b"".join(b"</" + name.encode() + b">" for name in reversed(still_open))
        healed = data[:start] + blank + closing + data[end:]
        if healed == data:
            return "", lost
        data = healed
    return (data.decode("utf-8") if _first_fault(data) is None else ""), lost


def _first_fault(data: bytes) -> _Fault | None:
    parser: Any = expat.ParserCreate()
    parser.buffer_text = True
    stack: list[tuple[str, int]] = []
    parser.StartElementHandler = lambda name, _attributes: stack.append((name, parser.CurrentByteIndex))
    parser.EndElementHandler = lambda _name: stack.pop()
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code) or "not well-formed"
        return _Fault(int(parser.ErrorByteIndex), int(error.lineno), reason, stack)
    return None


def _damage(data: bytes, fault: _Fault, records: frozenset[str]) -> tuple[int, int]:
    """The bytes to cut: the damaged record, else from the fault on."""
    inside = [at for name, at in fault.open if name.rpartition(":")[2] in records]
    # Expat points into a tag that is wrong: behind the `</` of one that nothing opened.
    tag = data.rfind(b"<", 0, fault.at + 1)
    in_tag = tag > data.rfind(b">", 0, fault.at)
    start = inside[-1] if inside else tag if in_tag else fault.at
    holders = [name for name, at in fault.open if at < start]
    ends = [len(data)]
    following = _record_tag(records).search(data, max(fault.at, start + 1))
    if following and records:
        ends.append(following.start())
    for name in holders:
        closing = data.find(f"</{name}>".encode(), fault.at)
        if closing > start:
            ends.append(closing)
    end = min(ends)
    if end <= start:
        end = len(data)
    return start, end


def _record_tag(records: frozenset[str]) -> re.Pattern[bytes]:
    names = "|".join(re.escape(name) for name in sorted(records)) or "(?!)"
    return re.compile(rf"<(?:[\w.-]+:)?(?:{names})(?=[\s/>])".encode())
