"""Words of a place text that are not the place: how the work is done, and noise around a name."""

import html
import re

from records.vocabulary import Remote
from records.words import Wording, any_of, pattern, words


def _noise(group: str) -> str:
    return any_of(words("place_noise", group))


_SPACES = re.compile(r"[\s\u00a0\u200b\u00ad]+")
_REMOTE = Wording(
    lambda: (
        rf"\b(?:fully |100% |remote[- ]first|home\s?/\s?)?(?:{any_of(words('remote_work', 'remote'))}"
        r"|(?<!commute )(?<!travel )(?<!hours )(?<!miles )\bfrom home\b(?! address))"
    )
)
_HYBRID = pattern("remote_work", "hybrid")
# Remote work that may be agreed, not the rule.
_POSSIBLE = pattern("remote_work", "possible")
_HEADQUARTERS = re.compile(
    r"\b(?:hq|headquarters?|head office|headquartered)\b\s*(?:is|in|:|-|=|at|based in)\s*[^|;/()]*", re.IGNORECASE
)
_NOISE = Wording(
    lambda: "|".join(
        (
            rf"\((?:[^()]*{_noise('in brackets')}[^()]*)\)",
            rf"^\s*{_noise('label')}\s*[:\-]\s*",
            rf"{_noise('how many')}\s+{_noise('of what')}",
            _noise("alone"),
            r"\b[MA]\d{1,3}(?:\s?[/&]\s?[MA]\d{1,3})* (?:corridor|motorway)\b",
            rf"{_noise('to the end')}.*",
            rf"{_noise('before a name')}(?=\s+\w)",
            r"\bmetro(?:politan)?(?: area)?\b(?! \w+ council)",
            r"\b(?:\d+\s*(?:miles?|km)\s*(?:from|of|around|radius(?: of)?))\b|\(\s*\)",
        )
    )
)
_LEADING = re.compile(r"^(?:(?:with)?in|at|from|to|for|across) (?:the )?(?=[A-Z])|^the (?=UK|US|North|South|Mid)")
# Names in use that no table has, and how some systems join the parts of a place.
_NICKNAMES = (
    (
        re.compile(r"\b(?:San Francisco|SF|S\.F\.)[ /-]+Bay Area\b|(?:^|(?<=[-–|/(]))(?:the )?Bay Area\b"),
        "San Francisco",
    ),
    (re.compile(r"(?<![\w.])SF(?![\w.])"), "San Francisco"),
    # A part of London that no table has; East London is a city of South Africa too.
    (
        re.compile(
            r"\b(?:(?:North|South|East|West|N|S|E|W)(?:[- ]?(?:east|west|East|West|E|W))?|Inner|Central) London\b"
            r"(?!,? (?:South Africa|Eastern Cape|ZA|SA)\b)"
        ),
        "London",
    ),
    (re.compile(r"^LA(?=$|/| office\b)|(?<=/)LA$|(?<= - )LA$"), "Los Angeles"),
    (re.compile(r"\b([A-Z]{2})-([A-Z]{2})-(?=[A-Z])"), r"\1, \2, "),
    (re.compile(r"(?<=\w)_(?=\w)"), " - "),
    (re.compile(r"(?<=[A-Z]) [Bb]ased(?=\s*(?:[)|;,]|$))"), ""),
    (re.compile(r"(?<=[\w)] )(?:[Oo]ffice|OFFICE|[Ss]tudio|[Aa]reas)\s*$"), ""),
    (re.compile(r"(?<=\w) \((?!USA|GBR|UAE|NYC)[A-Z]{3}\)\s*$"), ""),
)
_EDGES = " ,.;:-–—/|&+*•·()[]\"'@"


def tidy(text: str) -> str:
    """The text on one line, entities and typographic dashes undone."""
    text = html.unescape(html.unescape(text)) if "&" in text else text
    return _SPACES.sub(" ", re.sub(r"<[^<>]{0,200}>", " ", text).replace("–", "-").replace("—", "-")).strip()


def remote_of(text: str) -> Remote | None:
    """How the work is done, as far as the place text says."""
    if _HYBRID.search(text) or _POSSIBLE.search(text):
        return Remote.HYBRID
    return Remote.REMOTE if _REMOTE.search(text) else None


def without_noise(text: str) -> str:
    """The text without words that are no place; the seat of a company that lets people work anywhere is none either."""
    for name, meant in _NICKNAMES:
        text = name.sub(meant, text)
    if _REMOTE.search(text):
        text = _HEADQUARTERS.sub(" ", text)
    text = _HYBRID.sub("|", text)
    text = _REMOTE.sub("|", text)
    text = re.sub(r"(?:^|\|)\s*(?:or|and|in|from|,|-|:)\s+|\s+(?:or|and|,|-|:)\s*(?=\||$)", "|", text)
    text = _NOISE.sub(" ", text)
    text = _LEADING.sub("", text.strip(_EDGES))
    return _SPACES.sub(" ", text).strip(_EDGES)


def stripped(part: str) -> str:
    """A part without punctuation at its edges; a bracket that belongs to it stays."""
    part = part.strip(_EDGES.replace("(", "").replace(")", ""))
    if part.count("(") != part.count(")"):
        part = part.replace("(", " ").replace(")", " ").strip(_EDGES)
    return part
