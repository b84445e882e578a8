"""Small fields: reference, vacancies, qualifications, skills, subject, audience, event, support, licence."""

import re
from datetime import UTC
from decimal import Decimal, InvalidOperation

from normalise.steps.base import Work
from normalise.steps.dates import end_of, zone_of
from normalise.steps.lines import lines_of
from normalise.text import html
from normalise.text.dates import read_moment
from records.listing import Event, Money, Skill, Subject, Support
from records.vocabulary import Kind, SkillSource, SupportOffer
from records.words import groups, says_nothing

_LEVEL = re.compile(r"\b(?:level|rqf|nvq(?: level)?)\s*:?\s*([1-8])\b|^\s*([0-8])\s*$", re.IGNORECASE)
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d{1,2})?")
_FREE = re.compile(r"\bfree\b|no (?:cost|charge|fee)|fully[\s-]funded", re.IGNORECASE)
_CURRENCIES = (("£", "GBP"), ("gbp", "GBP"), ("€", "EUR"), ("eur", "EUR"), ("usd", "USD"), ("$", "USD"))


def extras(work: Work) -> None:
    """Set the small fields that need no context of one another."""
    draft, out = work.draft, work.out
    reference = html.one_line(draft.reference) or lines_of(work).get("reference")
    out.reference = reference if reference and not says_nothing(reference, "reference") else None
    out.vacancies = _whole(draft.vacancies)
    out.qualification_level = read_level(draft.qualification_level)
    out.qualifications_required = _texts(draft.qualifications_required)
    out.skills = [Skill(label=label, source=SkillSource.STATED) for label in _texts(draft.skills)]
    labels = _texts(draft.subjects)
    if labels and out.subject is None:
        out.subject = Subject(labels=labels)
    out.audience = sorted(set(draft.audience), key=list(type(draft.audience[0])).index) if draft.audience else []
    out.applicant_areas = _texts(draft.applicant_areas)
    licence = work.source.licence
    out.licence, out.licence_url, out.attribution = licence.name, licence.url, licence.attribution
    if out.kind is Kind.EVENT:
        event(work)
    if out.kind is Kind.SUPPORT:
        support(work)


def event(work: Work) -> None:
    """Set `event`; an event nobody closes closes when it is over."""
    draft, out = work.draft, work.out
    zone = zone_of(work)
    starts = read_moment(draft.starts_on, zone=zone, now=work.now)
    ends = read_moment(draft.ends_on, zone=zone, now=work.now)
    out.event = Event(
        starts_at=starts.at.astimezone(UTC) if starts else None,
        ends_at=ends.at.astimezone(UTC) if ends and ends.has_time else end_of(ends) if ends else None,
        venue=html.one_line(draft.event_venue) or next((p.venue for p in draft.places if p.venue), None),
        format=out.remote,
        price=read_money(draft.cost),
    )
    last = ends or starts
    if out.closes_at is None and last:
        out.closes_at = (
            last.at.astimezone(UTC) if ends and last.has_time else end_of(type(last)(last.at, has_time=False))
        )


def support(work: Work) -> None:
    """Set `support` from the draft's words."""
    draft = work.draft
    work.out.support = Support(
        offer=read_offer(draft.offer),
        eligibility=html.one_line(draft.eligibility),
        amount=read_money(draft.amount),
        referral=html.one_line(draft.referral),
    )


def read_offer(text: str | None) -> SupportOffer | None:
    """The support vocabulary out of any wording."""
    lowered = (text or "").lower().replace("_", " ")
    offers = ((SupportOffer(value), terms) for value, terms in groups("support_offers").items())
    return next((offer for offer, terms in offers if any(term in lowered for term in terms)), None)


def read_money(text: str | None) -> Money | None:
    """An amount out of a price text: `£25`, `GBP6,000 per stage`, `Free`; the text is kept."""
    shown = html.one_line(text)
    if not shown:
        return None
    currency = next((code for sign, code in _CURRENCIES if sign in shown.lower()), None)
    match = _AMOUNT.search(shown)
    if match and (currency or re.fullmatch(r"\s*[\d.,]+\s*", shown)):
        return Money(text=shown, amount=_decimal(match[0]), currency=currency)
    return Money(text=shown, amount=Decimal(0) if _FREE.search(shown) else None, currency=None)


def read_level(value: str | int | None) -> int | None:
    """RQF level 0–8 out of `Level 3`, `NVQ 2`, `3`."""
    match = _LEVEL.search(str(value)) if value is not None else None
    return int(match[1] or match[2]) if match else None


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _whole(value: str | int | None) -> int | None:
    match = re.match(r"\s*(\d{1,5})\b", str(value)) if value is not None else None
    return int(match[1]) if match else None


def _texts(values: list[str]) -> list[str]:
    return list(dict.fromkeys(t for t in map(html.one_line, values) if t))
