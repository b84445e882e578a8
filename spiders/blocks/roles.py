"""Which slot of a group of adverts is which field: by what it is called, and by what its values look like."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from lxml import etree

from formats.html import visible_text
from records.draft import FieldName
from records.synonyms import plain
from spiders.blocks.model import Item, elements
from spiders.blocks.names import is_label, meaning, meant
from spiders.blocks.slots import Slot
from spiders.blocks.tokens import marks, parts
from spiders.blocks.values import (
    has_word,
    is_button,
    is_category,
    is_contract,
    is_date,
    is_hours,
    is_money,
    is_organisation,
    is_pay,
    is_place,
    is_role,
    words_of,
)
from spiders.markup.css_fields import SEVERAL
from spiders.markup.urls import absolute

Roles = dict[FieldName, Slot]
_DATES = ("closes_at", "posted_at", "starts_on", "ends_on", "modified_at")
_ENOUGH = 0.6
_HEADINGS = re.compile(r"\bh[1-6]$")
_LONGEST_TITLE = 160
_LONGEST_FACT = 200
_LONGEST_PLACES = 500
_SUMMARY = 40


def _is_named(name: str, slot: Slot) -> bool:
    """Whether a slot is called by a field's name. A label or a head alone may be vague: `Post`, `Type`."""
    bare = slot.css.startswith("::") and name not in _DATES
    return any(of_it == name and (bare or not vague) for of_it, vague in map(meaning, slot.hints))


def roles_of(items: Sequence[Item], slots: Mapping[str, Slot], base: str) -> Roles:
    """The field of each slot that has one; without a title nothing."""
    count = len(items)
    slots = _distinct(slots)
    title = _best(slots, lambda slot: title_score(slot, count))
    if title is None or (items[0].cut and not _begins_with(items, title)):
        return {}
    found: Roles = {"title": title}
    if url := with_link(slots, title, items, base):
        found["url"] = url
    used = _with_kin(title.elements.values())

    def take(name: FieldName, score: Callable[[Slot], float]) -> None:
        slot = _best(slots, score)
        if slot is not None:
            found.setdefault(name, slot)
            used.update(_with_kin(slot.elements.values()))

    for name in _wanted(slots):
        take(name, partial(_fact_score, name, count=count, used=used))
    if not set(_DATES) & set(found) and _are_occasions(items):
        take("starts_on", partial(_fact_score, "starts_on", count=count, used=used, said=True))
    if "description" not in found:
        take("description", partial(_summary_score, count=count, used=used))
    return found


def with_link(slots: Mapping[str, Slot], title: Slot, items: Sequence[Item], base: str) -> Slot | None:
    """The slot of the addresses of the adverts' own pages."""
    return _best(slots, lambda slot: _url_score(slot, title, items, base))


def _begins_with(items: Sequence[Item], title: Slot) -> bool:
    """Whether adverts that no element holds alone begin with their title."""
    within = sum(element in set(items[at].roots[0].iter()) for at, element in title.elements.items())
    return within > 0.8 * len(title.elements)


def _best(slots: Mapping[str, Slot], score: Callable[[Slot], float]) -> Slot | None:
    scored = [(score(slot), slot) for slot in slots.values()]
    best = max(scored, key=lambda pair: (pair[0], -len(pair[1].css)), default=(0.0, None))
    return best[1] if best[0] > 0 else None


def _wanted(slots: Mapping[str, Slot]) -> Iterator[FieldName]:
    """Fields in the order in which they are sure: dates and pay by their form, then what names alone tell."""
    first: tuple[FieldName, ...] = (
        "closes_at", "posted_at", "starts_on", "ends_on", "pay", "place", "venue", "town", "postcode", "organisation",
        "contract", "hours", "hours_per_week", "reference", "duration", "cost", "qualification_level",
    )  # fmt: skip
    yield from first
    others = dict.fromkeys(meant(hint) for slot in slots.values() for hint in slot.hints)
    left: list[FieldName] = ["subject", "funding", "award", "eligibility", "amount", "vacancies", "entry_requirements"]
    yield from (name for name in left if name in others)


