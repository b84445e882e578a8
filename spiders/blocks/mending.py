"""New selectors for a page that was redesigned, found by what the last good run knew of its adverts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import get_args

from lxml import etree
from parsel import Selector
from pydantic import JsonValue

from formats.html import visible_text
from records.draft import FieldName
from records.options import SelectorsOptions
from records.page import Page
from spiders.blocks.choosing import is_allowed
from spiders.blocks.finding import block_of, rows_of, tree_of, with_next
from spiders.blocks.groups import Tree, cut_items, groups
from spiders.blocks.model import Block, Item, Mended
from spiders.blocks.names import is_label
from spiders.blocks.paging import next_of
from spiders.blocks.roles import Roles
from spiders.blocks.slots import Slot, slots_of
from spiders.markup.css_fields import SEVERAL, read_fields
from spiders.markup.urls import absolute, durable

_MOST_KNOWN = 60
_MOST_GROUPS = 8
_MOST_ITEMS, _MOST_OTHERS = 80, 500
# An element with more in it than this is no title alone.
_MOST_IN_TITLE = 20
# A larger page is a catalogue; to look all of it over may take a minute.
_LARGEST = 3_000_000
# A value that differs may be an edited advert's; many that differ are another column.
_AGREES = 0.8
_LEAST_SHARE = 0.3
_ADDRESSES = frozenset({"url", "apply_url"})
Known = Mapping[str, str]
NAMES: tuple[FieldName, ...] = get_args(FieldName)


def mend(page: Page, known: Sequence[Known]) -> Mended | None:
    """New selectors of a listing page, by field → text of the adverts that the last good run had; None where too few
    of their titles stand on it. What is read by them is each advert's own, or nothing.
    """
    root, base = tree_of(page) if len(page.body) <= _LARGEST else (None, page.url)
    wanted = [one for one in known if one.get("title")][:_MOST_KNOWN]
    if root is None or not wanted:
        return None
    titles = {plain(one["title"]): one for one in wanted}
    best: tuple[float, Mended] | None = None
    for items, others in _likely(root, titles):
        mended = _by(items, others, titles, root, base)
        if mended is not None and (best is None or _worth(mended) > best[0]):
            best = (_worth(mended), mended)
    if best is None:
        return None
    return replace(best[1], block=with_next(best[1].block, next_of(root)))


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A text as it is compared: without case, spaces and marks."""
    return re.sub(r"[\W_]+", "", text).casefold()


def _worth(mended: Mended) -> float:
    return mended.share * 4 + 0.3 * len(mended.block.fields) + mended.block.score - 0.2 * mended.block.cut


def _likely(root: etree._Element, titles: Mapping[str, Known]) -> list[tuple[list[Item], list[Item]]]:
    """Groups whose adverts each have one known title, and their other members; most known titles first."""
    short = (
        one for one in root.iter(etree.Element) if sum(1 for _ in islice(one.iter(), _MOST_IN_TITLE)) < _MOST_IN_TITLE
    )
    said = {one: name for one in short if (name := plain(visible_text(one))) in titles}
    deepest = {one: name for one, name in said.items() if not any(below in said for below in one)}
    scored = []
    for items in groups(Tree(root)) if deepest else []:
        named = [{deepest[one] for one in item.elements() if one in deepest} for item in items]
        one_each = sum(len(names) == 1 for names in named)
        several = sum(len(names) > 1 for names in named)
        if one_each and several <= one_each / 10:
            size = sum(len(item.text) for item in items)
            found = len({name for names in named for name in names})
            known = [item for item, names in zip(items, named, strict=True) if names]
            others = [item for item, names in zip(items, named, strict=True) if not names]
            scored.append((found, one_each / len(items) > 0.5, size, known, others))
    scored.sort(key=lambda one: one[:3], reverse=True)
    return [
        (known[:_MOST_ITEMS], others)
        for *_, known, others in scored[:_MOST_GROUPS]
        if len(known) > 1 or len(titles) == 1
    ]


