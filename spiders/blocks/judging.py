"""Whether a group is a list of adverts: what its parts say, what it is called, what stands above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from lxml import etree

from formats.html import visible_text
from records.draft import FieldName
from spiders.blocks.model import Item, elements
from spiders.blocks.roles import Roles, categories
from spiders.blocks.slots import Slot
from spiders.blocks.tokens import marks, parts, says
from spiders.blocks.values import has_word, is_role
from spiders.markup.urls import absolute

ENOUGH = 0.5
_WORTH: dict[FieldName, float] = {
    "pay": 0.3, "closes_at": 0.35, "starts_on": 0.25, "place": 0.15, "venue": 0.15, "organisation": 0.12,
    "contract": 0.2,
    "hours": 0.2, "hours_per_week": 0.2, "reference": 0.15, "posted_at": 0.05, "duration": 0.15, "cost": 0.15,
    "qualification_level": 0.15, "eligibility": 0.2, "amount": 0.2, "town": 0.15, "postcode": 0.1, "ends_on": 0.05,
}  # fmt: skip
_MOST_BACK = 400


@dataclass(frozen=True)
class Judged:
    """`why`: what speaks for it."""

    score: float
    why: list[str]


def judge(items: Sequence[Item], roles: Roles, root: etree._Element, base: str) -> Judged:
    """0 to 1; below `ENOUGH` it is no list of adverts."""
    title = roles.get("title")
    if title is None:
        return Judged(0.0, [])
    titles, count = list(title.values.values()), len(items)
    facts = {name: roles[name].share(count) * worth for name, worth in _WORTH.items() if name in roles}
    roled = sum(map(is_role, titles)) / len(titles)
    wanted = sum(has_word(one, "taught") or has_word(one, "wanted") for one in titles) / len(titles)
    urls = _own_addresses(roles, base)
    heading = heading_above(items[0])
    around = _around(items, heading, urls, root)
    hard = sum(facts.values()) + 0.4 * roled + 0.2 * wanted
    score = min(hard, 0.75) + around.soft + 0.1 * bool(urls) + 0.1 * ("description" in roles) + min(0.1, count / 100)
    score -= _against(items, titles, heading, urls) + 0.6 * categories(title)
    bare = not urls or not around.told or (count == 2 and roled < 1) or _are_buttons(title)
    if (not facts and bare) or (hard < 0.15 and not around.sure):
        score = min(score, ENOUGH - 0.1)  # titles, of which nothing says what they are
    why = [f"{count} times {', '.join(dict.fromkeys(['title', *facts]))}"]
    why += [f"titles of jobs ({roled:.0%})"] if roled >= 0.3 else []
    why += [f"below “{heading[:60]}”"] if around.above else []
    return Judged(max(0.0, min(1.0, score)), why)


@dataclass(frozen=True)
class _Around:
    """What speaks for adverts around them: what they are called, their addresses, the heading above, the page's."""

    called: bool
    address: float
    above: bool
    page: bool

    @property
    def soft(self) -> float:
        return 0.15 * self.called + 0.15 * self.address + 0.12 * self.above + 0.08 * self.page

    @property
    def told(self) -> bool:
        return self.above or self.page or self.called or self.address > 0.5

    @property
    def sure(self) -> bool:
        return self.called and self.above and self.address > 0.5


def _around(items: Sequence[Item], heading: str, urls: list[str], root: etree._Element) -> _Around:
    return _Around(
        called=_called(items, "advert"),
        address=sum(_has_step(url, "advert") for url in urls) / len(urls) if urls else 0.0,
        above=has_word(heading, "advert") and not has_word(heading, "news"),
        page=_page_says(root),
    )


def _against(items: Sequence[Item], titles: list[str], heading: str, urls: list[str]) -> float:
    news = _called(items, "news") or (bool(urls) and sum(_has_step(url, "news") for url in urls) > len(urls) / 2)
    told = has_word(heading, "news") and not has_word(heading, "advert")
    furniture = sum(has_word(one, "furniture") for one in titles) / len(titles)
    aside = _called(items, "aside")
    long = sum(len(one.split()) > 12 for one in titles) / len(titles)
    beside = has_word(heading, "aside")
    unlike = max(0.0, 0.35 - likeness(items)) * 2
    return 0.5 * beside + unlike + 0.5 * bool(news) + 0.35 * told + 0.8 * furniture + 0.15 * aside + 0.3 * long


def _are_buttons(title: Slot) -> bool:
    called = [part for element in title.elements.values() for mark in marks(element) for part in parts(mark)]
    return "btn" in called or "button" in called


def likeness(items: Sequence[Item]) -> float:
    """How alike the adverts are built: the part of the elements, by tag and class, that two have in common."""
    built = [_built(item) for item in items[:8]]
    pairs = [(one, other) for one, other in pairwise(built) if one | other]
    return sum(len(one & other) / len(one | other) for one, other in pairs) / len(pairs) if pairs else 1.0


def _built(item: Item) -> set[tuple[str, str]]:
    elements = item.elements() if item.cut else item.elements()[1:]
    return {(str(one.tag), token) for one in elements for token in one.get("class", "").split() or [""]}


def _own_addresses(roles: Roles, base: str) -> list[str]:
    slot = roles.get("url")
    return [url for value in slot.values.values() if (url := absolute(base, value))] if slot else []


def _has_step(url: str, group: str) -> bool:
    parts = urlsplit(url)
    steps = [step for step in re.split(r"[/?&=.]", f"{parts.path}?{parts.query}") if step]
    return any(says(step, group) for step in steps if len(step) < 60)


def _called(items: Sequence[Item], group: str) -> bool:
    """Whether most adverts, or what is right around them, are called so."""
    named = sum(any(says(mark, group) for mark in marks(item.head)) for item in items)
    if named > len(items) / 2:
        return True
    around = list(items[0].head.iterancestors())[:4]
    return any(says(mark, group) for one in around if one.tag not in ("body", "html") for mark in marks(one))


def heading_above(item: Item) -> str:
    """The nearest heading before the first advert, outside it."""
    inside = {element for one in item.roots for element in one.iter()}
    above = elements(item.roots[0], "preceding::*[self::h1 or self::h2 or self::h3 or self::h4 or self::legend]")
    for element in above[:-_MOST_BACK:-1]:
        if element not in inside and (text := visible_text(element)):
            return text
    return next((visible_text(one) for one in elements(item.roots[0], "ancestor::table/caption")), "")


def _page_says(root: etree._Element) -> bool:
    said = [visible_text(one) for one in root.iter("title", "h1")][:4]
    return any(has_word(text, "advert") for text in said)
