"""Which payload, page or rejected record of a source is an advert that was taken down."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from records.errors import RecordError
from records.takedown import Rules, Scope, Takedown, address, employer
from store.documents import dump

if TYPE_CHECKING:
    from records.listing import Listing
    from records.payload import PageRecord, Payload, Rejected
    from records.source import SourceConfig

# A shorter key or title may stand on any page.
_LEAST_KEY, _LEAST_TITLE = 5, 8


class Sought:
    """The adverts of one source that a takedown names.

    `learn` takes what identifies them from the payloads of all runs; then `page_goes` knows every page on which
    one of them stands, by its address, its links, or its words.
    """

    def __init__(self, takedown: Takedown, source: SourceConfig | None, blanked: set[str]) -> None:
        self._takedown, self._source = takedown, source
        self._rules = Rules([takedown])
        self._keys = {listing_id.partition(":")[2] for listing_id in blanked}
        if takedown.scope is Scope.LISTING:
            self._keys.add(takedown.value.partition(":")[2])
        self._urls: set[str] = set()
        self._bodies: set[str] = set()
        self._words: set[str] = set()
        if takedown.scope is Scope.EMPLOYER:
            self._words.add(_folded(takedown.value))
        elif takedown.scope is Scope.URL:
            self._urls.add(address(takedown.value))
            self._words.add(address(takedown.value))

    def payload_goes(self, payload: Payload) -> bool:
        """Whether a payload is one of them."""
        if self._takedown.scope is Scope.SOURCE or payload.key in self._keys:
            return True
        if self._takedown.scope is Scope.LISTING or not self._may_be(dump(payload)):
            return False
        listing = self._read(payload)
        return listing is None or self._rules.of_listing(listing) is not None

    def learn(self, payload: Payload) -> None:
        """Keep by what its pages are known."""
        listing = self._read(payload)
        titles = (listing.title, listing.title_raw or "") if listing else ()
        urls = [url for url in (payload.url, listing.url if listing else None) if url]
        self._keys.add(payload.key)
        self._urls.update(map(address, urls))
        self._words.update(address(url) for url in urls if len(urlsplit(url).path) > 1)
        self._words.update(folded for title in titles if len(folded := _folded(title)) >= _LEAST_TITLE)
        if len(payload.key) >= _LEAST_KEY:
            self._words.add(_folded(payload.key))
        self._urls.add(address(payload.page_url))

    def page_goes(self, page: PageRecord, body: bytes | None) -> bool:
        """Whether one of them stands on a page; `body` is None where it stands in an earlier run."""
        extraction: Any = page.extraction
        linked = (str(link.get("url", "")) for link in extraction.get("follow", ()))
        named = self._keys.intersection(extraction.get("keys", ())) or extraction.get("key") in self._keys
        goes = bool(
            named
            or address(page.url) in self._urls
            or page.sha256 in self._bodies
            or any(address(url) in self._urls for url in linked)
            or (body is not None and self._stands_in(body))
        )
        if goes and page.sha256:
            self._bodies.add(page.sha256)
        return goes

    def rejected_goes(self, record: Rejected) -> bool:
        """Whether a rejected record is, or may be, one of them."""
        if self._takedown.scope is Scope.SOURCE or record.key in self._keys:
            return True
        said = _folded(f"{record.payload} {record.message}")
        return any(word in said for word in self._words)

    def _may_be(self, text: str) -> bool:
        """Without reading it: most payloads of most sources do not name the employer or the address at all."""
        if self._takedown.scope is Scope.URL:
            return address(self._takedown.value).partition("/")[2].casefold() in text.replace("\\/", "/").casefold()
        wanted = employer(self._takedown.value)
        config = self._source
        # Whatever its payloads say: the file may name the employer of all of them.
        elsewhere = "" if config is None else dump(config)
        return wanted in employer(text) or wanted in employer(elsewhere)

    def _read(self, payload: Payload) -> Listing | None:
        """The listing it would be; None where it cannot be one, or its source is not known."""
        from normalise.pipeline import to_listing

        if self._source is None:
            return None
        try:
            return to_listing(payload, self._source)
        except RecordError:
            return None

    def _stands_in(self, body: bytes) -> bool:
        said = _folded(html.unescape(body.decode("utf-8", "replace")).replace("\\/", "/"))
        return any(word in said for word in self._words)


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
