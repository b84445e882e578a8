"""What XML forbids and strangers write all the same, mended where nothing is lost by it."""

import re
from collections.abc import Mapping
from html.entities import html5

from formats.xml_tree import UNDECLARED

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
_OPAQUE = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)
_START_TAG = re.compile(r"<([A-Za-z_][\w.-]*(?::[\w.-]+)?)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_USED_PREFIX = re.compile(r"<([A-Za-z_][\w.-]*):[A-Za-z_]|[\s\"']([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*\s*=\s*[\"']")


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


def root_name(text: str) -> str:
    """The name of the first element, with its prefix; '' where there is none."""
    root = _START_TAG.search(_OPAQUE.sub("", text[:100_000]))
    return root.group(1) if root else ""


def declare(text: str, prefixes: Mapping[str, str]) -> str:
    """`text` with those prefixes declared on its root that it uses and nothing declares.

    `prefixes`: what a prefix stands for wherever the format uses it; any other becomes a name of its own.
    """
    root = _START_TAG.search(text)
    used = {first or second for first, second in _USED_PREFIX.findall(_OPAQUE.sub("", text))} - {"xml", "xmlns"}
    # Where a prefix is declared somewhere below, the root's declaration only fills in for the rest.
    missing = sorted(prefix for prefix in used if not root or f"xmlns:{prefix}=" not in root.group(2))
    if not root or not missing:
        return text
    names = "".join(f' xmlns:{prefix}="{prefixes.get(prefix, f"{UNDECLARED}{prefix}")}"' for prefix in missing)
    at = root.start(2)
    return f"{text[:at]}{names}{text[at:]}"
