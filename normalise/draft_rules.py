"""What a source's YAML says about its drafts: `lookups` mend dirty values, `defaults` fill the gaps."""

from typing import Any

from records.draft import Draft, DraftPay, DraftPlace
from records.source import SourceConfig
from records.vocabulary import Kind

_PLACE_PARTS = {
    "place": "text",
    "venue": "venue",
    "street": "street",
    "town": "town",
    "region": "region",
    "postcode": "postcode",
    "country": "country",
    "lat": "lat",
    "lon": "lon",
}
_PAY_PARTS = {
    "pay": "text",
    "pay_min": "min",
    "pay_max": "max",
    "pay_currency": "currency",
    "pay_period": "period",
}
_PLURAL = {"subject": "subjects"}
_LISTS = frozenset({"contract", "hours", "skills", "subjects", "qualifications_required"})
_NOT_DRAFT = frozenset({"key", "logo", "audience"})


def apply_rules(draft: Draft, source: SourceConfig) -> Draft:
    """The draft with the source's lookups, then its defaults."""
    for name, table in source.lookups.items():
        draft = _looked_up(draft, name, table)
    for name, value in source.defaults.items():
        draft = _defaulted(draft, name, value)
    return draft


def _swap(value: Any, table: dict[str, str]) -> Any:
    return table.get(value.strip(), value) if isinstance(value, str) else value


def _looked_up(draft: Draft, name: str, table: dict[str, str]) -> Draft:
    if name in _PLACE_PARTS:
        part = _PLACE_PARTS[name]
        places = [p.model_copy(update={part: _swap(getattr(p, part), table)}) for p in draft.places]
        return draft.model_copy(update={"places": places})
    if name in _PAY_PARTS:
        part = _PAY_PARTS[name]
        pay = draft.pay and draft.pay.model_copy(update={part: _swap(getattr(draft.pay, part), table)})
        return draft.model_copy(update={"pay": pay})
    field = _PLURAL.get(name, name)
    if field in _NOT_DRAFT:
        return draft
    value = getattr(draft, field)
    if field == "kind":
        kind = table.get(value) if value else None
        return draft.model_copy(update={"kind": Kind(kind)}) if kind else draft
    swapped = [_swap(v, table) for v in value] if isinstance(value, list) else _swap(value, table)
    return draft.model_copy(update={field: swapped})


def _defaulted(draft: Draft, name: str, value: str) -> Draft:
    if name in _PLACE_PARTS:
        return _default_place(draft, _PLACE_PARTS[name], value)
    if name in _PAY_PARTS:
        pay = draft.pay or DraftPay()
        part = _PAY_PARTS[name]
        alone = part == "text" and (pay.min or pay.max)
        return (
            draft
            if getattr(pay, part) or alone
            else draft.model_copy(update={"pay": pay.model_copy(update={part: value})})
        )
    field = _PLURAL.get(name, name)
    if field in _NOT_DRAFT or getattr(draft, field):
        return draft
    if field == "kind":
        return draft.model_copy(update={"kind": Kind(value)})
    return draft.model_copy(update={field: [value] if field in _LISTS else value})


def _default_place(draft: Draft, part: str, value: str) -> Draft:
    """A whole place fills an advert without one; `country` and other parts fill each place's gap."""
    if not draft.places:
        return draft.model_copy(update={"places": [DraftPlace(**{part: value})]})
    if part in ("text", "town", "postcode", "venue", "street"):
        return draft
    places = [p if getattr(p, part) else p.model_copy(update={part: value}) for p in draft.places]
    return draft.model_copy(update={"places": places})
