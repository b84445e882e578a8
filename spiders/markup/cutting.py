"""Adverts that no element holds alone: a heading and what follows it, up to the next advert."""

from collections import Counter
from collections.abc import Sequence
from copy import deepcopy

from lxml import etree
from parsel import Selector

from spiders.markup.css_fields import CUT_TAG

_RANKS = {f"h{rank}": rank for rank in range(1, 7)}
_NO_HEADING = 7


def cut_adverts(root: Selector, css: str) -> list[Selector]:
    """One element for each advert of the page that begins with what `css` selects."""
    heads = [match.root for match in root.css(css) if isinstance(match.root, etree._Element)]
    return [Selector(root=put_together(roots)) for roots in forests(heads)]


def forests(heads: Sequence[etree._Element]) -> list[list[etree._Element]]:
    """What belongs to each head: the element that holds it and no other, and what follows beside that.

    It ends where the next advert begins, and before a heading that stands above or beside the head's own.
    """
    holds = Counter(ancestor for head in heads for ancestor in (head, *head.iterancestors()))
    levels = _levels(heads, holds)
    begins = set(levels)
    found = []
    for level in levels:
        rank = _rank(level)
        roots = [level]
        for sibling in level.itersiblings():
            if sibling in begins or holds[sibling] or _rank(sibling) <= min(rank, _NO_HEADING - 1):
                break
            roots.append(sibling)
        found.append(roots)
    return found


def _levels(heads: Sequence[etree._Element], holds: Counter[etree._Element]) -> list[etree._Element]:
    levels: dict[etree._Element, None] = {}
    for head in heads:
        level = head
        while len(heads) > 1 and (parent := level.getparent()) is not None and holds[parent] == 1:
            level = parent
        levels.setdefault(level)
    return list(levels)


def _rank(element: etree._Element) -> int:
    """Of a heading, or of one that an element begins with; 7 for anything else."""
    tag: object = element.tag
    if not isinstance(tag, str):
        return _NO_HEADING + 1
    if tag in _RANKS:
        return _RANKS[tag]
    first = next(element.iterchildren(etree.Element), None)
    inside = first is not None and tag in ("div", "header", "section") and not (element.text or "").strip()
    return _rank(first) if inside and first is not None else _NO_HEADING


def put_together(roots: Sequence[etree._Element]) -> etree._Element:
    """What belongs to one advert in an element of its own."""
    advert = etree.Element(CUT_TAG)
    advert.extend(deepcopy(root) for root in roots)
    return advert
