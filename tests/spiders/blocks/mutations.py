"""What redesigns do to a page: each takes the tree and the elements its adverts begin with, and changes it in place."""

from collections.abc import Callable, Sequence
from copy import deepcopy

from lxml import etree
from lxml import html as lxml_html

Elements = Sequence[etree._Element]
Mutation = Callable[[etree._Element, Elements], None]
_SWAPPED = {
    "h2": "h4", "h3": "h5", "h4": "h3", "li": "div", "ul": "div", "ol": "div", "p": "div", "span": "em",
    "div": "section", "strong": "b", "b": "strong", "article": "div", "section": "div", "button": "span",
}  # fmt: skip


def classes_renamed(root: etree._Element, heads: Elements) -> None:
    """Every class, id and data name of the list is another."""
    around = heads[0].getparent()
    for element in {one for head in heads for one in _part(head)} | ({around} if around is not None else set()):
        if called := (element.get("class") or "").split():
            element.set("class", " ".join(f"n{token[::-1]}" for token in called))
        if element.get("id"):
            element.set("id", f"new-{element.get('id')}")
        for name in [name for name in element.attrib if str(name).startswith("data-")]:
            value = str(element.attrib.pop(name))
            element.set(f"{name!s}-x", value)


def tags_swapped(root: etree._Element, heads: Elements) -> None:
    """Headings, lists and paragraphs are other elements."""
    for element in {one for head in heads for one in _part(head)}:
        if element in heads and element.getnext() is not None and element.tag in ("h2", "h3", "dt", "p"):
            continue
        element.tag = _SWAPPED.get(str(element.tag), element.tag)


def wrapped(root: etree._Element, heads: Elements) -> None:
    """Each advert, and each part of it, stands in a further element."""
    for head in heads:
        for part in [*head]:
            if part.tag not in ("td", "th", "tr", "li", "dt", "dd", "div") or head.tag in ("tr", "table", "dl", "ul"):
                continue
            _wrap(part, "div")
        if head.tag not in ("tr", "li", "dt", "dd", "td", "strong", "h2", "h3"):
            _wrap(head, "div")


def parts_moved(root: etree._Element, heads: Elements) -> None:
    """What stood last in each advert stands first; in a table that is a column, head and all."""
    rows = list(heads)
    if heads[0].tag == "tr" and (table := next(heads[0].iterancestors("table"), None)) is not None:
        rows = [one for one in table.iter("tr") if len(one) == len(heads[0])]
    for row in rows:
        if len(row) > 1:
            tail, row[-1].tail = row[-1].tail, None
            row.insert(0, row[-1])
            row[0].tail = tail


def split_in_two(root: etree._Element, heads: Elements) -> None:
    """The second half of the adverts stands in a list of its own."""
    parent = heads[0].getparent()
    above = parent.getparent() if parent is not None else None
    if parent is None or above is None or len(heads) < 2:
        return
    first = heads[len(heads) // 2]
    if first.getparent() is not parent:
        return
    other = etree.SubElement(above, str(parent.tag), {str(name): str(value) for name, value in parent.attrib.items()})
    parent.addnext(other)
    moving = [first, *first.itersiblings()]
    if parent.tag in ("table", "tbody") and parent[0].tag == "tr" and parent[0] not in heads:
        other.append(deepcopy(parent[0]))
    other.extend(moving)


def with_advertising(root: etree._Element, heads: Elements) -> None:
    """Between the adverts stand others of the same element that offer something else."""
    for given in [*heads][1::2]:
        head = given.getparent() if given.tag in ("strong", "b") else given
        parent = head.getparent() if head is not None else None
        if head is None or parent is None:
            continue
        if head.tag == "tr":
            cells = f'<td class="promo" colspan="{len(head)}"><a href="/alerts">Get these by e-mail</a></td>'
            promo = lxml_html.fragment_fromstring(f"<table><tr>{cells}</tr></table>")[0]
        else:
            tag = head.tag if head.tag in ("li", "div", "article", "section", "td") else "div"
            inside = '<p><em><a href="/alerts">Never miss a thing: get these by e-mail</a></em></p>'
            promo = lxml_html.fragment_fromstring(f'<{tag} class="promo">{inside}</{tag}>')
        promo.tail = "\n"
        head.addprevious(promo)


MUTATIONS: tuple[Mutation, ...] = (
    classes_renamed, tags_swapped, wrapped, parts_moved, split_in_two, with_advertising,
)  # fmt: skip


def _part(head: etree._Element) -> list[etree._Element]:
    return list(head.iter(etree.Element))


def _wrap(element: etree._Element, tag: str) -> None:
    outer = etree.Element(tag)
    outer.tail, element.tail = element.tail, None
    parent = element.getparent()
    assert parent is not None
    parent.replace(element, outer)
    outer.append(element)
