"""What `--json` prints, as JSON Schema in `shapes.json`: keys and types. Enumerations may gain values, objects keys."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
from pydantic import TypeAdapter

from dedupe.stage import ResolveReport
from portal.api import ChangesPage
from records.listing import Listing
from records.opportunity import Opportunity
from records.payload import Rejected
from records.run import RunReport
from search_index.report import PublishReport
from search_index.response import SearchResponse

Schema = dict[str, Any]
FILE = Path(__file__).parent / "shapes.json"
# The types that commands print. What they make by hand stands in the file alone.
MODELS: tuple[Any, ...] = (
    RunReport, Rejected, Listing, Opportunity, SearchResponse, PublishReport, ResolveReport, ChangesPage,
)  # fmt: skip
_ONE_LINE = frozenset({"items", "additionalProperties"})
_KEPT = ("type", "properties", "items", "anyOf", "$ref", "enum", "const")


def recorded() -> Schema:
    """The file: `calls` by name, and `$defs` that they refer to."""
    found: Schema = json.loads(FILE.read_text("utf-8"))
    return found


def record(schema: Schema) -> None:
    """Write the file."""
    FILE.write_text("".join(_lines(schema, "", 4)) + "\n", "utf-8")


def _lines(value: Any, indent: str, depth: int) -> Iterator[str]:
    """JSON with a line for each key of a record, so that a change of the file shows what it changes."""
    if depth == 0:
        yield json.dumps(value, ensure_ascii=False)
        return
    yield "{\n"
    for number, (key, one) in enumerate(value.items(), start=1):
        yield f"{indent} {json.dumps(key)}: "
        yield from _lines(one, f"{indent} ", depth - 1 if key not in _ONE_LINE and isinstance(one, dict) else 0)
        yield "\n" if number == len(value) else ",\n"
    yield f"{indent}}}"


def today() -> Schema:
    """`$defs` of the models as they are."""
    definitions: Schema = {}
    for model in MODELS:
        schema = TypeAdapter(model).json_schema(mode="serialization", ref_template="#/$defs/{model}")
        definitions |= {name: _plain(one) for name, one in schema.pop("$defs", {}).items()}
        definitions[model.__name__] = _plain(schema)
    return definitions


def _plain(schema: Any) -> Any:
    """Keys and types alone: texts, bounds and patterns are no promise of shape."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept: Schema = {}
    for name in _KEPT:
        if name == "properties" and name in schema:
            kept[name] = {key: _plain(one) for key, one in schema[name].items()}
        elif name in schema:
            kept[name] = _plain(schema[name])
    if "properties" in kept:
        kept["required"] = list(kept["properties"])  # commands print each key, also where its value is the default
    more = schema.get("additionalProperties")
    return kept | {"additionalProperties": _plain(more)} if isinstance(more, dict) else kept


def lost(before: Schema, now: Schema, then: Schema, today_: Schema, path: str = "") -> Iterator[str]:
    """What a program that relies on `before` misses in `now`; `then` and `today_` are the `$defs` of each."""
    before, now = _resolved(before, then), _resolved(now, today_)
    if "anyOf" in before or "anyOf" in now:
        yield from _lost_choices(before, now, then, today_, path)
        return
    if before.get("type") != now.get("type") and before:
        yield f"{path}: {before.get('type')} became {now.get('type')}"
        return
    yield from (f"{path}: never is {value!r} any more" for value in before.get("enum", ()) if value not in _values(now))
    for key, one in before.get("properties", {}).items():
        if key not in now.get("properties", {}):
            yield f"{path}.{key}: is gone"
        elif key in before.get("required", ()) and key not in now.get("required", ()):
            yield f"{path}.{key}: may be absent"
        else:
            yield from lost(one, now["properties"][key], then, today_, f"{path}.{key}")
    for inner, mark in (("items", "[]"), ("additionalProperties", ".*")):
        if inner in before:
            yield from lost(before[inner], now.get(inner, {}), then, today_, f"{path}{mark}")


def _values(schema: Schema) -> list[Any]:
    return list(schema.get("enum", [schema["const"]] if "const" in schema else []))


def _lost_choices(before: Schema, now: Schema, then: Schema, today_: Schema, path: str) -> Iterator[str]:
    """Each choice of now must be one that was possible before: a new null is met unprepared."""
    possible = before.get("anyOf", [before])
    for choice in now.get("anyOf", [now]):
        faults = [list(lost(one, choice, then, today_, path)) for one in possible]
        if all(faults):
            yield min(faults, key=len)[0]


def _resolved(schema: Schema, definitions: Schema) -> Schema:
    while "$ref" in schema:
        schema = definitions[schema["$ref"].removeprefix("#/$defs/")]
    return schema


def assert_shape(value: Any, name: str, *, sparse: bool = False) -> None:
    """`value` has all keys and types that the call `name` promises; `sparse`: what is null is left out (HTTP)."""
    promised = recorded()
    definitions = _open(promised["$defs"])
    if sparse:
        definitions = {key: _without_nulls(one) for key, one in definitions.items()}
    schema = {**promised["calls"][name], "$defs": definitions}
    jsonschema.Draft202012Validator.check_schema(schema)
    found = jsonschema.Draft202012Validator(schema).iter_errors(value)
    faults = [f"{name}{fault.json_path[1:]}: {fault.message}" for fault in found]
    assert not faults, "\n".join(faults)


def _without_nulls(schema: Schema) -> Schema:
    """Keys that may be null may be absent."""
    if "properties" not in schema:
        return schema
    maybe = {key for key, one in schema["properties"].items() if {"type": "null"} in one.get("anyOf", ())}
    return {**schema, "required": [key for key in schema["required"] if key not in maybe]}


def _open(schema: Any) -> Any:
    """Without the lists of values: they may grow."""
    if isinstance(schema, dict):
        return {name: _open(one) for name, one in schema.items() if name not in ("enum", "const")}
    return [_open(one) for one in schema] if isinstance(schema, list) else schema