def title_score(slot: Slot, count: int) -> float:
    """How well a slot's values are titles: most have one, short, on one line, hardly two the same."""
    values = list(slot.values.values())
    if slot.share(count) < _ENOUGH or "::attr(" in slot.css:
        return 0
    good = [value for value in values if _may_be_title(value)]
    apart = len(set(good)) / len(values)
    if len(good) < _ENOUGH * len(values) or apart <= 0.5:
        return 0
    named = _is_named("title", slot)
    others = any(meant(hint) not in ("title", "", "url") for hint in slot.hints)
    if others and not named:
        return 0
    linked = sum(_is_linked(slot.elements.get(number)) for number in slot.values) / len(values)
    heading = bool(_HEADINGS.search(slot.css.split("::")[0].removesuffix(" a")))
    roles = sum(map(is_role, good)) / len(values)
    plain = slot.css.startswith("::label") or ":nth" in slot.css
    score = 0.35 * slot.share(count) + 0.3 * named + 0.3 * heading + 0.2 * linked + 0.2 * roles + 0.2 * apart
    score += 0.3 * len(good) / len(values) + 0.2 * slot.lasting - 0.2 * plain
    return score - sum("\n" in value for value in values) / len(values) * 0.5


def _may_be_title(value: str) -> bool:
    if not 3 <= len(value) <= _LONGEST_TITLE or is_button(value) or (re.match(r"^[\d£$€(]", value) and is_money(value)):
        return False
    if is_label(value) or is_label(value.partition("\n")[0]) or (is_date(value) and len(value) < 40):
        return False
    if re.search(r"^[\w ]{2,30}:\s", value) and meant(value.partition(":")[0]):
        return False
    return value.count(". ") < 2 and not value.rstrip().endswith((".", ":"))


def _is_linked(element: etree._Element | None) -> bool:
    if element is None:
        return False
    return (
        element.tag == "a"
        or any(above.tag == "a" for above in element.iterancestors())
        or any(True for _ in element.iter("a"))
    )


def _url_score(slot: Slot, title: Slot, items: Sequence[Item], base: str) -> float:
    """Addresses of the adverts' own pages: most have one, each its own; best the one of the title's link."""
    if not re.search(r"::attr\((?:href|data-[\w-]+)\)$", slot.css) or slot.share(len(items)) < _ENOUGH:
        return 0
    found = {number: url for number, value in slot.values.items() if (url := absolute(base, value)) and "://" in url}
    if "::attr(data-" in slot.css and not all(re.match(r"https?://|/\w", value) for value in slot.values.values()):
        return 0
    if len(found) < _ENOUGH * len(items) or len(set(found.values())) < 0.7 * len(found):
        return 0
    links = sum(_same_link(slot.elements.get(number), title.elements.get(number)) for number in found) / len(found)
    texts = [slot.elements[number] for number in found if number in slot.elements]
    buttons = sum(meant(visible_text(el)) == "apply_url" or "apply" in (el.get("href") or "") for el in texts)
    return 0.5 + 0.6 * links + 0.2 * slot.lasting + 0.2 * len(found) / len(items) - 0.4 * (buttons / max(1, len(texts)))


def _same_link(link: etree._Element | None, title: etree._Element | None) -> bool:
    if link is None or title is None:
        return False
    return link is title or link in title.iterancestors() or title in link.iterancestors()


def _are_occasions(items: Sequence[Item]) -> bool:
    """Whether the adverts are of events or courses: their only date is then that of their start."""
    head = items[0].head
    called = {mark for one in [head, *head.iterancestors()] for mark in marks(one)}
    above = [visible_text(one) for one in elements(head, "//title | //h1 | preceding::h2[1]")]
    return any(set(parts(mark)) & words_of("occasion") for mark in called) or any(
        has_word(text, "occasion") for text in above
    )


def _fact_score(name: str, slot: Slot, *, count: int, used: set[etree._Element], said: bool = False) -> float:
    """How well a slot is the field. `said`: it is known already that a date of theirs is this one."""
    named = said or _is_named(name, slot)
    if not _may_be_fact(name, slot, count, named=named) or not used.isdisjoint(slot.elements.values()):
        return 0
    looks = _looks(name, list(slot.values.values()), named=named)
    vaguely = name in {meaning(hint)[0] for hint in slot.hints}
    if looks <= 0 or (not named and (looks < _ENOUGH or (not vaguely and slot.css.startswith("::label")))):
        return 0
    return 0.6 * named + 0.5 * looks + 0.3 * slot.share(count) + 0.4 * slot.lasting


