"""The verbs with their arguments and options, as rows of `commands.tsv`."""

import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, get_args

import typer.main

from cli.main import app

FILE = Path(__file__).parent / "commands.tsv"


@dataclass(frozen=True)
class Parameter:
    """One argument or option of a verb. `names`: its flags, or an argument's place; `takes`: what value it takes."""

    verb: str
    kind: str
    names: tuple[str, ...]
    takes: str
    least: str
    most: str
    many: str
    required: str
    default: str
    choices: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What a caller writes: the verb and the first name."""
        return (self.verb, self.kind, self.names[0])

    def broken_by(self, now: "Parameter | None") -> str:
        """Why a call that was good by this row may fail by today's; '' when it cannot."""
        if now is None:
            return "is gone"
        if gone := [name for name in self.names if name not in now.names]:
            return f"is no longer called {', '.join(gone)}"
        if gone := [choice for choice in self.choices if choice not in now.choices]:
            return f"no longer takes {', '.join(gone)}"
        for name in ("takes", "many", "default"):
            before, after = getattr(self, name), getattr(now, name)
            if before != after:
                return f"{name}: {before or 'nothing'} became {after or 'nothing'}"
        if now.required and not self.required:
            return "has become required"
        return self._narrower(now)

    def _narrower(self, now: "Parameter") -> str:
        if now.least and (not self.least or float(now.least) > float(self.least)):
            return f"takes no less than {now.least}"
        if now.most and (not self.most or float(now.most) < float(self.most)):
            return f"takes no more than {now.most}"
        return ""


def today() -> list[Parameter]:
    """Every parameter of every verb; a verb without any has a row of kind `verb`."""
    return list(_parameters(typer.main.get_command(app), ()))


def _parameters(command: Any, path: tuple[str, ...]) -> Iterator[Parameter]:
    if hasattr(command, "commands"):
        for name, one in command.commands.items():
            yield from _parameters(one, (*path, name))
        return
    verb = " ".join(path)
    yield Parameter(verb, "verb", (verb,), "", "", "", "", "", "", ())
    place = 0
    for given in command.params:
        if given.param_type_name == "argument":
            place += 1
            yield _parameter(verb, "argument", (str(place),), given)
        else:
            yield _parameter(verb, "option", (*given.opts, *given.secondary_opts), given)


def _parameter(verb: str, kind: str, names: tuple[str, ...], given: Any) -> Parameter:
    flag = getattr(given, "is_flag", False)
    value = _value_type(given.type_descriptor.annotation)
    return Parameter(
        verb,
        kind,
        names,
        takes="" if flag else "choice" if issubclass(value, Enum) else value.__name__,
        least="" if given.min is None else str(given.min),
        most="" if given.max is None else str(given.max),
        many="many" if given.nargs == -1 or given.multiple else "" if given.nargs == 1 else str(given.nargs),
        required="required" if given.required else "",
        default="" if given.default in (None, "", False) else str(given.default),
        choices=tuple(str(one.value) for one in value) if issubclass(value, Enum) else (),
    )


def _value_type(annotation: Any) -> type:
    """The type of one value: `X` of `list[X] | None`."""
    while inner := [one for one in get_args(annotation) if one is not NoneType]:
        annotation = inner[0]
    assert isinstance(annotation, type)
    return annotation


def recorded() -> list[Parameter]:
    """The rows of the file."""
    rows = csv.DictReader(FILE.read_text("utf-8").splitlines(), delimiter="\t")
    given: list[dict[str, Any]] = [
        {**row, "names": _split(row["names"]), "choices": _split(row["choices"])} for row in rows
    ]
    return [Parameter(**one) for one in given]


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def record(rows: list[Parameter]) -> None:
    """Write the file."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        names = [field.name for field in fields(Parameter)]
        writer = csv.DictWriter(file, names, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({**asdict(row), "names": "|".join(row.names), "choices": "|".join(row.choices)})
