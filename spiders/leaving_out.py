"""Leaving out what a source's file says is no advert."""

from collections.abc import Iterator

from pydantic import JsonValue

from records.options.leave_out import LeavesOut
from spiders.connectors.base import Extraction, Found


def leave_out(options: LeavesOut, extraction: Extraction) -> Extraction:
    """The extraction without what `leave_out` matches; what goes is counted, for a source's own total holds it."""
    if options.leave_out:
        kept = [found for found in extraction.found if not _is_left(options.leave_out, found)]
        extraction.left_out = len(extraction.found) - len(kept)
        extraction.found = kept
    return extraction


def _is_left(patterns: dict[str, str], found: Found) -> bool:
    from records.platforms.expressions import groups_of

    for name, pattern in patterns.items():
        value = found.data if name == "text" else _field(found.data, name)
        if any(groups_of(pattern, text) is not None for text in _texts(value)):
            return True
    return False


def _field(data: dict[str, JsonValue], name: str) -> JsonValue:
    """The field of that name; of schema.org a title is a name, and a table keeps what nobody maps under `extra`."""
    if name in data:
        return data[name]
    extra = data.get("extra")
    if isinstance(extra, dict) and name in extra:
        return extra[name]
    return data.get("name") if name == "title" else None


def _texts(value: JsonValue) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str | int | float) and not isinstance(item, bool):
            yield str(item)
        elif isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
