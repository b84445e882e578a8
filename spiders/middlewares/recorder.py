"""Counts what goes over the wire, asks conditionally, and archives the answers that no page reader sees."""

from typing import Any

from twisted.web.http import RESPONSES

from spiders.fetched import Fetched
from spiders.harvest import GONE, Harvest

HARVEST = "talentfeed_harvest"  # attribute of the crawler
FOLLOW = "follow"  # request.meta: the Follow and its depth


def header_list(headers: Any) -> list[tuple[str, str]]:
    """Scrapy's headers as text pairs, in their order."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values]


def fetched_of(request: Any, response: Any) -> Fetched:
    """The response for the harvest."""
    reason = RESPONSES.get(response.status, b"").decode()
    return Fetched(
        url=response.url,
        status=response.status,
        body=response.body,
        headers=header_list(response.headers),
        request_headers=header_list(request.headers),
        status_line=f"HTTP/1.1 {response.status} {reason}".strip(),
    )


def is_page(status: int) -> bool:
    """Whether the spider reads, and archives, answers of this status."""
    return 200 <= status < 300 or status == 304 or status in GONE


class Wire:
    """Nearest to the network: counts requests and answers as they were sent, before decoding."""

    def __init__(self, harvest: Harvest) -> None:
        self._harvest = harvest

    @classmethod
    def from_crawler(cls, crawler: Any) -> "Wire":
        """Made by Scrapy."""
        return cls(getattr(crawler, HARVEST))

    def process_request(self, request: Any) -> None:
        """Count, and ask only for what changed."""
        self._harvest.tally["requests"] += 1
        for name in ("If-None-Match", "If-Modified-Since"):
            request.headers.pop(name, None)  # those of the address before a redirect
        follow, _depth = request.meta.get(FOLLOW, (None, 0))
        before = self._harvest.previous.carried(request.url, follow) if follow else None
        if before and before.etag:
            request.headers["If-None-Match"] = before.etag
        if before and before.last_modified:
            request.headers["If-Modified-Since"] = before.last_modified

    def process_response(self, request: Any, response: Any) -> Any:
        """Count."""
        self._harvest.tally["bytes"] += len(response.body)
        status = response.status
        by_hundred = {2: "ok", 3: "redirect", 4: "client_error", 5: "server_error"}
        self._count("not_modified" if status == 304 else by_hundred.get(status // 100, "failed"))
        return response

    def process_exception(self, request: Any, exception: Exception) -> None:
        """Count."""
        self._count("failed")

    def _count(self, name: str) -> None:
        self._harvest.classes[name] = self._harvest.classes.get(name, 0) + 1


class Recorder(Wire):
    """After decoding: archives redirects, errors, robots.txt and answers that are tried again."""

    def process_request(self, request: Any) -> None:
        """Nothing to do."""

    def process_response(self, request: Any, response: Any) -> Any:
        """Archive what the spider will not."""
        if FOLLOW not in request.meta or not is_page(response.status) or response.flags:
            self._harvest.archive(fetched_of(request, response))
        return response

    def process_exception(self, request: Any, exception: Exception) -> None:
        """Nothing to do."""
