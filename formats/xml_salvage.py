"""Keeping the whole records of a damaged XML document.

Expat tells the exact byte where a document stops being well-formed, and what was open there. A record that only
left an element open is closed; any other damaged record is cut out, from its start tag to the next record or to the
end of what holds it, and reading goes on. Records before and after are never touched; nothing half-read is kept.
"""

import contextlib
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

# Each cut reads the document again; past this many the rest is given up.
_MAX_CUTS = 100
# A record in which more than this is out of order is no record that can be trusted.
_MAX_CLOSINGS = 8


@dataclass(frozen=True)
class Loss:
    """What was cut out; `mended`: it was kept with its elements closed. `line` from 1; `record`: one advert is lost."""

    line: int
    reason: str
    excerpt: str
    record: bool
    mended: bool = False


@dataclass
class _Fault:
    at: int
    line: int
    reason: str
    open: list[tuple[str, int]]
    last: int  # where the last tag stands that could be read


def salvage(text: str, records: frozenset[str] | None) -> tuple[str, list[Loss]]:
    """The document without its damaged records (well-formed, or '' when nothing is left) and what was cut.

    `records`: local names of the elements that are one record each; None: the elements that the document repeats.
    """
    data = text.encode("utf-8", errors="replace")
    records = _repeated(data) if records is None else records
    lost: list[Loss] = []
    for attempt in range(1, _MAX_CUTS + 1):
        fault = _first_fault(data)
        if fault is None:
            return data.decode("utf-8"), lost
        start, end = _damage(data, fault, records)
        if attempt == _MAX_CUTS:
            end = len(data)
        cut = data[start:end]
        is_record = _record_tag(records).match(cut) is not None
        closed = _closed(cut) if is_record else None
        if cut.strip() or not lost:
            excerpt = cut[:2000].decode("utf-8", errors="replace")
            lost.append(Loss(fault.line, fault.reason, excerpt, is_record and closed is None, closed is not None))
        if closed is not None:
            data = data[:start] + closed + data[end:]
            continue
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
    last = -1

    def start(name: str, _attributes: Any) -> None:
        nonlocal last
        last = parser.CurrentByteIndex
        stack.append((name, last))

    def end(_name: str) -> None:
        nonlocal last
        last = parser.CurrentByteIndex
        stack.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code) or "not well-formed"
        return _Fault(int(parser.ErrorByteIndex), int(error.lineno), reason, stack, last)
    return None


def _closed(record: bytes) -> bytes | None:
    """A record that begins and ends, with the end tags that it forgot (`<title>Cook<link>…`) or put into the wrong
    order (`<b><i>…</b></i>`); None where that is not all that is wrong with it."""
    body = record.rstrip()
    for _ in range(_MAX_CLOSINGS):
        fault = _first_fault(body)
        if fault is None:
            return body + record[len(record.rstrip()) :]
        end = re.compile(rb"</([^\s>]+)\s*>").match(body, body.rfind(b"<", 0, fault.at + 1))
        if end is None or not fault.open:
            return None
        name, names = end[1].decode("utf-8", "replace"), [name for name, _ in fault.open]
        if name not in names:
            if end.end() == len(body):
                return None  # the last tag of all is not the record's own
            body = body[: end.start()] + body[end.end() :]
            continue
        forgotten, at = fault.open[-1]
        # It ends before the next element begins: what it held is text, as far as anybody can tell.
        following = body.find(b"<", at + 1)
        body = body[:following] + b"</" + forgotten.encode() + b">" + body[following:]
    return None


def _damage(data: bytes, fault: _Fault, records: frozenset[str]) -> tuple[int, int]:
    """The bytes to cut: the damaged record, else from the fault on."""
    inside = [at for name, at in fault.open if name.rpartition(":")[2] in records]
    # Expat points into a tag that is wrong: behind the `</` of one that nothing opened.
    tag = data.rfind(b"<", 0, fault.at + 1)
    in_tag = tag > data.rfind(b">", 0, fault.at)
    # A record whose very start tag is damaged is not open yet.
    begun = [match.start() for match in _record_tag(records).finditer(data, fault.last + 1, fault.at)]
    start = begun[0] if begun else inside[-1] if inside else tag if in_tag else fault.at
    holders = [name for name, at in fault.open if at < start]
    ends = [len(data)]
    following = _record_tag(records).search(data, start + 1)
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


def _repeated(data: bytes) -> frozenset[str]:
    """The elements that the document repeats nearest to its root, each with elements inside; none where there are none.

    Only what stands before the first fault is looked at, and of what is damaged the start.
    """
    holders: Counter[tuple[int, str]] = Counter()
    open_elements: list[tuple[str, bool]] = []
    parser: Any = expat.ParserCreate()

    def start(name: str, _attributes: Any) -> None:
        if open_elements and not open_elements[-1][1]:
            holder, _ = open_elements[-1]
            open_elements[-1] = (holder, True)
            holders[len(open_elements) - 1, holder] += 1
        open_elements.append((name, False))

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: open_elements.pop()
    with contextlib.suppress(expat.ExpatError):
        parser.Parse(data, True)
    repeated = [(depth, -count, name) for (depth, name), count in holders.items() if depth and count > 1]
    return frozenset({min(repeated)[2].rpartition(":")[2]} if repeated else ())
