"""JSON values as the words of a draft: what mappers of loose formats share."""

import re
from collections.abc import Iterable

from pydantic import JsonValue

from normalise.text import html
from records.draft import DraftPay, DraftPlace
from records.words import pattern, says_nothing

_ANYWHERE = pattern(
    "anywhere",
    "anywhere",
    before=r"^\W*(?:(?:100%|fully)\s+)?",
    behind=r"(?:\s+(?:in the world|only|working|job|event)|\s*\((?:100%|fully)\s+remote\))?(?:\s+only)?\W*$",
)
_LITERAL_BREAKS = re.compile(r"(?:\\r)?\\n")


def text_of(value: JsonValue) -> str | None:
    """A scalar, or the text of an object that wraps one (`@value`, `#text`, name); None for nothing."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, list):
        return next((found for item in value if (found := text_of(item))), None)
    if isinstance(value, dict):
        return next((found for key in ("@value", "#text", "name", "value") if (found := text_of(value.get(key)))), None)
    text = str(value).strip()
    return None if says_nothing(text) else text


def line_of(value: JsonValue) -> str | None:
    """`text_of` as one line: tags and entities gone."""
    if value is None:
        return None  # most properties of most adverts
    line = html.one_line(text_of(value))
    return None if line is None or says_nothing(line) else line


def lines_of(value: JsonValue) -> list[str]:
    """Every text in a value or list of values, each once."""
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(found for item in items if (found := line_of(item))))


def split_list(texts: Iterable[str], separators: str = r"[,;|]|\s/\s") -> list[str]:
    """`["FULL_TIME,PART_TIME"]` → `["FULL_TIME", "PART_TIME"]`."""
    parts = (part.strip() for text in texts for part in re.split(separators, text))
    return list(dict.fromkeys(part for part in parts if not says_nothing(part)))


def number_of(value: JsonValue) -> str | float | None:
    """A number, or the text that holds one, as given."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if isinstance(value, float) else str(value)
    return text_of(value)


def rich_text(value: JsonValue) -> str | None:
    """Text or HTML of a description; `\\n` that some generators write out becomes a line break."""
    if isinstance(value, list):
        parts = [found for item in value if (found := rich_text(item))]
        return "\n".join(parts) or None
    found = text_of(value)
    return _LITERAL_BREAKS.sub("\n", found) if found and "\\n" in found else found


def join_sections(sections: Iterable[tuple[str, str | None]]) -> str | None:
    """One description from several fields; a section whose text an earlier one already holds is left out."""
    kept: list[str] = []
    plain = ""
    marked = False
    for heading, body in sections:
        if not body:
            continue
        decoded = html.decode(body)
        words = html.one_line(decoded) or ""
        if not words or words in plain:
            continue
        plain += f"\n{words}"
        marked = marked or html.is_html(decoded)
        kept.append(f"<h3>{heading}</h3>\n{decoded}" if heading and kept else decoded)
    if len(kept) == 1:
        return kept[0]
    return "\n".join(_as_html(part) for part in kept) or None


def _as_html(part: str) -> str:
    return part if html.is_html(part) else html.from_text(part)


def place(**parts: JsonValue) -> DraftPlace | None:
    """A place from parts; None where none says anything. 0,0 is no place on land."""
    lat, lon = number_of(parts.pop("lat", None)), number_of(parts.pop("lon", None))
    given = {name: found for name, value in parts.items() if (found := line_of(value))}
    if lat is not None and lon is not None and not (_is_zero(lat) and _is_zero(lon)):
        return DraftPlace(lat=lat, lon=lon, **given)
    return DraftPlace(**given) if given else None


def _is_zero(value: str | float) -> bool:
    try:
        return float(value) == 0
    except ValueError:
        return False


def pay(**parts: JsonValue) -> DraftPay | None:
    """Pay from parts; None where neither an amount nor a text is given. Two zeros are no amount."""
    low, high = number_of(parts.get("min")), number_of(parts.get("max"))
    if all(bound is None or _is_zero(bound) for bound in (low, high)):
        low = high = None
    text = line_of(parts.get("text"))
    if text is None and low is None and high is None:
        return None
    return DraftPay(
        text=text,
        min=low,
        max=high,
        currency=line_of(parts.get("currency")),
        period=line_of(parts.get("period")),
        predicted=bool(parts.get("predicted")),
    )


def is_anywhere(text: str | None) -> bool:
    """True for a place that only says that there is none: Remote, Anywhere in the World."""
    return bool(text and _ANYWHERE.match(text))


def reaches_web(value: JsonValue) -> str | None:
    """A web address, or None for anything else."""
    found = text_of(value)
    return found if found and re.match(r"https?://", found, re.IGNORECASE) else None
