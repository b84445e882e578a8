"""The one spider: drives any connector, and leaves every judgement to `Harvest`."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response

from records.errors import TalentfeedError
from spiders.connectors.base import Follow
from spiders.failures import cause_of
from spiders.harvest import Harvest
from spiders.middlewares.recorder import FOLLOW, fetched_of, is_page


class HarvestSpider(Spider):
    """Scrapy's side of a harvest. `on_hang` ends the process when a page cannot be read in time."""

    name = "harvest"

    def __init__(self, harvest: Harvest, on_hang: Callable[[], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._harvest, self._on_hang = harvest, on_hang

    async def start(self) -> AsyncIterator[Request]:
        """The connector's first pages."""
        for request in self._requests(self._harvest.start(), 0):
            yield request

    def read(self, response: Response) -> Iterator[Request]:
        """One answer, of whatever status."""
        follow, depth = response.meta[FOLLOW]
        if not is_page(response.status):
            self._harvest.failed(follow, depth, f"HTTP_{response.status}", f"answered {response.status}")
            return
        fetched = fetched_of(response.request, response)
        links = self._harvest.page(fetched, follow, depth, on_hang=self._on_hang)
        yield from self._requests(links, depth + 1)

    def fail(self, failure: Any) -> None:
        """No answer."""
        if isinstance(failure.value, TalentfeedError):
            raise failure.value  # the archive refused: no fault of the page's
        follow, depth = failure.request.meta[FOLLOW]
        cause = cause_of(failure.value, urlsplit(failure.request.url).hostname or "")
        self._harvest.failed(follow, depth, cause.code, cause.message)

    def _requests(self, links: list[Follow], depth: int) -> Iterator[Request]:
        for link in links:
            try:
                yield Request(
                    link.url, callback=self.read, errback=self.fail, meta={FOLLOW: (link, depth)}, dont_filter=True
                )
            except ValueError as error:
                self._harvest.failed(link, depth, "BAD_ADDRESS", str(error))
