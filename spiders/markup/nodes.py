"""Adverts inside schema.org JSON: found at any depth, with `@id` references filled in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from spiders.markup.types import family, is_advert, is_learning, is_list, type_names

Node = dict[str, JsonValue]
_DEPTH = 40
# How deep a reference is filled in: hiringOrganization → its address, not a graph's every turn.
_REFERENCE_DEPTH = 3
# Parts of a page that speak of adverts but do not offer them.
_SKIP = frozenset({"potentialAction", "review", "reviews", "breadcrumb", "speakable", "mentions"})


@dataclass
class Nodes:
    """What a document holds. `links`: addresses of items that are named but not described here."""

    adverts: list[Node] = field(default_factory=list)
    learning: list[Node] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    empty_list: bool = False


def find_nodes(values: list[JsonValue]) -> Nodes:
    """All adverts in `values`, in order, each once; what stands inside an advert belongs to it."""
    found = Nodes()
    index = _index(values)
    seen: set[str] = set()
    for value in values:
        for node in _walk(_with_types(value), found, 0):
            filled = _fill(node, index, 0, frozenset())
            mark = repr(sorted(filled.items(), key=lambda item: item[0]))
            if mark in seen:
                continue
            seen.add(mark)
            (found.adverts if is_advert(filled) else found.learning).append(filled)
    found.adverts = _once(found.adverts)
    return found


def _with_types(value: JsonValue) -> JsonValue:
    """A list in which some entries lost their type: they are what all their neighbours are, if they look like it."""
    if not isinstance(value, list):
        return value
    nodes = [node for node in value if isinstance(node, dict) and is_advert(node)]
    kinds = {repr(kind): kind for node in nodes for kind in [node.get("@type", node.get("type"))]}
    if len(kinds) != 1:
        return value
    kind = next(iter(kinds.values()))
    return [{"@type": kind, **node} if isinstance(node, dict) and _looks_typeless(node) else node for node in value]


def _looks_typeless(node: Node) -> bool:
    return "@type" not in node and bool(title_of(node)) and bool({"startDate", "datePosted"} & set(node))


def _walk(value: JsonValue, found: Nodes, depth: int) -> Iterator[Node]:
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, found, depth + 1)
    elif isinstance(value, dict):
        yield from _walk_node(value, found, depth)


def _walk_node(value: Node, found: Nodes, depth: int) -> Iterator[Node]:
    if is_advert(value) or is_learning(value):
        if _describes(value):
            yield _with_at(value)
            return
        if link := _link(value):
            found.links.append(link)
            return
    if is_list(value):
        _note_list(value, found)
    if isinstance(value.get("_jobposting"), dict):
        yield _json_feed_item(value)
        return
    for key, item in value.items():
        if key not in _SKIP and isinstance(item, dict | list):
            yield from _walk(item, found, depth + 1)


def _with_at(node: Node) -> Node:
    """A node by the names of JSON-LD itself: schema.org's context lets publishers write `type` and `id`."""
    if "@type" in node or "type" not in node:
        return node
    own: Node = {"@type": node["type"]}
    if isinstance(node.get("id"), str):
        own["@id"] = node["id"]
    return own | {key: value for key, value in node.items() if key not in ("type", "id")}


def _describes(node: Node) -> bool:
    """False for a mere reference: `{"@type": "JobPosting", "url": …}` in a list."""
    return bool(set(node) - {"@type", "@id", "@context", "url", "type", "position"})


def _link(node: Node) -> str:
    for key in ("url", "@id", "item"):
        value = node.get(key)
        if isinstance(value, str) and value.startswith(("http://", "https://", "/")):
            return value
    return ""


def _note_list(node: Node, found: Nodes) -> None:
    """Summary lists name their items by address only; an empty list proves that there is nothing."""
    if type_names(node) == {"BreadcrumbList"}:
        return
    items = node.get("itemListElement", node.get("dataFeedElement"))
    elements = items if isinstance(items, list) else [items] if items else []
    if not elements and (items == [] or str(node.get("numberOfItems", "")) == "0"):
        found.empty_list = True
    for element in elements:
        if isinstance(element, str):
            found.links.append(element)
        elif isinstance(element, dict) and not is_advert(element):
            inner = element.get("item")
            if isinstance(inner, str):
                found.links.append(inner)
            elif inner is None and (link := _link(element)):
                found.links.append(link)


