"""Lists of adverts in documents of no platform: where they stand, and their fields by the names that lead to them."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import JsonValue

from records.draft import FieldName
from spiders.rows import Meanings, meanings

# Which of an object's names is the thing itself: `location: {id: 7, name: Leeds}`.
_ITSELF = ("rendered", "name", "title", "label", "text", "displayName", "display_name", "#text", "value", "descriptor")
# What only wraps a record: `{"id": 7, "attributes": {"title": …}}`.
_WRAPPERS = frozenset(
    {"attributes", "data", "item", "node", "fields", "acf", "job", "vacancy", "position", "course", "event", "record",
     "properties", "resource", "_source"}
)  # fmt: skip
_DEEPEST, _MOST_LISTS, _LOOKED_AT = 12, 2_000, 30


def flat(record: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Names that lead to a value (`address.city`) → the value; a list of objects is that of what they are called."""
    found: dict[str, JsonValue] = {}
    for name, value in record.items():
        _flatten(name, value, found, 0)
    for name, value in record.items():
        if name in _WRAPPERS and isinstance(value, dict):
            for inner, held in value.items():
                if inner not in found:
                    _flatten(inner, held, found, 0)
    return found


def _flatten(name: str, value: Any, found: dict[str, JsonValue], depth: int) -> None:
    if isinstance(value, dict):
        itself = next((value[key] for key in _ITSELF if isinstance(value.get(key), str | int | float)), None)
        if itself is not None:
            found.setdefault(name, itself)
        if depth < _DEEPEST:
            for key, inner in value.items():
                _flatten(f"{name}.{key}", inner, found, depth + 1)
    elif isinstance(value, list):
        texts: list[JsonValue] = [text for item in value if (text := _said(item)) is not None]
        if texts:
            found[name] = texts if len(texts) > 1 else texts[0]
        if len(value) == 1 and isinstance(value[0], dict) and depth < _DEEPEST:
            _flatten(name, value[0], found, depth + 1)
    elif value is not None:
        found[name] = value


def _said(item: Any) -> JsonValue:
    if isinstance(item, dict):
        return next((item[key] for key in _ITSELF if isinstance(item.get(key), str | int | float)), None)
    return item if isinstance(item, str | int | float) and not isinstance(item, bool) else None


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
            waiting += [(one, depth + 1) for one in value.values() if isinstance(one, dict | list)]


def best_list(document: Any, fields: Mapping[FieldName, str]) -> tuple[list[dict[str, Any]], Meanings] | None:
    """The list whose objects say most of adverts; None where none has a title and something beside it."""
    best: tuple[tuple[int, int], list[dict[str, Any]], Meanings] | None = None
    for objects in lists_in(document):
        read = read_names(objects, fields)
        weight = (read.telling + (len(fields) - len(read.missing)), len(objects))
        if read.has("title") and weight[0] and (best is None or weight > best[0]):
            best = (weight, objects, read)
    return None if best is None else best[1:]


def read_names(objects: list[dict[str, Any]], fields: Mapping[FieldName, str]) -> Meanings:
    """What the names of the first objects mean."""
    names: dict[str, None] = {}
    for one in objects[:_LOOKED_AT]:
        names.update(dict.fromkeys(flat(one)))
    return meanings(names, fields)
