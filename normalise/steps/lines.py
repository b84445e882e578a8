"""What an advert's text says in labelled lines and in sentences, in the words that the source's `lookups` give it."""

from collections.abc import Mapping
from typing import Any

from normalise.steps.base import Work
from normalise.text.labels import labelled
from normalise.text.prose import said_in
from records.vocabulary import Kind

_APPLIED_FOR = frozenset({Kind.JOB, Kind.APPRENTICESHIP})


def lines_of(work: Work) -> Mapping[str, str]:
    """Draft name → value of its labelled line in the description, after the lookups of that name.

    For what one applies for, else what a sentence says: an event's hours and prices are no work's.
    """
    lines, lookups = labelled(work.out.description), work.source.lookups
    if work.out.kind in _APPLIED_FOR:
        lines = {**said_in(work.out.description), **lines}
    if not lookups or not lines:
        return lines
    return {name: swapped(value, lookups.get(name, {})) for name, value in lines.items()}  # type: ignore[call-overload]


def swapped(value: Any, table: Mapping[str, str]) -> Any:
    """The text that a lookup's table has for `value`, else `value`. A number is looked up as it is written."""
    written = str(value).strip() if isinstance(value, str | int | float) else None
    return value if written is None else table.get(written, value)
