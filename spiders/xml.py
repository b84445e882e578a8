"""Reading XML that strangers wrote: safely, and losing as little as possible.

Every XML connector reads through `read_xml`. It never raises, never fetches, never expands entities of
entities; what it had to mend or leave out stands in `problems`, which go into the `Extraction` as they are.

Order of attempts: decode (BOM, option, declaration, header, UTF-8, Windows-1252) → strict parse → mend what
can be mended without loss (control characters, `&nbsp;`, bare `&` and `<`, unclosed `<br>`) → cut out the
records that are damaged and keep the whole ones. Anything cut makes the page malformed (a fatal problem):
absence of a record from it then proves nothing.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from html.entities import html5

from lxml import etree
from pydantic import JsonValue

from spiders.connectors.base import Page, Problem
from spiders.markup.junk import xml_within
from spiders.xml_salvage import salvage

_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_DECLARED = re.compile(rb"""^\s*<\?xml\b[^>]*?encoding\s*=\s*\\?["']([A-Za-z0-9._-]+)""")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]*(\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"""<!ENTITY\s+(?P<name>[\w.-]+)\s+(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')\s*>""", re.DOTALL)
_ENTITY_LIMIT = 64
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]+)", re.IGNORECASE)
# Publishers who say Latin-1 send Windows-1252, as browsers have long known.
_ALIASES = dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"), "cp1252")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BAD_REFERENCE = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));")
_OPAQUE_OR_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>|&(?:#\d+;|#x[0-9a-fA-F]+;|\w+;)?|<(?![A-Za-z_/!?])"
    r"|<(?P<void>br|hr|img|wbr)\b(?P<rest>[^<>]*?)/?>(?:\s*</(?P=void)\s*>)?",
    re.DOTALL | re.IGNORECASE,
)
# `schemaLocation="… cap_1_2.xsd"">`: a quote too many at the end of a tag.
_QUOTED_TWICE = re.compile(r'(<[A-Za-z][^<>]*?=\s*"[^"<>]+")"(?=\s*/?>)')
_XML_ENTITIES = frozenset({"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"})


@dataclass(frozen=True)
class XmlPage:
    """What could be read. `root` None: nothing; the problems then hold a fatal one that says why."""

    root: etree._Element | None = None
    problems: list[Problem] = field(default_factory=list)


def read_xml(page: Page, *, records: Collection[str] = (), encoding: str | None = None) -> XmlPage:
    """Parse a page. `records`: local names of the elements that are one advert each, for damage control."""
    if not page.body.strip():
        return XmlPage(problems=[Problem("EMPTY_BODY", "the response has no content", fatal=True)])
    problems: list[Problem] = []
    text = xml_within(_decode(page, encoding, problems))
    if looks_like_html(text):
        excerpt = text.strip()[:300]
        message = "an HTML page came instead of XML: the address has changed, or the site shows a notice"
        return XmlPage(problems=[*problems, Problem("NOT_XML", message, excerpt, fatal=True)])
    plain = _without_prolog(text)
    if plain is None:
        message = "the document declares entities that could expand without end: refused"
        return XmlPage(problems=[*problems, Problem("XML_ENTITIES", message, text[:300], fatal=True)])
    root = _strict(plain)
    if root is None:
        root = _mended(plain, frozenset(records), problems)
    return XmlPage(root, problems)


def looks_like_html(text: str) -> bool:
    """True for a web page, also after a comment or an XML declaration."""
    start = re.sub(r"^(?:\s+|<\?.*?\?>|<!--.*?-->)+", "", text[:4000].lstrip("\ufeff"), flags=re.DOTALL)
    return bool(re.match(r"<(?:!doctype\s+html|html|head|body)\b", start, re.IGNORECASE))


def local_name(element: etree._Element) -> str:
    """The name without namespace or prefix; '' for a comment or an instruction."""
    tag: object = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2]


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


