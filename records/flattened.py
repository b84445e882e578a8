"""A record of a document under the names that lead to its values."""

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

# Which of an object's names is the thing itself: `location: {id: 7, name: Leeds}`.
_ITSELF = ("rendered", "name", "title", "label", "text", "displayName", "display_name", "#text", "value", "descriptor")
# What only wraps a record: `{"id": 7, "attributes": {"title": …}}`.
_WRAPPERS = frozenset(
    {"attributes", "data", "item", "node", "fields", "acf", "job", "vacancy", "position", "course", "event", "record",
     "properties", "resource", "_source"}
)  # fmt: skip
_DEEPEST = 12
# The name of the text that stands below the facts of a file.
BELOW = "---"


def flat(record: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Names that lead to a value (`address.city`) → the value; a list of objects is that of what they are called."""
    named: dict[str, JsonValue] = {}
    for name, value in record.items():
        _flatten(name, value, named, 0)
    for name, value in record.items():
        if name in _WRAPPERS and isinstance(value, dict):
            for inner, held in value.items():
                if inner not in named:
                    _flatten(inner, held, named, 0)
    return named


def _flatten(name: str, value: Any, named: dict[str, JsonValue], depth: int) -> None:
    if isinstance(value, dict):
        itself = next((value[key] for key in _ITSELF if isinstance(value.get(key), str | int | float)), None)
        if itself is not None:
            named.setdefault(name, itself)
        if depth < _DEEPEST:
            for key, inner in value.items():
                _flatten(f"{name}.{key}", inner, named, depth + 1)
    elif isinstance(value, list):
        texts: list[JsonValue] = [text for item in value if (text := _said(item)) is not None]
        if texts:
            named[name] = texts if len(texts) > 1 else texts[0]
        if len(value) == 1 and isinstance(value[0], dict) and depth < _DEEPEST:
            _flatten(name, value[0], named, depth + 1)
    elif value is not None:
        named[name] = value


def _said(item: Any) -> JsonValue:
    if isinstance(item, dict):
        return next((item[key] for key in _ITSELF if isinstance(item.get(key), str | int | float)), None)
    return item if isinstance(item, str | int | float) and not isinstance(item, bool) else None
