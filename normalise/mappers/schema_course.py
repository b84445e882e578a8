"""Course, CourseInstance, EducationalOccupationalProgram and learning resources."""

from typing import Any

from pydantic import JsonValue

from normalise.mappers import schema_parts as parts
from normalise.mappers.base import Fields
from normalise.mappers.values import join_sections, line_of, lines_of, reaches_web, rich_text, split_list
from records.draft import Draft, DraftPlace, DraftRun
from records.payload import Payload
from records.vocabulary import Kind

_ONLINE = ("online", "distance", "virtual", "remote")


def course_draft(fields: Fields, payload: Payload) -> Draft:
    """A course with its runs; a CourseInstance that stands alone is a course with one run."""
    names = parts.type_names(payload.data)
    provider = parts.organisation(
        fields.take("provider", "organizer", "offeredBy", "sourceOrganization", "publisher", "producer")
    )
    offer = _offer(fields.take("offers"))
    runs = _all_runs(fields, offer, payload)
    address = reaches_web(fields.take("url"))
    award = fields.take("educationalCredentialAwarded", "occupationalCredentialAwarded")
    return Draft(
        kind=Kind.COURSE,
        title=line_of(fields.take("name", "title", "headline")),
        description=_description(fields),
        organisation=provider.name,
        organisation_url=provider.url,
        organisation_logo=provider.logo,
        organisation_identifiers=provider.identifiers,
        remote="online" if "LearningResource" in names and not names & {"Course", "CourseInstance"} else _mode(runs),
        posted_at=line_of(fields.take("datePublished", "dateCreated")),
        modified_at=line_of(fields.take("dateModified")),
        closes_at=line_of(fields.take("applicationDeadline", "validThrough")) or offer.ends,
        url=payload.url or address,
        apply_url=offer.url,
        reference=parts.identifier(fields.take("identifier"), provider.name),
        language=parts.language(fields.take("inLanguage", "@language")),
        qualification_level=line_of(fields.take("educationalLevel")),
        qualifications_required=parts.texts(fields.take("competencyRequired")),
        subjects=parts.subjects(fields.take("about"), fields.take("keywords")),
        duration=line_of(fields.take("timeRequired", "timeToComplete", "duration", "courseWorkload")),
        cost=offer.cost,
        funding=line_of(fields.take("financialAidEligible")),
        entry_requirements=_entry_requirements(fields),
        award=line_of(parts.sentences(award)),
        awarding_body=_awarding_body(award),
        provider_course_id=line_of(fields.take("courseCode")),
        **_of_runs(runs, lines_of(fields.take("educationalProgramMode"))),
    )


def _description(fields: Fields) -> str | None:
    return join_sections(
        [
            ("", rich_text(fields.take("description", "abstract", "disambiguatingDescription"))),
            ("What you will learn", rich_text(parts.sentences(fields.take("teaches", "syllabusSections")))),
        ]
    )


def _entry_requirements(fields: Fields) -> str | None:
    return rich_text(parts.sentences(fields.take("coursePrerequisites", "programPrerequisites", "entryRequirements")))


def _of_runs(runs: list[DraftRun], modes: list[str]) -> dict[str, Any]:
    """What a course is by its runs: where, from when, until when, in what hours."""
    return {
        "course_runs": runs,
        "places": _places(runs),
        "starts_on": _edge([run.starts_on for run in runs]),
        "ends_on": runs[0].ends_on if len(runs) == 1 else None,
        "hours": [run.study_mode for run in runs if run.study_mode] or modes,
    }


class Offer:
    """Price and address of an offer."""

    def __init__(self, cost: str | None = None, url: str | None = None, ends: str | None = None) -> None:
        self.cost, self.url, self.ends = cost, url, ends


def _offer(value: JsonValue) -> Offer:
    if isinstance(value, list):
        offers = [_offer(item) for item in value]
        return next((offer for offer in offers if offer.cost), offers[0] if offers else Offer())
    if not isinstance(value, dict):
        return Offer(cost=line_of(value))
    return Offer(price_text(value), reaches_web(value.get("url")), line_of(value.get("availabilityEnds")))


