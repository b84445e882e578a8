"""The labelled lines of an advert's text, in the words that the source's `lookups` give them."""

from collections.abc import Mapping
from typing import Any

from normalise.steps.base import Work
from normalise.text.labels import labelled


def lines_of(work: Work) -> Mapping[str, str]:
    """Draft name → value of its labelled line in the description, after the lookups of that name."""
    lines, lookups = labelled(work.out.description), work.source.lookups
    if not lookups or not lines:
        return lines
    return {name: swapped(value, lookups.get(name, {})) for name, value in lines.items()}  # type: ignore[call-overload]


def swapped(value: Any, table: Mapping[str, str]) -> Any:
    """The text that a lookup's table has for `value`, else `value`. A number is looked up as it is written."""
    written = str(value).strip() if isinstance(value, str | int | float) else None
    return value if written is None else table.get(written, value)
