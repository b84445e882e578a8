"""`rss`: RSS 0.9 to 2.0, RSS 1.0, Atom, and vendors' own XML lists of adverts, with all their elements.

The payload holds every element of an item by its prefixed name (`joblisting:maximumSalary`), the channel's
own title and language under `channel`, and under `title_form` how titles are combined where the feed
proves it (`markup/title_form.py`).
"""

import re
from collections.abc import Iterator
from typing import ClassVar

from pydantic import JsonValue

from records.options import RssOptions
from spiders.connectors.base import Connector, Extraction, Follow, Found, Page, Problem
from spiders.markup.encoding import decode, gunzip
from spiders.markup.feed import Feed, read_feed
from spiders.markup.feed_fallback import read_with_feedparser
from spiders.markup.title_form import has_form, title_form
from spiders.markup.urls import absolute, durable, is_unknown
from spiders.markup.xml import ReadXml, after_junk, read_xml

_ROOT = re.compile(r"<\s*(?:[\w.-]+:)?(rss|rdf|feed|channel|[A-Za-z][\w.-]*)\b", re.IGNORECASE)
_FEED_ROOT = re.compile(r"^\s*<(rss\b|(?:[\w.-]+:)?rdf\b|(?:atom:)?feed\b)", re.IGNORECASE)
_PROLOG = re.compile(
    r"^(?:\s|\ufeff|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)+", re.IGNORECASE | re.DOTALL
)
_EXCERPT = 400
_OWN_IDS = (
    "guid", "id", "@id", "g:id", "joblisting:jobId", "referencenumber", "referenceNumber", "reference",
    "jobid", "job_id", "jobId", "JobId",
    "VacancyID", "vacancyId", "VacancyRef", "ReqId", "partnerJobId", "ID", "Id", "Reference",
)  # fmt: skip
_LINKS = (
    "link", "url", "joburl", "jobUrl", "job_url", "advertUrl", "DescriptionURL", "Link", "Url", "URL", "weblink",
    "apply_url", "applyUrl",
)  # fmt: skip


class RssConnector(Connector[RssOptions]):
    """Reads a feed."""

    name = "rss"
    format = "rss_item"
    version = 2
    # A feed shows the newest N: absence is not removal, unless the source file says so.
    complete: ClassVar[bool] = False

    def start(self) -> Iterator[Follow]:
        """The feed."""
        yield Follow(self.options.url)

    def read(self, page: Page) -> Extraction:
        """All items; Problem(fatal) where the page is no feed, or only part of it could be read."""
        text = decode(gunzip(page.body), page.content_type, self.options.encoding)
        if not text.strip():
            return Extraction(problems=[Problem("EMPTY_PAGE", "the page has no content", fatal=True)])
        read = read_xml(text)
        problems = _problems(read, text)
        feed = read_feed(read.root) if read.root is not None and not read.refused else Feed()
        if not feed.items and not read.refused and (not feed.kind or read.recovered):
            feed = read_with_feedparser(text, page.content_type) or feed
        if not feed.kind:
            if not any(problem.fatal for problem in problems):
                problems.append(Problem("NOT_A_FEED", "the page is not a feed", text[:_EXCERPT], fatal=True))
            return Extraction(problems=problems)
        extraction = Extraction(problems=problems, advertised=feed.advertised)
        self._items(feed, page, extraction)
        extraction.proved_empty = not feed.items and not extraction.malformed
        if next_url := _next(text, page.url):
            extraction.follow.append(Follow(next_url))
        return extraction

    def _items(self, feed: Feed, page: Page, extraction: Extraction) -> None:
        base = _base(feed, page.url)
        form = "" if self.options.split_title else title_form(feed.items, feed.channel)
        for number, item in enumerate(feed.items, start=1):
            if not any(value not in ("", None, [], {}) for name, value in item.items() if name != "@element"):
                message = f"item {number} of the feed is empty"
                extraction.problems.append(Problem("ITEM_EMPTY", message, record=True))
                continue
            data: dict[str, JsonValue] = dict(item)
            if feed.channel:
                data["channel"] = dict(feed.channel)
            if form and has_form(form, str(item.get("title") or "")):
                data["title_form"] = form
            key, url = _identity(item, absolute(base, _text(item.get("@base"))) or base)
            extraction.found.append(Found(data=data, key=key, url=url))

    @classmethod
    def sniff(cls, page: Page) -> float:
        """Certain of feed roots; less of other XML that lists records; never of web pages."""
        text = _PROLOG.sub("", after_junk(decode(gunzip(page.body), page.content_type))[:20_000])
        if _FEED_ROOT.match(text):
            return 0.9
        root = _ROOT.match(text)
        if not root or root.group(1).lower() in ("html", "urlset", "sitemapindex", "script", "div", "p", "body", "svg"):
            return 0.0
        read = read_xml(decode(gunzip(page.body), page.content_type))
        # A vendor's own XML: its own connector, where there is one, is surer.
        return 0.4 if read.root is not None and not read.recovered and read_feed(read.root).items else 0.0

    @classmethod
    def default_options(cls, url: str) -> RssOptions:
        """The feed at `url`."""
        return RssOptions(url=url)


def _base(feed: Feed, page_url: str) -> str:
    """What links are joined to: the feed's own base, else its address, else (a saved file) its channel's link."""
    base = absolute(page_url, feed.base) or page_url
    if is_unknown(base):
        base = absolute(base, _text(feed.channel.get("link"))) or base
    return base


def _problems(read: ReadXml, text: str) -> list[Problem]:
    if read.refused:
        return [Problem("XML_REFUSED", f"the document {read.error}", text[:_EXCERPT], fatal=True)]
    if read.recovered:
        message = f"the feed is not well-formed, what could be read was kept: {read.error}"
        return [Problem("FEED_MALFORMED", message, text[:_EXCERPT], fatal=True)]
    if read.mended:
        return [Problem("FEED_MENDED", f"the feed was not well-formed, nothing was lost: {read.error}")]
    return []


def _text(value: JsonValue) -> str:
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    if isinstance(value, dict):
        return _text(value.get("#text", ""))
    return str(value).strip() if value is not None else ""


def _identity(item: dict[str, JsonValue], base: str) -> tuple[str, str | None]:
    """Key and address. A guid that is a session-bound address is made durable like any other."""
    url = None
    for name in _LINKS:
        if (link := _text(item.get(name))) and (found := absolute(base, link)):
            url = durable(found)
            break
    key = next((text for name in _OWN_IDS if (text := _text(item.get(name)))), "")
    if "://" in key:
        key = durable(key) or ""
        guid = item.get("guid")
        permanent = not isinstance(guid, dict) or str(guid.get("@isPermaLink", "true")).lower() != "false"
        if url is None and permanent:
            url = absolute(base, key)
    return key[:512], url


def _next(text: str, url: str) -> str | None:
    """Atom's `<link rel="next">` of the feed itself, which stands before the items."""
    head = re.split(r"<(?:entry|item)\b", text, maxsplit=1)[0]
    match = re.search(r"""<(?:atom:)?link\b(?=[^>]*\brel=["']next["'])[^>]*\bhref=["']([^"']+)""", head)
    found = absolute(url, match.group(1).replace("&amp;", "&")) if match else None
    return found if found != url else None