def _decode(page: Page, encoding: str | None, problems: list[Problem]) -> str:
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"<\x00?\x00", "utf-16-le"),
        (b"\x00<\x00?", "utf-16-be"),
    ):
        if page.body.startswith(mark):
            return page.body.decode(name, errors="replace").lstrip("\ufeff")
    declared = _DECLARED.match(page.body[:400])
    header = _CHARSET.search(page.content_type)
    names = [encoding, declared and declared[1].decode("ascii"), header and header[1], "utf-8"]
    stated = [name for name in names if name]
    for name in stated:
        actual = _ALIASES.get(name.lower().replace("_", "-"), name)
        if actual.lower().startswith(("utf-16", "utf16")):
            continue  # no mark and no UTF-16 bytes: the declaration survived a conversion
        try:
            text = page.body.decode(actual)
        except (UnicodeDecodeError, LookupError):
            continue
        return text
    problems.append(Problem("ENCODING", f"the bytes are not {stated[0]}, as declared; read as Windows-1252"))
    return page.body.decode("cp1252", errors="replace")


def _without_prolog(text: str) -> str | None:
    """The document without declaration and document type, lines kept; None when its entities are not safe."""
    text = _DECLARATION.sub(_blank, text, count=1)
    head = re.match(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", text, re.DOTALL)
    doctype = _DOCTYPE.match(text, head.end() if head else 0)
    if doctype is None:
        return None if re.search(r"<!ENTITY\b", text[:100_000]) and "<!DOCTYPE" in text[:100_000] else text
    own: dict[str, str] = {}
    subset = doctype[1] or ""
    for entity in _ENTITY.finditer(subset):
        value = entity["double"] if entity["double"] is not None else entity["single"]
        if len(value) > _ENTITY_LIMIT or re.search(r"&(?!#)|%|<", value):
            return None
        own[f"&{entity['name']};"] = value
    if subset.count("<!ENTITY") != len(own):
        return None  # external or parameter entities, or a name twice
    text = text[: doctype.start()] + _blank(doctype) + text[doctype.end() :]
    return re.sub(r"&[\w.-]+;", lambda m: own.get(m[0], m[0]), text) if own else text


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _strict(text: str, *, recover: bool = False) -> etree._Element | None:
    try:
        return etree.fromstring(text.encode(), _parser(recover=recover))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _mended(text: str, records: frozenset[str], problems: list[Problem]) -> etree._Element | None:
    mended = mend(text)
    root = _strict(mended)
    if root is not None:
        problems.append(Problem("XML_MENDED", "characters that XML forbids were mended; nothing was lost"))
        return root
    whole, lost = salvage(mended, records)
    for loss in (loss for loss in lost if loss.record):
        message = f"line {loss.line}: {loss.reason}"
        problems.append(Problem("XML_RECORD_DAMAGED", message, loss.excerpt, record=True))
    root = _strict(whole)
    if root is None:
        # Undeclared prefixes: libxml2 refuses what expat accepts, and reads it all when told to recover.
        root = _strict(whole, recover=True) if whole else None
        if root is not None and not lost:
            problems.append(Problem("XML_NAMESPACE", "a namespace prefix is not declared; read by its name"))
            return root
    line, reason = (lost[0].line, lost[0].reason) if lost else (1, "not XML")
    kept = "the whole records were kept" if root is not None else "nothing could be kept"
    message = f"not well-formed from line {line} on ({reason}); {kept}"
    problems.append(Problem("XML_MALFORMED", message, lost[0].excerpt if lost else text[:300], fatal=True))
    return root


def mend(text: str) -> str:
    """The document with forbidden characters mended, each without loss."""
    text = _QUOTED_TWICE.sub(r"\1", _BAD_REFERENCE.sub("", _CONTROL.sub("", text)))
    return _OPAQUE_OR_AMPERSAND.sub(_mend_token, text)


def _mend_token(match: re.Match[str]) -> str:
    found = match[0]
    if match["void"]:
        return f"<{match['void']}{match['rest']}/>"
    if found.startswith("<"):
        return "&lt;" if found == "<" else found
    if found in _XML_ENTITIES or found.startswith("&#"):
        return found
    known = html5.get(found[1:]) if found.endswith(";") else None
    if known is not None:
        return "".join(f"&#{ord(char)};" for char in known)
    return "&amp;" + found[1:]
