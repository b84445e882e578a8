"""New selectors for a page that was redesigned, found by what the last good run knew of its adverts."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lxml import etree

from formats.html import visible_text
from records.draft import FIELD_NAMES, FieldName
from records.page import Page
from spiders.blocks.choosing import is_allowed
from spiders.blocks.finding import block_of, rows_of, tree_of, with_next
from spiders.blocks.groups import Tree, groups
from spiders.blocks.model import Block, Item, Mended
from spiders.blocks.paging import next_of
from spiders.blocks.roles import Roles
from spiders.blocks.slots import Slot, slots_of
from spiders.markup.urls import absolute, durable

_MOST_KNOWN = 60
_MOST_GROUPS = 12
# A value that differs may be an edited advert's; many that differ are another column.
_AGREES = 0.8
_LEAST_SHARE = 0.3
_ADDRESSES = frozenset({"url", "apply_url"})
Known = Mapping[str, str]


def mend(page: Page, known: Sequence[Known]) -> Mended | None:
    """New selectors of a listing page, by field → text of the adverts that the last good run had; None where too few
    of their titles stand on it. What is read by them is each advert's own, or nothing.
    """
    root, base = tree_of(page)
    wanted = [one for one in known if one.get("title")][:_MOST_KNOWN]
    if root is None or not wanted:
        return None
    titles = {plain(one["title"]): one for one in wanted}
    best: tuple[float, Mended] | None = None
    for items in _likely(root, titles):
        mended = _by(items, titles, root, base)
        if mended is not None and (best is None or _worth(mended) > best[0]):
            best = (_worth(mended), mended)
    if best is None:
        return None
    return replace(best[1], block=with_next(best[1].block, next_of(root)))


def plain(text: str) -> str:
    """A text as it is compared: without case, spaces and marks."""
    return re.sub(r"[\W_]+", "", text).casefold()


def _worth(mended: Mended) -> float:
    return mended.share * 4 + 0.3 * len(mended.block.fields) + mended.block.score - 0.2 * mended.block.cut


def _likely(root: etree._Element, titles: Mapping[str, Known]) -> list[list[Item]]:
    """Groups whose adverts each have one known title, most of them first."""
    places = [one for one in root.iter(etree.Element) if plain(visible_text(one)) in titles]
    deepest = [one for one in places if not any(below in places for below in one)]
    if not deepest:
        return []
    at = {element: number for number, element in enumerate(deepest)}
    scored = []
    for items in groups(Tree(root)):
        held = [{at[one] for one in item.elements() if one in at} for item in items]
        named = [{plain(visible_text(deepest[number])) for number in numbers} for numbers in held]
        one_each = sum(len(names) == 1 for names in named)
        several = sum(len(names) > 1 for names in named)
        if one_each and several <= one_each / 10:
            size = sum(len(item.text) for item in items)
            found = len({name for names in named for name in names})
            scored.append((found, one_each / len(items), size, [i for i, names in zip(items, named, strict=True) if names]))
    scored.sort(key=lambda one: (one[0], one[1] > 0.5, one[2]), reverse=True)
    return [items for _, _, _, items in scored[:_MOST_GROUPS] if len(items) > 1 or len(titles) == 1]


def _by(items: list[Item], titles: Mapping[str, Known], root: etree._Element, base: str) -> Mended | None:
    slots = slots_of(items)
    title = _best_title(slots, titles, len(items))
    if title is None:
        return None
    rows = {at: titles[plain(value)] for at, value in title.values.items() if plain(value) in titles}
    roles: Roles = {"title": title}
    names = [name for name in FIELD_NAMES if name != "title" and any(row.get(name) for row in rows.values())]
    for name in names:
        field: FieldName = name  # type: ignore[assignment] - FIELD_NAMES are those
        if slot := _by_values(field, slots, rows, base):
            roles[field] = slot
    block = block_of(items, roles, root, base, score=0.0, why=[])
    if block is None:
        return None
    found = {plain(str(row["title"])) for row in _all_rows(block, root, base)} & set(titles)
    share = len(found) / len(titles)
    if share < _LEAST_SHARE:
        return None
    why = f"{len(found)} of {len(titles)} known titles stand on the page"
    lost = [name for name in names if name not in block.fields]
    return Mended(replace(block, score=round(share, 2), why=why), share, lost)


def _all_rows(block: Block, root: etree._Element, base: str) -> list[dict[str, object]]:
    return [dict(row) for row in rows_of(block.listing, block.fields, root, base, cut=block.cut)]


def _best_title(slots: Mapping[str, Slot], titles: Mapping[str, Known], count: int) -> Slot | None:
    fit = []
    for slot in slots.values():
        if not is_allowed(slot.css):
            continue
        right = sum(plain(value) in titles for value in slot.values.values())
        if right and right >= _AGREES * min(count, len(titles)):
            fit.append((right / count + 0.4 * slot.lasting - 0.3 * (len(slot.values) - right) / count, slot))
    return max(fit, key=lambda pair: pair[0])[1] if fit else None


def _by_values(name: FieldName, slots: Mapping[str, Slot], rows: Mapping[int, Known], base: str) -> Slot | None:
    """The slot that gives the known values in their own rows, and in rows without a value none."""
    due = {at: str(row[name]) for at, row in rows.items() if row.get(name)}
    fit: list[tuple[float, Slot]] = []
    for slot in slots.values():
        linked = "::attr(href)" in slot.css or "::attr(data-" in slot.css
        if not is_allowed(slot.css) or (name in _ADDRESSES) != linked and name in _ADDRESSES:
            continue
        if slot.more and len(slot.more) > len(slot.values) / 4 and name not in ("title", "url"):
            continue
        right = sum(_agree(name, due[at], slot.values[at], base) for at in due if at in slot.values)
        wrong = sum(at in slot.values for at in due) - right
        extra = sum(at in slot.values for at in rows if at not in due)
        if right >= _AGREES * len(due) and wrong <= (1 - _AGREES) * len(due) and extra <= right / 4:
            exact = sum(plain(due[at]) == plain(slot.values.get(at, "")) for at in due) / len(due)
            fit.append((right / len(due) + 0.4 * slot.lasting + 0.3 * exact - 0.3 * extra / max(1, right), slot))
    return max(fit, key=lambda pair: pair[0])[1] if fit else None


def _agree(name: str, known: str, value: str, base: str) -> bool:
    """Whether a value is the known one: the same address, the same words, or the same behind a label."""
    if name in _ADDRESSES:
        url = absolute(base, value)
        return url is not None and (url == known or durable(url) == known)
    said, wanted = plain(value), plain(known)
    if not wanted:
        return False
    if name == "description":
        return said[:200] == plain(re.sub(r"<[^>]*>", " ", known))[:200]
    return said == wanted or (len(wanted) > 3 and "\n" not in value and _behind_label(said, wanted))


def _behind_label(said: str, wanted: str) -> bool:
    longer, shorter = max(said, wanted, key=len), min(said, wanted, key=len)
    return longer.endswith(shorter) and len(longer) - len(shorter) <= 25 and len(shorter) > 3


def by_field(rows: Sequence[Known]) -> dict[str, int]:
    """How many rows have each field."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        for name, value in row.items():
            counts[name] += bool(value)
    return dict(counts)
