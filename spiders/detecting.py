"""Which connector reads a page, by what stands on it and at its address: `unknown` rather than a wrong guess."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import etree
from parsel import Selector

from formats.compressed import gunzipped
from formats.html import parse_html, visible_text
from formats.text import decode
from records.errors import ConfigError
from records.options.coded import CODED_NAMES
from records.page import Page
from records.platforms.board import board_of, is_own_host
from records.platforms.known import platform, sound_platforms
from records.platforms.model import Platform
from records.words.lists import words
from spiders.markup.grid import is_workbook
from spiders.markup.urls import absolute
from spiders.read_file import detect

# Below this a page only looks as if: several formats begin alike.
SURE, LIKELY = 0.5, 0.2
_LEAST_WORDS = 40
_MOST_LINKS = 5_000
_BECAUSE = {
    "json_ld": "the page describes adverts in schema.org markup",
    "rss": "the document is a feed",
    "xcri_cap": "the document is a catalogue of XCRI-CAP",
    "nhs_jobs": "the document is an answer of NHS Jobs",
    "tribepad_xml": "the document is a feed of Tribepad or TalentLink",
    "csv": "the text is a table whose heads are known",
    "table": "there is a table whose heads are known",
    "icalendar": "the document is a calendar",
    "json": "a list in the document has names that tell of adverts",
    "xml": "elements of the document have names that tell of adverts",
    "front_matter": "facts stand between two lines `---` at the top",
    "pdf": "the document is a PDF: what is read from it is doubtful",
}


@dataclass(frozen=True)
class Detected:
    """`connector` None: unknown, and `why` says what the page is. `options`: what a source file's `connector` needs."""

    connector: str | None
    why: str
    options: dict[str, str] = field(default_factory=dict)
    also: list[str] = field(default_factory=list)


def detect_page(page: Page) -> Detected:
    """The connector for a page or document that stood at `page.url`. Never fetches."""
    body = gunzipped(page.body)
    scores = detect(page)
    name, score = next(iter(scores.items()))
    rivals = [other for other, its in scores.items() if other != name and its == score]
    also = list(_better(name, page.url)) if score >= LIKELY else []
    if score >= SURE and not rivals:
        return Detected(name, _because(name), _options(name, page.url), also)
    tree = parse_html(decode(body, page.content_type)) if body.lstrip()[:1] == b"<" else None
    if found := _by_addresses(page, tree):
        return found
    if score >= LIKELY and not rivals:
        return Detected(name, _because(name), _options(name, page.url), [*also, *_feeds(tree, page.url)])
    return Detected(None, _what_it_is(body, tree), also=list(_feeds(tree, page.url)))


def _because(name: str) -> str:
    if name in CODED_NAMES:
        return _BECAUSE.get(name, "the page is of that form")
    declared = platform(name)
    signs = f"`{declared.sign}`" if declared.sign else " and ".join(declared.marks[0])
    return f"it has what only pages and answers of {declared.title} have: {signs}"


def _options(name: str, url: str) -> dict[str, str]:
    return {"type": name, "url": url}


def _better(name: str, url: str) -> Iterator[str]:
    """A list or feed of the same system, which is to be preferred to its pages."""
    for suffix in ("_page", "_cards"):
        base = name.removesuffix(suffix)
        if base != name:
            try:
                title = platform(base).title
            except ConfigError:
                continue
            yield f"try `type: {base}` with the same address first: {title} as a list or feed is steadier than pages"


def by_address(url: str) -> Detected | None:
    """The platform on whose own host the address names a board."""
    for one in sound_platforms():
        if one.addresses and is_own_host(one, url) and _names_a_board(one, url):
            return Detected(one.name, f"the address is one of {one.title}'s", _options(one.name, url))
    return None


def _by_addresses(page: Page, tree: object) -> Detected | None:
    """The one platform whose board the page's own address, or its links and frames, lead to."""
    if named := by_address(page.url):
        return named
    declared = [one for one in sound_platforms() if one.addresses]
    boards: dict[str, str] = {}
    for url in _links(tree, page.url):
        for one in declared:
            if is_own_host(one, url) and _names_a_board(one, url):
                boards.setdefault(one.name, url)
    systems = {name.removesuffix("_page").removesuffix("_feed") for name in boards}
    if len(systems) != 1:
        return None
    name = min(boards, key=len)
    why = f"the page leads to a board of {platform(name).title}: {boards[name]}"
    return Detected(name, why, _options(name, boards[name]))


def _names_a_board(declared: Platform, url: str) -> bool:
    board = board_of(declared, None, url)
    named = (board.values.get("board", "") if board is not None else "").casefold()
    return bool(named) and named not in words("vendor_sites") and not _is_vendors_own(declared, url, named)


def _is_vendors_own(declared: Platform, url: str, named: str) -> bool:
    """Whether a board that is called as its host is only the vendor's own site, or its blog."""
    host = (urlsplit(url).hostname or "").lower()
    own = next((one for one in declared.hosts if host == one or host.endswith(f".{one}")), "")
    label = host.removesuffix(own).strip(".")
    is_site = bool(own) and not own.startswith("www.") and (not label or label in words("vendor_sites"))
    return is_site and named in (host, label, own)


def _links(tree: object, base: str) -> Iterator[str]:
    if tree is None:
        return
    found = Selector(root=tree).xpath("//a/@href | //iframe/@src | //script/@src | //form/@action").getall()
    for link in found[:_MOST_LINKS]:
        if url := absolute(base, link):
            yield url


def _feeds(tree: object, base: str) -> Iterator[str]:
    if tree is None:
        return
    for link in Selector(root=tree).css('link[rel="alternate"]'):
        kind, href = link.attrib.get("type", ""), link.attrib.get("href", "")
        if re.search(r"rss|atom|calendar", kind) and (url := absolute(base, href)):
            yield f"the page names a feed: {url}"


def is_drawn_by_script(tree: etree._Element | None) -> bool:
    """Whether a page says nearly nothing before its scripts have run."""
    if tree is None:
        return False
    return len(visible_text(tree).split()) < _LEAST_WORDS and bool(Selector(root=tree).xpath("//script"))


def _what_it_is(body: bytes, tree: etree._Element | None) -> str:
    """What a page is that no connector knows."""
    if is_workbook(body):
        return "an Excel workbook without known heads: use `type: table`, and say in `fields` which column is what"
    if not body.strip():
        return "the page is empty"
    if tree is None:
        return "a document of a form that no connector knows"
    if is_drawn_by_script(tree):
        return (
            "the page is drawn by JavaScript: look for a feed or an API behind it, "
            "or have a browser draw it (`render: browser`)"
        )
    return "a web page without markup or a known system; `type: selectors` reads it by CSS"
