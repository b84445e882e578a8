"""What an engine finds for a search body."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class FoundHit:
    """A document with its sort values [value, id]."""

    source: bytes | dict[str, Any]
    score: float | None
    sort: list[Any]


@dataclass(frozen=True)
class Found:
    """The answer to a search body, one hit more than the page where there is a next one."""

    total: int
    hits: list[FoundHit]
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
