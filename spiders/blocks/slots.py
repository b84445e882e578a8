"""What could select a part of an advert, and what it gives for each advert of a group.

A slot is a selector as the connector takes it. It gives for an advert what the connector would read: of several
matches the first. So what is chosen from slots is what a run will see.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from formats.html import visible_text
from records.synonyms import plain
from spiders.blocks.model import Item
from spiders.blocks.tokens import classes, data_marks, escaped, is_lasting, is_layout, lasting_part
from spiders.markup.css_fields import cells_by_column, column_heads
from spiders.markup.labelled import pairs

# How lasting a selector is by what it goes by. What a redesign changes last stands first.
ITEMPROP, COLUMN, DATA, NAMED, LABEL, CLASS, PLAIN, LAYOUT, PLACE = 1.0, 0.95, 0.9, 0.85, 0.8, 0.6, 0.45, 0.3, 0.15
_TAGS = {
    "h1": 0.75, "h2": 0.75, "h3": 0.75, "h4": 0.75, "h5": 0.7, "h6": 0.7, "time": 0.75, "a": 0.55, "dt": 0.5,
    "strong": 0.4, "b": 0.4, "em": 0.35, "address": 0.6, "p": 0.35, "span": 0.2, "summary": 0.5, "th": 0.4, "dd": 0.2,
    "small": 0.3, "li": 0.1, "td": 0.1, "div": 0.12, "section": 0.12, "article": 0.12,
}  # fmt: skip
_STEP_COST = 0.06
_MOST_ELEMENTS = 150
_LONGEST = 1_500
_NUMBERED = re.compile(r"^(?P<name>[A-Za-z][A-Za-z_-]{2,}?)[_-]?\d+$")
_WORDY = re.compile(r"[A-Za-z][\w -]{1,40}")
_NO_DATA_VALUE = re.compile(r"\d{2}|https?:|^(?:true|false|\d+)$")
_WITH_TAG = frozenset({"a", "td", "p", "span", "div", "li", "dd"})
_UNITS = frozenset({"time", "data"})


@dataclass
class Slot:
    """`values` and `elements` by the number of the advert; `hints`: what it is called; `more`: adverts where it gives
    several values.
    """

    css: str
    lasting: float
    hints: frozenset[str] = frozenset()
    values: dict[int, str] = field(default_factory=dict)
    elements: dict[int, etree._Element] = field(default_factory=dict)
    more: set[int] = field(default_factory=set)

    def share(self, count: int) -> float:
        """The part of the adverts that have it."""
        return len(self.values) / max(1, count)


def slots_of(items: Sequence[Item]) -> dict[str, Slot]:
    """Every slot of a group by its selector."""
    found: dict[str, Slot] = {}
    for number, item in enumerate(items):
        _by_css(number, item, found)
        _by_label(number, item, found)
        _by_column(number, item, found)
    return found


def _add(found: dict[str, Slot], slot: Slot, number: int, value: str, element: etree._Element | None) -> None:
    known = found.setdefault(slot.css, slot)
    if number in known.values:
        if value and value != known.values[number]:
            known.more.add(number)
        return
    if not value or len(value) > _LONGEST:
        return
    known.values[number] = value
    if element is not None:
        known.elements[number] = element


def _by_css(number: int, item: Item, found: dict[str, Slot]) -> None:
    taken: set[str] = set()
    text = cache(visible_text)
    inside: dict[etree._Element, list[tuple[str, float, str]]] = {}
    for element in item.elements()[:_MOST_ELEMENTS]:
        own = list(_names(element))
        inside[element] = own
        simple = [(css, lasting, frozenset([hint] if hint else ())) for css, lasting, hint in own]
        for css, lasting, hints in [*simple, *_stepped(element, own, inside)]:
            first = css not in taken
            taken.add(css)
            _take(number, element, Slot(css, lasting, hints), found, text(element), first=first)
    if not item.cut:
        root = item.roots[0]
        for name, value in data_marks(root):
            _add(found, Slot(f"::attr({name})", DATA, frozenset([name.removeprefix("data-")])), number, value, None)


def _take(number: int, element: etree._Element, slot: Slot, found: dict[str, Slot], text: str, *, first: bool) -> None:
    known = found.get(slot.css)
    if first or (known is not None and number in known.values):
        _add(found, slot, number, text, element)
    if not first:
        return
    for name, lasting in _attributes(element):
        of_it = Slot(f"{slot.css}::attr({name})", slot.lasting + lasting, slot.hints | _hint_of(name))
        _add(found, of_it, number, (element.get(name) or "").strip(), element)


def _hint_of(name: str) -> frozenset[str]:
    return frozenset() if name in ("href", "datetime", "content", "title") else frozenset([name.removeprefix("data-")])


def _attributes(element: etree._Element) -> Iterator[tuple[str, float]]:
    if element.tag == "a" and element.get("href"):
        yield "href", 0.0
    if element.tag in _UNITS and element.get("datetime"):
        yield "datetime", 0.1
    if element.tag == "meta" and element.get("content"):
        yield "content", 0.1
    if element.tag == "button":
        yield from ((str(name), 0.0) for name in element.attrib if str(name).startswith("data-"))


def _names(element: etree._Element) -> Iterator[tuple[str, float, str]]:
    """Selectors of one element by itself, with how lasting each is and what it is called there."""
    tag = str(element.tag)
    if prop := element.get("itemprop"):
        yield f'[itemprop="{prop}"]', ITEMPROP, prop
    for name, value in data_marks(element):
        if _WORDY.fullmatch(value) and not _NO_DATA_VALUE.search(value):
            yield f'[{name}="{value}"]', DATA, value
    yield from _by_class(element, tag)
    if numbered := _NUMBERED.match(element.get("id") or ""):
        yield f'[id^="{numbered["name"]}"]', CLASS, numbered["name"]
    if tag in _TAGS:
        yield tag, _TAGS[tag], ""
    row = element.getparent()
    if tag in ("td", "th") and row is not None and not column_heads(row):
        at = 1 + sum(isinstance(before.tag, str) for before in element.itersiblings(preceding=True))
        yield f"{tag}:nth-child({at})", PLACE, ""


def _by_class(element: etree._Element, tag: str) -> Iterator[tuple[str, float, str]]:
    for token in classes(element):
        if is_lasting(token):
            kind, hint = (LAYOUT, "") if is_layout(token) else (CLASS, token)
            yield f".{escaped(token)}", kind, hint
            if tag in _WITH_TAG:
                yield f"{tag}.{escaped(token)}", kind - 0.02, hint
        elif part := lasting_part(token):
            yield f'[class*="{part}"]', CLASS, part


def _stepped(
    element: etree._Element,
    own: list[tuple[str, float, str]],
    inside: dict[etree._Element, list[tuple[str, float, str]]],
) -> Iterator[tuple[str, float, frozenset[str]]]:
    """The same within an element around it, of two steps."""
    for up, above in enumerate(element.iterancestors()):
        outer = inside.get(above)
        if outer is None or up > 2:
            return
        for css, lasting, hint in outer:
            for inner, its, other in own:
                if inner in ("td", "li") or ":nth" in inner or css in ("li", "td", "a"):
                    continue
                least = min(lasting, its) if its > PLAIN else (lasting + its) / 2
                yield f"{css} {inner}", least - _STEP_COST, frozenset(one for one in (other or hint,) if one)


def _by_label(number: int, item: Item, found: dict[str, Slot]) -> None:
    for label, value in pairs(item.roots, tails=item.cut):
        name = re.sub(r"[()]", " ", label).strip()
        known = next((css for css in found if css.startswith("::label(") and plain(css[8:-1]) == plain(name)), None)
        if plain(name):
            _add(found, Slot(known or f"::label({name})", LABEL, frozenset([name])), number, value, None)


def _by_column(number: int, item: Item, found: dict[str, Slot]) -> None:
    row = item.roots[0]
    if item.cut or row.tag != "tr":
        return
    cells = cells_by_column(row)
    for at, head in enumerate(column_heads(row)):
        name = re.sub(r"[()]", " ", head).strip()
        if at not in cells or not plain(name) or len(name) > 80:
            continue
        cell = cells[at]
        slot = Slot(f"::column({name})", COLUMN, frozenset([name]))
        _add(found, slot, number, visible_text(cell), cell)
        link = next(cell.iter("a"), None)
        if link is not None and link.get("href"):
            text = Slot(f"::column({name}) a", COLUMN - 0.01, frozenset([name]))
            _add(found, text, number, visible_text(link), link)
            linked = Slot(f"::column({name}) a::attr(href)", COLUMN, frozenset([name]))
            _add(found, linked, number, str(link.get("href")).strip(), link)
