"""`calendar_event`: an event of a calendar file under the names of its properties (RFC 5545)."""

import re

from pydantic import JsonValue

from normalise.mappers.base import Fields, Mapper
from normalise.mappers.fields import FieldsMapper
from records.draft import Draft
from records.payload import Payload, payload_hash
from records.source import SourceConfig
from records.vocabulary import Kind

_LINK = re.compile(r"https?://[^\s<>\"']+")
_TAG = re.compile(r"<[^>]*>")
# Before a link in the place of a place: `Registration : https://…`.
_LEAD_IN = re.compile(r"^[\w\s-]{0,40}[:：]?\s*$")
_PROPERTIES = {
    "starts_on": "DTSTART", "ends_on": "DTEND", "timezone": "TZID", "description": "DESCRIPTION",
    "subject": "CATEGORIES", "organisation": "ORGANIZER",
}  # fmt: skip


class CalendarEventMapper(Mapper):
    """Reads the properties of an event."""

    format = "calendar_event"

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """The event under draft names, read as such."""
        fields.ignore(payload.data)
        named = _by_draft_name(payload)
        return FieldsMapper().to_draft(Fields(named), payload.model_copy(update={"data": named}), source)

    def former_key(self, payload: Payload, source: SourceConfig) -> str:
        """An event without an id and an address of its own was known by a hash of its draft names."""
        return payload_hash(FieldsMapper.format, _by_draft_name(payload)) if payload.keyless else ""


def _by_draft_name(payload: Payload) -> dict[str, JsonValue]:
    event = payload.data
    place, link = _place(str(event.get("LOCATION") or ""))
    lat, _, lon = str(event.get("GEO") or "").partition(";")
    parts: dict[str, JsonValue] = {draft: event.get(name) for draft, name in _PROPERTIES.items()}
    parts |= {"place": place, "apply_url": link, "lat": lat, "lon": lon, "url": payload.url}
    said: dict[str, JsonValue] = {"kind": Kind.EVENT.value, "title": event.get("SUMMARY") or ""}
    return said | {name: value for name, value in parts.items() if value}


def _place(text: str) -> tuple[str, str]:
    """The place, and a link that stands there instead: that of a meeting, or of registration."""
    links = _LINK.findall(text)
    rest = _LINK.sub("", _TAG.sub(" ", text)).strip(" ,;-\n")
    if links and (not rest or (_LEAD_IN.match(rest) and rest.endswith((":", "：")))):
        return "", links[0]
    return rest, links[0] if links else ""
