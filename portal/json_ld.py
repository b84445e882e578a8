"""schema.org data of a page: JobPosting, Course or EducationEvent, escaped so that no value can leave it."""

import json
from typing import Any

from markupsafe import Markup

from portal.rich_text import clean_html
from records.listing import CourseRun, Money, Organisation, Pay, Place
from records.opportunity import Opportunity
from records.vocabulary import Contract, Hours, Kind, PayPeriod, Remote

_EMPLOYMENT = {
    Hours.FULL_TIME: "FULL_TIME",
    Hours.PART_TIME: "PART_TIME",
    Contract.TEMPORARY: "TEMPORARY",
    Contract.FIXED_TERM: "TEMPORARY",
    Contract.CASUAL: "PER_DIEM",
    Contract.INTERNSHIP: "INTERN",
    Contract.VOLUNTEER: "VOLUNTEER",
    Contract.SELF_EMPLOYED: "CONTRACTOR",
}
_UNIT = {
    PayPeriod.HOUR: "HOUR",
    PayPeriod.DAY: "DAY",
    PayPeriod.WEEK: "WEEK",
    PayPeriod.MONTH: "MONTH",
    PayPeriod.YEAR: "YEAR",
}
_ATTENDANCE = {
    Remote.ON_SITE: "https://schema.org/OfflineEventAttendanceMode",
    Remote.REMOTE: "https://schema.org/OnlineEventAttendanceMode",
    Remote.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}
_MODES = {"online": "Online", "distance": "Online", "campus": "Onsite", "mixed": "Blended"}
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
Data = dict[str, Any]


def json_ld(opportunity: Opportunity, url: str) -> Markup | None:
    """The content of the page's `application/ld+json`; None for kinds that schema.org has no good type for."""
    made = _made(opportunity, url)
    if made is None:
        return None
    text = json.dumps(_without_nothing({"@context": "https://schema.org"} | made), ensure_ascii=False)
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - no markup is left in it


def _made(opportunity: Opportunity, url: str) -> Data | None:
    rich = clean_html(opportunity.description_html or "")
    shared: Data = {"url": url, "description": rich or opportunity.description or opportunity.title}
    match opportunity.kind:
        case Kind.JOB | Kind.APPRENTICESHIP:
            return _job(opportunity) | shared
        case Kind.COURSE:
            return _course(opportunity) | shared
        case Kind.EVENT:
            return _event(opportunity) | shared
    return None


def _job(opportunity: Opportunity) -> Data:
    types = (_EMPLOYMENT.get(value) for value in (*opportunity.hours, *opportunity.contract))
    remote = opportunity.remote is Remote.REMOTE
    countries = [place.country for place in opportunity.places if place.country] or ["GB"]
    return {
        "@type": "JobPosting",
        "title": opportunity.title,
        "identifier": opportunity.reference or opportunity.id,
        "datePosted": (opportunity.posted_at or opportunity.first_seen_at).isoformat(),
        "validThrough": opportunity.closes_at and opportunity.closes_at.isoformat(),
        "employmentType": list(dict.fromkeys(filter(None, types))),
        "hiringOrganization": _organisation(opportunity.organisation),
        "jobLocation": [_place(place) for place in opportunity.places],
        "jobLocationType": "TELECOMMUTE" if remote else None,
        "applicantLocationRequirements": [{"@type": "Country", "name": code} for code in dict.fromkeys(countries)]
        if remote
        else None,
        "baseSalary": _salary(opportunity.pay),
        "directApply": False,
        "totalJobOpenings": opportunity.vacancies,
    }


def _course(opportunity: Opportunity) -> Data:
    course = opportunity.course
    return {
        "@type": "Course",
        "name": opportunity.title,
        "provider": _organisation(opportunity.organisation),
        "courseCode": course and course.provider_course_id,
        "educationalCredentialAwarded": course and course.award,
        "coursePrerequisites": course and course.entry_requirements,
        "offers": _offer(course.cost) if course else None,
        "hasCourseInstance": [_run(run) for run in course.runs] if course else None,
    }


def _run(run: CourseRun) -> Data:
    return {
        "@type": "CourseInstance",
        "courseMode": _MODES.get(run.mode or "", run.mode),
        "startDate": run.starts_on and run.starts_on.isoformat(),
        "endDate": run.ends_on and run.ends_on.isoformat(),
        "location": _place(run.place) if run.place else None,
        "offers": _offer(run.cost),
        "url": run.url,
    }


def _event(opportunity: Opportunity) -> Data:
    event = opportunity.event
    start = event and event.starts_at
    end = event and event.ends_at
    format_ = event and event.format
    return {
        "@type": "EducationEvent",
        "name": opportunity.title,
        "startDate": start.isoformat() if start else opportunity.starts_on and opportunity.starts_on.isoformat(),
        "endDate": end.isoformat() if end else None,
        "eventAttendanceMode": _ATTENDANCE[format_] if format_ else None,
        "location": [_place(place, event.venue if event else None) for place in opportunity.places],
        "organizer": _organisation(opportunity.organisation),
        "offers": _offer(event.price) if event else None,
    }


def _organisation(organisation: Organisation | None) -> Data | None:
    if organisation is None:
        return None
    return {"@type": "Organization", "name": organisation.name, "sameAs": organisation.url}


def _place(place: Place, name: str | None = None) -> Data:
    known = place.lat is not None and place.lon is not None
    return {
        "@type": "Place",
        "name": name or place.text,
        "address": {
            "@type": "PostalAddress",
            "addressLocality": place.town,
            "addressRegion": place.areas[-1].name if place.areas else None,
            "postalCode": place.postcode,
            "addressCountry": place.country,
        },
        "geo": {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon} if known else None,
    }


def _salary(pay: Pay | None) -> Data | None:
    if pay is None or pay.predicted or pay.currency is None or pay.period not in _UNIT:
        return None
    bounds = [bound for bound in (pay.min, pay.max) if bound is not None]
    if not bounds:
        return None
    value = {"minValue": float(min(bounds)), "maxValue": float(max(bounds)), "unitText": _UNIT[pay.period]}
    return {
        "@type": "MonetaryAmount",
        "currency": pay.currency,
        "value": {"@type": "QuantitativeValue", **value},
    }


def _offer(price: Money | None) -> Data | None:
    if price is None or price.amount is None:
        return None
    category = "Paid" if price.amount else "Free"
    return {"@type": "Offer", "category": category, "price": float(price.amount), "priceCurrency": price.currency}


def _without_nothing(value: Any) -> Any:
    """Empty values left out; 0 and False stay."""
    if isinstance(value, dict):
        kept = {name: _without_nothing(part) for name, part in value.items()}
        return {name: part for name, part in kept.items() if part not in (None, "", [], {})}
    if isinstance(value, list):
        return [_without_nothing(part) for part in value]
    return value
