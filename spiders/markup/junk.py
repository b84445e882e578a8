"""What programs of a server write around a document: warnings before it, comments and counters behind."""

import re

_NEAR = 20_000
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)
# A document of its own begins a line, or follows the markup of a warning.
_JSON = re.compile(r"(?:^|[\n>])\s*(?=[\[{]\s*[\[{\"\]}])")
_XML = re.compile(r"<\?xml\b[^>]*\?>")
_ENDS = {"{": "}", "[": "]"}


def json_within(text: str) -> str | None:
    """The JSON document behind a server's warnings; None where the text is one already, or a web page."""
    text = text.replace("\0", "").strip().lstrip("\ufeff")
    head = text[:_NEAR]
    if not text or text[0] in _ENDS or _PAGE.search(head):
        return None
    start = _JSON.search(head)
    if start is None:
        return None
    document = text[start.end() :]
    end = document.rfind(_ENDS[document[0]])
    return document[: end + 1] if end > 0 else document


def xml_within(text: str) -> str:
    """The XML document from its declaration on, where something stands before it; else the text as it is."""
    declared = _XML.search(text[:_NEAR])
    if declared is None or not text[: declared.start()].strip("\ufeff \t\r\n\0") or _PAGE.search(text[:_NEAR]):
        return text
    return text[declared.start() :]
