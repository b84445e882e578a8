"""Bytes to text, whatever the publisher declares.

Order of trust: the source's own `encoding` option, a byte-order mark, valid UTF-8, what is declared
(header, then document), and last Windows-1252, which can read anything.
"""

import codecs
import re
from dataclasses import dataclass

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

from formats.compressed import gunzipped
from records.page import Page

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*\\?["']([A-Za-z0-9._-]{2,30})\\?["']""")
_BAD_CHARS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BAD_REFS = re.compile(r"&#(?:x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));")
# A character of UTF-8 has at most four bytes: so many may be missing where a document is cut off.
_CUT_CHARACTER = 3


@dataclass(frozen=True)
class Text:
    """A text without byte-order mark. `doubt`: why its characters may not be the ones that were meant; else ''."""

    text: str
    doubt: str = ""


def page_text(page: Page, encoding: str | None = None) -> Text:
    """The text of a page, unzipped where it is a .gz file."""
    return read_text(gunzipped(page.body), page.content_type, encoding)


def decode(body: bytes, content_type: str = "", override: str | None = None) -> str:
    """`read_text`, where nobody asks for doubts."""
    return read_text(body, content_type, override).text


def read_text(body: bytes, content_type: str = "", override: str | None = None) -> Text:
    """`body` as text. Never raises: what cannot be read becomes U+FFFD. `override`: the source's own word."""
    if override and (codec := resolve_encoding(override)):
        return _read(body.removeprefix(codecs.BOM_UTF8), codec, f"{override}, as the source's `encoding` says")
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _read(body[len(mark) :], codec, f"{codec}, as the byte-order mark says")
    if wide := _wide(body):
        return _read(body, wide, wide)
    try:
        return Text(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(body) - error.start <= _CUT_CHARACTER:
            return Text(body[: error.start].decode("utf-8"))  # cut off in the middle of a character
        return _not_utf8(body, content_type)


def _read(body: bytes, codec: str, said: str) -> Text:
    text = body.decode(codec, "replace").lstrip("\ufeff")
    bad = text.count("\ufffd")
    return Text(text, f"{bad} characters are not {said}" if bad else "")


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


def _not_utf8(body: bytes, content_type: str) -> Text:
    declared = declared_encoding(body, content_type)
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    # A UTF-8 page with a few broken bytes would turn into mojibake as a whole if it were read as anything else.
    if bad * 4 <= sum(1 for char in text if char > "\x7f") - bad:
        return Text(text, f"{bad} characters are not UTF-8, as the others are")
    # Declared as UTF-16 without its bytes: the declaration survived a conversion.
    if declared and not declared.replace("_", "-").startswith(("utf-8", "utf-16", "utf-32", "ascii")):
        return _read(body, declared, f"{declared}, as declared")
    said = f"{declared}, as declared" if declared else "UTF-8, and nothing is declared"
    return Text(body.decode("cp1252", "replace"), f"the bytes are not {said}; read as Windows-1252")


def without_forbidden(text: str) -> str:
    """`text` without the characters, written out or as references, that no XML tool takes."""
    return _BAD_REFS.sub("", _BAD_CHARS.sub("", text))
