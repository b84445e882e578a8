"""One response, as the harvest sees it: nothing of Scrapy in it."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

Headers = list[tuple[str, str]]


@dataclass
class Fetched:
    """One response, its body decoded from any content encoding (`None`: not kept)."""

    url: str
    status: int
    body: bytes | None
    headers: Headers = field(default_factory=list)
    request_headers: Headers = field(default_factory=list)
    status_line: str = ""
    fetched_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def sha256(self) -> str | None:
        """Hash of the body."""
        return None if self.body is None else hashlib.sha256(self.body).hexdigest()
