"""JSON as publishers write it: control characters, comments, entity-encoded, cut off, several in one script.

A document that strict reading refuses is first mended where nothing is lost by it. What a reader does with one that
is broken for good, its caller says, who knows what a part of it is worth:

- `parse_json`: a document of records. The whole records are kept, whatever their list is called.
- `read_json`: a text that is one advert. What stood before the fault is put in order and kept.
"""

import html
import json
import math
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from formats.json_salvage import salvage
from formats.junk import json_within
from records.page import Problem

_WRAPPERS = re.compile(
    r"^(?:\s|\ufeff|<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)+"
    r"|(?:\s|\0|;|//\s*-->|-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)+$"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
# A backslash that starts no escape; pairs before it are skipped.
_BAD_ESCAPE = re.compile(r'(?<!\\)((?:\\\\)*)\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_GAP = re.compile(r"[\s;,]*")
# A repair reads character by character: a broken document of many megabytes is refused, not chewed.
_REPAIR_LIMIT = 8 * 1024 * 1024


@dataclass(frozen=True)
class JsonPage:
    """`root` None: nothing could be read, and a fatal problem says why; without one the document is JSON's `null`."""

    root: Any = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Whether part of it is lost."""
        return any(problem.fatal for problem in self.problems)


@dataclass
class ReadJson:
    """What a text held. `repaired`: it was not JSON; `truncated`: it ends in the middle of a value."""

    values: list[JsonValue] = field(default_factory=list)
    repaired: bool = False
    truncated: bool = False
    error: str = ""


def parse_json(text: str, *, marks: Collection[str] = (), whole: bool = False) -> JsonPage:
    """Parse a document. Never raises.

    Of a broken one: the document as far as it can be told, with the whole records of its list. `marks`: names one
    of which a record has, and the objects inside it have not. `whole`: the document is one record, of which a part
    is nothing.
    """
    text = text.replace("\0", "").strip().lstrip("\ufeff").strip()
    text = json_within(text) or text
    if not text:
        return JsonPage(problems=[Problem("EMPTY_BODY", "the response has no content", fatal=True)])
    if text.startswith("<"):
        message = "a web page or XML came instead of JSON: the address has changed, or the site shows a notice"
        return JsonPage(problems=[Problem("NOT_JSON", message, text[:300], fatal=True)])
    try:
        # Raw line breaks inside strings are common and lose nothing; NaN is no JSON and becomes null.
        return JsonPage(json.loads(text, strict=False, parse_constant=_constant))
    except RecursionError:
        message = "the document nests too deep to be a list of records"
        return JsonPage(problems=[Problem("JSON_TOO_DEEP", message, text[:300], fatal=True)])
    except ValueError as error:
        return _mended(text) or _kept(text, error, marks, whole=whole)


def _mended(text: str) -> JsonPage | None:
    """The one document in a text that is JSON but for what stands around it or for backslashes; None for any other."""
    bare = _WRAPPERS.sub("", text)
    for candidate in (bare, _BAD_ESCAPE.sub(r"\1\\\\", bare)):
        if candidate != text and (values := _strict(candidate)) is not None and len(values) == 1:
            return JsonPage(values[0], [Problem("JSON_REPAIRED", "the document is not valid JSON and was repaired")])
    return None


def _kept(text: str, error: ValueError, marks: Collection[str], *, whole: bool) -> JsonPage:
    where = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else "?"
    reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
    saved = None if whole else salvage(text, marks)
    if saved is None:
        problem = Problem("JSON_MALFORMED", f"not JSON ({error}); nothing could be kept", text[:300], fatal=True)
        return JsonPage(problems=[problem])
    problems = [
        Problem("JSON_RECORD_DAMAGED", "one record is broken or cut off", part[:2000], record=True)
        for part in saved.lost
    ]
    message = f"not JSON from {where} on ({reason}); {saved.kept} whole records were kept"
    excerpt = (saved.lost[-1] if saved.lost else text[-300:])[:300]
    problems.append(Problem("JSON_MALFORMED", message, excerpt, fatal=True))
    return JsonPage(saved.root, problems)


def read_json(text: str) -> ReadJson:
    """Every JSON value in `text`. Never raises; without values, `error` says why."""
    text = _WRAPPERS.sub("", text)
    if not text:
        return ReadJson(error="is empty")
    first = _strict(text)
    if first is not None:
        return ReadJson(values=first)
    for candidate in (_unescaped(text), text):
        if candidate is None:
            continue
        if candidate is not text and (values := _strict(candidate)) is not None:
            return ReadJson(values=values)
        escaped = _BAD_ESCAPE.sub(r"\1\\\\", candidate)
        if escaped != candidate and (values := _strict(escaped)) is not None:
            return ReadJson(values=values, repaired=True)
        if (found := _repair(candidate)).values:
            return found
    return ReadJson(error=_why(text))


def _unescaped(text: str) -> str | None:
    """The text with entities decoded, where its very structure is entity-encoded (`{&quot;@context&quot;:`)."""
    if re.match(r"[\[{]\s*(?:[\[{]\s*)*&(?:amp;)*(?:quot|#0?34|#x22);", text):
        while not re.match(r'[\[{]\s*(?:[\[{]\s*)*"', text):
            decoded = html.unescape(text)
            if decoded == text:
                return None
            text = decoded
        return text
    return None


def _constant(_name: str) -> None:
    """NaN and Infinity are not values that anybody downstream can read."""
    return


def _strict(text: str) -> list[JsonValue] | None:
    """All values that stand one after another in `text`; None if anything else stands there."""
    decoder = json.JSONDecoder(strict=False, parse_constant=_constant)
    values: list[JsonValue] = []
    at = 0
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            values.append(clean(value))
            match = _GAP.match(text, at)
            at = match.end() if match else at
    except (ValueError, RecursionError):
        return None
    # A bare word or number is no document: `404` or `"error"` must not look like a good answer.
    return values if any(isinstance(value, dict | list) for value in values) else None


def _repair(text: str) -> ReadJson:
    if not text.startswith(("{", "[")) or len(text) > _REPAIR_LIMIT:
        return ReadJson()
    from json_repair import repair_json

    try:
        value = repair_json(text, return_objects=True, skip_json_loads=True)
    except (ValueError, RecursionError, IndexError, TypeError):
        return ReadJson()
    if not isinstance(value, dict | list) or not value:
        return ReadJson()
    truncated = is_cut(text)
    if truncated:
        _drop_cut(value)
    return ReadJson(values=[clean(value)], repaired=True, truncated=truncated)


def _drop_cut(value: object) -> None:
    """Take out the object that the cut went through, where whole ones stand before it: half an advert is none."""
    while value:
        last = value[-1] if isinstance(value, list) else list(value.values())[-1] if isinstance(value, dict) else None
        if isinstance(value, list) and len(value) > 1:
            if isinstance(last, dict):
                value.pop()
            return
        value = last


def is_cut(text: str) -> bool:
    """True when `text` ends inside a string or an open bracket."""
    depth, inside, escaped = 0, False, False
    for char in text:
        if inside:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                inside = False
        elif char == '"':
            inside = True
        elif char in "{[":
            depth += 1
        elif char in "}]":
            depth -= 1
    # Unescaped quotes unbalance the count, but a text that ends with its closing bracket is whole.
    return depth > 0 and not text.rstrip().endswith(("}", "]"))


def _why(text: str) -> str:
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        return str(error) or type(error).__name__
    return "is not an object or a list"


def clean(value: object) -> JsonValue:
    """`value` with what cannot be stored replaced: lone surrogates, NaN; keys become text."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value).replace("\0", "")
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(clean(str(key))): clean(item) for key, item in value.items()}
    return [clean(item) for item in value] if isinstance(value, list | tuple) else str(value)
