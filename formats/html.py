"""Web pages as trees, and what CSS picks out of them: text, attributes, inner HTML."""

import re
from collections.abc import Iterable

from lxml import etree
from lxml import html as lxml_html
from parsel import Selector

from formats.text import without_forbidden

_BLOCKS = frozenset(
    {
        "p", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "section", "article",
        "header", "footer", "dl", "dt", "dd", "br", "address", "td", "th",
    }
)  # fmt: skip
_HIDDEN = frozenset({"script", "style", "noscript", "template"})
# Deeper trees are an attack on the recursion of whoever reads them.
_DEEPEST = 200
_LINK_ATTRIBUTES = frozenset({"href", "src", "data-href", "data-url"})


def parse_html(text: str) -> lxml_html.HtmlElement | None:
    """The page as a tree; None where there is nothing to parse."""
    text = without_forbidden(re.sub(r"^\s*<\?xml.*?\?>", "", text, count=1, flags=re.DOTALL))
    if not text.strip():
        return None
    try:
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _parser() -> lxml_html.HTMLParser:
    return lxml_html.HTMLParser(encoding="utf-8", remove_comments=False, huge_tree=False)


def texts(scope: Selector, css: str) -> list[str]:
    """Every match of `css`: an attribute, the own text nodes (`::text`), or the text a reader sees."""
    found = scope.css(css) if not css.startswith("::") else scope.xpath(_own(css))
    if "::" in css:
        values = [text.strip() for text in found.getall()]
    else:
        values = [visible_text(match.root) for match in found if isinstance(match.root, etree._Element)]
    return [value for value in values if value]


def _own(css: str) -> str:
    """`::attr(href)` and `::text` of the item itself."""
    if match := re.fullmatch(r"::attr\(\s*([\w:-]+)\s*\)", css):
        return f"@{match.group(1)}"
    return ".//text()"


def inner_html(scope: Selector, css: str) -> str:
    """The inside of every match, as HTML."""
    if "::" in css:
        return "\n".join(texts(scope, css))
    parts = []
    for match in scope.css(css):
        if isinstance(match.root, etree._Element):
            root = match.root
            inside = "".join(etree.tostring(child, encoding="unicode", method="html") for child in root)
            parts.append(f"{_escaped(root.text or '')}{inside}".strip())
    return "\n".join(part for part in parts if part)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def is_link(css: str) -> bool:
    """Whether `css` takes an attribute that holds an address."""
    match = re.search(r"::attr\(\s*([\w-]+)\s*\)\s*$", css)
    return match is not None and match.group(1) in _LINK_ATTRIBUTES


def links(scope: Selector, css: str) -> list[str]:
    """Addresses `css` picks: the attribute it names, else of the link itself, inside it or around it."""
    if "::" in css:
        return texts(scope, css)
    found = []
    for match in scope.css(css):
        href = match.attrib.get("href") or match.xpath(".//a/@href").get() or match.xpath("ancestor::a/@href").get()
        if href:
            found.append(href)
    return found


def visible_text(element: etree._Element) -> str:
    """Text with a line for each block and single spaces elsewhere; scripts and styles left out."""
    parts: list[str] = []
    _collect(element, parts, 0)
    text = re.sub(r"[^\S\n]+", " ", "".join(parts))
    return re.sub(r" ?\n[ \n]*", "\n", text).strip()


def _collect(element: etree._Element, parts: list[str], depth: int) -> None:
    tag: object = element.tag
    if not isinstance(tag, str) or tag in _HIDDEN or depth > _DEEPEST:
        return
    block = tag in _BLOCKS
    if block:
        parts.append("\n")
    parts.append(re.sub(r"\s+", " ", element.text or ""))
    for child in element:
        _collect(child, parts, depth + 1)
        parts.append(re.sub(r"\s+", " ", child.tail or ""))
    if block:
        parts.append("\n")


def text_lines(roots: Iterable[etree._Element], *, tails: bool = False) -> list[list[str]]:
    """The lines a reader sees, each in the pieces that elements cut it into: `<b>Pay</b> £9` is `["Pay", "£9"]`.

    What `dt` holds ends with a colon.

    `tails`: the roots stand beside one another, and the text behind each belongs to it.
    """
    lines: list[list[str]] = [[]]
    for root in roots:
        _lines(root, lines, 0)
        if tails:
            _piece(root.tail, lines)
    return [line for line in lines if line]


def _lines(element: etree._Element, lines: list[list[str]], depth: int) -> None:
    tag: object = element.tag
    if not isinstance(tag, str) or tag in _HIDDEN or depth > _DEEPEST:
        return
    block = tag in _BLOCKS
    if block and lines[-1]:
        lines.append([])
    _piece(element.text, lines)
    for child in element:
        _lines(child, lines, depth + 1)
        _piece(child.tail, lines)
    if tag == "dt" and lines[-1] and not lines[-1][-1].endswith(":"):
        lines[-1][-1] += ":"
    if block and lines[-1]:
        lines.append([])


def _piece(text: str | None, lines: list[list[str]]) -> None:
    if text and (said := " ".join(text.split())):
        lines[-1].append(said)


def read_total(text: str) -> int | None:
    """`1-50 of 1,234 results` → 1234; `2,371 Search results` → 2371; None without a number."""
    found = re.finditer(r"\d{1,3}(?:[,.\u00a0 ]\d{3})+|\d+", text)
    numbers = [(match.start(), int(re.sub(r"[^\d]", "", match.group()))) for match in found]
    if not numbers:
        return None
    if match := re.search(r"\b(?:of|von|de|out of|/)\s*(?=\d)", text):
        return next((number for at, number in numbers if at >= match.end()), numbers[-1][1])
    return numbers[0][1]
