"""The key facts of a listing's page: each once, under its kind's own name and in its kind's own order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal import wording
from records.opportunity import Opportunity
from records.vocabulary import Kind

Value = str | None


@dataclass(frozen=True)
class Fact:
    """A name, its value, and what is said below it."""

    name: str
    value: str
    note: str = ""


def facts(one: Opportunity) -> list[Fact]:
    """What is known, in the order of `ORDERS`."""
    made = []
    for key in ORDERS.get(one.kind, ORDER):
        value = VALUES[key](one)
        if value:
            made.append(Fact(_name(key, one), value, _as_published(one, value) if key == "pay" else ""))
    return made


def _name(key: str, one: Opportunity) -> str:
    if key == "place" and one.event and one.event.venue:
        return "Venue"
    if key == "place" and len(one.places) > 1:
        return "Places"
    return NAMES_OF_KIND.get((one.kind, key)) or NAMES[key]


def _as_published(one: Opportunity, shown: str) -> str:
    text = one.pay.text if one.pay else None
    return f"As published: {text}" if text and text != shown else ""


def _labels(values: Iterable[object]) -> str:
    return ", ".join(map(wording.label, values))


def _place(one: Opportunity) -> Value:
    """An event's venue and its place are one fact: where to go."""
    venue, where = (one.event.venue if one.event else None), wording.places(one.places, 12)
    if not venue or venue.casefold() in where.casefold():
        return where
    return ", ".join(part for part in (venue, where) if part)


def _starts(one: Opportunity) -> Value:
    if one.event and one.event.starts_at:
        return wording.moment(one.event.starts_at)
    return wording.day(one.starts_on) if one.starts_on else None


def _ends(one: Opportunity) -> Value:
    if one.event and one.event.ends_at:
        return wording.moment(one.event.ends_at)
    return wording.day(one.ends_on) if one.ends_on else None


def _how(one: Opportunity) -> Value:
    how = (one.event.format if one.event else None) or one.remote
    return wording.label(how) if how else None


def _weekly(one: Opportunity) -> Value:
    hours = one.hours_per_week
    if hours is None:
        return None
    least, most = wording.number(hours.min), wording.number(hours.max)
    return least if least == most else f"{least} to {most}"


def _price(one: Opportunity) -> Value:
    parts = (one.course and one.course.cost, one.event and one.event.price, one.support and one.support.amount)
    return next((text for part in parts if part and (text := wording.money(part))), None)


def _posted(one: Opportunity) -> Value:
    if one.posted_at is None:
        return None
    return f"on or before {wording.day(one.posted_at)}" if one.posted_at_is_bound else wording.day(one.posted_at)


VALUES: dict[str, Callable[[Opportunity], Value]] = {
    "pay": lambda one: wording.pay(one.pay),
    "starts": _starts,
    "ends": _ends,
    "place": _place,
    "how": _how,
    "hours": lambda one: _labels(one.hours),
    "weekly": _weekly,
    "contract": lambda one: _labels(one.contract),
    "months": lambda one: f"{one.contract_months} months" if one.contract_months else None,
    "offer": lambda one: wording.label(one.support.offer) if one.support and one.support.offer else None,
    "price": _price,
    "duration": lambda one: one.course.duration if one.course else None,
    "award": lambda one: one.course.award if one.course else None,
    "awarding_body": lambda one: one.course.awarding_body if one.course else None,
    "level": lambda one: None if one.qualification_level is None else str(one.qualification_level),
    "subject": lambda one: ", ".join(one.subject.labels) if one.subject else None,
    "audience": lambda one: _labels(one.audience),
    "vacancies": lambda one: str(one.vacancies) if one.vacancies and one.vacancies > 1 else None,
    "applicant_areas": lambda one: ", ".join(one.applicant_areas),
    "posted": _posted,
    "reference": lambda one: one.reference,
}
NAMES = {
    "pay": "Pay",
    "starts": "Starts",
    "ends": "Ends",
    "place": "Place",
    "how": "Way of working",
    "hours": "Hours",
    "weekly": "Hours a week",
    "contract": "Contract",
    "months": "Length of contract",
    "offer": "What it is",
    "price": "Cost",
    "duration": "Duration",
    "award": "Leads to",
    "awarding_body": "Awarded by",
    "level": "Qualification level",
    "subject": "Subject",
    "audience": "Especially for",
    "vacancies": "Number of posts",
    "applicant_areas": "Remote work from",
    "posted": "Posted",
    "reference": "Reference",
}
NAMES_OF_KIND = {
    (Kind.COURSE, "how"): "Way of learning",
    (Kind.EVENT, "how"): "How to take part",
    (Kind.EVENT, "price"): "Price",
    (Kind.SUPPORT, "how"): "How it is given",
    (Kind.SUPPORT, "price"): "How much",
    (Kind.NEWS, "how"): "Where",
}


def _order(*first: str) -> tuple[str, ...]:
    """These first, then all others as they stand in `VALUES`: nothing that is known is left out."""
    return tuple(dict.fromkeys((*first, *VALUES)))


# Of jobs and apprenticeships, and of all that have none of their own.
ORDER = _order("pay", "place", "how", "hours", "weekly", "contract", "months", "starts", "ends")
ORDERS = {
    Kind.COURSE: _order("starts", "ends", "place", "how", "hours", "duration", "price", "award", "awarding_body"),
    Kind.EVENT: _order("starts", "ends", "place", "how", "price"),
    Kind.SUPPORT: _order("offer", "price", "audience", "place", "how"),
    Kind.NEWS: _order("posted"),
}
