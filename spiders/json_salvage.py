"""Reading JSON that strangers wrote; of a broken document the whole records are kept.

A response that was cut off, or has one bad record, still holds hundreds of good ones. They are decoded one
by one; what is lost is said with its place, and makes the page malformed.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from spiders.connectors.base import Problem
from spiders.markup.junk import json_within

_MAX_RESYNCS = 1000
_NEXT_RECORD = re.compile(r"\}\s*,\s*(?=\{)")
_TOTAL = re.compile(r'"meta"\s*:\s*\{[^{}]*?"total"\s*:\s*(\d{1,9})')


@dataclass(frozen=True)
class JsonPage:
    """`root` None: nothing could be read, and a fatal problem says why."""

    root: Any = None
    problems: list[Problem] = field(default_factory=list)


def parse_json(body: bytes, *, list_name: str, encoding: str | None = None) -> JsonPage:
    """Parse a document whose records are the list `list_name`. Never raises.

    Of a broken one: `{list_name: [whole records], "meta": {"total": n} if it stood there}`.
    """
    text = _decode(body, encoding).replace("\0", "").strip()
    text = json_within(text) or text
    if not text:
        return JsonPage(problems=[Problem("EMPTY_BODY", "the response has no content", fatal=True)])
    if text.startswith("<"):
        message = "a web page or XML came instead of JSON: the address has changed, or the site shows a notice"
        return JsonPage(problems=[Problem("NOT_JSON", message, text[:300], fatal=True)])
    try:
        # Raw line breaks inside strings are common and lose nothing; NaN is no JSON and becomes null.
        return JsonPage(json.loads(text, strict=False, parse_constant=lambda _name: None))
    except RecursionError:
        message = "the document nests too deep to be a list of records"
        return JsonPage(problems=[Problem("JSON_TOO_DEEP", message, text[:300], fatal=True)])
    except ValueError as error:
        return _salvage(text, list_name, error)


def _decode(body: bytes, encoding: str | None) -> str:
    for name in (encoding, "utf-8-sig"):
        if name:
            try:
                return body.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", errors="replace")
    # A multi-byte character cut in half at the end is a cut document, not another encoding.
    cut = body.decode("utf-8", errors="ignore")
    return cut if len(body) - len(cut.encode()) <= 3 else body.decode("cp1252", errors="replace")


def _salvage(text: str, list_name: str, error: ValueError) -> JsonPage:
    where = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else "?"
    opening = re.search(rf'"{re.escape(list_name)}"\s*:\s*\[', text)
    if opening is None:
        problem = Problem("JSON_MALFORMED", f"not JSON ({error}); nothing could be kept", text[:300], fatal=True)
        return JsonPage(problems=[problem])
    records, lost = _records(text, opening.end())
    reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
    problems = [
        Problem("JSON_RECORD_DAMAGED", "one record is broken or cut off", part[:2000], record=True) for part in lost
    ]
    message = f"not JSON from {where} on ({reason}); {len(records)} whole records were kept"
    problems.append(Problem("JSON_MALFORMED", message, (lost[-1] if lost else text[-300:])[:300], fatal=True))
    root: dict[str, Any] = {list_name: records}
    if total := _TOTAL.search(text):
        root["meta"] = {"total": int(total[1])}
    return JsonPage(root, problems)


def _records(text: str, at: int) -> tuple[list[Any], list[str]]:
    decoder = json.JSONDecoder(strict=False, parse_constant=lambda _name: None)
    records: list[Any] = []
    lost: list[str] = []
    while at < len(text) and len(lost) < _MAX_RESYNCS:
        at = _skip(text, at)
        if at >= len(text) or text[at] == "]":
            break
        try:
            record, at = decoder.raw_decode(text, at)
            records.append(record)
        except (ValueError, RecursionError):
            resume = _resume(text, at, decoder)
            lost.append(text[at:resume])
            at = resume
    return records, lost


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at


def _resume(text: str, at: int, decoder: json.JSONDecoder) -> int:
    """Where the next whole record starts after a broken one at `at`: an object that has a title."""
    for count, match in enumerate(_NEXT_RECORD.finditer(text, at)):
        if count > _MAX_RESYNCS:
            break
        try:
            record, _ = decoder.raw_decode(text, match.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict) and "title" in record:
            return match.end()
    return len(text)
