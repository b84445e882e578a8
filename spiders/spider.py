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
from spiders.rendering.browser import ITEM, is_drawn
from spiders.secrets import SECRETS, hidden, with_secrets


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
        message = hidden(cause.message, failure.request.meta.get(SECRETS, {}))
        self._harvest.failed(follow, depth, cause.code, message)

    def _requests(self, links: list[Follow], depth: int) -> Iterator[Request]:
        for link in links:
            try:
                sent, secrets = with_secrets(link)
            except KeyError as missing:
                message = f"the request needs a secret: set {missing.args[0]} in the environment"
                self._harvest.failed(link, depth, "SECRET_MISSING", message)
                continue
            try:
                yield Request(
                    sent.url,
                    callback=self.read,
                    errback=self.fail,
                    method=sent.method,
                    headers=sent.headers,
                    body=sent.body,
                    meta={FOLLOW: (link, depth), SECRETS: secrets, **self._drawing(link)},
                    dont_filter=True,
                )
            except ValueError as error:
                self._harvest.failed(link, depth, "BAD_ADDRESS", str(error))

    def _drawing(self, link: Follow) -> dict[str, Any]:
        """What a page that is drawn by a browser needs."""
        options = self._harvest.connector.options
        if not is_drawn(options, link):
            return {}
        item = getattr(options, "item", "") if link.step == "start" else ""
        return {"playwright": True, ITEM: item}