def _may_be_fact(name: str, slot: Slot, count: int, *, named: bool) -> bool:
    if not slot.values or slot.css.endswith("::attr(href)") or _is_its_label(slot):
        return False
    if name in SEVERAL and len(slot.more) > len(slot.values) / 4:
        return False  # the connector takes every match
    # A label is its own proof, even if one advert alone has it; a look is none if the name says something else.
    others = any(map(meant, slot.hints))
    return named or (not others and slot.share(count) >= 0.5 and len(slot.values) >= 2)


def _is_its_label(slot: Slot) -> bool:
    """Whether a slot gives what a field is called, the same for every advert, and not its value."""
    said = {plain(value) for value in slot.values.values()}
    if said <= {plain(hint) for hint in slot.hints}:
        return True
    return len(said) == 1 and any("label" in parts(hint) for hint in slot.hints)


def _with_kin(elements: Iterable[etree._Element]) -> set[etree._Element]:
    """These, what they stand in and what stands in them."""
    kin: set[etree._Element] = set()
    for element in elements:
        kin.update(element.iter(etree.Element), element.iterancestors())
    return kin


def _distinct(slots: Mapping[str, Slot]) -> dict[str, Slot]:
    """Of slots that give the same parts of the same adverts the most telling one, with all that they are called."""
    best: dict[object, Slot] = {}
    for slot in slots.values():
        key = (tuple(slot.elements.items()), tuple(slot.values.items()), slot.css.partition("::attr(")[2])
        known = best.get(key)
        if known is None or _telling(slot) > _telling(known):
            best[key] = slot
        best[key].hints = slot.hints | (known.hints if known else frozenset())
    return {slot.css: slot for slot in best.values()}


def _telling(slot: Slot) -> float:
    return slot.lasting + 0.45 * any(map(meant, slot.hints)) - 0.3 * (len(slot.more) > len(slot.values) / 4)


def _looks(name: str, values: list[str], *, named: bool) -> float:
    """The part of the values that look like the field; negative where they must and do not."""
    count = len(values)
    longest = _LONGEST_PLACES if name == "place" else _LONGEST_FACT
    if sum(len(value) > longest or "\n" in value or is_label(value) for value in values) > count / 5:
        return -1
    if name in _DATES:
        dated = sum(map(is_date, values)) / count
        said = sum(has_word(value, _SAID[name]) for value in values) / count if name in _SAID else 0.0
        return dated if dated >= 0.5 and (named or said >= 0.5) else -1
    if name in _LOOK:
        share = sum(map(_LOOK[name], values)) / count
        return max(share, 0.4) if named and not _is_other(name, values) else share if name in _BY_LOOK else -1
    short = sum(len(value) <= _LONGEST_FACT / 2 for value in values) / count
    return short if named and short >= 0.5 and not _is_other(name, values) else -1


def _is_other(name: str, values: list[str]) -> bool:
    """Whether values are plainly of another field than their name says."""
    if name == "place" and sum(map(is_organisation, values)) > len(values) / 2:
        return True
    other = is_date if name not in ("duration", "hours") else is_money
    return sum(map(other, values)) > len(values) / 2 and name != "pay"


_SAID = {"closes_at": "closing", "posted_at": "posted", "starts_on": "starting", "ends_on": "ending"}
_LOOK: dict[str, Callable[[str], bool]] = {
    "pay": is_pay, "place": is_place, "organisation": is_organisation, "contract": is_contract, "hours": is_hours,
}  # fmt: skip
_BY_LOOK = frozenset({"pay", "place", "organisation", "contract", "hours"})


def _summary_score(slot: Slot, *, count: int, used: set[etree._Element]) -> float:
    if slot.css.startswith("::") or "::attr" in slot.css or slot.share(count) < _ENOUGH:
        return 0
    if not used.isdisjoint(slot.elements.values()):
        return 0
    if any(meant(hint) not in ("", "description") for hint in slot.hints):
        return 0
    lengths = sorted(map(len, slot.values.values()))
    named = any(meant(hint) == "description" for hint in slot.hints)
    if lengths[len(lengths) // 2] < (15 if named else _SUMMARY):
        return 0
    return 0.5 * named + 0.3 * slot.share(count) + 0.3 * slot.lasting + min(lengths[len(lengths) // 2], 200) / 1000


def categories(slot: Slot) -> float:
    """The part of the titles that lead to lists of adverts."""
    return sum(map(is_category, slot.values.values())) / max(1, len(slot.values))
