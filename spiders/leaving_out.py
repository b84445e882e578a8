"""Leaving out what a source's file says is no advert."""

from collections.abc import Iterator

from pydantic import JsonValue

from records.flattened import flat
from records.meanings import meanings
from records.options.icalendar import IcalendarOptions
from records.options.leave_out import LeavesOut
from records.options.named import stated_names
from spiders.connectors.base import Extraction, Found


def leave_out(options: LeavesOut, extraction: Extraction) -> Extraction:
    """The extraction without what `leave_out` matches; what goes is counted, for a source's own total holds it."""
    if options.leave_out:
        kept = [found for found in extraction.found if not _is_left(options, found)]
        extraction.left_out = len(extraction.found) - len(kept)
        extraction.found = kept
    return extraction


def _is_left(options: LeavesOut, found: Found) -> bool:
    from records.platforms.expressions import groups_of

    for name, pattern in options.leave_out.items():
        value = found.data if name == "text" else _field(options, found, name)
        if any(groups_of(pattern, text) is not None for text in _texts(value)):
            return True
    return False


def _field(options: LeavesOut, found: Found, name: str) -> JsonValue:
    """What is read as the field of that name, else what the source calls so; of schema.org a title is a name."""
    stated = IcalendarOptions.properties if isinstance(options, IcalendarOptions) else stated_names(options)
    if stated is not None:
        named = flat(found.data)
        said = meanings(found.names or named, stated).values(named)
        return said.get(name, named.get(name))
    return found.data.get(name, found.data.get("name") if name == "title" else None)


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