def _json_feed_item(item: Node) -> Node:
    """A JSON Feed entry that carries its posting apart (Teamtailor): the two make one advert."""
    posting = item["_jobposting"]
    assert isinstance(posting, dict)
    extra: Node = {
        "url": item.get("url"),
        "description": item.get("content_html") or item.get("content_text"),
        "title": item.get("title"),
        "datePosted": item.get("date_published"),
        "dateModified": item.get("date_modified"),
    }
    return {**posting, **{key: value for key, value in extra.items() if value and not posting.get(key)}}


def _index(values: list[JsonValue]) -> dict[str, Node]:
    """`@id` → the fullest node with it."""
    index: dict[str, Node] = {}
    stack: list[tuple[Any, int]] = [(value, 0) for value in values]
    while stack:
        value, depth = stack.pop()
        if depth > _DEPTH:
            continue
        if isinstance(value, dict):
            ref = value.get("@id")
            if isinstance(ref, str) and ref and len(value) > max(1, len(index.get(ref, {}))):
                index[ref] = value
        children = value.values() if isinstance(value, dict) else value
        stack.extend((child, depth + 1) for child in children if isinstance(child, dict | list))
    return index


def _fill(node: Node, index: dict[str, Node], depth: int, path: frozenset[str]) -> Node:
    """`node` with `{"@id": …}` inside it replaced by what they refer to; a circle stays a reference."""
    return {key: _fill_value(value, index, depth, path) for key, value in node.items()}


def _fill_value(value: JsonValue, index: dict[str, Node], depth: int, path: frozenset[str]) -> JsonValue:
    if isinstance(value, list):
        return [_fill_value(item, index, depth, path) for item in value]
    if not isinstance(value, dict):
        return value
    ref = value.get("@id")
    if isinstance(ref, str) and ref in index and ref not in path and set(value) <= {"@id", "@type"}:
        target = index[ref]
        if depth < _REFERENCE_DEPTH and not is_advert(target):
            return _fill(target, index, depth + 1, path | {ref})
        return value
    return _fill(value, index, depth, path)


def _once(nodes: list[Node]) -> list[Node]:
    """One node for each advert: those of the same kind, address and title are the same, told more or less fully."""
    kept: list[Node] = []
    at: dict[tuple[str, ...], int] = {}
    for node in nodes:
        mark = _mark(node)
        if mark in at:
            first = kept[at[mark]]
            kept[at[mark]] = {**node, **{key: value for key, value in first.items() if value not in (None, "", [])}}
        else:
            if mark[1] or mark[2]:
                at[mark] = len(kept)
            kept.append(node)
    return kept


def _mark(node: Node) -> tuple[str, ...]:
    parts = [family(node)]
    address = _link(node)
    parts.append(address)
    parts.append(title_of(node).casefold())
    # The same title at the same address on another day or in another place is another date of an event.
    parts.extend(repr(node.get(key)) for key in ("startDate", "identifier", "jobLocation", "location"))
    return tuple(parts) if address else ("", "", "", repr(id(node)))


def title_of(node: Node) -> str:
    """The node's own title or name, '' if it has none."""
    for key in ("title", "name", "headline"):
        value = node.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return ""


def merge_other_syntax(main: list[Node], other: list[Node]) -> list[Node]:
    """JSON-LD first; what microdata or RDFa say of the same adverts fills gaps, adverts of another kind are added.

    Pages say one thing twice far more often than they offer two things of one kind in two syntaxes.
    """
    if not main:
        return _once(other)
    merged = list(main)
    families = {family(node) for node in main}
    for node in other:
        twin = _twin(node, merged)
        if twin is not None:
            merged[twin] = {**node, **{k: v for k, v in merged[twin].items() if v not in (None, "", [], {})}}
        elif family(node) not in families:
            merged.append(node)
    return merged


def _twin(node: Node, nodes: list[Node]) -> int | None:
    same = [at for at, candidate in enumerate(nodes) if family(candidate) == family(node)]
    titled = [at for at in same if title_of(nodes[at]).casefold() == title_of(node).casefold()]
    if titled:
        return titled[0]
    return same[0] if len(same) == 1 and not title_of(node) else None
