"""Page: one response as it came. Problem: what could not be read of it."""

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue


@dataclass(frozen=True)
class Page:
    """One response as it came: `body` bytes after content decoding, before character decoding.

    `alone`: a saved file, from which nothing can be followed.
    """

    url: str
    body: bytes
    content_type: str
    fetched_at: datetime
    step: str = "start"
    context: dict[str, JsonValue] = field(default_factory=dict)
    status: int = 200
    alone: bool = False


@dataclass(frozen=True)
class Problem:
    """One record that could not be read (`excerpt` holds it), or a doubt about the page as a whole.

    `record=True` counts as a rejected record; `fatal=True` makes the page malformed: the run is not COMPLETE.
    `keys`: the keys that such a record may have. One of them that is known names the record, so that its listing
    counts as seen; a record that nothing names may be any listing the run does not see.
    """

    code: str
    message: str
    excerpt: str = ""
    record: bool = False
    fatal: bool = False
    keys: tuple[str, ...] = ()
