"""How many requests a harvest a day costs a site, as far as a first look tells."""

import math
from typing import Any

from records.payload import PageRecord
from records.vocabulary import RunState
from spiders.connectors.base import DETAIL
from spiders.preview import Preview


def daily_cost(preview: Preview) -> str:
    """In words; pages that did not change cost a short answer each."""
    if not preview.pages or preview.report.state is RunState.FAILED:
        return ""
    if preview.report.state is not RunState.CAPPED:
        return f"about {_requests(preview.requests)} a harvest"
    lists = [page for page in preview.pages if page.step not in ("", DETAIL)]
    links = [link for page in lists for link in _followed(page)]
    details = [link for link in links if link.get("step") == DETAIL]
    total = preview.report.counts.advertised
    a_page = len(details) / len(lists) if details and lists else 0
    if not a_page and lists:
        a_page = len(preview.payloads) / len(lists)
    if total and a_page:
        pages = math.ceil(total / a_page)
        return f"about {_requests(pages + (total if details else 0) + 1)} a harvest, for {total} adverts"
    least = len({str(link.get("url")) for link in links} | {page.url for page in preview.pages})
    each = ", one for each advert's own page" if details else ""
    return f"more than {_requests(least)} a harvest{each}: the list goes on"


def _requests(number: int) -> str:
    return f"{number} request{'' if number == 1 else 's'}"


def _followed(page: PageRecord) -> list[dict[str, Any]]:
    follow: Any = page.extraction.get("follow", ())
    return [link for link in follow if isinstance(link, dict)]
