"""Scrapy's download handler for drawn pages: scrapy-playwright's, whose browser has no way out but our proxy.

A request without `meta["playwright"]` (robots.txt, a sitemap) goes as all others do. The answer for a drawn page has
the page's HTML as it stands at the end, in UTF-8, under the status of the document. Where the page moved on,
the answer is that redirect.
"""

import asyncio
import logging
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeoutError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from records.run import Warn
from spiders.failures import Refused
from spiders.middlewares.recorder import HARVEST
from spiders.middlewares.robots import ROBOTS
from spiders.rendering import scrapy_names as names
from spiders.rendering.browser import ITEM, context_options, launch_options
from spiders.rendering.proxy import USER, GuardedProxy, Refusal
from spiders.rendering.visit import MOST_SECONDS, Visit

# What goes wrong with a page is in the run; this would be a traceback for each.
logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)
BROWSER = "talentfeed_browser"  # attribute of the crawler
# Of the document as it was sent: they say nothing of what was drawn from it.
_OF_THE_DOCUMENT = ("Content-Length", "Transfer-Encoding", "Content-Encoding", "ETag", "Last-Modified", "Content-Type")


class DrawnPages(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # untyped
    """One page at a time, as all fetching of a source."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler=crawler)
        settings = crawler.settings
        self._crawling = crawler
        self._harvest = getattr(crawler, HARVEST)
        self._most_bytes = settings.getint(names.MOST_BYTES)
        self._seconds = settings.getfloat(names.SECONDS)
        self._visit: Visit | None = None
        self._said: set[tuple[str, str]] = set()
        self._proxy = GuardedProxy(allow_loopback=settings.getbool(names.LOOPBACK), most_bytes=self._most_bytes)
        setattr(crawler, BROWSER, self)

    @classmethod
    def from_crawler(cls, crawler: Any) -> "DrawnPages":
        """Made by Scrapy once a scheme: all share one browser."""
        made: DrawnPages | None = getattr(crawler, BROWSER, None)
        return made or cls(crawler)

    async def _maybe_launch_browser(self) -> None:
        """Refused BROWSER_FAILED, with what the browser said."""
        if not self._proxy.port:
            await self._proxy.start()
            proxy = {
                "server": f"http://127.0.0.1:{self._proxy.port}",
                "username": USER,
                "password": self._proxy.password,
            }
            program = self._crawling.settings[names.PROGRAM]
            self.config.launch_options = launch_options(program, proxy, max(self._seconds, 60))
        try:
            await super()._maybe_launch_browser()
        except Exception as error:
            why = " ".join(str(error).split())[:300]
            message = f"the browser does not start ({why}): run its program by hand; TALENTFEED_BROWSER names another"
            raise Refused("BROWSER_FAILED", message) from error

    async def _download_request(self, request: Any, spider: Any = None) -> Response:
        await self._maybe_launch_browser()
        self._proxy.fresh()
        self._visit = None
        response: Response | None = None
        trouble: Exception | None = None
        try:
            # Beyond the time for the document: what is drawn late.
            async with asyncio.timeout(self._seconds + MOST_SECONDS):
                response = await super()._download_request(_prepared(request, self._begin, self._context()), spider)
        except (PlaywrightError, TimeoutError, RuntimeError) as error:
            trouble = error
        finally:
            if response is None:
                await self._close_pages()
        visit: Visit | None = self._visit
        if visit is not None:
            self._harvest.tally["requests"] += visit.asked
        self._tell(request)
        if visit is not None and visit.moved:
            return Response(request.url, visit.moved_status, {"Location": visit.moved}, request=request)
        if response is None:
            raise _failure(trouble)
        return self._drawn_response(request, response)

    def _context(self) -> dict[str, Any]:
        settings = self._crawling.settings
        any_certificate = not settings.getbool(names.CHECKED)
        return context_options(settings[names.AGENT], any_certificate=any_certificate)

    async def _begin(self, page: Any, _request: Any) -> None:
        self._visit = Visit(page, self._allows)
        await self._visit.begin()

    async def _apply_page_methods(self, page: Any, request: Any, spider: Any) -> None:
        """Between the document's arrival and the reading of the page."""
        if self._visit is not None:
            await self._visit.drawn(request.meta.get(ITEM, ""))

    async def _close_pages(self) -> None:
        for wrapper in list(self.context_wrappers.values()):
            for page in list(wrapper.context.pages):
                await page.close()

    async def _allows(self, url: str) -> bool:
        """Whether robots.txt of its host allows what a page loads; said once a host where not."""
        why = await getattr(self._crawling, ROBOTS).beside(url)
        if why is not None:
            self._say(why.code, f"The page loads {url[:200]}, which was not fetched: {why.message}.", url)
        return why is None

    def _tell(self, request: Any) -> None:
        """What the proxy refused; Refused where it was the page itself, or too much."""
        parts = urlsplit(request.url)
        own = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        if self._proxy.too_much:
            limit = self._most_bytes / 1_000_000
            raise Refused("TOO_LARGE", f"the page loads more than politeness.max_page_mb ({limit:g})")
        for one in self._proxy.refusals:
            if (one.host, one.port) == own:
                raise _unreached(one)
            if one.code == "SSRF_BLOCKED":
                self._say(one.code, f"The page asks for {one.host}:{one.port}: {one.message}", f"{one.host}:{one.port}")

    def _say(self, code: str, message: str, where: str) -> None:
        host = urlsplit(where).netloc or where
        if (code, host) not in self._said:
            self._said.add((code, host))
            self._harvest.events.notes.append(Warn(code=code, message=message[:1000]))

    def _drawn_response(self, request: Any, response: Response) -> Response:
        if not isinstance(response, TextResponse):
            kind = (response.headers.get("Content-Type") or b"a file").decode("latin-1")
            raise Refused("NO_PAGE", f"it is {kind}, which a browser does not draw: take `render` out")
        body = response.text.encode("utf-8", "replace")
        if len(body) > self._most_bytes:
            limit = self._most_bytes / 1_000_000
            raise Refused("TOO_LARGE", f"the drawn page is larger than politeness.max_page_mb ({limit:g})")
        headers = response.headers.copy()
        for name in _OF_THE_DOCUMENT:
            headers.pop(name, None)
        headers["Content-Type"] = "text/html; charset=utf-8"
        headers["X-Talentfeed-Render"] = "browser"
        return HtmlResponse(
            response.url, status=response.status, headers=headers, body=body, request=request, encoding="utf-8"
        )

    async def shut(self) -> None:
        """End the browser and the proxy."""
        await self._close()
        self._proxy.close()


def _unreached(refusal: Refusal) -> Exception:
    """Why the page's own host was not connected to."""
    if refusal.code == "DNS_FAILED":
        return CannotResolveHostError(refusal.message)
    if refusal.code == "REFUSED":
        return DownloadConnectionRefusedError(refusal.message)
    return Refused(refusal.code, refusal.message)


def _prepared(request: Any, begin: Any, context: dict[str, Any]) -> Any:
    """The request as scrapy-playwright takes it; the one that Scrapy keeps, and may send again, stays as it is."""
    meta = {
        **request.meta,
        "playwright_context_kwargs": context,
        "playwright_page_init_callback": begin,
        "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded"},
    }
    return request.replace(meta=meta)


def _failure(error: Exception | None) -> Exception:
    """Scrapy's exception for what the browser says."""
    text = str(error)
    if isinstance(error, PlaywrightTimeoutError | TimeoutError):
        return DownloadTimeoutError("the page was not drawn in time")
    if "Failed to download" in text or "Download is starting" in text:
        return Refused("NO_PAGE", "it is a file, which a browser does not draw: correct `url`, or take `render` out")
    if "net::ERR_CERT" in text or "net::ERR_SSL" in text:
        message = f"the server's certificate is not to be trusted ({text[:200]}); see politeness.tls_waiver"
        return Refused("TLS_INVALID", message)
    if "net::ERR_" in text:
        return DownloadFailedError(text[:200])
    return Refused("BROWSER_FAILED", f"the browser could not draw the page ({text[:200]})")
