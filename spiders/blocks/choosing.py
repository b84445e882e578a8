"""The selector that finds all adverts of a group, and no more."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml import etree
from parsel import Selector
from pydantic import TypeAdapter, ValidationError

from records.field_types import Css
from spiders.blocks.model import Item
from spiders.blocks.tokens import classes, data_marks, escaped, is_lasting, is_layout, lasting_part, says
from spiders.markup.css_fields import read_fields
from spiders.markup.cutting import cut_adverts

_CSS: TypeAdapter[str] = TypeAdapter(Css)
_MOST_AROUND = 6
_WHOLE = ("main", "article", "section", "table", "tbody", "ul", "ol", "dl")


@lru_cache(maxsize=20_000)
def is_allowed(css: str) -> bool:
    """Whether a source's file may hold this selector."""
    try:
        _CSS.validate_python(css)
    except ValidationError:
        return False
    return True


def listing_of(items: Sequence[Item], root: etree._Element, title: str) -> str | None:
    """The most lasting selector that selects every advert; what else it selects has no title. None without one."""
    heads = [item.head for item in items]
    wanted, page, cut = set(heads), Selector(root=root), items[0].cut
    best: tuple[float, str] | None = None
    for css, lasting in _candidates(heads):
        if (best is not None and lasting <= best[0]) or not is_allowed(css):
            continue
        matched = [match.root for match in page.css(css)]
        if not wanted <= set(matched):
            continue
        extras = [one for one in matched if one not in wanted]
        for each, cost in _without(css, extras, heads):
            left = [match.root for match in page.css(each) if match.root not in wanted] if cost else extras
            if any(_has_title(one, title, cut=cut) for one in left):
                continue
            value = lasting - cost - min(0.2, 0.02 * len(left))
            if best is None or value > best[0]:
                best = (value, each)
            break
    return best[1] if best else None


def _has_title(extra: etree._Element, title: str, *, cut: bool) -> bool:
    """Whether what is no advert would be read as one."""
    if cut:
        # An advert that begins with it is never empty: what it begins with is its title.
        return bool("".join(map(str, extra.itertext())).strip())
    return bool(read_fields(Selector(root=extra), {"title": title}, "http://page.invalid/").get("title"))


def _without(css: str, extras: list[etree._Element], heads: list[etree._Element]) -> Iterator[tuple[str, float]]:
    """The selector itself, and without a class that only the others have."""
    yield css, 0.0
    if not extras:
        return
    own = {token for head in heads for token in classes(head)}
    theirs = [token for token in classes(extras[0]) if token not in own and is_lasting(token)]
    for token in theirs[:3]:
        yield f"{css}:not(.{escaped(token)})", 0.1


def _candidates(heads: list[etree._Element]) -> Iterator[tuple[str, float]]:
    own = list(_own(heads))
    yield from own
    for depth, around in enumerate(_around(heads)):
        for outer, lasting in _named(around):
            for css, its in own:
                joined = " > " if depth == 0 and heads[0].getparent() is around else " "
                yield f"{outer}{joined}{css}", min(lasting, its + 0.35) * 0.5 + its * 0.5 - 0.05 - 0.02 * depth
                between = _between(heads[0], around)
                if 1 <= len(between) <= 2 and own[0][1] < 0.5:
                    path = " > ".join([outer, *between, css])
                    yield path, (lasting + its) * 0.3 - 0.1 * len(between)
    if any(head.tag == "tr" for head in heads):
        yield "tbody > tr", 0.5
        yield "tbody tr", 0.49


def _between(head: etree._Element, around: etree._Element) -> list[str]:
    """The elements between, from the outer to the inner."""
    path = []
    for above in head.iterancestors():
        if above is around:
            break
        path.append(str(above.tag))
    return path[::-1]


def _own(heads: list[etree._Element]) -> Iterator[tuple[str, float]]:
    """Selectors of one step that all have in common."""
    tag = str(heads[0].tag) if len({head.tag for head in heads}) == 1 else ""
    yield from _by_attribute(heads, tag)
    yield from _by_class(heads, tag)
    if not tag:
        return
    if all("id" in head.attrib for head in heads):
        yield f"{tag}[id]", 0.45
    yield tag, 0.4 if tag in ("article", "dt", "tr") else 0.25
    parent = heads[0].getparent()
    if parent is not None and tag in ("strong", "b", "a", "h2", "h3", "h4", "h5"):
        yield f"{parent.tag} > {tag}", 0.27


def _by_attribute(heads: list[etree._Element], tag: str) -> Iterator[tuple[str, float]]:
    first = heads[0]
    for name in ("itemtype", "itemprop", "role"):
        if (value := first.get(name)) and all(head.get(name) == value for head in heads):
            yield f'{tag}[{name}="{value}"]', 0.95 if name != "role" else 0.6
    for name, value in data_marks(first):
        if all(name in head.attrib for head in heads):
            yield f"{tag}[{name}]", 0.8
            if value and len(value) < 40 and all(head.get(name) == value for head in heads):
                yield f'{tag}[{name}="{value}"]', 0.82


def _by_class(heads: list[etree._Element], tag: str) -> Iterator[tuple[str, float]]:
    common = [token for token in classes(heads[0]) if all(token in classes(head) for head in heads)]
    lasting = [token for token in common if is_lasting(token)]
    for token in lasting:
        worth = 0.3 if is_layout(token) else 0.9 if says(token, "advert") else 0.8
        yield f".{escaped(token)}", worth + 0.01
        yield f"{tag}.{escaped(token)}", worth
    for part in filter(None, map(lasting_part, common)):
        yield f'{tag}[class*="{part}"]', 0.75
    if len(lasting) > 1:
        yield tag + "".join(f".{escaped(token)}" for token in lasting[:3]), 0.5


def _around(heads: list[etree._Element]) -> list[etree._Element]:
    """Elements around all of them, the nearest first."""
    common = list(heads[0].iterancestors())
    for head in heads[1:]:
        above = set(head.iterancestors())
        common = [one for one in common if one in above]
    return [one for one in common if one.tag not in ("html", "body")][:_MOST_AROUND]


def _named(element: etree._Element) -> Iterator[tuple[str, float]]:
    tag = str(element.tag)
    name = element.get("id") or ""
    if name and is_lasting(name):
        yield f"#{escaped(name)}", 0.85
    for token in classes(element):
        if is_lasting(token):
            yield f".{escaped(token)}", 0.3 if is_layout(token) else 0.85 if says(token, "advert") else 0.7
        elif part := lasting_part(token):
            yield f'[class*="{part}"]', 0.65
    for mark, value in data_marks(element):
        if value and len(value) < 40 and not any(letter.isdigit() for letter in value):
            yield f'[{mark}="{value}"]', 0.75
    if tag in _WHOLE:
        yield tag, 0.45 if tag == "main" else 0.35


def read_back(items_css: str, root: etree._Element, *, cut: bool) -> list[Selector]:
    """The adverts as the connector sees them."""
    page = Selector(root=root)
    return cut_adverts(page, items_css) if cut else list(page.css(items_css))
