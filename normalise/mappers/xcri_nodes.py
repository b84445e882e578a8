"""Nodes of an XCRI-CAP payload: their text, HTML, places, levels and identifiers."""

import re
from html import escape

from pydantic import JsonValue

from normalise.text import html
from records.draft import DraftPlace
from records.words import groups, pattern

Nodes = list[JsonValue]

_NLD = re.compile(r"[;,]?\s*\bNLD(?:\s+[A-Za-z ]+?)?(?:\s*Code)?\s*:\s*[\w.]+", re.IGNORECASE)
_SUBJECT_CODE = re.compile(r"^(?:[A-Za-z]{2,6}\d?\s*:\s*)?[A-Z]{1,3}\d*(?:\.\d*)*\.?$|^[\d.]+$")
_UKPRN = re.compile(r"(?<!\d)(1\d{7})(?!\d)")
_LEVEL = re.compile(r"\b(?:level|nvq(?:\s+level)?|rqf|qcf|nqf|fheq)\s*:?\s*([1-8])\b", re.IGNORECASE)
_ENTRY_LEVEL = re.compile(r"\bentry level\b", re.IGNORECASE)
_QUALIFICATION = re.compile(
    r"\b(?:diploma|certificate|award|nvq|btec|qualification|city & guilds|apprenticeship|gcse|rqf|ncfe|cache)\b",
    re.IGNORECASE,
)
# The Scottish framework's levels beside the RQF's (the regulators' joint comparison).
_SCQF = {12: 8, 11: 7, 10: 6, 9: 6, 8: 5, 7: 4, 6: 3, 5: 2, 4: 1}
_AWARDS = [(int(level), pattern("qualifications", level)) for level in groups("qualifications")]
_HEADINGS = {
    "aim": "Aims", "careeroutcome": "Careers", "leadsto": "Where it leads", "structure": "Course structure",
    "topic": "Topics", "contactpattern": "Contact hours", "teachingstrategy": "Teaching",
    "assessmentstrategy": "Assessment",
}  # fmt: skip


def nodes(value: JsonValue) -> Nodes:
    """A payload's value as a list of nodes."""
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def english(found: Nodes) -> Nodes:
    """Of texts in several languages (`xml:lang`) the English ones and those without a language."""
    languages = [str(node.get("@lang", "")).lower() if isinstance(node, dict) else "" for node in found]
    if not any(language.startswith("en") for language in languages):
        return found
    return [node for node, language in zip(found, languages, strict=True) if not language or language.startswith("en")]


def text_of(node: JsonValue) -> str:
    """A node's text on one line, without the codes of the old National Learning Directory."""
    raw = node.get("#text") if isinstance(node, dict) else node
    text = html.one_line(raw) if isinstance(raw, str) else None
    return _NLD.sub("", text).strip(" ;,") if text else ""


def lines_of(node: JsonValue) -> str:
    """A node's text with its rows apart: a table of fees becomes `UK £9,500; Overseas £21,000`."""
    markup = node.get("#html") if isinstance(node, dict) else None
    if not isinstance(markup, str):
        return text_of(node)
    return "; ".join(" ".join(line.split()) for line in html.to_text(markup).split("\n") if line.strip())


def html_of(node: JsonValue) -> str:
    """A node as HTML: its own XHTML, escaped HTML decoded, plain text as paragraphs; '' for nothing."""
    if isinstance(node, dict):
        markup = node.get("#html")
        if isinstance(markup, str) and html.to_text(markup):
            return markup
        href = node.get("@href")
        if isinstance(href, str) and href.startswith("http") and not node.get("#text"):
            return f'<p><a href="{escape(href)}">{escape(href)}</a></p>'
    raw = node.get("#text") if isinstance(node, dict) else node
    if not isinstance(raw, str) or not _NLD.sub("", raw).strip(" ;,"):
        return ""
    decoded = html.decode(raw)
    return decoded if html.is_html(decoded) else html.from_text(html.tidy_lines(decoded))


def heading(type_name: str) -> str:
    """A heading for a typed description: `specialFeature` → Special feature."""
    known = _HEADINGS.get(type_name.lower())
    if known or not type_name:
        return known or ""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]", " ", type_name).strip()
    return words[:1].upper() + words[1:].lower()


