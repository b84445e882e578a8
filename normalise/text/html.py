"""Advert HTML to plain text, and to HTML that is safe to show.

Plain text by lxml (blocks become lines, list items get a dash), safe HTML by nh3 with a small
allow-list. Sources escape once, twice or not at all: `decode` undoes as many layers as there are.
"""

import html
import re
from functools import lru_cache

import nh3
from lxml import etree

ALLOWED_TAGS = frozenset(
    {
        "p", "br", "ul", "ol", "li", "strong", "b", "em", "i", "u", "h2", "h3", "h4", "h5", "a", "table", "thead",
        "tbody", "tr", "th", "td", "blockquote", "dl", "dt", "dd", "hr",
    }
)  # fmt: skip
_BLOCKS = frozenset(
    {
        "p", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "blockquote", "section",
        "article", "header", "footer", "dl", "dt", "dd", "hr", "pre", "form", "fieldset", "figure", "address", "main",
        "aside", "nav", "tbody", "thead",
    }
)  # fmt: skip
_LINES = frozenset(("li", "tr", "dt", "dd"))
_DROPPED = frozenset(["script", "style", "noscript", "template", "iframe", "object", "svg", "head", "title"])
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:]*(\s[^<>]*)?/?>")
_ESCAPED_TAG = re.compile(r"&(amp;)*lt;/?[a-zA-Z!]")
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
# Characters of good texts. Mojibake of one is two or more odd characters side by side: `â€™`.
_TYPOGRAPHIC = "’–‘“”•—£…\xa0€·®™"
_LINES_KEPT = re.compile("[^\\n]*\\n|[^\\n]+")
_MAX_LAYERS = 4
# A value longer than this is a description, read two or three times in a row and never again.
_SHORT = 300
# Nobody's advert nests this deep; deeper trees are an attack on the recursion of whoever reads them.
_MAX_DEPTH = 200
_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
_CLEANER = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    clean_content_tags={"script", "style", "iframe", "object", "svg"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    link_rel="nofollow noopener",
)


@lru_cache(maxsize=64)  # mapper and step decode one description, and what is decoded once is decoded again
def decode(value: str) -> str:
    """Mend mojibake and undo entity escaping until tags are tags; text that only mentions `<` is left."""
    text = value
    for _ in range(_MAX_LAYERS):
        if not _ESCAPED_TAG.search(text) or _TAG.search(text):
            break
        text = html.unescape(text)
    return mend(text)


def html_unescape(value: str) -> str:
    """Entities in text that holds no tags."""
    return html.unescape(value) if _ENTITY.search(value) else value


def mend(value: str) -> str:
    """Mojibake, NULs, lone surrogates and look-alike ligatures mended; curly quotes are kept as written."""
    text = value.replace("\r\n", "\n")
    if _needs_no_mending(text):
        return text
    cleaned = value.replace("\x00", "").encode("utf-8", "replace").decode()
    # Line by line, as ftfy itself does: most lines of a text with one odd character need nothing.
    lines = _LINES_KEPT.findall(cleaned)
    return "".join(line if _needs_no_mending(line) else _mended(line) for line in lines)


def _mended(line: str) -> str:
    import ftfy  # long to load, and most texts need none of it

    return ftfy.fix_text(line, explain=False, uncurl_quotes=False, fix_character_width=False, unescape_html=False)


def _needs_no_mending(text: str) -> bool:
    """Whether all characters are plain, but for typographic ones that stand alone. Ten times as quick as ftfy."""
    plain = text.replace("\n", " ").replace("\t", " ")
    if not plain.isascii():
        if "\0" in plain:
            return False
        for mark in _TYPOGRAPHIC:
            plain = plain.replace(mark, "\0")
        if "\0\0" in plain:
            return False
        plain = plain.replace("\0", " ")
    return plain.isascii() and plain.isprintable()


def is_html(value: str) -> bool:
    """Whether the text holds at least one tag."""
    return bool(_TAG.search(value))


def one_line(value: str | None) -> str | None:
    """A short value: tags and entities gone, whitespace folded; None when nothing is left."""
    if value is None:
        return None
    return (_one_line(value) if len(value) <= _SHORT else _folded(value)) or None


@lru_cache(maxsize=20_000)
def _one_line(value: str) -> str:
    return _folded(value)


def _folded(value: str) -> str:
    if value.isascii() and value.isprintable() and "<" not in value and "&" not in value:
        return " ".join(value.split())
    text = decode(value)
    if is_html(text):
        text = to_text(text)
    elif _ENTITY.search(text):
        text = html.unescape(text)
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())


@lru_cache(maxsize=16)  # mapper and step ask for the text of one description
def to_text(value: str) -> str:
    """Plain text: one line a block, `- ` before list items, at most one blank line between blocks."""
    # lxml itself, for beautifulsoup4 on top of it takes five times as long.
    root = etree.fromstring(f"<div>{value}</div>".encode(), _PARSER)
    pieces: list[str] = []
    if root is not None:
        _walk(root, pieces, 0)
    return tidy_lines("".join(pieces))


def tidy_lines(value: str) -> str:
    """Spaces folded within lines, no more than one blank line in a row, none at the ends."""
    lines = [" ".join(line.split()) for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    text = "\n".join(lines).strip()
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text


def _walk(node: etree._Element, pieces: list[str], depth: int) -> None:
    if depth > _MAX_DEPTH:
        pieces.append(" ".join(map(str, node.itertext())))
        return
    if node.text:
        pieces.append(_flat(node.text))
    for child in node:
        if child.tag not in _DROPPED:
            _walk_tag(child, str(child.tag), pieces, depth)
        if child.tail:
            pieces.append(_flat(child.tail))


def _flat(text: str) -> str:
    """Without line breaks, which mean nothing in HTML; `tidy_lines` folds the other spaces."""
    return text.replace("\n", " ").replace("\r", " ")


def _walk_tag(tag: etree._Element, full_name: str, pieces: list[str], depth: int) -> None:
    name = full_name.rpartition(":")[2]
    if name == "br":
        pieces.append("\n")
        # What the parser took for the break's content stands behind it.
        _walk(tag, pieces, depth + 1)
        return
    block = name in _BLOCKS
    if block:
        pieces.append("\n" if name in _LINES else "\n\n")
    if name == "li":
        pieces.append("- ")
    _walk(tag, pieces, depth + 1)
    if name in ("td", "th"):
        pieces.append("\t")
    elif block and name not in _LINES:
        pieces.append("\n\n")


def sanitise(value: str) -> str:
    """HTML that is safe to show: allow-listed tags, links only to http(s) and mailto-free, no styles."""
    return _CLEANER.clean(value).strip()


def from_text(value: str) -> str:
    """Plain text as HTML: a paragraph a block, a break a line."""
    blocks = [html.escape(block, quote=False).replace("\n", "<br>") for block in re.split(r"\n\s*\n", value)]
    return "".join(f"<p>{block}</p>" for block in blocks if block.strip())
