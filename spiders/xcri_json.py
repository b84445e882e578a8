"""XCRI-CAP elements as JSON; the shape is described in `spiders.connectors.xcri_cap`."""

import re
from html import escape

from lxml import etree
from pydantic import JsonValue

from formats.xml_tree import local_name, namespace

_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_XHTML = "http://www.w3.org/1999/xhtml"
# Vocabularies an XCRI-CAP document is made of; a name from elsewhere ("ext:title") is not what it seems.
_VOCABULARY = re.compile(
    r"^$|^https?://(?:www\.)?(?:xcri\.(?:org|co\.uk)|purl\.org/(?:net/(?:mlo|cm)|dc/)|www\.w3\.org/2003/01/geo"
    r"|w3\.org/2003/01/geo|www\.ukrlp\.co\.uk|ukrlp\.co\.uk)",
)
_CONTACT = frozenset({"phone", "fax", "email", "telephone", "contactname"})
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>")
_VOID = frozenset({"br", "hr", "img"})
_DELETED = "3"


def is_xcri(element: etree._Element) -> bool:
    """Whether the element belongs to the vocabularies an XCRI-CAP document is made of."""
    return bool(_VOCABULARY.match(namespace(element)))


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute by local name, stripped; '' where it or the element is absent."""
    if element is None:
        return ""
    return next((str(v).strip() for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), "")


def node_text(node: JsonValue) -> str:
    """The text of a node."""
    text = node.get("#text") if isinstance(node, dict) else node
    return text if isinstance(text, str) else ""


def first_text(data: dict[str, JsonValue], name: str) -> str:
    """Text of the first node of this name that has any."""
    nodes = data.get(name)
    return next((t for t in map(node_text, nodes) if t), "") if isinstance(nodes, list) else ""


def course_json(
    course: etree._Element, provider: etree._Element | None, cache: dict[int, dict[str, JsonValue]]
) -> tuple[dict[str, JsonValue], dict[str, JsonValue]]:
    """The payload of a course, and its provider part; `cache` keeps providers that were converted."""
    holder: dict[str, JsonValue] = {}
    if provider is not None:
        if id(provider) not in cache:
            cache[id(provider)] = _children(provider, skip=frozenset({"course"}))
        holder = cache[id(provider)]
    data = _children(course)
    runs = [child for child in course if local_name(child) == "presentation" and is_xcri(child)]
    kept: list[JsonValue] = [_children(run) for run in runs if attribute(run, "recstatus") != _DELETED]
    data["presentation"] = kept
    if status := attribute(course, "recstatus"):
        data["@recstatus"] = status
    data["provider"] = holder
    return data, holder


def _children(element: etree._Element, skip: frozenset[str] = frozenset({"presentation"})) -> dict[str, JsonValue]:
    found: dict[str, list[JsonValue]] = {}
    other: list[JsonValue] = []
    for child in element:
        name = local_name(child)
        if not name or name in skip or name.lower() in _CONTACT:
            continue
        if not is_xcri(child):
            if str(child.tag) not in other:
                other.append(str(child.tag))
            continue
        found.setdefault(name, []).append(_node(child))
    data: dict[str, JsonValue] = dict(found)
    if other:
        data["other"] = other
    return data


def _node(element: etree._Element) -> JsonValue:
    data: dict[str, JsonValue] = {}
    for raw, value in element.attrib.items():
        text = str(value).strip()
        if raw == _XSI_TYPE:
            prefix, _, local = text.rpartition(":")
            data["@type"] = local
            # A qualified name: its prefix means what is declared here, whatever it is called.
            if uri := element.nsmap.get(prefix or None):
                data["@type_namespace"] = str(uri)
        else:
            data["@" + str(raw).rpartition("}")[2]] = text
    markup = any(_is_markup(child) for child in element)
    if markup:
        data["#html"] = _inner_html(element)
        text = " ".join("".join(str(part) for part in element.itertext()).split())
    else:
        data.update(_children(element, skip=frozenset()))
        text = " ".join(part for part in _own_text(element) if part)
    if not data:
        return text
    if text:
        data["#text"] = text
    return data


def _own_text(element: etree._Element) -> list[str]:
    parts = [element.text or "", *((child.tail or "") for child in element)]
    return [part.strip() for part in parts]


def _is_markup(element: etree._Element) -> bool:
    """XHTML, also where a feed forgot its namespace (`<p>` in the catalogue's own)."""
    return namespace(element) == _XHTML or local_name(element) in (
        "div", "p", "ul", "ol", "br", "span", "strong", "em", "b", "i", "a", "table", "h1", "h2", "h3", "h4",
    )  # fmt: skip


def _inner_html(element: etree._Element) -> str:
    """The content as HTML without namespaces and prefixes."""
    pieces = [_text_html(element.text)]
    for child in element:
        name = local_name(child)
        if name:
            href = attribute(child, "href")
            link = f' href="{escape(href)}"' if name == "a" and href else ""
            inner = _inner_html(child)
            pieces.append(f"<{name}{link}/>" if name in _VOID else f"<{name}{link}>{inner}</{name}>")
        pieces.append(_text_html(child.tail))
    return "".join(pieces).strip()


def _text_html(text: str | None) -> str:
    """Text as HTML; content systems put whole HTML fragments into a CDATA section inside the XHTML."""
    found = text or ""
    return found if _TAG.search(found) else escape(found, quote=False)
