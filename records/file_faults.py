"""What pydantic finds wrong with a file, in words that say what to write instead."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from records.errors import ConfigError

_PERCENT = re.compile(r"\s*(\d{1,3}(?:\.\d+)?)\s*%\s*")
Where = tuple[str | int, ...]


class FaultyFileError(ConfigError):
    """A file with at least one fault; `errors` has them all, in the order of their lines."""

    def __init__(self, file: str, errors: list[ConfigError]) -> None:
        self.errors = sorted(errors, key=lambda e: e.line or 0)
        lines = "\n".join(f"  line {e.line}: {e.message}" for e in self.errors)
        count = f"{len(errors)} mistake{'s' if len(errors) > 1 else ''}"
        super().__init__(f"{file}: {count}\n{lines}", file=file, line=self.errors[0].line, rule=self.errors[0].rule)


def about_value(  # noqa: C901, PLR0911, PLR0912 - one mistake a line
    detail: ErrorDetails, where: Where, hints: Mapping[str, str]
) -> str:
    """What is wrong with a value."""
    name, key = name_of(where), str(where[-1]) if where else ""
    kind, context, got = detail["type"], detail.get("ctx", {}), detail["input"]
    if got is None:
        return f"`{name}` is empty: {hints.get(name, 'give it a value, or remove the line')}"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        rule = hints.get(name, f"write `{key}:` and its own keys below it, each line indented")
        return f"`{name}: {got!s:.60}` must have keys of its own: {rule}"
    if kind == "string_type":
        return f'`{name}: {got}` must be a text: put it into quotes, `{key}: "{got}"`'
    if kind == "string_pattern_mismatch":
        return f"`{name}: {got}` is not of the right form: {hints.get(name, context.get('pattern'))}"
    if kind.startswith("date"):
        return f"`{name}: {got}` is no day: write it as 2026-11-29"
    if kind.startswith("bool"):
        return f"`{name}: {got}` must be true or false, without quotes: `{key}: true`"
    if isinstance(got, str) and (percent := _PERCENT.fullmatch(got)):
        return f"`{name}: {got}` is a share: write 80% as 0.8, here `{key}: {float(percent[1]) / 100:g}`"
    if kind == "less_than_equal" and context.get("le") == 1 and isinstance(got, int | float) and got <= 100:
        return f"`{name}: {got}` is more than all: write a share, 0.8 for 80%, here `{key}: {got / 100:g}`"
    if kind.endswith("_parsing"):
        return f"`{name}: {got}` must be a number, e.g. `{key}: 1`"
    if kind in ("literal_error", "enum"):
        return f"`{name}: {got}` must be {context.get('expected', 'another value')}"
    said = detail["msg"].removeprefix("Value error, ")
    said = said[0].lower() + said[1:]
    if not where:
        return said
    return f"`{name}` {said.replace('input should', 'should')} (it is {got!r:.80})"


def name_of(where: Where) -> str:
    """A place in the file as people write it: `connector.url`."""
    return ".".join(map(str, where)) or "the file"


def suggest(word: str, known: list[str]) -> str:
    """The known word that was probably meant, or all of them."""
    near = [name for name in known if name.startswith(f"{word}_") or word.startswith(f"{name}_")]
    near = near or get_close_matches(word, known, n=1, cutoff=0.6)
    return f": did you mean `{near[0]}`?" if near else f"; known are {', '.join(sorted(known))}"


def keys_at(model: type[BaseModel], where: Where) -> list[str]:
    """Keys that may stand where the last of `where` stands."""
    for part in where[:-1]:
        inner = model_in(model.model_fields[str(part)].annotation) if str(part) in model.model_fields else None
        if inner is None:
            break
        model = inner
    return list(model.model_fields)


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation holds."""
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None
