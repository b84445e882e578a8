"""A snapshot of a publisher's page in which every text can be picked: rebuilt from scratch, nothing of it can act.

Only names of harmless elements and texts are taken over; no attribute, address, style, picture, form or script is. It
stands in a sandboxed frame under a policy of its own; each text is a link of ours that leads the page around it on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from cssselect import SelectorError
from lxml import etree
from parsel import Selector

from records.draft import FieldName
from records.page import Page
from spiders.blocks import Block
from spiders.blocks.finding import tree_of

_KEPT = frozenset(
    {
        "section", "article", "header", "footer", "nav", "aside", "div", "p", "span", "ul", "ol", "li", "dl", "dt",
        "dd", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "h1", "h2", "h3", "h4", "h5", "h6",
        "strong", "em", "b", "i", "small", "time", "address", "blockquote", "pre", "br", "hr",
    }
)  # fmt: skip
_DROPPED = frozenset(
    {
        "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "head", "select",
        "option", "textarea",
    }
)  # fmt: skip
_ALONE = frozenset({"br", "hr"})
_MOST_ELEMENTS = 8000
_DEEPEST = 200
STYLE = (
    "body{font:16px/1.45 system-ui,sans-serif;margin:1rem;color:#14211f;background:#fff;overflow-wrap:break-word}"
    "a{color:inherit;text-decoration:none;border-radius:3px;outline-offset:1px}"
    "a:hover,a:focus{background:#f6c445;color:#14211f;outline:2px solid #14211f}"
    ".hit{outline:2px dashed #0d6b4f;outline-offset:2px;margin-block:.3rem}"
    "a.field{background:#cfe9dd;color:#0b3b2d;font-weight:600;box-shadow:inset 0 -2px #0d6b4f}"
    "a.picked{background:#0d6b4f;color:#fff}table{border-collapse:collapse}td,th{padding:.25rem .5rem;text-align:left}"
)


@dataclass(frozen=True)
class Marks:
    """Elements to light up: `hits` are adverts, `fields` their parts, `picked` what was picked; by path."""

    hits: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    picked: frozenset[str] = frozenset()


def marks_of(page: Page, picked: Mapping[FieldName, str], block: Block | None) -> Marks:
    """What a block reads on the page."""
    root, _ = tree_of(page)
    if root is None or block is None:
        return Marks(picked=frozenset(picked.values()))
    path = root.getroottree().getpath
    hits: set[str] = set()
    fields: set[str] = set()
    for item in Selector(root=root).css(block.listing):
        hits.add(path(item.root))
        for css in block.fields.values():
            try:
                found = item.css(css.partition("::")[0]) if css.partition("::")[0] else []
            except (SelectorError, ValueError):
                continue  # a label or a part of a text is no element to light up
            fields.update(path(one.root) for one in found[:1])
    return Marks(frozenset(hits), frozenset(fields), frozenset(picked.values()))


def snapshot(page: Page, marks: Marks, link: Callable[[str], str], nonce: str) -> str:
    """The page as HTML of our own. `link`: path of an element → where picking it leads."""
    root, _ = tree_of(page)
    body = "" if root is None else _Writer(root, marks, link).text()
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Snapshot of the page</title>'
        f'<style nonce="{escape(nonce)}">{STYLE}</style></head><body><main>{body}</main></body></html>'
    )


class _Writer:
    def __init__(self, root: etree._Element, marks: Marks, link: Callable[[str], str]) -> None:
        self._root, self._marks, self._link = root, marks, link
        self._path = root.getroottree().getpath
        self._left = _MOST_ELEMENTS
        self._parts: list[str] = []

    def text(self) -> str:
        body = self._root.find("body")
        self._element(self._root if body is None else body, 0, inside=True)
        return "".join(self._parts)

    def _element(self, element: etree._Element, depth: int, *, inside: bool = False) -> None:
        # Comments and instructions have a function as their tag.
        tag = "" if callable(element.tag) else str(element.tag)
        if not tag or tag in _DROPPED or self._left <= 0 or depth > _DEEPEST:
            return
        self._left -= 1
        path = self._path(element)
        name = tag if tag in _KEPT else "span" if tag in ("a", "label", "button", "font") else "div"
        if tag in _ALONE:
            self._parts.append(f"<{tag}>")
            return
        if not inside:
            self._parts.append(f'<{name} class="hit">' if path in self._marks.hits else f"<{name}>")
        self._piece(element.text, path)
        for child in element:
            self._element(child, depth + 1)
            self._piece(child.tail, path)
        if not inside:
            self._parts.append(f"</{name}>")

    def _piece(self, text: str | None, path: str) -> None:
        said = " ".join((text or "").split())
        if not said:
            self._parts.append(" ")
            return
        # Also where an element around the text was picked or is read: the text is what lights up.
        of = self._marks
        known = "picked" if path in of.picked else "field" if path in of.fields else ""
        mark = f' class="{known}"' if known else ""
        self._parts.append(f' <a href="{escape(self._link(path))}" target="_top"{mark}>{escape(said)}</a> ')
