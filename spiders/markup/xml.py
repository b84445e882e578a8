"""XML as publishers write it: parsed strictly, else mended, else what could be saved.

Entities of the document's own are refused: a feed has no need of them, and they are how a small file
becomes a gigabyte, or reads one of ours.
"""

import html.entities
import re
from dataclasses import dataclass

from lxml import etree

from spiders.markup.junk import xml_within

_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>|<!--.*?-->)", re.DOTALL)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE_AMP = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_BAD_CHARS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BAD_REFS = re.compile(r"&#(?:x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));")
_PROLOG = re.compile(r"^((?:\s|<!--.*?-->)*)<\?xml.*?\?>", re.DOTALL)
# What a server writes around a feed: warnings of its programs before, counters and comments after.
_JUNK_BEFORE = re.compile(r"\A.{1,20000}?(?=<\?xml\b|<(?:rss|feed|(?:\w+:)?RDF)\b)", re.DOTALL)
_JUNK_AFTER = re.compile(r"(</(?:rss|feed|(?:\w+:)?RDF)\s*>)(?!.*</(?:rss|feed|(?:\w+:)?RDF)\s*>).+\Z", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_START_TAG = re.compile(r"<([A-Za-z_][\w.-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_USED_PREFIX = re.compile(r"<([A-Za-z_][\w.-]*):[A-Za-z_]|[\s\"']([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*\s*=\s*[\"']")
# What these prefixes stand for wherever a feed uses them, declared or not.
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "g": "http://base.google.com/ns/1.0",
    "georss": "http://www.georss.org/georss",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "xcal": "urn:ietf:params:xml:ns:xcal",
    "joblisting": "http://www.neogov.com/namespaces/JobListing",
    "tt": "https://teamtailor.com/locations",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "atom": "http://www.w3.org/2005/Atom",
}
# `<job id="1"">`: a quote too many at the end of a tag.
_QUOTED_TWICE = re.compile(r'(<[A-Za-z][^<>]*?=\s*"[^"<>]+")"(?=\s*/?>)')
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(frozen=True)
class ReadXml:
    """`root` is None where nothing could be read. `mended`: nothing lost; `recovered`: something may be."""

    root: etree._Element | None
    mended: bool = False
    recovered: bool = False
    refused: bool = False
    error: str = ""


def _parser(recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, strip_cdata=True,
    )  # fmt: skip


def read_xml(text: str) -> ReadXml:
    """The document in `text` (already decoded, so that a wrong `encoding` in it does not matter)."""
    text = xml_within(text).lstrip("\ufeff \t\r\n\0")
    text = _PROLOG.sub(r"\1", text, count=1).lstrip()
    head = text[: text.find(">", 100_000) + 1] if len(text) > 100_000 else text
    doctype = _DOCTYPE.search(_CDATA.sub("", head)) if "<!doctype" in head[:20_000].lower() else None
    if doctype and doctype.group(1):
        return ReadXml(None, refused=True, error="declares entities of its own, which no feed needs")
    if doctype:
        text = text.replace(doctype.group(), "", 1)
    try:
        return ReadXml(_parse(text, recover=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        message = str(error)
    mended = mend(text)
    try:
        return ReadXml(_parse(mended, recover=False), mended=True, error=message)
    except (etree.XMLSyntaxError, ValueError):
        return ReadXml(_recover(mended), recovered=True, error=message)


def _parse(text: str, recover: bool) -> etree._Element:
    return etree.fromstring(text.encode("utf-8", "replace"), _parser(recover))


def _recover(text: str) -> etree._Element | None:
    try:
        root: etree._Element | None = _parse(text, recover=True)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def without_forbidden(text: str) -> str:
    """`text` without the characters, written out or as references, that no XML tool takes."""
    return _BAD_REFS.sub("", _BAD_CHARS.sub("", text))


def after_junk(text: str) -> str:
    """`text` from where a feed starts in it, if it does not start with markup; the whole where none does."""
    if text.lstrip("\ufeff \t\r\n\0").startswith("<"):
        return text
    return _JUNK_BEFORE.sub("", text, count=1)


def mend(text: str) -> str:
    """`text` that parses: entities and bare ampersands made good, prefixes declared, junk and bad characters gone."""
    text = _PROLOG.sub(r"\1", _JUNK_AFTER.sub(r"\1", after_junk(without_forbidden(text))), count=1)
    parts = _CDATA.split(text)
    mended = [part if index % 2 else _mend_part(part) for index, part in enumerate(parts)]
    return _declare("".join(mended), "".join(mended[::2]))


def _declare(text: str, markup: str) -> str:
    """`text` with the prefixes declared on its root that its `markup` uses and nothing declares."""
    root = _START_TAG.search(text)
    used = {first or second for first, second in _USED_PREFIX.findall(markup)} - {"xml", "xmlns"}
    # Where a prefix is declared somewhere below, the root's declaration only fills in for the rest.
    missing = sorted(prefix for prefix in used if not root or f"xmlns:{prefix}=" not in root.group(2))
    if not root or not missing:
        return text
    names = "".join(f' xmlns:{prefix}="{NAMESPACES.get(prefix, f"urn:undeclared:{prefix}")}"' for prefix in missing)
    at = root.start(2)
    return f"{text[:at]}{names}{text[at:]}"


def _mend_part(text: str) -> str:
    text = _QUOTED_TWICE.sub(r"\1", text)
    return _BARE_AMP.sub("&amp;", _NAMED.sub(_character, text))


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    if name in _PREDEFINED:
        return match.group()
    found = html.entities.html5.get(f"{name};")
    return found or f"&amp;{name};"
