"""What a source file says by name of a field stands above what the mapper of a format reads by itself."""

from typing import Any

from pydantic import JsonValue

from normalise.mappers.base import Fields
from normalise.mappers.fields import FieldsMapper
from normalise.mappers.values import line_of, number_of
from records.draft import Draft, DraftPay, DraftPlace
from records.payload import Payload
from records.source import SourceConfig

_PAY = {"pay": "text", "pay_min": "min", "pay_max": "max", "pay_currency": "currency", "pay_period": "period"}
_PLACE = ("venue", "street", "town", "region", "postcode", "country", "lat", "lon")
_OTHER_NAMES = {"subject": "subjects", "logo": "organisation_logo"}


def overlaid(draft: Draft, said: dict[str, JsonValue], payload: Payload, source: SourceConfig) -> Draft:
    """`draft` with what stands in `said` (draft name → text); what is empty there leaves the draft as it is."""
    said = {name: value for name, value in said.items() if value not in (None, "", [], {})}
    if not said:
        return draft
    own = FieldsMapper().to_draft(Fields(said), payload.model_copy(update={"data": said, "url": None}), source)
    update: dict[str, Any] = {}
    for name in said:
        field = _OTHER_NAMES.get(name, name)
        value = getattr(own, field, None) if field in Draft.model_fields else None
        if field not in ("pay", "places") and value not in (None, "", []):
            update[field] = value
    if own.event_venue:
        update["event_venue"] = own.event_venue
    if places := _places(draft, own, said):
        update["places"] = places
    if pay := _pay(draft, said):
        update["pay"] = pay
    return draft.model_copy(update=update)


def _places(draft: Draft, own: Draft, said: dict[str, JsonValue]) -> list[DraftPlace]:
    """A whole place, or several, replace the draft's; parts are put into its one place."""
    if not own.places and not any(name in said for name in _PLACE):
        return []
    if "place" in said or len(own.places) > 1 or len(draft.places) > 1:
        return own.places
    parts = {name: text for name in _PLACE if (text := line_of(said.get(name)))}
    return [(draft.places or [DraftPlace()])[0].model_copy(update=parts)] if parts else []


def _pay(draft: Draft, said: dict[str, JsonValue]) -> DraftPay | None:
    read = {
        name: number_of(said.get(name)) if name in ("pay_min", "pay_max") else line_of(said.get(name)) for name in _PAY
    }
    parts = {_PAY[name]: value for name, value in read.items() if value is not None}
    return (draft.pay or DraftPay()).model_copy(update=parts) if parts else None
