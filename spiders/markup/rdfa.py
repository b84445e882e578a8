"""RDFa (Lite, and what Drupal writes of the full one) as nested JSON-LD nodes; only terms of schema.org.

An RDF graph would lose what belongs to what once two nodes share an address, and pages are rarely clean
enough for a strict processor, so the tree is read as authors write it: `typeof` opens a node, `property`
says something of the node it stands in, `rel` hangs the nodes below it on a property.
"""

import re
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml import html as lxml_html
from pydantic import JsonValue

from spiders.markup.nodes import Node
from spiders.markup.urls import absolute

_SCHEMA = re.compile(r"^https?://(?:www\.)?schema\.org/#?", re.IGNORECASE)
_PREFIX = re.compile(r"([A-Za-z][\w.-]*):\s+(\S+)")
# Names that the RDFa context of the web declares for all pages.
_KNOWN = {"schema": "http://schema.org/"}
# Properties whose markup is worth keeping; everything else is short and read as text.
_RICH = frozenset(
    {"description", "responsibilities", "qualifications", "experienceRequirements", "jobBenefits", "skills",
     "educationRequirements", "incentiveCompensation", "abstract"}
)  # fmt: skip
_ADDRESSES = ("resource", "href", "src", "data")
_DEEPEST = 200


@dataclass(frozen=True)
class _Context:
    """What holds at one element: how terms are read, and which node is spoken of."""

    vocab: str = ""
    prefixes: dict[str, str] = field(default_factory=lambda: dict(_KNOWN))
    node: Node | None = None
    # Properties of `node` that the nodes found below belong to (`rel`).
    hanging: tuple[str, ...] = ()


class _Reader:
    def __init__(self, base: str) -> None:
        self.base = base
        self.roots: list[Node] = []
        self.named: dict[str, Node] = {}

    def walk(self, element: etree._Element, context: _Context, depth: int = 0) -> None:
        """Read `element` and all below it."""
        tag: object = element.tag
        if not isinstance(tag, str) or depth > _DEEPEST:
            return
        context = self._element(element, _declared(element, context))
        for child in element:
            self.walk(child, context, depth + 1)

    def _element(self, element: etree._Element, context: _Context) -> _Context:
        types = _terms(element.get("typeof"), context)
        properties = _terms(element.get("property"), context)
        links = _terms(element.get("rel"), context)
        if types:
            return self._typed(element, context, types, properties, links)
        if (about := element.get("about")) and (address := absolute(self.base, about)):
            context = replace(context, node=self.named.get(address), hanging=())
        if context.node is not None:
            for name in properties:
                _put(context.node, name, self._value(element, name))
            target = element.get("resource") or element.get("href")
            if links and target:
                for name in links:
                    _put(context.node, name, self._address(target))
            elif links:
                return replace(context, hanging=tuple(links))
        return context

    def _typed(
        self, element: etree._Element, context: _Context, types: list[str], properties: list[str], links: list[str]
    ) -> _Context:
        node: Node = {"@type": types[0] if len(types) == 1 else list(types)}
        subject = element.get("about") or element.get("resource")
        if subject is None and (properties or links or element.tag == "a"):
            subject = element.get("href") or element.get("src")
        if subject and (address := absolute(self.base, subject)):
            node["@id"] = address
            self.named[address] = node
        # With `about`, a property speaks of the new node; without, it says what the new node is to the old one.
        own = properties if element.get("about") is not None else []
        upward = (*context.hanging, *links, *([] if own else properties))
        for name in own:
            _put(node, name, self._value(element, name))
        if upward and context.node is not None:
            for name in upward:
                _put(context.node, name, node)
        else:
            self.roots.append(node)
        return replace(context, node=node, hanging=())

    def _value(self, element: etree._Element, name: str) -> JsonValue:
        content = element.get("content")
        if content is not None:
            return content.strip()
        for attribute in _ADDRESSES:
            if (address := element.get(attribute)) is not None:
                return self._address(address)
        if (moment := element.get("datetime")) is not None:
            return moment.strip()
        if name in _RICH and len(element):
            inside = "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
            return f"{element.text or ''}{inside}".strip()
        return " ".join("".join(str(text) for text in element.itertext()).split())

    def _address(self, value: str) -> str:
        return absolute(self.base, value) or value.strip()


def read_rdfa(tree: lxml_html.HtmlElement, base: str) -> list[Node]:
    """All nodes with a type of schema.org that belong to no other node, in the page's order."""
    reader = _Reader(base)
    reader.walk(tree, _Context())
    return reader.roots


def _declared(element: etree._Element, context: _Context) -> _Context:
    vocab, prefix = element.get("vocab"), element.get("prefix")
    if vocab is not None:
        context = replace(context, vocab=vocab.strip())
    given = dict(_PREFIX.findall(prefix)) if prefix else {}
    for name, uri in element.attrib.items():
        if str(name).startswith("xmlns:"):
            given[str(name)[6:]] = str(uri)
    return replace(context, prefixes={**context.prefixes, **given}) if given else context


def _terms(value: str | None, context: _Context) -> list[str]:
    """The terms of schema.org among those of an attribute, by their short names."""
    found = []
    for term in (value or "").split():
        prefix, colon, rest = term.partition(":")
        uri = term if _SCHEMA.match(term) else ""
        if not uri and colon:
            uri = context.prefixes.get(prefix, "") + rest if prefix in context.prefixes else ""
        elif not uri:
            uri = context.vocab + term if context.vocab else ""
        if match := _SCHEMA.match(uri if uri.startswith("http") else f"http:{uri}"):
            found.append((uri if uri.startswith("http") else f"http:{uri}")[match.end() :])
    return found


def _put(node: Node, name: str, value: JsonValue) -> None:
    """A property that stands twice becomes a list."""
    if value in ("", None) or value is node:
        return
    held = node.get(name)
    if held is None:
        node[name] = value
    elif isinstance(held, list):
        held.append(value)
    elif held != value:
        node[name] = [held, value]
