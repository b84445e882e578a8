"""schema.org adverts in a web page: JSON-LD first, microdata and RDFa beside it."""

import re
from dataclasses import dataclass, field

from lxml import html as lxml_html
from pydantic import JsonValue

from formats.html import parse_html
from formats.json import ReadJson, clean, read_json
from records.page import Problem
from spiders.markup.nodes import Node, Nodes, find_nodes, merge_other_syntax, title_of
from spiders.markup.rdfa import read_rdfa
from spiders.markup.urls import absolute, is_unknown

# By text, not by tree: a script whose JSON holds `</div>` or `<!--` derails parsers, and so do cut-off pages.
_SCRIPT = re.compile(
    r"""<script\b[^>]*\btype\s*=\s*["']?\s*application/(?:ld\+json|ld&#43;json)[^>]*>(.*?)(?:</script\s*>|\Z)""",
    re.IGNORECASE | re.DOTALL,
)
_LD_HINT = re.compile(r"ld(?:\+|&#43;)json", re.IGNORECASE)
_EXCERPT = 400


@dataclass
class PageMarkup:
    """What a page says in markup. `base` resolves its links; `canonical` is '' where it names none."""

    adverts: list[Node] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    empty_list: bool = False
    base: str = ""
    canonical: str = ""
    language: str = ""
    tree: lxml_html.HtmlElement | None = None


def read_page(text: str, url: str) -> PageMarkup:
    """All adverts of a page and what was wrong with its markup. Never raises."""
    page = PageMarkup(base=url, tree=parse_html(text))
    _head(page, url)
    nodes = _json_ld(text, page)
    page.links, page.empty_list = nodes.links, nodes.empty_list
    other = _other_syntaxes(text, page)
    adverts = merge_other_syntax(nodes.adverts, other.adverts)
    page.adverts = adverts or nodes.learning or other.learning
    return page


def _head(page: PageMarkup, url: str) -> None:
    if page.tree is None:
        return
    for base in page.tree.xpath("//base/@href")[:1]:
        page.base = absolute(url, str(base)) or url
    for link in page.tree.xpath("//link[translate(@rel,'CANOIL','canoil')='canonical']/@href")[:1]:
        page.canonical = absolute(page.base, str(link)) or ""
    if is_unknown(page.base):
        # A saved page often says itself where it stood.
        stated = [page.canonical, *map(str, page.tree.xpath("//meta[@property='og:url']/@content")[:1])]
        known = (found for text in stated if (found := absolute(page.base, text)) and not is_unknown(found))
        page.base = next(known, page.base)
    page.language = str(page.tree.get("lang") or "")


def _json_ld(text: str, page: PageMarkup) -> Nodes:
    if not _LD_HINT.search(text):
        return Nodes()
    values: list[JsonValue] = []
    for match in _SCRIPT.finditer(text):
        script = match.group(1)
        read = read_json(script)
        values.extend(read.values)
        if not read.values and script.strip():
            page.problems.append(_broken(script, read.error))
        elif read.repaired:
            page.problems.append(_repaired(script, read, arrived=match.group().endswith(">")))
    return find_nodes(values)


def _broken(script: str, error: str) -> Problem:
    # Only a script that held an advert is a lost record: a broken breadcrumb is nobody's loss.
    advert = re.search(r"JobPosting|Course|Event\b|EducationalOccupationalProgram", script) is not None
    return Problem("JSON_BROKEN", f"JSON-LD could not be read: {error}", script.strip()[:_EXCERPT], record=advert)


def _repaired(script: str, read: ReadJson, *, arrived: bool) -> Problem:
    """`arrived`: the script's end tag is there, so the page is whole and only its generator cut the JSON off."""
    if not read.truncated:
        return Problem("JSON_REPAIRED", "JSON-LD was not valid JSON and was repaired", script.strip()[:_EXCERPT])
    nodes = find_nodes(read.values).adverts
    whole = arrived and len(nodes) == 1 and bool(title_of(nodes[0]))
    message = "JSON-LD is cut off; what stood before the cut was kept"
    return Problem("JSON_TRUNCATED", message, script.strip()[:_EXCERPT], fatal=not whole)


def _other_syntaxes(text: str, page: PageMarkup) -> Nodes:
    found = Nodes()
    if page.tree is None or "schema" not in text:
        return found
    values = []
    if "itemtype" in text:
        values.append(_microdata(text, page))
    if "typeof" in text:
        values.append([clean(node) for node in read_rdfa(page.tree, page.base)])
    for nodes in map(find_nodes, values):
        found.adverts.extend(nodes.adverts)
        found.learning.extend(nodes.learning)
    return found


def _microdata(text: str, page: PageMarkup) -> list[JsonValue]:
    import extruct

    try:
        data = extruct.extract(text, base_url=page.base, syntaxes=["microdata"], uniform=True, errors="strict")
    except Exception as error:  # noqa: BLE001 - extruct raises anything on bad pages
        page.problems.append(Problem("MARKUP_BROKEN", f"microdata could not be read: {error}"))
        return []
    return [clean(item) for item in data.get("microdata", [])]
