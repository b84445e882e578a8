"""Small pieces of Markdown."""

import types
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

Row = Sequence[str]


def page(title: str, intro: str, *parts: str) -> str:
    """A whole page; it says where it comes from."""
    note = "<!-- Made by `python -m docs.generate` from the code. Do not edit by hand. -->"
    return "\n\n".join([note, f"# {title}", intro, *(part for part in parts if part)]) + "\n"


def table(head: Row, rows: Iterable[Row]) -> str:
    """A table; a cell's line breaks and bars are made safe."""
    lines = [_row(head), "|" + "---|" * len(head), *map(_row, rows)]
    return "\n".join(lines)


def _row(cells: Row) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def anchor(name: str) -> str:
    """The address that a heading gets on the usual hosts."""
    return "".join(c for c in name.lower().replace(" ", "-") if c.isalnum() or c in "-_")


def type_name(annotation: Any) -> str:
    """A type in a reader's words: `list of Place`, `text`, `one of a, b`."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Annotated, Union, types.UnionType):
        parts = inner[:1] if origin is Annotated else inner
        return " or ".join(type_name(part) for part in parts if part is not type(None))
    if origin is list:
        return f"list of {type_name(inner[0])}"
    if origin is tuple:
        return "pair of " + " and ".join(type_name(part) for part in inner)
    if origin is dict:
        return f"map of {type_name(inner[0])} to {type_name(inner[1])}"
    if origin is Literal:
        return "field name" if len(inner) > 20 else "one of " + ", ".join(f"`{value}`" for value in inner)
    return _class_name(annotation) if isinstance(annotation, type) else str(annotation)


def _class_name(kind: type) -> str:
    if issubclass(kind, BaseModel):
        return f"[{kind.__name__}](#{anchor(kind.__name__)})"
    if issubclass(kind, StrEnum):
        return f"[{kind.__name__}](#{anchor(kind.__name__)})"
    words = {
        "str": "text", "int": "whole number", "float": "number", "bool": "true or false", "Decimal": "amount",
        "AwareDatetime": "time (UTC)", "datetime": "time (UTC)", "date": "date",
    }  # fmt: skip
    return words.get(kind.__name__, kind.__name__)


def default_of(field: FieldInfo) -> str:
    """What stands where nothing is said; empty where something must be said."""
    if field.is_required():
        return ""
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value is PydanticUndefined or isinstance(value, BaseModel):
        return "–"
    if value in ("", [], {}):
        return "–"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def fields_table(model: type[BaseModel], *, defaults: bool) -> str:
    """The fields of a model; with `defaults`, also whether each must be given."""
    head = ("field", "type", "default", "meaning") if defaults else ("field", "type", "meaning")
    rows = []
    for name, field in model.model_fields.items():
        kind = type_name(field.annotation)
        default = [("**required**" if field.is_required() else default_of(field))] if defaults else []
        rows.append((f"`{name}`", kind, *default, field.description or _said(field.annotation)))
    return table(head, rows)


def _said(annotation: Any) -> str:
    """The first line of a model, for a field without words of its own."""
    models = [part for part in (annotation, *get_args(annotation)) if isinstance(part, type)]
    return next(((m.__doc__ or "").strip().splitlines()[0] for m in models if issubclass(m, BaseModel | StrEnum)), "")


def parts_of(model: type[BaseModel]) -> Iterator[type[BaseModel] | type[StrEnum]]:
    """The models and vocabularies that a model is made of, in the order of their first use."""
    seen: dict[type, None] = {}
    waiting: list[Any] = [field.annotation for field in model.model_fields.values()]
    while waiting:
        annotation = waiting.pop(0)
        if isinstance(annotation, type) and annotation not in seen and issubclass(annotation, BaseModel | StrEnum):
            seen[annotation] = None
            if issubclass(annotation, BaseModel):
                waiting += [field.annotation for field in annotation.model_fields.values()]
        waiting += [part for part in get_args(annotation) if not isinstance(part, str)]
    yield from seen


def section(part: type[BaseModel] | type[StrEnum], *, defaults: bool) -> str:
    """A model or a vocabulary with its heading and its first line."""
    said = (part.__doc__ or "").strip().splitlines()[0]
    if issubclass(part, StrEnum):
        return f"## {part.__name__}\n\n{said}\n\n" + ", ".join(f"`{one.value}`" for one in part)
    return f"## {part.__name__}\n\n{said}\n\n{fields_table(part, defaults=defaults)}"