def price_text(offer: dict[str, JsonValue]) -> str | None:
    """`GBP 120`, `GBP 10 - 20`, `Free`; None where no price is given."""
    detail = offer.get("priceSpecification")
    detail = detail[0] if isinstance(detail, list) and detail else detail
    spec = detail if isinstance(detail, dict) else {}
    currency = line_of(offer.get("priceCurrency")) or line_of(spec.get("priceCurrency")) or ""
    low = line_of(offer.get("lowPrice")) or line_of(spec.get("minPrice"))
    high = line_of(offer.get("highPrice")) or line_of(spec.get("maxPrice"))
    if low and high and low != high:
        return f"{currency} {low} - {high}".strip()
    price = line_of(offer.get("price")) or line_of(spec.get("price")) or low or high
    if price is None:
        return line_of(offer.get("category")) if str(offer.get("category")).casefold() == "free" else None
    return f"{currency} {price}".strip()


def _all_runs(fields: Fields, offer: Offer, payload: Payload) -> list[DraftRun]:
    """The course's instances; without any the one run that the course itself tells of, if it does."""
    runs, own = _runs(fields.take("hasCourseInstance")), _own_run(fields)
    if runs or not (own.starts_on or own.place or own.mode or "CourseInstance" in parts.type_names(payload.data)):
        return runs
    return [own.model_copy(update={"cost": own.cost or offer.cost, "url": own.url or payload.url})]


def _runs(value: JsonValue) -> list[DraftRun]:
    items = value if isinstance(value, list) else [value] if value else []
    return [_run(item) for item in items if isinstance(item, dict)]


def _own_run(fields: Fields) -> DraftRun:
    names = ("startDate", "endDate", "location", "courseMode", "courseSchedule", "duration", "educationalProgramMode")
    node = {name: fields.take(name) for name in names}
    node["courseMode"] = node["courseMode"] or node["educationalProgramMode"]
    return _run(node)


def _run(node: dict[str, JsonValue]) -> DraftRun:
    offer = _offer(node.get("offers"))
    schedule = node.get("courseSchedule")
    schedule = schedule[0] if isinstance(schedule, list) and schedule else schedule
    timetable = schedule if isinstance(schedule, dict) else {}
    where = node.get("location")
    found = parts.places(where)
    modes = [mode.strip("“”\"' ") for mode in split_list(lines_of(node.get("courseMode")))]
    if not modes and "VirtualLocation" in parts.type_names(where):
        modes = ["online"]
    study = [mode for mode in modes if "time" in mode.casefold()]
    return DraftRun(
        id=line_of(node.get("identifier")) or line_of(node.get("@id")),
        starts_on=line_of(node.get("startDate")) or line_of(timetable.get("startDate")),
        ends_on=line_of(node.get("endDate")) or line_of(timetable.get("endDate")),
        start_text=None if node.get("startDate") else line_of(timetable.get("repeatFrequency")),
        place=found[0] if found else None,
        mode=", ".join(mode for mode in modes if mode not in study) or None,
        study_mode=", ".join(study) or None,
        attendance_pattern=line_of(timetable.get("byDay")),
        cost=offer.cost,
        url=reaches_web(node.get("url")) or offer.url,
    )


def _places(runs: list[DraftRun]) -> list[DraftPlace]:
    found: list[DraftPlace] = []
    for run in runs:
        if run.place and run.place not in found:
            found.append(run.place)
    return found


def _mode(runs: list[DraftRun]) -> str | None:
    """`online` only where every run is; `blended` is told as hybrid by the remote step."""
    modes = [run.mode.casefold() for run in runs if run.mode]
    if not modes:
        return None
    if len(modes) == len(runs) and all(any(word in mode for word in _ONLINE) for mode in modes):
        return "hybrid" if all("onsite" in mode or "blended" in mode for mode in modes) else "online"
    return next((mode for mode in modes if "blended" in mode or "hybrid" in mode), None)


def _edge(values: list[str | None]) -> str | None:
    return min((value for value in values if value), default=None)


def _awarding_body(value: JsonValue) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return None
    return parts.organisation(value.get("recognizedBy") or value.get("awardedBy")).name
