"""Pay text made readable: entities and broken characters mended, digits that are no pay blanked out.

Blanked text becomes '~' or '^' of the same length, so that a range cannot reach across it.
"""

import html
import re
from functools import cache

from normalise.steps.pay.abroad import in_english
from records.words import Wording, any_of, groups, words

_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_DASHES = re.compile(r"[‐‑‒–—―−﹘﹣－]|&[mn]dash;|--+")
# UTF-8 that was read as Windows-1252 or Latin-1. ftfy could mend it, but would take ten times as long as all the rest.
_BROKEN = (
    ("Â£", "£"),
    ("Â€", "€"),
    ("â‚¬", "€"),
    ("â‚¤", "£"),
    ("â€“", "-"),
    ("â€”", "-"),
    ("â€‘", "-"),
    ("Ã‚", ""),
    ("Â", " "),
    ("ï¿½", "£"),
)
_LOST_POUND = re.compile(r"[\ufffd\x9c](?=\s?\d)|(?<![A-Za-z0-9])#(?=\d{1,3}(?:[,.]\d|\d{2}))")
_AFTER_SIGN = re.compile(r"(?<=[£€$])\s+(?=\d)")
_DIGIT_WITHOUT_SIGN = re.compile(r"(?<![£€$\d.,])\d")
_PENCE = re.compile(r"(?<![£€$\d.,])(\d,\d{3}|\d{3,4})\s?(?:pence|p)(?=\s*(?:per|an?|/)\s*h)", re.IGNORECASE)
_SPLIT_NUMBER = re.compile(r"(?:(?<=[£€$]\d)|(?<=[£€$]\d\d)), (?=\d{3}\b)")
_APOSTROPHE = re.compile(r"(?<=[£€$]\d\d)['’](?=\d{3}\b)")
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u205f\u3000\u00ad\ufeff]+")

_NUMBER = r"\d{1,3}(?:\.\d{1,2})?"
_LIST = r"(?:\s*(?:-|to|/|&|and|,|or)\s*[a-z]{0,5}\s?{0})*"
_UNSIGNED = r"(?<![£$€\d.,])"
# Spans of time: '37 hours', '39 weeks', '12 month contract'. Blanked with '~', so that the 'per week' of
# '37 hours per week' is known for what it is; everything else is blanked with '^'.
_TIMES = Wording(
    lambda: (
        rf"{_UNSIGNED}\b{_NUMBER}(?:\s*(?:-|to|/|or|and)\s*{_NUMBER})?[\s-]*"
        rf"{any_of(words('time_units', 'counted'), whole=False)}\b"
    )
)


@cache
def _blanked() -> list[re.Pattern[str]]:
    """What is no pay: dates, shares, rungs, references."""
    rungs = any_of(words("pay_rungs"), whole=False)
    months = f"{any_of((names[0][:3] for names in groups('months').values()), whole=False)}[a-z]*"
    shapes = (
        # 1 April 2025, 01/04/2025, April 2025, 2025/26, 2025-2026, from 2026
        rf"{_UNSIGNED}\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{months}\b\.?(?:,?\s+(?:19|20)\d\d\b)?",
        rf"\b{months}\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?:19|20)\d\d\b",
        rf"{_UNSIGNED}\b\d{{1,2}}[/.]\d{{1,2}}[/.](?:19|20)?\d\d\b",
        rf"{_UNSIGNED}\b(?:19|20)\d\d\s*[/-]\s*(?:(?:19|20)\d\d|\d\d)\b(?![,.]\d)",
        (
            rf"{_UNSIGNED}\b(?:fy|year|from|since|in|for|by|w\.?e\.?f\.?|april|september|"
            rf"academic year)\s+(?:19|20)[012]\d\b(?![,.\d])"
        ),
        # percentages
        rf"{_UNSIGNED}{_NUMBER}\s*(?:-\s*{_NUMBER}\s*)?(?:%|per\s?cent\b|percent\b)",
        # Band 5, Grade 2-3, SCP 5 - 6, H5 or H6, MPS1 - UPS3, M1-M6, L3 to L7, SCP05, G7, Point 23
        rf"(?<![a-z0-9£$€])(?!(?:to|up|us|me|be)\b)(?:{rungs})[\s.:#-]*(?:[a-z]?\s?{_NUMBER}[a-jl-z]?)(?![\d,]*\d)(?!k\b)"
        + _LIST.replace("{0}", r"\d{1,2}[a-jl-z]?(?![\d.,]*\d)(?!k\b)"),
        # 0.6 FTE, FTE 0.8, 1.0 WTE
        (
            rf"{_UNSIGNED}\b[01]?\.\d{{1,4}}\s*(?:fte|wte|f\.t\.e\.?|full)\b|\b(?:fte|wte)\s*(?:of|:|=|"
            rf"-)?\s*[01](?:\.\d+)?\b(?![,\d])"
        ),
        r"\b[12]\.0\s*(?:fte|wte)\b",
        # 401k, ST0123, ref 12345
        r"\b401\s?\(?k\)?",
        r"\bref(?:erence)?\.?(?:\s*(?:no|number))?[\s.:#]*[a-z]{0,5}[\d/-]{3,}",
        # 52/52 weeks are gone above; '37/37'
        rf"{_UNSIGNED}\b\d{{1,2}}\s*/\s*\d{{1,2}}(?:ths?)?\b(?![\d,.]*\d)",
    )
    return [re.compile(shape, re.IGNORECASE) for shape in shapes]


def _blank(match: re.Match[str]) -> str:
    return "^" * len(match[0])


def _blank_time(match: re.Match[str]) -> str:
    return "~" * len(match[0])


def readable(text: str) -> str:
    """The text on one line, with '£', '-' and single spaces where the source had something broken or odd."""
    text = html.unescape(html.unescape(text)) if "&" in text else text
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "Â" in text or "â" in text or "Ã" in text or "ï" in text:
        for broken, mended in _BROKEN:
            text = text.replace(broken, mended)
    text = _DASHES.sub("-", text.replace("￡", "£").replace("＄", "$").replace("₤", "£"))
    text = in_english(_LOST_POUND.sub("£", text))
    text = _AFTER_SIGN.sub("", _SPACES.sub(" ", text)).strip()
    if "'" in text or "’" in text:
        text = _APOSTROPHE.sub(",", text)
    text = _PENCE.sub(lambda match: f"£{int(match[1].replace(',', '')) / 100:.2f}", text)
    return _SPLIT_NUMBER.sub(",", text) if ", " in text else text


def without_rungs(text: str) -> str:
    """Dates, percentages, spans of time and rungs on a scale blanked out, at the same length."""
    if not _DIGIT_WITHOUT_SIGN.search(text):
        return text
    text = _TIMES.sub(_blank_time, text)
    for wording in _blanked():
        text = wording.sub(_blank, text)
    return text
