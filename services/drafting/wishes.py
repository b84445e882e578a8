"""What a person says of a new source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Wishes:
    """What the person who adds a source says of it; what is empty is found or left to settle."""

    id: str = ""
    name: str = ""
    publisher: str = ""
    region: str = ""
    area: str = ""
    licence: str = ""
    country: str = ""
    timezone: str = ""
    connector: dict[str, Any] = field(default_factory=dict)