def find_typed(found: Nodes, *types: str) -> str | None:
    """Text of the first node whose `xsi:type` is one of these local names (lower case)."""
    for node in found:
        if isinstance(node, dict) and str(node.get("@type", "")).lower() in types and text_of(node):
            return text_of(node)
    return None


def ukprn_of(identifiers: Nodes) -> str | None:
    """The UK provider number: typed so, in the UKRLP's namespace or address, or an eight-digit number 1…."""
    typed = find_typed(identifiers, "ukprn")
    for text in [typed or "", *(_ukrlp(node) for node in identifiers)]:
        if match := _UKPRN.search(text):
            return match[1]
    return None


def _ukrlp(node: JsonValue) -> str:
    text = text_of(node)
    space = str(node.get("@type_namespace", "")) if isinstance(node, dict) else ""
    return text if "ukrlp" in space or "ukrlp" in text or "ukprn" in text.lower() or text.isdecimal() else ""


def subject_label(node: JsonValue) -> str | None:
    """A subject in words; a bare code (KC.3, LDCS1: DB.) is none."""
    text = text_of(node)
    return None if not text or _SUBJECT_CODE.match(text) else text


def place_of(holder: dict[str, JsonValue], *, venue: bool = False) -> DraftPlace | None:
    """A provider's or venue's place: `location{town, postcode, address[]}`, or 1.1's same names directly.

    The title of a venue is part of the place; the title of the provider itself is not.
    """
    inner = next((n for n in nodes(holder.get("provider")) if isinstance(n, dict)), None)
    if inner is not None:
        return place_of(inner, venue=venue)
    name = _part(holder, "title", "name") if venue else None
    location = next((n for n in nodes(holder.get("location")) if isinstance(n, dict)), holder)
    town, postcode = _part(location, "town", "city"), _part(location, "postcode")
    lines = [node for node in nodes(location.get("address")) if not _geo(node)]
    known = {t.casefold() for t in (town, postcode) if t}
    address = [t for t in map(text_of, lines) if t and t.casefold() not in known]
    street = _part(location, "street") or ", ".join(address) or None
    lat, lon = _coordinate(location, "lat"), _coordinate(location, "long") or _coordinate(location, "lon")
    if not (town or postcode or street or lat or name):
        return None
    return DraftPlace(
        venue=name,
        street=street, town=town, region=_part(location, "county", "region"), postcode=postcode,
        country=_part(location, "country"), lat=lat, lon=lon,
    )  # fmt: skip


def _part(holder: dict[str, JsonValue], *names: str) -> str | None:
    return next((t for name in names for node in nodes(holder.get(name)) if (t := text_of(node))), None)


def _geo(node: JsonValue) -> str:
    kind = str(node.get("@type", "")).lower() if isinstance(node, dict) else ""
    return kind if kind in ("lat", "long", "lon") else ""


def _coordinate(location: dict[str, JsonValue], name: str) -> str | None:
    typed = (text_of(node) for node in nodes(location.get("address")) if _geo(node) == name)
    return next((t for t in [_part(location, name) or "", *typed] if re.fullmatch(r"-?\d+(?:\.\d+)?", t)), None)


def level_of(words: list[str], credit: Nodes, titles: list[str]) -> int | None:
    """RQF level: stated ("Level 3"), of the credit's framework, or of the award's name.

    A title counts only where it names a qualification: "Spanish Level 2" is the provider's own scale.
    """
    for text in [*words, *(title for title in titles if _QUALIFICATION.search(title))]:
        if match := _LEVEL.search(text):
            return int(match[1])
        if _ENTRY_LEVEL.search(text):
            return 0
    for text in words:
        if re.fullmatch(r"[0-8]", text):
            return int(text)
    if (level := _credit_level(credit)) is not None:
        return level
    return next((n for text in [*titles, *words] for n, names in _AWARDS if names.search(text)), None)


def _credit_level(credit: Nodes) -> int | None:
    for node in credit:
        if not isinstance(node, dict):
            continue
        scheme, level = (_part(node, "scheme") or "").lower(), _part(node, "level") or ""
        number = re.search(r"\d{1,2}", level)
        if "scqf" in scheme and number:
            return _SCQF.get(int(number[0]))
        if re.search(r"rqf|qcf|nqf|fheq", scheme) and number and int(number[0]) <= 8:
            return int(number[0])
        if level.upper() == "M":
            return 7
    return None
