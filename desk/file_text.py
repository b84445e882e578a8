"""The text of a draft's source file with what a person filled in, and as a patch."""

import difflib
import io
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from records.source import SourceConfig
from records.yaml_text import read_yaml

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
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    data: Any = yaml.load(text)
    problems = {
        name: f"{label}: write it down." for name, label in _LABELS.items() if name != "area" and not form.get(name)
    }
    if problems:
        raise FormError(problems)
    for name in ("id", "name", "kind", "schedule"):
        data[name] = form[name]
    data["publisher"]["name"] = form["publisher"]
    data["licence"]["name"] = form["licence"]
    # The note that it is to be settled no longer holds.
    data["licence"].ca.items.pop("name", None)
    if area := form.get("area"):
        if problem := _unknown_area(area):
            raise FormError({"area": problem})
        data["area"] = area
    else:
        data.pop("area", None)
    out = io.StringIO()
    yaml.dump(data, out)
    written = out.getvalue()
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


def _unknown_area(area: str) -> str:
    from difflib import get_close_matches

    from reference.gazetteer import gazetteer

    known = gazetteer()
    if known.area(area) or known.near(area):
        return ""
    near = get_close_matches(area, known.regions.names(), n=1, cutoff=0.7)
    return f"Area: we know no place {area!r}." + (f" Did you mean {near[0]}?" if near else " Try a district or county.")
