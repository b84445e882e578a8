"""robots.txt as RFC 9309 has it: what Scrapy takes for "no rules" may mean "nothing is allowed"."""

import asyncio
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from protego import Protego

from records.errors import TalentfeedError
from spiders.failures import Cause, Refused, cause_of
from spiders.harvest import Harvest
from spiders.middlewares.recorder import HARVEST

FETCHES_ROBOTS = "robots_txt"
ROBOTS = "talentfeed_robots"  # attribute of the crawler
# RFC 9309 asks to read at least 500 KiB; what comes after may be ignored.
_MOST_BYTES = 512 * 1024


class Robots:
    """Fetches robots.txt once a host and run; 4xx allows all, 5xx or no answer allows nothing."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._harvest: Harvest = getattr(crawler, HARVEST)
        self._agent: str = crawler.settings["USER_AGENT"]
        self._rules: dict[str, Protego | Cause] = {}
        self._rules_beside: dict[str, Protego | Cause] = {}
        # A page asks for many things of a host at once: the first of them fetches the host's rules.
        self._fetching: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        setattr(crawler, ROBOTS, self)

    @classmethod
    def from_crawler(cls, crawler: Any) -> "Robots":
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        """Refuse with ROBOTS_DISALLOWED, ROBOTS_UNAVAILABLE or CRAWL_DELAY."""
        if request.meta.get(FETCHES_ROBOTS):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = await self._fetch(origin)
            self._rules[origin] = self._slow_down(self._rules[origin], origin, parts.hostname or "")
        if (why := self._why_not(self._rules[origin], request.url, origin)) is not None:
            raise Refused(why.code, why.message)

    async def beside(self, url: str) -> Cause | None:
        """Why something that a drawn page loads must not be fetched; None where it may be.

        It loads with its page, so a Crawl-delay of another host slows nothing down.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._fetching[origin]:
            rules = self._rules.get(origin) or self._rules_beside.get(origin)
            if rules is None:
                # In a slot of its own: the page's, which may be of the same host, is taken until the page is drawn.
                rules = self._rules_beside[origin] = await self._fetch(origin, {"download_slot": f"robots {origin}"})
        return self._why_not(rules, url, origin)

    def _why_not(self, rules: Protego | Cause, url: str, origin: str) -> Cause | None:
        if isinstance(rules, Cause):
            return rules
        if rules.can_fetch(url, self._agent):
            return None
        message = f"{origin}/robots.txt does not allow this page to {self._agent!r}"
        return Cause("ROBOTS_DISALLOWED", message, retryable=False)

    async def _fetch(self, origin: str, meta: dict[str, Any] | None = None) -> Protego | Cause:
        from scrapy import Request

        request = Request(f"{origin}/robots.txt", meta={FETCHES_ROBOTS: True, **(meta or {})}, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except TalentfeedError:
            raise  # the archive refused: no fault of the site's
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

    def _slow_down(self, rules: Protego | Cause, origin: str, host: str) -> Protego | Cause:
        """Keep to Crawl-delay where it asks for more than the source's config; refuse what could not end in time."""
        if isinstance(rules, Cause):
            return rules
        delay = float(rules.crawl_delay(self._agent) or 0)
        if delay <= self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return rules
        minutes = self._harvest.job.source.politeness.max_minutes
        asked = f"{origin}/robots.txt asks for {delay:g} s between two requests (Crawl-delay)"
        if delay >= minutes * 60:
            # Waiting would end with the time and without a page.
            message = (
                f"{asked}, which is longer than the {minutes:g} minutes that this source may take: ask the publisher "
                "for less, or raise `politeness.max_minutes` beyond it"
            )
            return Cause("CRAWL_DELAY", message, retryable=False)
        self._harvest.slowed = asked
        downloader = self._crawler.engine.downloader
        # Idle slots are dropped and made again from these settings.
        downloader.per_slot_settings[host] = {"delay": delay, "jitter": 0}
        if host in downloader.slots:
            downloader.slots[host].delay = delay
        return rules


def _unavailable(origin: str, why: str) -> Cause:
    message = f"{origin}/robots.txt could not be had ({why}), so nothing of the site may be fetched now (RFC 9309)"
    return Cause("ROBOTS_UNAVAILABLE", message, retryable=True)
