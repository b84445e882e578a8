"""No request leaves for an address that is not public: pages, redirects and robots.txt alike."""

from typing import Any

from records.errors import FetchError
from records.network_guard import check_url
from spiders.failures import Refused


class NetworkGuard:
    """Checks what the address says; `GuardedResolver` checks what its name resolves to."""

    def __init__(self, allow_loopback: bool) -> None:
        self._allow_loopback = allow_loopback

    @classmethod
    def from_crawler(cls, crawler: Any) -> "NetworkGuard":
        """Made by Scrapy."""
        return cls(crawler.settings.getbool("TALENTFEED_ALLOW_LOOPBACK"))

    def process_request(self, request: Any) -> None:
        """Refuse with SSRF_BLOCKED."""
        request.meta.pop("proxy", None)  # a proxy would look names up where the guard does not see it
        try:
            check_url(request.url, self._allow_loopback)
        except FetchError as error:
            raise Refused(error.code, error.message) from None
