"""What programs of a server write around a document: warnings before it, comments and counters behind."""

import re

_NEAR = 20_000
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)
# A document of its own begins a line, or follows the markup of a warning.
_JSON = re.compile(r"(?:^|[\n>])\s*(?=[\[{]\s*[\[{\"\]}])")
_XML = re.compile(r"<\?xml\b[^>]*\?>")
_START = re.compile(r"<([A-Za-z_][\w.-]*(?::[\w.-]+)?)(?=[\s/>])")
# Each is looked for in the whole document.
_MOST_NAMES = 50
_NOTHING = "\ufeff \t\r\n\0"
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
    """The XML document from its declaration on, where something stands before it; else the text as it is.

    Behind words that are no markup, a document without a declaration begins with the element that holds most.
    """
    head = text[:_NEAR]
    declared = _XML.search(head)
    if not text.lstrip(_NOTHING).startswith("<") and declared is None:
        return text[_widest(text, head) :]
    before = text[: declared.start()] if declared else ""
    if declared is None or not before.strip(_NOTHING) or _PAGE.search(before):
        return text
    return text[declared.start() :]


def _widest(text: str, head: str) -> int:
    """Where the element starts of which the end stands furthest behind; 0 where no element of the head has an end."""
    best, start = 0, 0
    seen: set[str] = set()
    for match in _START.finditer(head):
        if match[1] in seen or len(seen) >= _MOST_NAMES:
            continue
        seen.add(match[1])
        span = text.rfind(f"</{match[1]}") - match.start()
        if span > best:
            best, start = span, match.start()
    return start


def without_tail(text: str, root: str, records: frozenset[str]) -> str:
    """`text` up to the end of its root element, where what follows holds neither another root nor a record."""
    end = text.rfind(f"</{root}")
    close = text.find(">", end) + 1 if end >= 0 else 0
    tail = text[close:]
    if not close or not tail.strip(_NOTHING):
        return text
    names = {match[1] for match in _START.finditer(tail)}
    own = {root} | {name for name in names if name.rpartition(":")[2] in records}
    return text if names & own else text[:close]
