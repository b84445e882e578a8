"""Questions to a parsed XML document: names without prefixes, texts, elements as JSON."""

from lxml import etree
from pydantic import JsonValue

# Stands for the namespace of a prefix that the document uses and nowhere declares.
UNDECLARED = "urn:undeclared:"


def local_name(element: etree._Element) -> str:
    """The name without namespace or prefix; '' for a comment or an instruction."""
    tag: object = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2]


def namespace(element: etree._Element) -> str:
    """The element's namespace; '' for none or an undeclared prefix."""
    tag: object = element.tag
    found = tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""
    return "" if found.startswith(UNDECLARED) else found


def element_text(element: etree._Element | None) -> str:
    """All text inside the element, stripped; '' for None."""
    return "" if element is None else "".join(str(part) for part in element.itertext()).strip()


def element_json(element: etree._Element) -> JsonValue:
    """An element as JSON: text for a leaf; else an object by local names, a list where one repeats.

    Attributes are `@name`; the text of an element with attributes or children is `#text`. Empty is ''.
    """
    found: dict[str, JsonValue] = {}
    for name, value in element.attrib.items():
        found["@" + str(name).rpartition("}")[2]] = str(value)
    for child in element:
        name = local_name(child)
        if not name:
            continue
        value_json = element_json(child)
        if name not in found:
            found[name] = value_json
        elif isinstance(previous := found[name], list):
            previous.append(value_json)
        else:
            found[name] = [previous, value_json]
    text = (element.text or "").strip()
    if not found:
        return text
    parts = (part.strip() for part in [text, *((child.tail or "") for child in element)])
    if tail := " ".join(part for part in parts if part):
        found["#text"] = tail
    return found
