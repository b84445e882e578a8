"""The link to the next page of a list."""

import re
from collections.abc import Iterator

from lxml import etree
from parsel import Selector

from formats.html import visible_text
from spiders.blocks.tokens import classes, escaped, is_lasting
from spiders.blocks.values import is_next

_CURRENT = re.compile(r"current|active|selected", re.IGNORECASE)
_MOST_LINKS = 2_000


def next_of(root: etree._Element) -> str | None:
    """A selector of that link, and of no other; None where the page has none that a selector can tell."""
    page = Selector(root=root)
    for css in ('a[rel~="next"]', 'link[rel~="next"]'):
        if len({match.attrib.get("href") for match in page.css(css)}) == 1:
            return css
    links = [link for link in root.iter("a") if link.get("href")][:_MOST_LINKS]
    told = [link for link in links if _says_next(link)]
    for link in told:
        for css in _selectors(link):
            if _only(page, css, told):
                return css
    return next((css for css in _behind_current(root) if len(page.css(css)) >= 1), None)


def _only(page: Selector, css: str, told: list[etree._Element]) -> bool:
    matched = page.css(css)
    return bool(matched) and all(match.root in told for match in matched) and _one_address(matched)


def _one_address(matched: list[Selector]) -> bool:
    return len({match.attrib.get("href") for match in matched}) == 1


def _says_next(link: etree._Element) -> bool:
    said = [visible_text(link), link.get("aria-label") or "", link.get("title") or ""]
    return any(is_next(text) for text in said if text)


def _selectors(link: etree._Element) -> Iterator[str]:
    """What may select the link, the most telling first."""
    own = [token for token in classes(link) if is_lasting(token)]
    around = list(link.iterancestors())[:3]
    named = [token for token in own if "next" in token.lower()]
    yield from (f"a.{escaped(token)}" for token in named)
    yield from (f".{token} > a" for token in _lasting(around[:1]) if "next" in token.lower())
    for name in ("aria-label", "title", "data-page", "id"):
        if (value := link.get(name)) and "next" in value.lower() and '"' not in value and len(value) < 60:
            yield f"#{escaped(value)}" if name == "id" else f'a[{name}="{value}"]'
    yield from (f"a.{escaped(token)}" for token in own)
    for token in _lasting(around):
        yield f".{token} > a:last-child"
        yield f".{token} > :last-child > a"


def _lasting(elements: list[etree._Element]) -> Iterator[str]:
    yield from (escaped(token) for element in elements for token in classes(element) if is_lasting(token))


def _behind_current(root: etree._Element) -> Iterator[str]:
    """Of pages that have numbers only, the link behind the number that is shown: `li.active + li a`."""
    for element in root.iter("li", "span", "a", "strong", "em"):
        text = visible_text(element)
        if not text.isdecimal():
            continue
        following = element.getnext()
        if following is None or visible_text(following) != str(int(text) + 1):
            continue
        inner = "" if following.tag == "a" else " a"
        if element.get("aria-current"):
            yield f'{element.tag}[aria-current="{element.get("aria-current")}"] + {following.tag}{inner}'
        for token in classes(element):
            if is_lasting(token) and _CURRENT.search(token):
                yield f"{element.tag}.{escaped(token)} + {following.tag}{inner}"
        if element.tag in ("strong", "em", "span") and following.tag == "a" and not element.get("class"):
            yield f"{element.tag} + a"
