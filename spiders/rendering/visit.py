"""One page in the browser: what of it may be fetched, where it moves to, and when it is drawn."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.async_api import CDPSession, Page, Request, Route
from playwright.async_api import Error as PlaywrightError

# What an advert's words need not. A text is read; nobody looks at the page.
_NOT_LOADED = frozenset({"image", "media", "font", "ping", "texttrack", "manifest", "cspviolationreport"})
_QUIET_SECONDS = 10.0
_ITEM_SECONDS = 5.0
_STILL_SECONDS = 0.3
_MOST_LOOKS = 20
# For all of it.
MOST_SECONDS = _QUIET_SECONDS + _ITEM_SECONDS + 2 * _MOST_LOOKS * _STILL_SECONDS
# Says whether an address may be fetched by robots.txt of its host.
Allows = Callable[[str], Awaitable[bool]]


class Visit:
    """Set up with `begin` before the page goes anywhere.

    `moved`: where the page itself went on to, by a redirect or a script: not followed here, because each address
    passes robots.txt and the guard first. `asked`: requests that the page made beside its own.
    """

    def __init__(self, page: Page, allows: Allows) -> None:
        self._page, self._allows = page, allows
        self._began = False
        self.moved = ""
        self.moved_status = 302
        self.asked = 0

    async def begin(self) -> None:
        """Look at every request, and at every redirect."""
        await self._page.route("**", self._decide)
        session = await self._page.context.new_cdp_session(self._page)
        session.on("Fetch.requestPaused", lambda event: asyncio.ensure_future(self._hop(session, event)))
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*", "requestStage": "Response"}]})

    async def _decide(self, route: Route, request: Request) -> None:
        """Whether a request goes out; redirects do not come here."""
        with contextlib.suppress(PlaywrightError):  # the page went away meanwhile
            if request.is_navigation_request():
                await self._navigates(route, request)
            elif request.resource_type in _NOT_LOADED or not await self._allowed(request.url):
                await route.abort("blockedbyclient")
            else:
                self.asked += 1
                await route.continue_()

    async def _navigates(self, route: Route, request: Request) -> None:
        if request.frame != self._page.main_frame:
            await route.abort("blockedbyclient")  # what a frame shows is not in the page's own text
        elif self._began:
            self.moved = self.moved or request.url
            await route.abort("blockedbyclient")
        else:
            self._began = True
            await route.continue_()

    async def _allowed(self, url: str) -> bool:
        return urlsplit(url).scheme not in ("http", "https") or await self._allows(url)

    async def _hop(self, session: CDPSession, event: dict[str, Any]) -> None:
        """An answer's head: a redirect goes no further than robots.txt allows, and the page's own not at all."""
        status, number = event.get("responseStatusCode", 0), event["requestId"]
        headers = {header["name"].lower(): header["value"] for header in event.get("responseHeaders", ())}
        target = urljoin(event["request"]["url"], headers["location"]) if "location" in headers else ""
        stop = False
        if 300 <= status < 400 and target:
            if event.get("resourceType") == "Document":
                self.moved, self.moved_status, stop = self.moved or target, status, True
            else:
                stop = not await self._allowed(target)
        with contextlib.suppress(PlaywrightError):
            if stop:
                await session.send("Fetch.failRequest", {"requestId": number, "errorReason": "BlockedByClient"})
            else:
                await session.send("Fetch.continueRequest", {"requestId": number})

    async def drawn(self, item: str) -> None:
        """Wait till the page asks for nothing more, shows what `item` selects, and stays as it is; or long enough."""
        with contextlib.suppress(PlaywrightError):
            await self._page.wait_for_load_state("networkidle", timeout=_QUIET_SECONDS * 1000)
        if item and not self.moved:
            with contextlib.suppress(PlaywrightError):  # a list may be empty; and not all of our CSS is a browser's
                await self._page.wait_for_selector(f"css={item}", state="attached", timeout=_ITEM_SECONDS * 1000)
        before = ""
        for _ in range(_MOST_LOOKS):
            with contextlib.suppress(PlaywrightError):
                now = await self._page.content()
                if now == before or self.moved:
                    return
                before = now
            await asyncio.sleep(_STILL_SECONDS)
