"""Bytes to text, whatever the publisher declares.

Order of trust: the source's own `encoding` option, a byte-order mark, valid UTF-8, what is declared
(header, then document), and last Windows-1252, which can read anything.
"""

import codecs
import gzip
import re
import zlib

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{2,30})["']""")
_ENTITY_LIMIT = 256 * 1024 * 1024


def decode(body: bytes, content_type: str = "", override: str | None = None) -> str:
    """`body` as text without byte-order mark. Never raises: what cannot be read becomes U+FFFD."""
    if override and (codec := resolve_encoding(override)):
        return body.decode(codec, "replace").lstrip("\ufeff")
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    if wide := _wide(body):
        return body.decode(wide, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(body, content_type)


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark, which is told by every second byte of its first characters being NUL."""
    head = body[:200]
    if len(head) < 4 or b"\0" not in head:
        return None
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > 0.6 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > 0.6 * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return None


def declared_encoding(body: bytes, content_type: str) -> str | None:
    """The encoding that the header, else the document's own head, declares; None if none is known."""
    found = http_content_type_encoding(content_type) or html_body_declared_encoding(body[:4096])
    if not found and (match := _XML_ENCODING.match(body)):
        found = resolve_encoding(match.group(1).decode("ascii"))
    return str(found) if found else None


def _not_utf8(body: bytes, content_type: str) -> str:
    declared = declared_encoding(body, content_type)
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    # A UTF-8 page with a few broken bytes would turn into mojibake as a whole if it were read as anything else.
    if bad * 4 <= sum(1 for char in text if char > "\x7f") - bad:
        return text
    if declared and declared.replace("_", "-") not in ("utf-8", "ascii"):
        return body.decode(declared, "replace")
    return body.decode("cp1252", "replace")


def gunzip(body: bytes, limit: int = _ENTITY_LIMIT) -> bytes:
    """`body` unpacked if it is gzip, at most `limit` bytes of it; as it is otherwise.

    A cut-off archive gives what could be unpacked.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        return unpacker.decompress(body, limit)
    except (zlib.error, gzip.BadGzipFile, EOFError):
        return b""
