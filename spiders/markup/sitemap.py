"""Sitemaps: XML or plain text, packed or not, and indexes of them."""

import re
from dataclasses import dataclass, field

from formats.compressed import gunzipped
from formats.text import decode, page_text
from formats.xml import parse_xml
from records.page import Page, Problem
from spiders.markup.urls import absolute

_ROOT = re.compile(r"<(?:[\w.-]+:)?(urlset|sitemapindex)\b", re.IGNORECASE)


@dataclass
class Sitemap:
    """Addresses of pages, and of further sitemaps."""

    pages: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def looks_like_sitemap(page: Page) -> bool:
    """True when the root element is a sitemap's."""
    return _ROOT.search(decode(gunzipped(page.body)[:4000])) is not None


def read_sitemap(page: Page, encoding: str | None = None) -> Sitemap:
    """A sitemap; Problem(fatal) where it is none or only part of it could be read."""
    url, text = page.url, page_text(page, encoding).text.strip()
    if not text.startswith("<"):
        return _plain(text, url)
    read = parse_xml(text, records=("url", "sitemap"))
    fault = next((problem.message for problem in read.problems if problem.fatal), "")
    found = Sitemap()
    if read.root is None or not _ROOT.search(text[:4000]):
        message = fault or "the page is not a sitemap"
        found.problems.append(Problem("SITEMAP_MALFORMED", message, text[:400], fatal=True))
        return found
    if fault:
        found.problems.append(Problem("SITEMAP_MALFORMED", fault, text[:400], fatal=True))
    for loc in read.root.iterfind(".//{*}loc"):
        parent = loc.getparent()
        kind = str(parent.tag).rsplit("}", 1)[-1].lower() if parent is not None else ""
        address = absolute(url, loc.text or "")
        if address and kind in ("url", "sitemap"):
            (found.sitemaps if kind == "sitemap" else found.pages).append(address)
    found.pages = list(dict.fromkeys(found.pages))
    return found


def _plain(text: str, url: str) -> Sitemap:
    """One address a line."""
    pages = [line.strip() for line in text.splitlines() if line.strip().startswith(("http://", "https://"))]
    if not pages:
        return Sitemap(problems=[Problem("SITEMAP_MALFORMED", "the page is not a sitemap", text[:400], fatal=True)])
    return Sitemap(pages=[found for page in dict.fromkeys(pages) if (found := absolute(url, page))])
