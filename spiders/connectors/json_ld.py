"""`json_ld`: schema.org adverts in pages (JSON-LD, microdata, RDFa) or in a JSON document.

Pages come from a sitemap, from a listing page's links, or are the page itself. Steps of a follow:
`sitemap`, `start` (a listing, a page or a document) and `detail` (a page that has an advert of its own).
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree
from pydantic import JsonValue

from formats.json import ReadJson, read_json
from formats.junk import json_within
from formats.text import page_text
from records.options import JsonLdOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow, Found
from spiders.leaving_out import leave_out
from spiders.markup.html import PageMarkup, read_page
from spiders.markup.identity import node_keys, node_url, shared_address_key
from spiders.markup.nodes import Node, Nodes, find_nodes
from spiders.markup.sitemap import looks_like_sitemap, read_sitemap
from spiders.markup.types import ADVERTS, LEARNING
from spiders.markup.urls import absolute

_DEEPEST_SITEMAP = 5
_LONGEST_TRAIL = 2000
_ADVERT_WORDS = re.compile(rf"\b(?:{'|'.join(sorted(ADVERTS | LEARNING))}|[A-Za-z]+Event)\b")
# Not `jobs`: with a total beside it, that is Greenhouse's own document.
_LISTS = ("data", "items", "vacancies", "results", "@graph", "dataFeedElement", "itemListElement")


class JsonLdConnector(Connector[JsonLdOptions]):
    """Reads schema.org markup."""

    name = "json_ld"
    format = "schema_org"
    version = 2

    def start(self) -> Iterator[Follow]:
        """The sitemap, the listing page, or both."""
        if self.options.sitemap:
            yield Follow(self.options.sitemap, step="sitemap")
        if self.options.url:
            yield Follow(self.options.url)

    def read(self, page: Page) -> Extraction:
        """Read a sitemap, a JSON document or a web page; which it is, its content says."""
        if page.step == "sitemap" or looks_like_sitemap(page):
            return self._sitemap(page)
        text = page_text(page, self.options.encoding).text
        if not text.strip():
            return Extraction(problems=[Problem("EMPTY_PAGE", "the page has no content", fatal=True)])
        document = text if is_json(text, page.content_type) else json_within(text)
        extraction = self._page(page, text) if document is None else self._document(page, document)
        return leave_out(self.options, extraction)

    def _sitemap(self, page: Page) -> Extraction:
        read = read_sitemap(page, self.options.encoding)
        depth = int(str(page.context.get("depth") or 0))
        follow = [Follow(url, step="detail", context={"guess": True}) for url in read.pages if self._wanted(url)]
        if depth < _DEEPEST_SITEMAP:
            follow += [Follow(url, step="sitemap", context={"depth": depth + 1}) for url in read.sitemaps]
        if not follow and not read.problems:
            message = "the sitemap names no page that is wanted; see `url_contains`"
            read.problems.append(Problem("SITEMAP_EMPTY", message, fatal=depth == 0))
        return Extraction(follow=follow, problems=read.problems)

    def _wanted(self, url: str) -> bool:
        return self.options.url_contains is None or self.options.url_contains in url

    def _document(self, page: Page, text: str) -> Extraction:
        read = read_json(text)
        extraction = Extraction()
        if not read.values:
            extraction.problems.append(Problem("JSON_BROKEN", f"the document {read.error}", text[:400], fatal=True))
            return extraction
        if read.repaired:
            message = "the document is cut off" if read.truncated else "the document is not valid JSON"
            code = "JSON_TRUNCATED" if read.truncated else "JSON_REPAIRED"
            extraction.problems.append(Problem(code, message, text[:400], fatal=read.truncated))
        nodes = find_nodes(read.values)
        extraction.found = _found(nodes.adverts or nodes.learning, page.url, PageMarkup(base=page.url))
        extraction.follow = self._details(nodes.links, page)
        extraction.advertised = _advertised(read.values[0])
        if next_url := _next_page(read.values[0], page.url):
            extraction.follow.append(Follow(next_url))
        if not extraction.found and not extraction.follow:
            self._no_node(page, nodes, read, extraction)
        return extraction

    def _no_node(self, page: Page, nodes: Nodes, read: ReadJson, extraction: Extraction) -> None:
        """A list that is there and empty says that there is nothing; a document that is no list says nothing."""
        said = nodes.empty_list or _is_empty(read.values[0], extraction.advertised)
        one = len(read.values) == 1 and not read.repaired
        if said and page.step == "start" and one and not extraction.advertised:
            extraction.proved_empty = True
            return
        message = "the document holds no JobPosting, Course or Event, and no list that says it is empty"
        extraction.problems.append(Problem("NO_ADVERT", message, str(read.values)[:400], fatal=True))

    def _page(self, page: Page, text: str) -> Extraction:
        markup = read_page(text, page.url)
        extraction = Extraction(problems=markup.problems)
        listing = page.step == "start"
        if listing:
            extraction.follow = self._links(markup, page)
        if not (listing and self.options.follow and extraction.follow):
            extraction.found = _found(markup.adverts, page.url, markup)
        if listing:
            self._next(markup, page, extraction)
        if not extraction.found and not extraction.follow:
            self._nothing(page, markup, extraction)
        return extraction

    def _nothing(self, page: Page, markup: PageMarkup, extraction: Extraction) -> None:
        if page.step == "start":
            # `follow` or `next` that selects nothing is no word of the page's; its list of adverts is one.
            extraction.proved_empty = markup.empty_list and not extraction.problems
            if extraction.proved_empty:
                extraction.next_found = None
                return
            message = "the page has no advert in its markup, and no link that `follow` selects"
            extraction.problems.append(Problem("NO_ADVERT", message, fatal=True))
        elif not any(problem.record for problem in extraction.problems):
            # A sitemap names every page of a site: only where the source narrowed it is each an advert.
            expected = not page.context.get("guess") or self.options.url_contains is not None
            if expected:
                extraction.problems.append(Problem("NO_ADVERT", "the page has no advert in its markup", record=True))

    def _links(self, markup: PageMarkup, page: Page) -> list[Follow]:
        links = list(markup.links)
        if self.options.follow and markup.tree is not None:
            links = _hrefs(markup.tree, self.options.follow)
        return self._details(links, page, markup.base)

    def _details(self, links: list[str], page: Page, base: str = "") -> list[Follow]:
        urls = (absolute(base or page.url, link) for link in links)
        wanted = dict.fromkeys(url for url in urls if url and url != page.url and self._wanted(url))
        return [Follow(url, step="detail") for url in wanted]

    def _next(self, markup: PageMarkup, page: Page, extraction: Extraction) -> None:
        if not self.options.next or markup.tree is None:
            return
        seen = page.context.get("trail")
        trail = [*(seen if isinstance(seen, list) else []), _short(page.url)]
        url = next((absolute(markup.base, link) for link in _hrefs(markup.tree, self.options.next)), None)
        if url or not self.options.next_optional:
            extraction.next_found = url is not None
        if url and _short(url) not in trail and len(trail) < _LONGEST_TRAIL:
            extraction.follow.append(Follow(url, context={"trail": trail}))

    @classmethod
    def sniff(cls, page: Page) -> float:
        """Sure of pages and documents that hold an advert, half sure of a sitemap, nothing else."""
        if looks_like_sitemap(page):
            return 0.6
        return _sureness(page_text(page).text, page)

    @classmethod
    def default_options(cls, url: str) -> JsonLdOptions:
        """The page itself, or the sitemap where the address says that it is one."""
        if re.search(r"sitemap[^/]*\.(?:xml|txt)(?:\.gz)?(?:$|\?)", url, re.IGNORECASE):
            return JsonLdOptions(sitemap=url)
        return JsonLdOptions(url=url)


def _sureness(text: str, page: Page) -> float:
    if not _ADVERT_WORDS.search(text) and "itemListElement" not in text:
        return 0.0
    if is_json(text, page.content_type):
        return _document_sureness(text)
    if text.lstrip().lower().startswith("<?xml") and "<html" not in text[:2000].lower():
        return 0.0
    markup = read_page(text, page.url)
    if markup.adverts:
        return 0.95
    return 0.5 if markup.links else 0.0


def _document_sureness(text: str) -> float:
    nodes = find_nodes(read_json(text).values)
    if nodes.adverts or nodes.learning:
        return 0.95 if "schema.org" in text else 0.7
    return 0.5 if nodes.links and "schema.org" in text else 0.0


def is_json(text: str, content_type: str) -> bool:
    """Whether a page is a JSON document; some servers call JSON text/html."""
    head = text.lstrip("\ufeff \t\r\n")[:1]
    return head in ("{", "[") or ("json" in content_type and head != "<")


def _found(adverts: list[Node], page_url: str, markup: PageMarkup) -> list[Found]:
    keys = node_keys(adverts)
    alone = len(adverts) == 1 and markup.tree is not None
    urls = [node_url(node, page_url, markup.base, markup.canonical, alone) for node in adverts]
    crowded = {url for url, count in Counter(urls).items() if url and count > 1}
    found = []
    for stated, node, url in zip(keys, adverts, urls, strict=True):
        key = stated or (shared_address_key(node, url) if url in crowded and url else "")
        data: dict[str, JsonValue] = dict(node)
        if markup.language and "inLanguage" not in data:
            data["@language"] = markup.language
        found.append(Found(data=data, key=key, url=url))
    return found


def _hrefs(tree: etree._Element, css: str) -> list[str]:
    """Addresses that a selector picks: of the link itself, of a link inside or around it."""
    from parsel import Selector

    selector = Selector(root=tree)
    if "::" in css:
        return [text for text in selector.css(css).getall() if text]
    picked = []
    for element in selector.css(css):
        href = (
            element.attrib.get("href") or element.xpath(".//a/@href").get() or element.xpath("ancestor::a/@href").get()
        )
        if href:
            picked.append(href)
    return picked


def _advertised(document: JsonValue) -> int | None:
    """The total that a document states: Teaching Vacancies' `meta.count`, ItemList's `numberOfItems`, …."""
    if not isinstance(document, dict):
        return None
    places = [document, document.get("meta"), document.get("info")]
    for place in places:
        if isinstance(place, dict):
            for key in ("count", "total", "totalCount", "numberOfItems", "total_count"):
                value = place.get(key)
                if isinstance(value, int | str) and not isinstance(value, bool) and str(value).isdigit():
                    return int(value)
    return None


def _next_page(document: JsonValue, url: str) -> str | None:
    if not isinstance(document, dict):
        return None
    links = document.get("links")
    value = document.get("next_url") or (links.get("next") if isinstance(links, dict) else None)
    found = absolute(url, value) if isinstance(value, str) and value else None
    return found if found != url else None


def _is_empty(document: JsonValue, advertised: int | None) -> bool:
    """A document whose list is there and empty, and which counts 0 itself or is a JSON Feed."""
    if not isinstance(document, dict):
        return False
    feed = "jsonfeed.org/version" in str(document.get("version")) and document.get("items") == []
    return feed or (advertised == 0 and any(document.get(name) == [] for name in _LISTS))


def _short(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:8]
