"""What a source's YAML says about its drafts: `lookups` mend dirty values, `defaults` fill the gaps.

Each text of an advert is looked up once: what its fields say by `looked_up`, before the steps; what a step reads out
of the description or the title by `steps/lines.py` and `steps/from_text.py`. `defaults` lose to both: the step
`fill_gaps` comes after `from_text`. Only what the text itself is read with is filled before the steps, by `fill_first`.
"""

from typing import Any

from normalise.steps.lines import swapped
from records.draft import Draft, DraftPlace
from records.source import SourceConfig
from records.vocabulary import Kind

# Rule name → the part of a place or of the pay that it means.
PLACE_PARTS = {
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
PAY_PARTS = {
    "pay": "text",
    "pay_min": "min",
    "pay_max": "max",
    "pay_currency": "currency",
    "pay_period": "period",
}
# Nothing reads these out of a text, and the steps before `from_text` need them.
FIRST = ("kind", "title", "description")
_PLURAL = {"subject": "subjects"}
_LISTS = frozenset({"contract", "hours", "skills", "subjects", "qualifications_required"})
_OF_RUN = frozenset({"starts_on", "ends_on", "cost", "url"})


def field_of(name: str) -> str:
    """The field of a draft that a rule's name means, of those that are no part of a place or of the pay."""
    return _PLURAL.get(name, name)


def looked_up(draft: Draft, source: SourceConfig) -> Draft:
    """The draft with the source's lookups applied to every text in it."""
    for name, table in source.lookups.items():
        draft = _looked_up(draft, name, table)
    return draft


def fill_first(draft: Draft, source: SourceConfig) -> Draft:
    """The draft with the defaults that steps before `from_text` need: kind, title, description."""
    for name in FIRST:
        if name in source.defaults and not getattr(draft, name):
            draft = draft.model_copy(update={name: as_field(name, source.defaults[name])})
    return draft


def as_field(field: str, text: str) -> Any:
    """A default's text as the value of that field of a draft."""
    if field == "kind":
        return Kind(text)
    return [text] if field in _LISTS else text


def _looked_up(draft: Draft, name: str, table: dict[str, str]) -> Draft:
    if name in PLACE_PARTS:
        return _places_looked_up(draft, PLACE_PARTS[name], table)
    if name in PAY_PARTS:
        part = PAY_PARTS[name]
        pay = draft.pay and draft.pay.model_copy(update={part: swapped(getattr(draft.pay, part), table)})
        return draft.model_copy(update={"pay": pay})
    field = field_of(name)
    value = getattr(draft, field)
    if field == "kind":
        return draft.model_copy(update={"kind": Kind(table.get(value, value))}) if value else draft
    mended = [swapped(one, table) for one in value] if isinstance(value, list) else swapped(value, table)
    update = {field: mended}
    if field in _OF_RUN:
        update["course_runs"] = [
            run.model_copy(update={field: swapped(getattr(run, field), table)}) for run in draft.course_runs
        ]
    return draft.model_copy(update=update)


def _places_looked_up(draft: Draft, part: str, table: dict[str, str]) -> Draft:
    def mended(place: DraftPlace) -> DraftPlace:
        return place.model_copy(update={part: swapped(getattr(place, part), table)})

    runs = [run.model_copy(update={"place": run.place and mended(run.place)}) for run in draft.course_runs]
    update: dict[str, Any] = {"places": [mended(place) for place in draft.places], "course_runs": runs}
    if part == "venue":
        update["event_venue"] = swapped(draft.event_venue, table)
    return draft.model_copy(update=update)
