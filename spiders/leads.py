"""What a page says beside its adverts: the feeds it names, the terms of its site, whether it wants a sign-in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree
from parsel import Selector

from formats.html import parse_html, visible_text
from formats.text import decode
from records.page import Page
from records.words.lists import words
from records.words.wording import Wording, any_of
from spiders.connectors.base import Extraction
from spiders.markup.urls import absolute

_FEED_KIND = re.compile(r"rss|atom|calendar|feed\+json")
_FEED_PATH = re.compile(r"(?:\.rss|\.ics|/feed/?|[/.]rss/?|\.atom)(?:\?|$)", re.IGNORECASE)
_LIST_FILE = re.compile(r"\.(csv|xlsx|ics|rss)(?:\?|$)", re.IGNORECASE)
_DATA_PATH = re.compile(r"^(?:https?://|/)[^\s\"'<>`]*(?:api|json|feed|jobs|vacanc|courses|events)", re.IGNORECASE)
_DATA_ADDRESS = re.compile(
    r"""["'`]((?:https?://|/)[^\s"'<>`]*(?:api|json|feed|jobs|vacanc|courses|events)[^\s"'<>`]*)["'`]""", re.IGNORECASE
)
_MOST_WORDS_OF_A_DOOR = 150
_TERMS = Wording(lambda: any_of(words("page_signs", "terms")))
_SIGN_IN = Wording(lambda: any_of(words("page_signs", "sign_in")))
_ADVERTS = Wording(lambda: any_of(words("page_signs", "adverts")))
_OTHER = Wording(lambda: any_of(words("page_signs", "other_feeds")))


@dataclass(frozen=True)
class Lead:
    """An address that a page names, which may list its adverts in a steadier form. `promising`: it says so itself."""

    url: str
    title: str
    promising: bool


def html_tree(page: Page) -> etree._Element | None:
    """The page's elements; None where it is none."""
    return parse_html(decode(page.body, page.content_type)) if page.body.lstrip()[:1] == b"<" else None


def feed_leads(tree: etree._Element | None, base: str) -> list[Lead]:
    """Feeds and files of lists that the page names, the promising first; no feed of comments."""
    if tree is None:
        return []
    found: dict[str, Lead] = {}
    root = Selector(root=tree)
    for link in root.css('link[rel~="alternate"]'):
        if _FEED_KIND.search(link.attrib.get("type", "")):
            _add(found, base, link.attrib.get("href", ""), link.attrib.get("title", ""))
    for link in root.css("a[href]"):
        href = link.attrib["href"]
        if _FEED_PATH.search(href) or _LIST_FILE.search(href):
            _add(found, base, href, " ".join(link.css("::text").getall()))
    return sorted(found.values(), key=lambda lead: not lead.promising)


def data_leads(tree: etree._Element | None, base: str, script: str = "") -> list[Lead]:
    """Addresses of the site's own that the scripts of a page ask for data, the promising first.

    `script`: the text of a file of scripts that the page loads.
    """
    if tree is None:
        return []
    root = Selector(root=tree)
    inline = root.xpath("//script[not(@src)]/text()").getall()
    attributes = root.xpath("//@*[starts-with(name(), 'data-')]").getall()
    links = [match for text in (*inline, script) for match in _DATA_ADDRESS.findall(text)]
    links += [text for text in attributes if _DATA_PATH.search(text)]
    found: dict[str, Lead] = {}
    for link in links:
        url = absolute(base, link)
        if url and "{" not in link and urlsplit(url).hostname == urlsplit(base).hostname:
            said = _spaced(url)
            found.setdefault(url, Lead(url, "", bool(_ADVERTS.search(said))))
    return sorted(found.values(), key=lambda lead: not lead.promising)


def own_script(tree: etree._Element | None, base: str) -> str | None:
    """The file of scripts of the site's own that draws the page: its last."""
    if tree is None:
        return None
    sources = [absolute(base, src) for src in Selector(root=tree).xpath("//script/@src").getall()]
    own = [url for url in sources if url and urlsplit(url).hostname == urlsplit(base).hostname]
    return own[-1] if own else None


def _add(found: dict[str, Lead], base: str, href: str, title: str) -> None:
    url = absolute(base, href)
    said = f"{_spaced(url)} {title}" if url else ""
    if url is None or url in found or "comment" in said.casefold():
        return
    found[url] = Lead(url, " ".join(title.split()), bool(_ADVERTS.search(said)) and not _OTHER.search(title))


def _spaced(url: str | None) -> str:
    parts = urlsplit(url or "")
    return re.sub(r"[\W_]+", " ", f"{parts.path} {parts.query}")


def share_on_page(extraction: Extraction, tree: etree._Element | None, base: str) -> float:
    """Which share of a feed's adverts the page links or names: 1 where the feed is the page's list."""
    if tree is None or not extraction.found:
        return 0.0
    root = Selector(root=tree)
    linked = {url for href in root.xpath("//a/@href").getall() if (url := absolute(base, href))}
    text = visible_text(tree).casefold()
    titles = [(found.url or "", str(found.data.get("title") or "").strip().casefold()) for found in extraction.found]
    seen = sum(url in linked or (len(title) > 3 and title in text) for url, title in titles)
    return seen / len(titles)


def terms_link(tree: etree._Element | None, base: str) -> str | None:
    """The link of the page to its site's terms, where it has one."""
    if tree is None:
        return None
    licensed = Selector(root=tree).css('a[rel~="license"]::attr(href), link[rel~="license"]::attr(href)').get()
    if licensed:
        return absolute(base, licensed)
    for link in Selector(root=tree).css("a[href]"):
        text = " ".join(link.css("::text").getall())
        if _TERMS.search(text) or _TERMS.search(_spaced(link.attrib["href"])):
            return absolute(base, link.attrib["href"])
    return None


def wants_sign_in(tree: etree._Element | None, url: str) -> bool:
    """Whether the page is a door: a field for a password, and little else."""
    if tree is None:
        return False
    few = len(visible_text(tree).split()) < _MOST_WORDS_OF_A_DOOR
    asks = bool(Selector(root=tree).css('input[type="password"]'))
    return few and asks and bool(_SIGN_IN.search(f"{_spaced(url)} {visible_text(tree)}"))


def frames(tree: etree._Element | None, base: str) -> Iterator[str]:
    """The pages that stand in frames of this one."""
    if tree is not None:
        for src in Selector(root=tree).xpath("//iframe/@src").getall():
            if url := absolute(base, src):
                yield url
