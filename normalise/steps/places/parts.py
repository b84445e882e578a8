"""One place text into the places it lists, each as the parts between its commas."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from normalise.steps.places.words import stripped
from records.words import Wording, literally, words
from reference.gazetteer import Gazetteer
from reference.postcodes import Found, find_outcodes, find_postcodes

_DOTTED = re.compile(r"^([A-Z]{2,3})\.([A-Z]{2})\.(?=[A-Z])")
_SPACED_NAME = re.compile(
    r"\b(\w+) ?- ?(on|upon|in|le|by|super|under|the|next)(?: ?- ?(the|le))? ?- ?(\w+)", re.IGNORECASE
)
# A country without a comma: 'London UK', 'UK-London'.
_BEHIND = re.compile(r"^(.*[^\s,])\s+(UK|U\.K\.|United Kingdom|England|Scotland|Wales|GB|USA|United States)$")
_BEFORE = re.compile(r"^(UK|GB|US|USA)\s?-\s?(?=[A-Z])")
_SMALL_STATE = Wording(lambda: rf"(?<=, ){literally(words('small_states'))}$", re.NOFLAG)
_ZIP = re.compile(r"\b([A-Z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)[ ,]+(\d{5})(?:-\d{4})?\b")
# The postcode before a town on the continent: '53 Rue Stanislas, 54000 Nancy', 'D-10115 Berlin'.
_BEFORE_TOWN = re.compile(r"(?:(?<=, )|^)(?:[A-Z]{1,2}-)?\d{4,5} (?=[A-ZÀ-Ý][a-zà-ÿ-]+(?:$|,))")
_ZIP_SHORT = re.compile(r"\b([A-Z][a-z]+)[ ,]+(\d{5})(?:-\d{4})?\b")
_PARTS = re.compile(r"\s*[,()\n:\[\]]\s*|\s+[-·>]+\s+|\s+-(?=[A-Z])|(?<=[a-z])-\s+")
_CHOICES = re.compile(r"[ \t]+(?:or|and|&)[ \t]+|(?<=[a-z])\s*/\s*(?=[A-Z])")
_TIE = "\0"
_WITHIN = re.compile(r"\s*(?:/|&|\+|\band\b|\bor\b)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Parts:
    """One place: names between commas, and the UK postcode or US ZIP code that stood among them."""

    names: tuple[str, ...]
    code: Found | None = None
    zip: str | None = None


def split_places(text: str, gazetteer: Gazetteer) -> list[Parts]:
    """The places of a text, each with its parts. Commas do not separate places here: `reading` decides that."""
    places = []
    for piece in _pieces(text, gazetteer):
        for segment in _by_postcode(piece, gazetteer):
            parts = _parts(segment, gazetteer)
            if parts.names or parts.code:
                places.append(parts)
    return places


def _pieces(text: str, gazetteer: Gazetteer) -> Iterator[str]:
    for piece in re.split(r"\s*[|;•\n]\s*", text):
        tied = ",".join(_tied(part, gazetteer) for part in piece.split(","))
        choices = [choice.replace(_TIE, " ") for choice in _CHOICES.split(tied)]
        # 'San Francisco, CA or New York, NY', 'Leeds, Yorks / Hull, Yorks', but not 'Berks, Bucks and Oxon'.
        yield from choices if len(choices) > 1 and all("," in choice for choice in choices) else [piece]


def _tied(part: str, gazetteer: Gazetteer) -> str:
    """A part between commas that no 'and' cuts where it is the name of one area: 'Yorkshire and the Humber'."""
    return part.replace(" ", _TIE) if _CHOICES.search(part) and gazetteer.find_region(part) else part


def _by_postcode(text: str, gazetteer: Gazetteer) -> Iterator[str]:
    """One text for each postcode: 'Leeds LS1 4AP, Bradford BD1 1AA' are two places."""
    codes = find_postcodes(text, gazetteer.outcodes)
    if len({code.postcode for code in codes}) < 2:
        yield text
        return
    start = 0
    for code in codes[:-1]:
        yield text[start : code.end]
        start = code.end
    yield text[start:]


def _parts(text: str, gazetteer: Gazetteer) -> Parts:
    codes = find_postcodes(text, gazetteer.outcodes)
    zip_code = None
    if not codes and (match := _zip(text, gazetteer)):
        zip_code = match[2]
        text = f"{text[: match.start()]}, {match[1]}, {text[match.end() :]}"
    elif not codes:
        codes = find_outcodes(text, gazetteer.outcodes)
    if codes:
        text = f"{text[: codes[0].start]}, {text[codes[0].end :]}"
    if not codes and not zip_code:
        text = _BEFORE_TOWN.sub("", text)
    text = _SMALL_STATE.sub(lambda match: match[0].upper(), text)
    text = _DOTTED.sub(r"\1, \2, ", text)
    if not gazetteer.find_region(text):  # 'North of England' is one name
        text = _BEFORE.sub(r"\1, ", _BEHIND.sub(r"\1, \2", text.strip(" ,")))
    if " - " in text or "- " in text:
        text = _SPACED_NAME.sub(lambda match: "-".join(part for part in match.groups() if part), text)
    names = tuple(name for part in _PARTS.split(text) if (name := stripped(part)))
    return Parts(names, codes[0] if codes else None, zip_code)


def _zip(text: str, gazetteer: Gazetteer) -> re.Match[str] | None:
    """A state with its ZIP code: of 'Cleveland Ohio 44111' the state is the last word, in 'New York 10001' both."""
    for pattern in (_ZIP, _ZIP_SHORT):
        if (match := pattern.search(text)) and _is_state(match[1], gazetteer):
            return match
    return None


def _is_state(name: str, gazetteer: Gazetteer) -> bool:
    return len(name) == 2 or ((state := gazetteer.find_region(name, "US")) is not None and state.level == "state")


def alternatives(name: str) -> list[str]:
    """The names in 'Wroclaw/Krakow' or 'Lewes and Uckfield'; whether they are several places the reader decides."""
    return [piece for piece in map(stripped, _WITHIN.split(name)) if piece]
