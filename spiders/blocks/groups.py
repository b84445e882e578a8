"""Groups of elements that may be the adverts of a page."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lxml import etree

from formats.html import visible_text
from spiders.blocks.model import Item, elements
from spiders.blocks.tokens import classes, is_lasting, is_layout, lasting_part, marks, says
from spiders.markup.css_fields import is_head_row
from spiders.markup.cutting import forests

_NEVER = frozenset(
    {"script", "style", "noscript", "template", "head", "select", "option", "svg", "nav", "footer", "br"}
)
_ROLES = frozenset({"navigation", "banner", "contentinfo", "dialog", "alertdialog", "menu", "menubar", "tablist"})
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary", "tr")
_BOLD = ("strong", "b", "u")
_MOST_ELEMENTS = 30_000
_MOST_GROUP = 3_000
# Furniture never holds so large a part of what a page says: a body of the class `nav-open` is no navigation.
_MOST_FURNITURE = 0.6
_LONGEST_ADVERT = 8_000


class Tree:
    """A page's elements without those of the site's furniture."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._items: dict[etree._Element, Item] = {}
        self._size = max(1, len(visible_text(root)))
        self.elements = list(self._alive(root))[:_MOST_ELEMENTS]

    def item(self, element: etree._Element) -> Item:
        """An element as an advert, each once: its text is asked for in several groups."""
        return self._items.setdefault(element, Item((element,), element))

    def _alive(self, element: etree._Element) -> Iterator[etree._Element]:
        stack = [element]
        while stack:
            one = stack.pop()
            if self._is_dead(one):
                continue
            yield one
            stack.extend(reversed(elements(one, "*")))

    def _is_dead(self, element: etree._Element) -> bool:
        if element.tag in _NEVER or element.get("role") in _ROLES or element.get("aria-modal") == "true":
            return True
        if element.tag in ("html", "body", "main"):
            return False
        above = element.getparent()
        if element.tag == "header" and above is not None and above.tag in ("body", "div"):
            return len(visible_text(element)) < self._size * _MOST_FURNITURE and element.find(".//article") is None
        called = list(marks(element))
        if not any(says(mark, "furniture") and not says(mark, "advert") for mark in called):
            return False
        if any(says(mark, "advert") for mark in called) and element.find(".//article") is not None:
            return False
        return len(visible_text(element)) < self._size * _MOST_FURNITURE


def groups(tree: Tree) -> list[list[Item]]:
    """Every group of at least two, each once."""
    found: dict[frozenset[etree._Element], list[Item]] = {}
    for alike in _alike(tree.elements):
        outermost = _outermost(alike)
        if not 2 <= len(outermost) <= _MOST_GROUP:
            continue
        whole = [tree.item(element) for element in outermost if not is_head_row(element)]
        found.setdefault(frozenset(outermost), [item for item in whole if item.text])
        if (cut := cut_items(outermost)) and _goes_on(cut):
            found.setdefault(frozenset([*outermost, tree.root]), cut)
    return [items for items in found.values() if _may_be(items)]


def cut_items(heads: Sequence[etree._Element]) -> list[Item]:
    """The adverts that begin with these."""
    pieces = forests(heads)
    if len(pieces) != len(heads):
        return []
    return [Item(tuple(roots), head, cut=True) for roots, head in zip(pieces, heads, strict=True)]


def _goes_on(items: Sequence[Item]) -> bool:
    """Whether most of them have more than what they begin with."""
    more = sum(len(item.roots) > 1 or bool((item.roots[0].tail or "").strip()) for item in items)
    return more > len(items) / 2


def _may_be(items: Sequence[Item]) -> bool:
    if len(items) < 2:
        return False
    sizes = sorted(len(item.text) for item in items)
    return sizes[len(sizes) // 2] <= _LONGEST_ADVERT and sizes[-1] >= 5 and len({item.text for item in items}) > 1


def _alike(alive: Sequence[etree._Element]) -> Iterator[list[etree._Element]]:
    """Elements of one tag in one list, or in lists beside one another; of one class or data attribute over the page."""
    beside: dict[tuple[etree._Element | None, object], list[etree._Element]] = defaultdict(list)
    lists: dict[tuple[etree._Element, object, object], list[etree._Element]] = defaultdict(list)
    called: dict[tuple[object, str], list[etree._Element]] = defaultdict(list)
    for element in alive:
        tag = element.tag
        parent = element.getparent()
        beside[parent, tag].append(element)
        if parent is not None and (above := parent.getparent()) is not None:
            lists[above, parent.tag, tag].append(element)
        if tag in _BOLD and parent is not None and parent.tag in ("p", "div") and _is_all_of(element, parent):
            beside[parent.getparent(), "bold"].append(element)
        for token in classes(element):
            if name := token if is_lasting(token) else lasting_part(token):
                beside[parent, (tag, name)].append(element)
                if not is_layout(name):
                    called[tag, name].append(element)
        for attribute in map(str, element.attrib):
            if attribute.startswith("data-") or attribute in ("id", "itemtype"):
                called[tag, attribute].append(element)
                beside[parent, (tag, attribute)].append(element)
    yield from beside.values()
    yield from (of_it for of_it in lists.values() if len({one.getparent() for one in of_it}) > 1)
    yield from called.values()
    for heading in _HEADS[:6]:
        yield [element for element in alive if element.tag == heading]


def _is_all_of(bold: etree._Element, parent: etree._Element) -> bool:
    return len(parent) == 1 and not ((parent.text or "") + (bold.tail or "")).strip()


def _outermost(alike: Sequence[etree._Element]) -> list[etree._Element]:
    known = set(alike)
    return [one for one in dict.fromkeys(alike) if not any(above in known for above in one.iterancestors())]
