"""Places of a feed's item: one text, several, nested objects, or parts in elements of their own."""

import re
from typing import Protocol

from pydantic import JsonValue

from normalise.mappers.values import is_anywhere, line_of, lines_of, place, text_of
from records.draft import DraftPlace
from records.synonyms import SYNONYMS, plain

_PARTS = ("venue", "street", "town", "region", "postcode", "country", "lat", "lon")
_BY_WORD = {word: part for part in _PARTS for word in SYNONYMS[part]}


class Elements(Protocol):
    """An item whose elements are asked for by draft name."""

    def get(self, draft_name: str) -> JsonValue:
        """The element that means this draft name."""

    def named(self, *plain_names: str) -> JsonValue:
        """The first of these elements, by plain name."""


def item_places(item: Elements, text: str | None = None) -> list[DraftPlace]:
    """All places of an item, each once; `text` is used in place of its location element."""
    lat, lon = _point(item)
    parts = {name: _scalar(item.get(name)) for name in ("venue", "street", "postcode", "country")}
    towns, regions = lines_of(leaves(item.get("town"))), lines_of(leaves(item.get("region")))
    whole = text or item.get("place")
    named = _nested(whole)
    if named:
        if len(named) == 1:
            extra = {"postcode": parts["postcode"], "country": parts["country"], "lat": lat, "lon": lon}
            extra |= {"town": towns[0] if len(towns) == 1 else None}
            extra |= {"region": regions[0] if len(regions) == 1 else None, "venue": parts["venue"]}
            named = [_completed(named[0], extra)]
        return named
    region = ", ".join(regions) or None
    if not towns and region and is_anywhere(region):
        return [DraftPlace(text=region)]
    if len(towns) > 1:
        found = [place(**_town(town), region=region, country=parts["country"]) for town in towns]
        return [one for one in found if one]
    one = place(**parts, **(_town(towns[0]) if towns else {}), region=region, lat=lat, lon=lon)
    return [one] if one else []


def _town(name: str) -> dict[str, JsonValue]:
    """`Praha, Česko` is more than a town: it is read as a whole."""
    return {"text": name} if "," in name else {"town": name}


def _completed(found: DraftPlace, extra: dict[str, JsonValue]) -> DraftPlace:
    given = {name: text for name, value in extra.items() if (text := line_of(value)) and not getattr(found, name)}
    # A region that repeats the text says nothing new.
    given = {name: text for name, text in given.items() if text != found.text}
    return found.model_copy(update=given)


def _point(item: Elements) -> tuple[JsonValue, JsonValue]:
    """georss:point (`lat lon`), else elements of their own."""
    point = text_of(item.named("point"))
    if point and (match := re.fullmatch(r"(-?\d+(?:\.\d+)?)[\s,]+(-?\d+(?:\.\d+)?)", point)):
        return match.group(1), match.group(2)
    return item.get("lat"), item.get("lon")


def _scalar(value: JsonValue) -> JsonValue:
    return next(iter(lines_of(leaves(value))), None)


def leaves(value: JsonValue) -> JsonValue:
    """Texts at the ends of a nested value."""
    if isinstance(value, dict):
        return [leaf for key, item in value.items() if not key.startswith("@") for leaf in _as_list(leaves(item))]
    if isinstance(value, list):
        return [leaf for item in value for leaf in _as_list(leaves(item))]
    return value


def _as_list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [value]


def _nested(value: JsonValue) -> list[DraftPlace]:
    """Texts as they are; objects (`tt:location{tt:name, tt:city, tt:country}`) by the names of their parts."""
    if isinstance(value, list):
        found = [one for item in value for one in _nested(item)]
        return [one for at, one in enumerate(found) if one not in found[:at]]
    if not isinstance(value, dict):
        one = place(text=value)
        return [one] if one else []
    inner = {plain(key): item for key, item in value.items() if not key.startswith("@")}
    parts: dict[str, JsonValue] = {}
    for word, item in inner.items():
        if word in _BY_WORD and not isinstance(item, dict | list):
            parts.setdefault(_BY_WORD[word], item)
    if not parts:
        return [one for key, item in value.items() if not key.startswith("@") for one in _nested(item)]
    if name := line_of(inner.get("name")):
        known = {str(part).casefold() for part in parts.values()}
        parts.setdefault("venue", name if name.casefold() not in known else None)
    one = place(text=inner.get("text") or inner.get("formatted"), **parts)
    return [one] if one else []
