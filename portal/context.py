"""What a request works with: the store, the index, the templates."""

import threading
import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal import wording
from portal.wording import FILTERS
from records.errors import StoreError
from records.settings import Settings

if TYPE_CHECKING:
    from search_index.engine import SearchIndex
    from store import Store

HERE = Path(__file__).parent
STATIC = HERE / "static"
CREDITS_SECONDS = 60.0


@dataclass
class Portal:
    """One portal. Store and index are shared by all threads."""

    settings: Settings
    store: "Store"
    index: "SearchIndex"
    _templates: Environment = field(init=False)
    _credits: tuple[float, list[str]] = field(init=False, default=(float("-inf"), []))
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._templates = _environment()

    def render(
        self,
        request: Request,
        template: str,
        values: dict[str, Any],
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """A page."""
        shared = {
            "public_url": self.settings.public_url.rstrip("/"),
            "path": request.url.path,
            "credits": self.credits(),
            "now": self.settings.clock(),
            "wording": wording,
        }
        body = self._templates.get_template(template).render(shared | values)
        caching = {"Cache-Control": "no-store" if status >= 400 else "public, max-age=30"}
        return Response(body, status, media_type="text/html; charset=utf-8", headers={**caching, **(headers or {})})

    def credits(self) -> list[str]:
        """The lines that the sources' licences ask to show; read again once a minute."""
        with self._lock:
            read_at, lines = self._credits
            if time.monotonic() - read_at < CREDITS_SECONDS:
                return lines
            try:
                asked = {source.attribution.strip() for source in self.store.sources.all() if source.attribution}
            except StoreError:
                # Also on the page that says the store is away: yesterday's lines will do.
                asked = set(lines)
            self._credits = (time.monotonic(), sorted(asked))
            return self._credits[1]


def portal_of(request: Request) -> Portal:
    """The portal that answers this request."""
    portal: Portal = request.app.state.portal
    return portal


def static_url(name: str) -> str:
    """Address of a static file, with its hash: it may be cached for good."""
    return f"/static/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals["static"] = {name: static_url(name) for name in ("site.css", "icon.svg")}
    return environment
