"""Redirects with an end: a hop to an address already passed is a loop."""

from typing import Any

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest

from spiders.failures import Refused


class Redirects(RedirectMiddleware):
    """Scrapy's, whose refusals carry our code. Each hop passes robots.txt and the network guard again."""

    def process_response(self, request: Any, response: Any, spider: Any = None) -> Any:
        """The answer, or the request of the next hop."""
        try:
            result = super().process_response(request, response)
        except IgnoreRequest:
            raise Refused("REDIRECT_LOOP", "too many redirects") from None
        passed = request.meta.get("redirect_urls", [])
        if result is not response and result.url in (*passed, request.url):
            raise Refused("REDIRECT_LOOP", f"{request.url} redirects back to {result.url}")
        return result

    def handle_referer(self, request: Any, response: Any) -> None:
        """We send no Referer."""