def _by(
    items: list[Item], others: list[Item], titles: Mapping[str, Known], root: etree._Element, base: str
) -> Mended | None:
    slots = slots_of(items)
    title = _best_title(slots, titles, len(items))
    if title is None:
        return None
    rows = {at: titles[plain(value)] for at, value in title.values.items() if plain(value) in titles}
    roles: Roles = {"title": title}
    names = [name for name in NAMES if name != "title" and any(row.get(name) for row in rows.values())]
    for name in names:
        if slot := _by_values(name, slots, rows, base):
            roles[name] = slot
    adverts = [*items, *_alike(others, roles, len(items), base)]
    block = block_of(adverts, roles, root, base, score=0.0, why=[])
    if block is None:
        return None
    found = {plain(text_of(row["title"])) for row in all_rows(block, root, base)} & set(titles)
    share = len(found) / len(titles)
    if share < _LEAST_SHARE:
        return None
    why = f"{len(found)} of {len(titles)} known titles stand on the page"
    lost = [str(name) for name in names if name not in block.fields]
    return Mended(replace(block, score=round(share, 2), why=why), share, lost)


def _alike(others: list[Item], roles: Roles, count: int, base: str) -> list[Item]:
    """Adverts that nobody knew yet: a title, and a fact that most known ones have; else an address like theirs."""
    fields = {str(name): slot.css for name, slot in roles.items()}
    usual = [name for name, slot in roles.items() if name != "title" and slot.share(count) > 0.6]
    facts = [name for name in usual if name not in ("url", "description")]
    folders = {_folder(absolute(base, value)) for value in roles["url"].values.values()} if "url" in roles else set()
    found = []
    for item in others[:_MOST_OTHERS]:
        row = read_fields(item.scope, fields, base)
        placed = not facts and _folder(str(row.get("url") or "")) in folders
        title = text_of(row.get("title"))
        if title and not is_label(title) and (placed or any(row.get(name) for name in facts)):
            found.append(item)
    # Where nearly all are adverts that were looked at, the rest are taken for such.
    return found + others[_MOST_OTHERS:] if len(found) > 0.9 * _MOST_OTHERS else found


def _folder(url: str | None) -> str:
    """Where an address stands; at the top of a site its form, without numbers."""
    folder, _, name = (url or "").rpartition("/")
    return folder if folder.count("/") > 2 else f"{folder}/{re.sub(r'[0-9]+', '#', name)}"


def all_rows(block: Block, root: etree._Element, base: str) -> list[dict[str, JsonValue]]:
    """What the connector would read of the page by a block."""
    return rows_of(block.listing, block.fields, root, base, cut=block.cut)


def text_of(value: JsonValue) -> str:
    """A value of a row as text; of several the first."""
    return str(value[0] if value else "") if isinstance(value, list) else str(value or "")


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
        if not is_allowed(slot.css) or ((name in _ADDRESSES) != linked and name in _ADDRESSES):
            continue
        if slot.more and len(slot.more) > len(slot.values) / 4 and name in SEVERAL:
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


def mend_fields(
    page: Page, known: Sequence[Known], options: SelectorsOptions, names: Sequence[FieldName]
) -> dict[FieldName, str]:
    """New selectors of these fields, where the adverts themselves are still found; what is nowhere is left out."""
    root, base = tree_of(page)
    if root is None or "title" not in options.fields:
        return {}
    heads = [match.root for match in Selector(root=root).css(options.item)]
    items = cut_items(heads) if options.cut else [Item((head,), head) for head in heads]
    titles = {plain(one["title"]): one for one in known if one.get("title")}
    read = [str(read_fields(item.scope, {"title": options.fields["title"]}, base)["title"]) for item in items]
    rows = {at: titles[plain(title)] for at, title in enumerate(read) if plain(title) in titles}
    slots = slots_of(items)
    found: dict[FieldName, str] = {}
    for name in names:
        if any(row.get(name) for row in rows.values()) and (slot := _by_values(name, slots, rows, base)):
            found[name] = slot.css
    return found
