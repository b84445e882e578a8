"""`rss`: RSS 0.9 to 2.0, RSS 1.0, Atom, and vendors' own XML lists of adverts, with all their elements.

The payload holds every element of an item by its prefixed name (`joblisting:maximumSalary`), the channel's
own title and language under `channel`, and under `title_form` how titles are combined where the feed
proves it (`markup/title_form.py`).
"""

import re
from collections.abc import Iterator

from pydantic import JsonValue

from formats.junk import xml_within
from formats.text import Text, page_text
from formats.xml import XmlPage, looks_like_html, parse_xml
from records.options import RssOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow, Found
from spiders.leaving_out import leave_out
from spiders.markup.feed import NAMESPACES, Feed, has_channel, read_feed
from spiders.markup.feed_fallback import read_with_feedparser
from spiders.markup.title_form import has_form, title_form
from spiders.markup.urls import absolute, durable, is_unknown

_ROOT = re.compile(r"<\s*(?:[\w.-]+:)?(rss|rdf|feed|channel|[A-Za-z][\w.-]*)\b", re.IGNORECASE)
_FEED_ROOT = re.compile(r"^\s*<(rss\b|(?:[\w.-]+:)?rdf\b|(?:atom:)?feed\b)", re.IGNORECASE)
_PROLOG = re.compile(
    r"^(?:\s|\ufeff|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)+", re.IGNORECASE | re.DOTALL
)
_ITEMS = ("item", "entry")
_ITEM = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)\b")
_IN_A_PAGE = re.compile(r"<(rss|feed|(?:\w+:)?RDF)\b.*</\1\s*>", re.DOTALL)
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
    version = 3

    def start(self) -> Iterator[Follow]:
        """The feed."""
        yield Follow(self.options.url)

    def read(self, page: Page) -> Extraction:
        """All items; Problem(fatal) where the page is no feed, or only part of it could be read."""
        text = page_text(page, self.options.encoding)
        if not text.text.strip():
            return Extraction(problems=[Problem("EMPTY_PAGE", "the page has no content", fatal=True)])
        read = _parse(text)
        feed = read_feed(read.root) if read.root is not None else Feed()
        problems = read.problems
        refused = any(problem.code == "XML_ENTITIES" for problem in problems)
        if not feed.items and not refused and (not feed.kind or read.broken):
            loose = read_with_feedparser(text.text, page.content_type)
            # Its items are those that the problems call damaged.
            problems = [problem for problem in problems if not (loose and problem.record)]
            feed = loose or feed
        if not feed.kind:
            if not any(problem.fatal for problem in problems):
                problems.append(Problem("NOT_A_FEED", "the page is not a feed", text.text[:_EXCERPT], fatal=True))
            return Extraction(problems=problems)
        extraction = Extraction(problems=problems, advertised=feed.advertised)
        self._items(feed, page, extraction)
        if not feed.items and not extraction.malformed:
            _judge_empty(feed, read, text.text, extraction)
        if next_url := _next(text.text, page.url):
            extraction.follow.append(Follow(next_url))
        return leave_out(self.options, extraction)

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
            if own := _text(item.get(self.options.fields.get("key", ""))):
                key = own[:512]
            extraction.found.append(Found(data=data, key=key, url=url))

    @classmethod
    def sniff(cls, page: Page) -> float:
        """Certain of feed roots; less of other XML that lists records; never of web pages."""
        read = page_text(page)
        text = _PROLOG.sub("", xml_within(read.text)[:20_000])
        if _FEED_ROOT.match(text):
            return 0.9
        root = _ROOT.match(text)
        if not root or root.group(1).lower() in ("html", "urlset", "sitemapindex", "script", "div", "p", "body", "svg"):
            return 0.0
        parsed = _parse(read)
        # A vendor's own XML: its own connector, where there is one, is surer.
        return 0.4 if parsed.root is not None and not parsed.broken and read_feed(parsed.root).items else 0.0

    @classmethod
    def default_options(cls, url: str) -> RssOptions:
        """The feed at `url`."""
        return RssOptions(url=url)


def _parse(text: Text) -> XmlPage:
    """The feed, also one that a template wrapped into a web page."""
    wrapped = _IN_A_PAGE.search(text.text) if looks_like_html(xml_within(text.text)) else None
    doubts = [Problem("ENCODING", text.doubt)] if text.doubt else []
    if wrapped:
        doubts.append(Problem("FEED_IN_PAGE", "the feed stands inside a web page"))
    inner = wrapped.group() if wrapped else text.text
    records = _ITEMS if _ITEM.search(inner) else None
    return parse_xml(inner, records=records, prefixes=NAMESPACES, problems=doubts)


def _judge_empty(feed: Feed, read: XmlPage, text: str, extraction: Extraction) -> None:
    """An intact feed with its channel and no item says that there is nothing; so does a list that counts 0."""
    said = feed.advertised == 0 if feed.kind == "xml" else read.root is not None and has_channel(read.root)
    if read.intact and said and not feed.advertised:
        extraction.proved_empty = True
        return
    message = "no item, and this is no intact feed that says it has none: not taken as empty"
    extraction.problems.append(Problem("EMPTY_UNPROVED", message, text[:_EXCERPT], fatal=True))


def _base(feed: Feed, page_url: str) -> str:
    """What links are joined to: the feed's own base, else its address, else (a saved file) its channel's link."""
    base = absolute(page_url, feed.base) or page_url
    if is_unknown(base):
        base = absolute(base, _text(feed.channel.get("link"))) or base
    return base


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
