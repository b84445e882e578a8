"""What a publisher pushed: the body of a request to the desk's API, as `records.pushed` describes it."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from records.options.push import PushOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow, Found

DELETE = "delete"  # the step of a request that says that an advert is gone
_CHANGES = "A request holds what changed; adverts that it does not name stay."


class PushConnector(Connector[PushOptions]):
    """Reads an archived request. The desk has checked it before; what it refused is not archived."""

    name = "push"
    format = "pushed"

    def start(self) -> Iterator[Follow]:
        """Nothing: the publisher comes to us."""
        yield from ()

    def read(self, page: Page) -> Extraction:
        """One advert, `{"listings": [...]}`, or (step `delete`) the address of one that is gone."""
        extraction = Extraction(problems=[Problem("DELTA", _CHANGES)])
        if page.step == DELETE:
            gone = unquote(urlsplit(page.url).path.rpartition("/")[2])
            extraction.found.append(Found({}, key=gone, withdrawn=True))
            return extraction
        for number, record in enumerate(_records(page, extraction), start=1):
            key = record.get("id") if isinstance(record, dict) else None
            if isinstance(key, str) and key:
                data = {name: value for name, value in record.items() if name != "id"}
                url = data.get("url")
                extraction.found.append(Found(data, key=key, url=url if isinstance(url, str) else None))
            else:
                excerpt = json.dumps(record, ensure_ascii=False)[:2000]
                message = f"advert {number} is no object with an `id`"
                extraction.problems.append(Problem("NO_ID", message, excerpt=excerpt, record=True))
        return extraction

    @classmethod
    def sniff(cls, page: Page) -> float:
        """Never: a saved page is nobody's push."""
        return 0.0

    @classmethod
    def default_options(cls, url: str) -> PushOptions:
        """There are none."""
        return PushOptions()


def _records(page: Page, extraction: Extraction) -> list[Any]:
    try:
        body = json.loads(page.body)
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, dict) and isinstance(listings := body.get("listings"), list):
        extraction.proved_empty = not listings and len(body) == 1
        return listings
    if isinstance(body, dict) and "id" in body:
        return [body]
    message = 'a push is JSON: one advert with an `id`, or {"listings": [...]}'
    extraction.problems.append(Problem("MALFORMED", message, fatal=True))
    return []
