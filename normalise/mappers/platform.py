"""A payload of a platform that is a table → draft, as the table says."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, ClassVar

from pydantic import JsonValue

from normalise.mappers.base import Fields, Mapper
from normalise.mappers.values import join_sections, line_of, lines_of, pay, place, rich_text, text_of
from normalise.steps.kind import said_kind
from records.draft import Draft, DraftPay, DraftPlace, DraftRun
from records.payload import Payload
from records.platforms.expressions import ask, groups_of
from records.platforms.model import LISTS, PLACE_NAMES, RUN_NAMES, Platform
from records.source import SourceConfig
from records.vocabulary import Authority, Kind

# `Warsaw, , Poland`: joined from parts of which one is empty.
_EMPTY_PARTS = re.compile(r"\s*,(?:\s*,)+")
# Midnight, as `2026-10-14T00:00:00Z`: how a database writes a day alone. One closes when the day is over.
_MIDNIGHT = re.compile(r"^(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?$")
_PAY_NAMES = frozenset({"text", "min", "max", "currency", "period", "predicted"})


class PlatformMapper(Mapper):
    """Reads the payloads of one platform; `platform_mapper` makes the class for one."""

    platform: ClassVar[Platform]

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """The advert in its own words."""
        declared, data = self.platform, payload.data
        fields.ignore(declared.known)
        values: dict[str, Any] = {name: _value(name, ask(query, data)) for name, query in declared.fields.items()}
        sections = join_sections(_sections(declared, data))
        values["description"] = sections or values.get("description")
        if not values.get("organisation"):
            values["organisation"] = _board_name(declared, payload.url, source)
        values.setdefault("url", payload.url)
        return Draft(
            **{name: value for name, value in values.items() if value is not None},
            places=_places(ask(declared.places, data)),
            pay=_pay(ask(declared.pay, data)),
            kind=_kind(declared.kind, data),
            course_runs=_runs(ask(declared.runs, data)),
            # Where the list alone came: the text stands on the advert's own page.
            description_complete=values["description"] is not None or declared.detail is None,
        )


def _value(name: str, found: JsonValue) -> str | list[str] | None:
    if name in LISTS:
        return lines_of(_flat(found))
    if name == "description":
        return rich_text(found)
    if name.endswith(("_url", "_logo")) or name == "url":
        return text_of(found)
    if name == "closes_at" and isinstance(found, str):
        found = _MIDNIGHT.sub(r"\1", found.strip())
    return line_of(str(found) if isinstance(found, int | float) and not isinstance(found, bool) else found)


def _flat(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, list):
        return [inner for item in value for inner in _flat(item)]
    return [] if value is None or isinstance(value, bool) else [value]


def _places(found: JsonValue) -> list[DraftPlace]:
    """Each place once; a text that says the same again, without parts, adds none."""
    places: list[DraftPlace] = []
    said: set[str | None] = set()
    for one in _flat(found):
        parts = one if isinstance(one, dict) else {"text": one}
        made = place(**{name: value for name, value in parts.items() if name in PLACE_NAMES})
        if made is None or made in places or (made == DraftPlace(text=made.text) and made.text in said):
            continue
        text = _EMPTY_PARTS.sub(",", made.text).strip(" ,") if made.text else made.text
        said.add(made.text)
        places.append(made.model_copy(update={"text": text or None}))
    return places


def _pay(found: JsonValue) -> DraftPay | None:
    if isinstance(found, dict):
        return pay(**{name: value for name, value in found.items() if name in _PAY_NAMES})
    return pay(text=found) if isinstance(found, str) else None


def _kind(said: str | None, data: dict[str, JsonValue]) -> Kind | None:
    """The kind that a table states for all its records, or asks each for."""
    found = said if said in frozenset(Kind) else ask(said, data)
    return said_kind(found) if isinstance(found, str) else None


def _runs(found: JsonValue) -> list[DraftRun]:
    """The presentations of a course; one that says nothing is none."""
    runs = []
    for one in _flat(found):
        if not isinstance(one, dict):
            continue
        said = {name: line_of(one.get(name)) for name in RUN_NAMES - {"place"}}
        where = one.get("place")
        at = next(iter(_places(where if isinstance(where, dict) else line_of(where))), None)
        if at or any(said.values()):
            runs.append(DraftRun(place=at, **said))
    return runs


def _sections(declared: Platform, data: dict[str, JsonValue]) -> Iterator[tuple[str, str | None]]:
    for query in declared.sections:
        for one in _flat(ask(query, data)):
            if isinstance(one, dict):
                yield line_of(one.get("heading")) or "", rich_text(one.get("body"))
            else:
                yield "", rich_text(one)


def _board_name(declared: Platform, url: str | None, source: SourceConfig) -> str | None:
    """The employer as the advert's address has it, where neither the advert nor the source names one."""
    if source.publisher.authority is Authority.EMPLOYER:
        return None
    found = next((groups for pattern in declared.advert if (groups := groups_of(pattern, url or ""))), None)
    if found and any(found["tenant"] in host.split(".") for host in declared.hosts):
        return None  # the platform's own name: all its adverts stand on one site
    words = re.sub(r"[-_+]+|%20", " ", found["tenant"]).strip() if found else ""
    if "." in words:
        return None  # part of a host (`enzj.fa.em3`), which is no name
    return (words.title() if words.islower() else words) or None


@lru_cache(maxsize=256)
def platform_mapper(platform: Platform) -> type[PlatformMapper]:
    """The mapper class of one platform."""
    own: dict[str, Any] = {
        "platform": platform,
        "format": platform.payload_format,
        "__doc__": f"Adverts of {platform.title}.",
    }
    return type(f"{platform.name.title().replace('_', '')}Mapper", (PlatformMapper,), own)
