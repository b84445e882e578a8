"""The requests of a platform: the list, its following pages, each advert's own page."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import JsonValue

from formats.html import read_total
from records.options.platform import PlatformOptions
from records.platforms.expressions import ask, filled, filled_body, places
from records.platforms.model import Next, Platform
from spiders.connectors.base import DETAIL, Follow
from spiders.markup.urls import absolute

_FIRST = {"offset": "0", "token": ""}


def start_of(platform: Platform, options: PlatformOptions) -> Follow:
    """The first page of the list."""
    return _list_page(platform, options, _first_values(platform), {})


def next_page(
    platform: Platform, options: PlatformOptions, said: Any, here: "Place", context: dict[str, JsonValue]
) -> Follow | None:
    """The page after this one; None at the end."""
    way = platform.next
    if way is None or not here.count:
        return None
    kept: dict[str, JsonValue] = {"first": here.first, "seen": here.seen}
    if way.link is not None:
        link = ask(way.link, said)
        url = absolute(here.url, link) if isinstance(link, str) and link else None
        return _follow(platform, url, kept) if url else None
    value = _next_value(way, said, here, context)
    if value is None:
        return None
    kept[way.place] = value
    return _list_page(platform, options, _first_values(platform) | {way.place: str(value)}, kept)


class Place:
    """Where in a list a page stands. `first`: the key of its first record; `seen`: records up to its end."""

    def __init__(self, url: str, count: int, first: str, total: int | None, context: dict[str, JsonValue]) -> None:
        before = context.get("seen")
        self.url, self.count, self.first, self.total = url, count, first, total
        self.seen = count + (before if isinstance(before, int) else 0)


def detail_page(
    platform: Platform, options: PlatformOptions, record: dict[str, JsonValue], key: str, url: str
) -> Follow | None:
    """The advert's own page; None where the record does not say which."""
    detail = platform.detail
    assert detail is not None
    if detail.url is not None:
        values = options.where.values | {"key": key}
        if options.where.url and "board" in places(detail.url):
            return None
        found: str | None = filled(detail.url, values) if key else None
    else:
        link = ask(detail.link, record)
        found = absolute(url, link) if isinstance(link, str) and link else None
    if found is None:
        return None
    headers = {} if _elsewhere(platform, found) else dict(platform.request.headers)
    return Follow(found, DETAIL, {"record": record}, key, headers=headers)


def _first_values(platform: Platform) -> dict[str, str]:
    page = platform.next.page if platform.next and platform.next.page is not None else 1
    return {**_FIRST, "page": str(page)}


def _next_value(way: Next, said: Any, here: Place, context: dict[str, JsonValue]) -> JsonValue:
    if way.token is not None:
        token = ask(way.token, said)
        return str(token) if token and token != context.get("token") else None
    more = here.seen < here.total if here.total is not None else None
    if way.offset is not None:
        if more is None:
            more = here.count >= way.offset
        # Where a total says that there is more, a server may give fewer at once than it was asked for.
        return here.seen if more else None
    at = context.get("page", way.page)
    number = at if isinstance(at, int) else 1
    last = number_of(ask(way.pages, said))
    if last is not None:
        more = number - (way.page or 0) + 1 < last
    elif more is None:
        more = here.count >= (way.size or 1)
    return number + 1 if more else None


def number_of(value: Any) -> int | None:
    """A count as JSON or XML has it, or as a page says it (`1-50 of 1,234 jobs`)."""
    if isinstance(value, str):
        return read_total(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _list_page(
    platform: Platform, options: PlatformOptions, values: dict[str, str], context: dict[str, JsonValue]
) -> Follow:
    board, request = options.where, platform.request
    if board.url:
        place = platform.next.place if platform.next and context else ""
        url = _with_query(board.url, _paging(request.url, place, values)) if place else board.url
    else:
        url = filled(request.url, values | board.values)
    if options.query:
        url = _with_query(url, options.query)
    body = request.body
    if body is not None:
        sent = json.dumps(filled_body(body, values | board.values), ensure_ascii=False, separators=(",", ":"))
    elif request.form is not None:
        form = {name: filled(text, values | board.values, in_address=False) for name, text in request.form.items()}
        sent = urlencode(form, safe="{}")
    else:
        sent = ""
    return _follow(platform, url, context, sent)


def _follow(platform: Platform, url: str, context: dict[str, JsonValue], body: str = "") -> Follow:
    headers = {} if _elsewhere(platform, url) else dict(platform.request.headers)
    if body:
        kind = "application/json" if platform.request.body is not None else "application/x-www-form-urlencoded"
        headers.setdefault("Content-Type", kind)
    return Follow(url, "start", context, method=platform.request.method, headers=headers, body=body)


def _elsewhere(platform: Platform, url: str) -> bool:
    """Whether an address that a document gave leads to a host that must not hear the platform's secret."""
    if not platform.secrets:
        return False
    return (urlsplit(url).hostname or "") != (urlsplit(platform.request.url).hostname or "")


def _paging(template: str, place: str, values: dict[str, str]) -> dict[str, str]:
    """The parameters of the list's address that say which page it is, by the template's own names."""
    query = parse_qsl(urlsplit(template).query, keep_blank_values=True)
    return {name: filled(text, values) for name, text in query if f"{{{place}}}" in text}


def _with_query(url: str, more: dict[str, str]) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **more}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query, safe="{}"), ""))
