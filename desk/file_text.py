"""The text of a draft's source file with what a person filled in, and as a patch."""

import difflib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from records.source import SourceConfig
from records.yaml_edit import edited
from records.yaml_text import read_yaml
from services.areas import remedy_for_area

SCHEDULES = {
    "@daily": "Once a day",
    "@hourly": "Every hour",
    "@weekly": "Once a week",
    "15 6,14 * * *": "Twice a day, at 6:15 and 14:15",
}
LICENCES = {
    "OGL-UK-3.0": "Open Government Licence (OGL-UK-3.0)",
    "permission": "The publisher has agreed in writing (permission)",
    "CC-BY-4.0": "Creative Commons Attribution (CC-BY-4.0)",
}
# What went wrong in which field of the form, in its words.
_LABELS = {
    "id": "Id", "name": "Name", "publisher": "Publisher", "area": "Area", "schedule": "Schedule", "licence": "Licence",
    "kind": "Kind",
}  # fmt: skip


class FormError(ValueError):
    """`problems`: field of the form → what is wrong and what to write."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


def filled_in(text: str, form: Mapping[str, str]) -> tuple[str, SourceConfig]:
    """The file with the form's name, publisher, area, schedule, licence and id; FormError names each wrong field."""
    problems = {
        name: f"{label}: write it down." for name, label in _LABELS.items() if name != "area" and not form.get(name)
    }
    if problems:
        raise FormError(problems)
    area = form.get("area", "")
    if area and (remedy := remedy_for_area(area)):
        raise FormError({"area": f"Area: {area} is no place we know: {remedy.replace('`', '')}"})

    def fill(data: Any) -> None:
        for name in ("id", "name", "kind", "schedule"):
            data[name] = form[name]
        data["publisher"]["name"] = form["publisher"]
        data["licence"]["name"] = form["licence"]
        # The note that it is to be settled no longer holds.
        data["licence"].ca.items.pop("name", None)
        if area:
            data["area"] = area
        else:
            data.pop("area", None)

    written = edited(text, fill)
    try:
        return written, SourceConfig.model_validate(read_yaml(written).data)
    except ValidationError as error:
        found: dict[str, str] = {}
        for fault in error.errors():
            name = str(fault["loc"][0])
            found.setdefault(name, f"{_LABELS.get(name, name)}: {fault['msg'].removeprefix('Value error, ')}.")
        raise FormError(found) from None


def as_patch(path: str, text: str) -> str:
    """The file as a patch that `git apply` takes: for those whose config folder nobody may write to."""
    lines = text.splitlines(keepends=True)
    made = difflib.unified_diff([], lines, "/dev/null", f"b/{path}")
    return f"diff --git a/{path} b/{path}\nnew file mode 100644\n{''.join(made)}"
