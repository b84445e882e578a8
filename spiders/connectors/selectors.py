"""`selectors`: listing and detail pages without markup, read by the CSS in the source file.

Steps of a follow: `start` (a listing page) and `detail` (one advert's page; what the listing said of it
travels along, and the detail page's fields win).
"""

import hashlib
from collections.abc import Iterator, Sequence

from parsel import Selector

from formats.html import links, parse_html, read_total, texts
from formats.text import page_text
from records.draft import FieldName
from records.options import SelectorsOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow, Found
from spiders.leaving_out import leave_out
from spiders.markup.css_fields import Data, read_fields
from spiders.markup.cutting import cut_adverts
from spiders.markup.urls import absolute, durable

_LONGEST_TRAIL = 2000


class SelectorsConnector(Connector[SelectorsOptions]):
    """Reads pages by CSS."""

    name = "selectors"
    format = "fields"
    version = 2

    def start(self) -> Iterator[Follow]:
        """The first listing page."""
        yield Follow(self.options.url)

    def read(self, page: Page) -> Extraction:
        """A listing page, or the page of one advert (step `detail`)."""
        text = page_text(page, self.options.encoding).text
        tree = parse_html(text)
        if tree is None:
            return Extraction(problems=[Problem("EMPTY_PAGE", "the page has no content", fatal=True)])
        root = Selector(root=tree)
        base = absolute(page.url, root.xpath("//base/@href").get() or "") or page.url
        extraction = self._detail(page, root, base) if page.step == "detail" else self._listing(page, root, base)
        return leave_out(self.options, extraction)

    def _listing(self, page: Page, root: Selector, base: str) -> Extraction:
        options = self.options
        extraction = Extraction()
        items = cut_adverts(root, options.item) if options.cut else root.css(options.item)
        empty = bool(options.empty and root.css(options.empty))
        if options.required and not root.css(options.required) and not (empty and not items):
            message = f"the page has nothing that `required` ({options.required}) selects: a login or error page?"
            extraction.problems.append(_page_problem("REQUIRED_MISSING", message, root))
            return extraction
        number = page.context.get("page")
        if isinstance(number, int) and (not items or page.context.get("begins") == _begins(items)):
            # Behind the last page there is none, or the last, or the first once more.
            return extraction
        if options.total and (said := texts(root, options.total)):
            extraction.advertised = read_total(said[0])
        if options.total and items and extraction.advertised is None:
            message = f"`total` ({options.total}) gives no number: whether all adverts were read is not checked"
            extraction.problems.append(Problem("TOTAL_MISSING", message))
        for number, item in enumerate(items, start=1):
            self._item(number, item, base, extraction)
        if not items:
            self._no_items(empty, root, extraction)
        elif not extraction.found and not extraction.follow:
            message = f"none of the {len(items)} items has a field that `fields` selects"
            extraction.problems.append(_page_problem("FIELDS_EMPTY", message, root))
        if options.page_url and items:
            self._by_number(page, items, extraction)
        self._next(page, root, base, extraction)
        return extraction

    def _no_items(self, empty: bool, root: Selector, extraction: Extraction) -> None:
        """Nothing is only believed when the page says so itself, and says nothing else."""
        extraction.proved_empty = extraction.advertised == 0 or (empty and extraction.advertised is None)
        if not extraction.proved_empty:
            message = f"`item` ({self.options.item}) selects nothing, and no notice says that there are no adverts"
            extraction.problems.append(_page_problem("NO_ITEMS", message, root))

    def _item(self, number: int, item: Selector, base: str, extraction: Extraction) -> None:
        options = self.options
        data = read_fields(item, {str(name): css for name, css in options.fields.items()}, base)
        found = next(iter(links(item, options.link)), None) if options.link else None
        link = absolute(base, found) if found else None
        if options.detail and link:
            extraction.follow.append(Follow(link, step="detail", context={"fields": data, "link": link}))
            return
        if not any(data.values()):
            message = f"item {number} of the page has none of the fields"
            # Decoys and advertising share the items' class: what has no field at all is no lost record.
            extraction.problems.append(Problem("ITEM_EMPTY", message, item.get()[:400]))
            return
        if options.detail:
            message = f"item {number} has no link to its own page ({options.link})"
            extraction.problems.append(Problem("LINK_MISSING", message, item.get()[:400]))
        extraction.found.append(_found(data, link, ""))

    def _detail(self, page: Page, root: Selector, base: str) -> Extraction:
        detail = self.options.detail
        held = page.context.get("fields")
        data: Data = dict(held) if isinstance(held, dict) else {}
        extraction = Extraction()
        if detail and detail.required and not root.css(detail.required):
            message = f"the page has nothing that `detail.required` ({detail.required}) selects"
            excerpt = " ".join(texts(root, "body"))[:400]
            extraction.problems.append(Problem("REQUIRED_MISSING", message, excerpt, record=True))
            return extraction
        if detail:
            own = read_fields(root, {str(name): css for name, css in detail.fields.items()}, base)
            data |= {name: value for name, value in own.items() if value not in ("", [], None)}
        if not any(data.values()):
            extraction.problems.append(Problem("ITEM_EMPTY", "the page has none of the fields", record=True))
            return extraction
        link = page.context.get("link")
        canonical = absolute(base, root.xpath("//link[@rel='canonical']/@href").get() or "")
        extraction.found.append(_found(data, str(link) if link else page.url, canonical or page.url))
        return extraction

    def _by_number(self, page: Page, items: Sequence[Selector], extraction: Extraction) -> None:
        stated, before = page.context.get("page"), page.context.get("seen")
        number = stated + 1 if isinstance(stated, int) else self.options.first_page
        seen = len(items) + (before if isinstance(before, int) else 0)
        if extraction.advertised is None or seen < extraction.advertised:
            url = str(self.options.page_url).replace("{page}", str(number))
            extraction.follow.append(Follow(url, context={"page": number, "seen": seen, "begins": _begins(items)}))

    def _next(self, page: Page, root: Selector, base: str, extraction: Extraction) -> None:
        if not self.options.next:
            return
        seen = page.context.get("trail")
        trail = [*(seen if isinstance(seen, list) else []), _short(page.url)]
        url = next((absolute(base, href) for href in links(root, self.options.next)), None)
        total = extraction.advertised
        no_more = extraction.proved_empty or (total is not None and len(extraction.found + extraction.follow) >= total)
        if url or not (no_more or self.options.next_optional):
            extraction.next_found = url is not None
        if url and _short(url) not in trail and len(trail) < _LONGEST_TRAIL:
            extraction.follow.append(Follow(url, context={"trail": trail}))

    @classmethod
    def sniff(cls, page: Page) -> float:
        """Never: only a person knows which CSS reads a page."""
        return 0.0

    @classmethod
    def default_options(cls, url: str) -> SelectorsOptions:
        """Every link of the main part as an advert: a start to be mended by hand."""
        fields: dict[FieldName, str] = {"title": "a", "url": "a::attr(href)"}
        return SelectorsOptions(url=url, item="main li, article", fields=fields, link="a")


def _found(data: Data, link: str | None, other: str) -> Found:
    """Key: the `key` field, else the reference; else '' and the address decides."""
    stated = str(data.get("url") or "")
    url = stated or (durable(link) if link else None) or (durable(other) if other else None)
    key = str(data.get("key") or "").strip()
    if not key and url is None:
        # Without a lasting address of its own, an advert is told by its reference.
        key = str(data.get("reference") or "").strip()
    return Found(data=data, key=key[:512], url=url)


def _begins(items: Sequence[Selector]) -> str:
    """What tells a page of the list from another: its first advert."""
    return _short(items[0].get() if items else "")


def _page_problem(code: str, message: str, root: Selector) -> Problem:
    return Problem(code, message, " ".join(texts(root, "body"))[:400], fatal=True)


def _short(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:8]
