"""`defaults`: what the source's file says about adverts that say nothing themselves.

A field of the draft, a labelled line, a title, a course's runs: each is the advert's own word, and a default stays
out of its way. `kind`, `title` and `description` are filled before the steps (`draft_rules.fill_first`).
"""

from collections.abc import Callable, Mapping

from normalise.draft_rules import FIRST, PAY_PARTS, PLACE_PARTS, as_field, field_of
from normalise.steps.base import Work
from normalise.steps.dates import date_in_text, labelled_closing, zone_of
from normalise.steps.lines import lines_of
from normalise.steps.pay import examine_pay
from normalise.steps.pay.currencies import states_currency
from normalise.steps.places import examine_place
from normalise.steps.work_pattern import stated_contract, stated_hours, stated_week, title_remote
from records.draft import Draft, DraftPay, DraftPlace

# A default may add only these parts to a place that an advert names: its street would be another place's.
_CONTEXT = ("region", "country")


def fill_gaps(work: Work) -> None:
    """Fill the draft's fields that are empty, and that no step will read out of the text, with the defaults."""
    defaults = _defaults(work)
    update: dict[str, object] = {}
    for name, text in defaults.items():
        field = field_of(name)
        if name in PLACE_PARTS or name in PAY_PARTS or name in FIRST or getattr(work.draft, field):
            continue
        said = _SAID_ELSEWHERE.get(name)
        if said is None or not said(work):
            update[field] = as_field(field, text)
    work.draft = work.draft.model_copy(update=update)
    _fill_places(work, {PLACE_PARTS[name]: text for name, text in defaults.items() if name in PLACE_PARTS})
    _fill_pay(work, {PAY_PARTS[name]: text for name, text in defaults.items() if name in PAY_PARTS})


def _defaults(work: Work) -> Mapping[str, str]:
    return {str(name): text for name, text in work.source.defaults.items()}


def _fill_places(work: Work, parts: dict[str, str]) -> None:
    """An advert without a place gets all of the default place; one with places the region and country they lack."""
    if not parts:
        return
    if not work.draft.places:
        places = [DraftPlace.model_validate(parts)]
    else:
        context = {part: text for part, text in parts.items() if part in _CONTEXT}
        places = [_in_context(place, context, work) for place in work.draft.places]
    work.draft = work.draft.model_copy(update={"places": places})


def _in_context(place: DraftPlace, context: dict[str, str], work: Work) -> DraftPlace:
    """The place with a region and country it does not state, unless it would be another town then."""
    for part, text in context.items():
        if getattr(place, part):
            continue
        filled = place.model_copy(update={part: text})
        before = _towns(place, work)
        if not before or _towns(filled, work) == before:
            place = filled
    return place


def _towns(place: DraftPlace, work: Work) -> set[str | None]:
    """The towns of a place as it is read; empty where nobody knows it."""
    read = examine_place(place, work.source.country, work.source.area).places
    return {one.town for one in read if one.precision}


def _fill_pay(work: Work, parts: dict[str, str]) -> None:
    """An advert without pay gets all of the default pay; one with pay the currency and period it does not state."""
    pay = work.draft.pay
    figures = pay and (pay.text or pay.min or pay.max)
    if not figures:
        given = {part: value for part, value in (pay.model_dump() if pay else {}).items() if value}
        pay = DraftPay.model_validate({**parts, **given}) if parts.keys() & {"text", "min", "max"} else pay
    elif pay is not None:
        if "currency" in parts and not (pay.currency or states_currency(pay.text, pay.min, pay.max)):
            pay = pay.model_copy(update={"currency": parts["currency"]})
        if "period" in parts and not pay.period and _period_is_open(pay, work):
            pay = pay.model_copy(update={"period": parts["period"]})
    work.draft = work.draft.model_copy(update={"pay": pay})


def _period_is_open(pay: DraftPay, work: Work) -> bool:
    return any(issue.code == "PAY_PERIOD_INFERRED" for issue in examine_pay(pay, work.source.country).issues)


def _starts(work: Work) -> bool:
    return _run_says(work.draft, "starts_on") or date_in_text(work, "starts_on", zone_of(work)) is not None


def _ends(work: Work) -> bool:
    return _run_says(work.draft, "ends_on") or date_in_text(work, "ends_on", zone_of(work)) is not None


def _run_says(draft: Draft, field: str) -> bool:
    return any(getattr(run, field) for run in draft.course_runs)


def _remote(work: Work) -> bool:
    readings = (examine_place(one, work.source.country, work.source.area) for one in work.draft.places)
    return title_remote(work) is not None or any(reading.remote for reading in readings)


# Default → whether the advert says it in a place that a later step reads.
_SAID_ELSEWHERE: dict[str, Callable[[Work], bool]] = {
    "contract": lambda work: bool(stated_contract(work)),
    "hours": lambda work: bool(stated_hours(work)),
    "hours_per_week": lambda work: stated_week(work) is not None,
    "remote": _remote,
    "closes_at": lambda work: labelled_closing(work, zone_of(work)) is not None,
    "starts_on": _starts,
    "ends_on": _ends,
    "reference": lambda work: "reference" in lines_of(work),
    "url": lambda work: bool(work.payload.url),
    "cost": lambda work: _run_says(work.draft, "cost"),
}
