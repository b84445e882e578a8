"""Cursors: where a page ended, as sort values and id; opaque to portals, and without a depth limit."""

import base64
import binascii
import hashlib
import json
import math
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Cursor:
    """The last hit's sort value and id; `seen` is how many hits were given before the next page."""

    value: float | int
    id: str
    seen: int
    fingerprint: str

    def encode(self) -> str:
        """As URL-safe text."""
        text = json.dumps([self.value, self.id, self.seen, self.fingerprint], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, fingerprint: str) -> Self:
        """ValueError when it is not one of ours, or of another search than `fingerprint`."""
        try:
            padded = text + "=" * (-len(text) % 4)
            parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (ValueError, binascii.Error, RecursionError):
            parts = None
        if not _ours(parts):
            raise ValueError("cursor is not one that this service gave; start again without it")
        if parts[3] != fingerprint:
            raise ValueError("cursor belongs to another search; start again without it")
        return cls(*parts)


def fingerprint(unpaged: dict[str, Any]) -> str:
    """Short hash of a search."""
    return hashlib.sha256(json.dumps(unpaged, sort_keys=True).encode()).hexdigest()[:12]


def _ours(parts: object) -> bool:
    if not isinstance(parts, list) or len(parts) != 4:
        return False
    value, last_id, seen, search = parts
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) < 2**62
        and isinstance(last_id, str)
        and len(last_id) == 26
        and last_id.isascii()
        and last_id.isalnum()
        and isinstance(seen, int)
        and not isinstance(seen, bool)
        and 0 <= seen < 2**40
        and isinstance(search, str)
    )
