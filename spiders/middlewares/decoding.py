"""Content encodings undone within a size, damage told from an end."""

from typing import Any

from formats.compressed import DamagedError, TooLargeError, decode_body
from spiders.failures import Refused
from spiders.middlewares.patience import TRUNCATED_FLAG


class Decoding:
    """Scrapy's own takes a cut-off gzip for a whole one; here it is fetched again."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes

    @classmethod
    def from_crawler(cls, crawler: Any) -> "Decoding":
        """Made by Scrapy."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Any) -> None:
        """Say what we read."""
        request.headers.setdefault("Accept-Encoding", "gzip, deflate, br, zstd")

    def process_response(self, request: Any, response: Any) -> Any:
        """The decoded answer; a damaged one is flagged for `Patience`."""
        encodings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        try:
            body = decode_body(response.body, encodings, self._most_bytes)
        except TooLargeError:
            limit = self._most_bytes / 1_000_000
            raise Refused("TOO_LARGE", f"the page unpacks to more than politeness.max_page_mb ({limit:g})") from None
        except DamagedError:
            return response.replace(flags=[*response.flags, TRUNCATED_FLAG])
        return response if body is response.body else response.replace(body=body)
