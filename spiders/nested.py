"""Lists of adverts in documents of no platform: where they stand."""

from collections.abc import Iterator, Mapping
from typing import Any

from records.draft import FieldName
from records.flattened import flat
from records.meanings import meanings
from spiders.rows import Names

_DEEPEST, _MOST_LISTS, _LOOKED_AT, _MOST_NAMES = 12, 2_000, 30, 500


def at_path(document: Any, path: str) -> Any:
    """What the names of a path lead to; None where they lead nowhere."""
    for name in path.split("."):
        if isinstance(document, list) and name.isdecimal() and int(name) < len(document):
            document = document[int(name)]
        elif isinstance(document, dict):
            document = document.get(name)
        else:
            return None
    return document


def lists_in(document: Any) -> Iterator[list[dict[str, Any]]]:
    """Every list of objects that stands in no other: lists in a record are parts of it."""
    waiting: list[tuple[Any, int]] = [(document, 0)]
    seen = 0
    while waiting and seen < _MOST_LISTS:
        value, depth = waiting.pop(0)
        seen += 1
        if isinstance(value, list):
            objects = [item for item in value if isinstance(item, dict)]
            if objects and len(objects) * 2 > len(value):
                yield objects
                continue
        if depth < _DEEPEST and isinstance(value, dict):
            waiting += [(inner, depth + 1) for inner in value.values() if isinstance(inner, dict | list)]


def best_list(document: Any, fields: Mapping[FieldName, str]) -> tuple[list[dict[str, Any]], Names] | None:
    """The list whose objects say most of adverts; None where none has a title and something beside it."""
    best: tuple[tuple[int, int], list[dict[str, Any]], Names] | None = None
    for objects in lists_in(document):
        names = read_names(objects, fields)
        weight = (names.read.telling + (len(fields) - len(names.read.missing)), len(objects))
        if names.read.has("title") and weight[0] and (best is None or weight > best[0]):
            best = (weight, objects, names)
    return None if best is None else best[1:]


def read_names(objects: list[dict[str, Any]], fields: Mapping[FieldName, str]) -> Names:
    """The names of the first objects, in an order that does not change with that of the objects."""
    names: dict[str, None] = {}
    for record in objects[:_LOOKED_AT]:
        names.update(dict.fromkeys(flat(record)))
    kept = tuple(sorted(list(names)[:_MOST_NAMES]))
    return Names(kept, meanings(kept, fields))
