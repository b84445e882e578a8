"""robots.txt as RFC 9309 has it: what Scrapy takes for "no rules" may mean "nothing is allowed"."""

from typing import Any
from urllib.parse import urlsplit

from protego import Protego

from spiders.failures import Cause, Refused, cause_of

FETCHES_ROBOTS = "robots_txt"
# RFC 9309 asks to read at least 500 KiB; what comes after may be ignored.
_MOST_BYTES = 512 * 1024


class Robots:
    """Fetches robots.txt once a host and run; 4xx allows all, 5xx or no answer allows nothing."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._rules: dict[str, Protego | Cause] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> "Robots":
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        """Refuse with ROBOTS_DISALLOWED or ROBOTS_UNAVAILABLE."""
        if request.meta.get(FETCHES_ROBOTS):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = await self._fetch(origin)
            self._slow_down(self._rules[origin], parts.hostname or "")
        rules = self._rules[origin]
        if isinstance(rules, Cause):
            raise Refused(rules.code, rules.message)
        if not rules.can_fetch(request.url, self._agent):
            message = f"{origin}/robots.txt does not allow this page to {self._agent!r}"
            raise Refused("ROBOTS_DISALLOWED", message)

    async def _fetch(self, origin: str) -> Protego | Cause:
        from scrapy import Request

        request = Request(f"{origin}/robots.txt", meta={FETCHES_ROBOTS: True}, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever it was: the rules are not known
            cause = cause_of(error, urlsplit(origin).hostname or "")
            # A private address or an untrusted certificate is that, and not robots.txt's fault.
            if cause.code in ("SSRF_BLOCKED", "TLS_INVALID", "DNS_FAILED", "REFUSED"):
                return cause
            return _unavailable(origin, cause.message)
        if 200 <= response.status < 300:
            return Protego.parse(response.body[:_MOST_BYTES].decode("utf-8", "replace"))
        if 400 <= response.status < 500 and response.status != 429:
            return Protego.parse("")
        return _unavailable(origin, f"it answered {response.status}")

    def _slow_down(self, rules: Protego | Cause, host: str) -> None:
        """Keep to Crawl-delay where it asks for more than the source's config."""
        if isinstance(rules, Cause):
            return
        delay = float(rules.crawl_delay(self._agent) or 0)
        if delay > self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            downloader = self._crawler.engine.downloader
            # Idle slots are dropped and made again from these settings.
            downloader.per_slot_settings[host] = {"delay": delay, "jitter": 0}
            if host in downloader.slots:
                downloader.slots[host].delay = delay


def _unavailable(origin: str, why: str) -> Cause:
    message = f"{origin}/robots.txt could not be had ({why}), so nothing of the site may be fetched now (RFC 9309)"
    return Cause("ROBOTS_UNAVAILABLE", message, retryable=True)
