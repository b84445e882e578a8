"""The repeating block of a page: found unaided, the best first; nothing rather than something wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

from lxml import etree
from parsel import Selector
from pydantic import JsonValue

from formats.html import parse_html
from formats.text import page_text
from records.draft import FieldName
from records.page import Page
from spiders.blocks.choosing import is_allowed, listing_of, read_back
from spiders.blocks.groups import Tree, groups
from spiders.blocks.judging import ENOUGH, judge
from spiders.blocks.model import Block, Item
from spiders.blocks.paging import next_of
from spiders.blocks.roles import Roles, roles_of
from spiders.blocks.slots import slots_of
from spiders.blocks.values import is_date, is_money, is_role
from spiders.markup.css_fields import read_fields
from spiders.markup.urls import absolute

_LOOKED_AT = 8
_MOST_GROUPS = 16
_EXAMPLES = 5
_LONGEST_EXAMPLE = 300


@dataclass(frozen=True)
class Candidate:
    """A group with what its parts are."""

    items: list[Item]
    roles: Roles
    score: float
    why: list[str]

    @property
    def rank(self) -> float:
        """Of two that are as good, the one with more adverts, and with more of each."""
        count = log2(min(len(self.items), 64))
        looked = max(1, len(self.roles["title"].values))
        whole = sum(len(slot.values) for slot in self.roles.values()) / len(self.roles) / looked
        return 0.5 * whole + self.score * 2 + 0.1 * len(self.roles) + 0.2 * count - 0.15 * self.items[0].cut


def find_blocks(page: Page) -> list[Block]:
    """The lists of adverts of a page, the best first; [] where none is sure. Never raises for what a page holds."""
    root, base = tree_of(page)
    if root is None:
        return []
    blocks: list[Block] = []
    taken: list[set[etree._Element]] = []
    following = None
    for candidate in candidates(root, base):
        held = {element for item in candidate.items for element in item.elements()}
        if any(held & other for other in taken):
            continue
        block = block_of(candidate.items, candidate.roles, root, base, score=candidate.score, why=candidate.why)
        if block is None:
            continue
        taken.append(held)
        following = following or next_of(root)
        blocks.append(with_next(block, following))
    return blocks


def tree_of(page: Page) -> tuple[etree._Element | None, str]:
    """The page as a tree, and the address its links are relative to."""
    tree = parse_html(page_text(page, None).text)
    if tree is None:
        return None, page.url
    stated = tree.xpath("//base/@href")
    return tree, (absolute(page.url, str(stated[0])) if stated else None) or page.url


def candidates(root: etree._Element, base: str) -> list[Candidate]:
    """Groups that are lists of adverts, the best first."""
    found = []
    likely = sorted(groups(Tree(root)), key=_promise, reverse=True)[:_MOST_GROUPS]
    for items in likely:
        looked = items[:_LOOKED_AT]
        roles = roles_of(looked, slots_of(looked), base)
        kept = _with_title(items, roles, base) if roles else []
        if len(kept) < 2:
            continue
        if len(kept) != len(items) or len(items) > _LOOKED_AT:
            looked = kept[: _LOOKED_AT * 3]
            roles = roles_of(looked, slots_of(looked), base)
        judged = judge(looked, roles, root, base)
        if judged.score >= ENOUGH:
            found.append(Candidate(kept, roles, judged.score, judged.why))
    return sorted(found, key=lambda one: one.rank, reverse=True)


def _with_title(items: Sequence[Item], roles: Roles, base: str) -> list[Item]:
    """The adverts among them: with a title, and with one other thing where most have it."""
    fields = {str(name): slot.css for name, slot in roles.items()}
    have = [{name for name, value in read_fields(item.scope, fields, base).items() if value} for item in items]
    usual = [name for name in roles if name != "title" and sum(name in one for one in have) > 0.6 * len(items)]
    # What an advertisement between them has, too, tells nothing.
    usual = [name for name in usual if name not in ("url", "description")] or usual
    return [
        item
        for item, one in zip(items, have, strict=True)
        if "title" in one and (not usual or any(name in one for name in usual))
    ]


def _promise(items: Sequence[Item]) -> float:
    """A quick guess at whether a closer look is worth while."""
    some = items[:8]
    score = 0.0
    for item in some:
        lines = item.lines[:30]
        score += 0.5 * any(map(is_role, lines)) + any(map(is_date, lines)) + any(map(is_money, lines))
        score += 0.3 * any(root.tag == "a" or root.find(".//a") is not None for root in item.roots)
        score += 0.2 * (len(lines) > 1) - 0.5 * (len(item.lines) > 60)
    return score / len(some) + min(len(items), 30) * 0.02


def block_of(
    items: Sequence[Item], roles: Roles, root: etree._Element, base: str, *, score: float, why: list[str]
) -> Block | None:
    """The block as the connector would read it; None where no selector tells its adverts from the rest."""
    fields: dict[FieldName, str] = {name: slot.css for name, slot in roles.items() if is_allowed(slot.css)}
    if "title" not in fields:
        return None
    listing = listing_of(items, root, fields["title"])
    if listing is None:
        return None
    rows = rows_of(listing, fields, root, base, cut=items[0].cut)
    if not rows:
        return None
    examples = [{name: _shown(value) for name, value in row.items() if value} for row in rows[:_EXAMPLES]]
    return Block(listing, fields, None, len(rows), examples, round(score, 2), "; ".join(why), cut=items[0].cut)


def _shown(value: JsonValue) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text[:_LONGEST_EXAMPLE]


def rows_of(
    listing: str, fields: dict[FieldName, str], root: etree._Element, base: str, *, cut: bool
) -> list[dict[str, JsonValue]]:
    """What the connector would read, without what has no title."""
    by_name = {str(name): css for name, css in fields.items()}
    read = (read_fields(Selector(root=one.root), by_name, base) for one in read_back(listing, root, cut=cut))
    return [row for row in read if row.get("title")]


def with_next(block: Block, following: str | None) -> Block:
    """The block with the link to the next page."""
    return Block(
        block.listing, block.fields, following, block.count, block.examples, block.score, block.why, cut=block.cut
    )
