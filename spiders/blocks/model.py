"""What is found: a block of adverts, and what mends a source's selectors."""

from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree
from parsel import Selector

from formats.html import text_lines
from records.draft import FieldName
from spiders.markup.css_fields import quoted
from spiders.markup.cutting import put_together


@dataclass(frozen=True)
class Block:
    """The adverts of a page. `listing`, `fields`, `next` and `cut` are what the connector `selectors` takes.

    `examples`: the first rows as the connector reads them; `score` 0 to 1; `why`: one line for people.
    """

    listing: str
    fields: dict[FieldName, str]
    next: str | None
    count: int
    examples: list[dict[str, str]]
    score: float
    why: str
    cut: bool = False

    def options(self) -> dict[str, object]:
        """The options of the connector, but for type and address."""
        return selectors_options(self.listing, self.fields, self.next, cut=self.cut)


@dataclass(frozen=True)
class Mended:
    """New selectors of a source. `share`: of the known titles that they find; `lost`: fields found nowhere again."""

    block: Block
    share: float
    lost: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The lines to paste into `connector` of the source's file."""
        found = self.block.options()
        lines = [f"item: {quoted(self.block.listing)}", *(["cut: true"] if self.block.cut else []), "fields:"]
        lines += [f"  {name}: {quoted(css)}" for name, css in self.block.fields.items()]
        return [*lines, *([f"next: {quoted(str(found['next']))}"] if self.block.next else [])]


def selectors_options(
    listing: str, fields: dict[FieldName, str], following: str | None, *, cut: bool
) -> dict[str, object]:
    """Options of `selectors`; what is not needed is left out."""
    options: dict[str, object] = {"item": listing, "fields": dict(fields)}
    if cut:
        options["cut"] = True
    if following:
        options["next"] = following
    return options


@dataclass(frozen=True, eq=False)
class Item:
    """What may be one advert: an element, or (`cut`) those beside one another that begin with `head`."""

    roots: tuple[etree._Element, ...]
    head: etree._Element
    cut: bool = False

    @cached_property
    def lines(self) -> list[str]:
        """Its text, line by line."""
        return [" ".join(line) for line in text_lines(self.roots, tails=self.cut)]

    @cached_property
    def text(self) -> str:
        """Its text in one."""
        return "\n".join(self.lines)

    @cached_property
    def scope(self) -> Selector:
        """What the connector reads its fields from."""
        return Selector(root=put_together(self.roots) if self.cut else self.roots[0])

    def elements(self) -> list[etree._Element]:
        """Its elements in the order of the page."""
        return [element for root in self.roots for element in root.iter(etree.Element)]


def elements(scope: etree._Element, path: str) -> list[etree._Element]:
    """What an XPath selects, elements alone."""
    found = scope.xpath(path)
    return [one for one in found if isinstance(one, etree._Element)] if isinstance(found, list) else []
