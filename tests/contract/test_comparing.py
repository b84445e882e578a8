"""The contract's comparisons find what is taken away, and let pass what is added."""

from dataclasses import replace
from typing import Any

import pytest

from tests.contract import shapes
from tests.contract.commands import Parameter

PARAMETER = Parameter("search", "option", ("--limit", "-l"), "int", "1", "100", "", "", "20", ("a", "b"))
STRING: shapes.Schema = {"type": "string"}
MAYBE: shapes.Schema = {"anyOf": [STRING, {"type": "null"}]}
STATE: shapes.Schema = {"type": "string", "enum": ["good", "bad"]}


def record(**properties: shapes.Schema) -> shapes.Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"names": ("--limit", "-l", "--most")}, ""),
        ({"names": ("--limit",)}, "no longer called -l"),
        ({"choices": ("a", "b", "c")}, ""),
        ({"choices": ("b",)}, "no longer takes a"),
        ({"takes": "str"}, "takes: int became str"),
        ({"many": "many"}, "many: nothing became many"),
        ({"default": "30"}, "default: 20 became 30"),
        ({"required": "required"}, "required"),
        ({"least": "0", "most": "200"}, ""),
        ({"least": "", "most": ""}, ""),
        ({"least": "2"}, "no less than 2"),
        ({"most": "99"}, "no more than 99"),
    ],
)
def test_parameters(changes: dict[str, Any], why: str) -> None:
    found = PARAMETER.broken_by(replace(PARAMETER, **changes))
    assert why in found if why else not found


def test_a_parameter_that_is_gone_or_newly_bounded() -> None:
    assert PARAMETER.broken_by(None) == "is gone"
    free = replace(PARAMETER, least="", most="")
    assert free.broken_by(replace(free, least="1")) == "takes no less than 1"
    assert free.broken_by(replace(free, most="9")) == "takes no more than 9"


@pytest.mark.parametrize(
    ("before", "now", "why"),
    [
        (record(a=STRING), record(a=STRING, b=STRING), ""),
        (record(a=STRING), record(b=STRING), ".a: is gone"),
        (record(a=STRING), {**record(a=STRING), "required": []}, ".a: may be absent"),
        (record(a=STRING), record(a={"type": "integer"}), "string became integer"),
        (record(a=STRING), record(a=MAYBE), "string became null"),
        (record(a=MAYBE), record(a=STRING), ""),
        (STATE, {**STATE, "enum": ["bad", "good", "odd"]}, ""),
        (STATE, {**STATE, "enum": ["good", "odd"]}, "never is 'bad'"),
        ({"type": "array", "items": record(a=STRING)}, {"type": "array", "items": record()}, "[].a: is gone"),
        ({"type": "object", "additionalProperties": STRING}, {"type": "object", "additionalProperties": STATE}, ""),
        ({"type": "object", "additionalProperties": STATE}, {"type": "object", "additionalProperties": STRING}, "good"),
        ({"$ref": "#/$defs/Old"}, {"$ref": "#/$defs/New"}, "x.a: is gone"),
    ],
)
def test_shapes(before: shapes.Schema, now: shapes.Schema, why: str) -> None:
    then, today = {"Old": record(x=record(a=STRING))}, {"New": record(x=record())}
    found = list(shapes.lost(before, now, then, today))
    assert why in found[0] if why else not found


def test_a_value_is_held_against_its_shape() -> None:
    row = dict.fromkeys(("region", "source", "name", "connector", "status", "last_run", "at"), "")
    shapes.assert_shape([row, {**row, "more": 1}], "source list")
    with pytest.raises(AssertionError, match="'at' is a required property"):
        shapes.assert_shape([{name: value for name, value in row.items() if name != "at"}], "source list")
    with pytest.raises(AssertionError, match=r"source list.*at: None is not of type 'string'"):
        shapes.assert_shape([{**row, "at": None}], "source list")
