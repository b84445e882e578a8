"""One advert of a page that a person clicked, and all others like it."""

from collections.abc import Mapping, Sequence

from cssselect import SelectorError
from lxml import etree
from parsel import Selector

from records.draft import FIELD_NAMES, FieldName
from records.errors import ConfigError
from records.page import Page
from spiders.blocks.finding import block_of, tree_of, with_next
from spiders.blocks.groups import Tree, cut_items, groups
from spiders.blocks.judging import judge, likeness
from spiders.blocks.model import Block, Item, elements
from spiders.blocks.names import meant
from spiders.blocks.paging import next_of
from spiders.blocks.roles import Roles, with_link
from spiders.blocks.slots import Slot, slots_of

_LOOKED_AT = 24


def by_example(page: Page, clicked: Mapping[FieldName, str]) -> Block:
    """The block of all adverts like the one of which somebody clicked these parts: field → CSS (or path) of the node.

    ConfigError where a node is not on the page, where they are of no one advert, or where nothing tells it from others.
    """
    root, base = tree_of(page)
    if root is None:
        raise ConfigError("the page is empty", rule="page")
    nodes = {name: _node(root, name, css) for name, css in clicked.items()}
    if "title" not in nodes:
        raise ConfigError("click the title of an advert first", rule="title")
    best: tuple[float, Block] | None = None
    for items in _holding(root, nodes):
        roles = _roles(items, nodes, base)
        if roles is None:
            continue
        judged = judge(items[:_LOOKED_AT], roles, root, base)
        why = [f"{len(items)} like the one that was clicked"]
        block = block_of(items, roles, root, base, score=judged.score, why=why)
        value = _worth(items, roles, nodes, judged.score)
        if block is not None and (best is None or value > best[0]):
            best = (value, block)
    if best is None:
        raise ConfigError("nothing on the page repeats as these do: click parts of one advert only", rule="clicked")
    return with_next(best[1], next_of(root))


def _node(root: etree._Element, name: str, css: str) -> etree._Element:
    if name not in FIELD_NAMES:
        raise ConfigError(f"there is no field {name!r}; known are {', '.join(FIELD_NAMES)}", rule="field")
    try:
        found = elements(root, css) if css.startswith("/") else [match.root for match in Selector(root=root).css(css)]
    except (SelectorError, etree.XPathError, ValueError) as error:
        raise ConfigError(f"{css!r} is no CSS and no path: {error}", rule="clicked") from None
    node = next((one for one in found if isinstance(one, etree._Element)), None)
    if node is None:
        raise ConfigError(f"{css!r}, clicked for {name}, selects nothing on the page", rule="clicked")
    return node


def _holding(root: etree._Element, nodes: Mapping[FieldName, etree._Element]) -> list[list[Item]]:
    """Groups of which one advert has all the clicked parts; the one that was clicked stands first."""
    tree = Tree(root)
    tree.elements = [one for one in root.iter(etree.Element) if one.tag not in ("script", "style", "head")]
    found = []
    for items in [*groups(tree), *_cut_at(tree, nodes["title"])]:
        for at, item in enumerate(items):
            held = set(item.elements())
            if all(node in held for node in nodes.values()):
                found.append([item, *items[:at], *items[at + 1 :]])
                break
    return found


def _cut_at(tree: Tree, title: etree._Element) -> list[list[Item]]:
    alike = [one for one in tree.elements if one.tag == title.tag and one.get("class") == title.get("class")]
    return [cut_items(alike)] if len(alike) > 1 else []


def _roles(items: Sequence[Item], nodes: Mapping[FieldName, etree._Element], base: str) -> Roles | None:
    """For each part the slot that gives, for the clicked advert, what was clicked, and most of the others something."""
    looked = items[:_LOOKED_AT]
    slots = slots_of(looked)
    roles: Roles = {}
    for name, node in nodes.items():
        slot = _slot_of(name, node, slots, len(looked))
        if slot is None:
            return None
        roles[name] = slot
    if "url" not in roles and (url := with_link(slots, roles["title"], looked, base)):
        roles["url"] = url
    return roles


def _slot_of(name: FieldName, node: etree._Element, slots: Mapping[str, Slot], count: int) -> Slot | None:
    link = name in ("url", "apply_url")
    text = " ".join("".join(map(str, node.itertext())).split())
    fit = []
    for slot in slots.values():
        if link != slot.css.endswith("::attr(href)") and (link or "::attr(" in slot.css):
            continue
        exact = slot.elements.get(0) is node
        labelled = 0 not in slot.elements and 0 in slot.values and slot.values[0] in text and len(slot.values[0]) > 2
        if exact or labelled:
            # Of several facts in one node the one that is called as what was clicked.
            named = any(meant(hint) == name for hint in slot.hints)
            fit.append(
                (0.6 * slot.share(count) + 0.5 * slot.lasting + 0.1 * exact - 0.2 * bool(slot.more) + named, slot)
            )
    return max(fit, key=lambda pair: pair[0])[1] if fit else None


def _worth(items: Sequence[Item], roles: Roles, nodes: Mapping[FieldName, etree._Element], score: float) -> float:
    """Of several groups that hold the clicked parts: whose adverts have them, too, and are built alike."""
    count = min(len(items), _LOOKED_AT)
    whole = sum(roles[name].share(count) for name in nodes) / len(nodes)
    apart = len(set(roles["title"].values.values())) / max(1, len(roles["title"].values))
    return 2 * whole + score + apart + 0.5 * likeness(items) + min(len(items), 50) * 0.01 - 0.1 * items[0].cut
