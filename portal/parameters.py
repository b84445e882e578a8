"""Query parameters ↔ SearchRequest. The list of parameters and their OpenAPI form come from the model."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from portal.errors import RequestError
from search_index.filters import FACETS, FILTERS
from search_index.request import SearchRequest

# What is not called as its field is; a parameter that may be repeated is named for one value.
NAMES = {"text": "q", "facets": "facet", **{row.name: row.parameter for row in FILTERS if row.parameter != row.name}}
FIRST = ("text", "kinds", "near", "within")
# Parameter → field of SearchRequest.
FIELDS = {NAMES.get(field, field): field for field in dict.fromkeys((*FIRST, *SearchRequest.model_fields))}
ALSO = {"text": "text"}
POINT = re.compile(r"^\s*(-?\d{1,2}(?:\.\d{1,12})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*$")
MAX_PARAMETERS = 200


def read_search(pairs: Iterable[tuple[str, str]]) -> SearchRequest:
    """The search that parameters ask for. RequestError names the parameter and the rule it breaks."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        field = FIELDS.get(name) or ALSO.get(name)
        if field is None:
            known = ", ".join(FIELDS)
            message = f"{name[:40]!r} is no parameter of a search; there are {known}"
            raise RequestError(message, status=400, code="UNKNOWN_PARAMETER", field=name[:40])
        given.setdefault(field, []).append(value)
    if sum(map(len, given.values())) > MAX_PARAMETERS:
        raise RequestError(f"too many parameters: at most {MAX_PARAMETERS}", status=400, code="TOO_MANY")
    try:
        return SearchRequest.model_validate({field: _value(field, values) for field, values in given.items()})
    except ValidationError as error:
        raise _refusal(error) from None


def _value(field: str, values: list[str]) -> Any:
    if field == "facets":
        # Counts may be asked for by the name of the parameter that takes their values.
        return [FIELDS.get(value, value) for value in values]
    if _is_list(field):
        return values
    if len(values) > 1:
        name = NAMES.get(field, field)
        raise RequestError(f"{name} may be given once only", status=400, code="BAD_VALUE", field=name)
    value = values[0]
    if field == "near" and (point := POINT.match(value)):
        return {"lat": float(point[1]), "lon": float(point[2])}
    return value


def _refusal(error: ValidationError) -> RequestError:
    first = error.errors(include_url=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    # The model's own checks (cursor, within without near) name the field first.
    field = str(first["loc"][0]) if first["loc"] else message.partition(" ")[0]
    name = NAMES.get(field, field)
    if not message.startswith(name):
        message = f"{name}: {message}"
    return RequestError(message, status=400, code="BAD_VALUE", field=name)


def _properties() -> dict[str, Any]:
    return _SCHEMA["properties"]  # type: ignore[no-any-return]  # a JSON Schema


_SCHEMA: dict[str, Any] = SearchRequest.model_json_schema()


def _is_list(field: str) -> bool:
    return bool(_properties()[field].get("type") == "array")


def _format(field: str) -> str:
    return next((part["format"] for part in _properties()[field].get("anyOf", ()) if "format" in part), "")


def openapi_parameters() -> list[dict[str, Any]]:
    """The parameters of a search as OpenAPI has them."""
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": _description(field),
            "schema": _parameter_schema(field),
        }
        for name, field in FIELDS.items()
    ]


def _description(field: str) -> str:
    text: str = _properties()[field].get("description") or {
        "limit": "Results a page.",
        "facets": "Count the results by this; also under the name of the parameter (`kind` for `kinds`).",
    }.get(field, "")
    if field == "near":
        text += " Also `lat,lon`."
    if _format(field) == "date-time":
        text += " A day (2026-03-01, its start in UTC) or a moment with zone."
    return text + (" May be repeated." if _is_list(field) else "")


def _parameter_schema(field: str) -> dict[str, Any]:
    if field == "near":
        return {"type": "string", "minLength": 1, "maxLength": 200, "examples": ["LS1 4AP", "Leeds", "53.79,-1.54"]}
    if field == "within":
        return {"type": "string", "pattern": r"^\d{1,4}(\.\d{1,3})?(mi|km|m)$", "examples": ["10mi", "15km"]}
    if field == "facets":
        return {"type": "array", "items": {"type": "string", "enum": list(FACETS)}, "uniqueItems": True}
    schema = {name: part for name, part in _properties()[field].items() if name not in ("title", "description")}
    if _format(field) == "date-time":
        return {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}
    if "anyOf" in schema:
        schema = next(part for part in schema["anyOf"] if part.get("type") != "null")
    return _inlined(schema)


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """The vocabularies stand where they are used: a reader sees the values at once."""
    if "$ref" in schema:
        named = _SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
        return {"type": "string", "enum": named["enum"]}
    if "items" in schema:
        return {**schema, "items": _inlined(schema["items"])}
    return schema
