"""`schema_org`: a node of type JobPosting, Course, CourseInstance, programme or Event.

Names of properties: schema.org. Publishers give text where objects belong and lists where one belongs,
so every property is read through `schema_parts`.
"""

from dataclasses import dataclass

from pydantic import JsonValue

from normalise.mappers import schema_parts as parts
from normalise.mappers.base import Fields, Mapper
from normalise.mappers.schema_course import course_draft
from normalise.mappers.schema_event import event_draft
from normalise.mappers.schema_pay import read_pay
from normalise.mappers.values import (
    is_anywhere,
    join_sections,
    line_of,
    lines_of,
    reaches_web,
    rich_text,
    split_list,
)
from records.draft import Draft, DraftPlace
from records.errors import RecordError
from records.payload import Payload
from records.source import SourceConfig
from records.vocabulary import Kind

# Known, and not wanted: presentation, social counts, contacts.
IGNORED = (
    "@context", "@type", "@id", "type", "image", "mainEntityOfPage", "contactPoint", "author", "contributor",
    "aggregateRating", "review", "potentialAction", "http://purl.org/dc/terms/conformsTo", "applicationContact",
    "copyrightHolder", "license", "maximumAttendeeCapacity", "maximumEnrollment",
    "thumbnailUrl", "isAccessibleForFree", "isFamilyFriendly",
)  # fmt: skip
_COURSES = frozenset(
    {"Course", "CourseInstance", "EducationalOccupationalProgram", "WorkBasedProgram", "LearningResource"}
)
# More countries than this are no places of work but a region.
_MOST_COUNTRIES = 5
_JOB_KINDS = frozenset({Kind.JOB, Kind.APPRENTICESHIP, Kind.SUPPORT})


class SchemaOrgMapper(Mapper):
    """Reads a schema.org node."""

    format = "schema_org"

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """The node's own type decides what it is; RecordError for a type that is no advert."""
        fields.ignore(IGNORED)
        names = parts.type_names(payload.data)
        if "JobPosting" in names:
            return _job(fields, payload, source)
        if names & _COURSES:
            return course_draft(fields, payload)
        if any("Event" in name or name in ("Hackathon", "Festival") for name in names):
            return event_draft(fields, payload)
        raise RecordError(f"schema.org type {sorted(names)} is no advert", field="@type", value=sorted(names))


def _job(fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
    organisation = parts.organisation(fields.take("hiringOrganization", "employer"))
    where = _where(fields, organisation.name)
    identifier = fields.take("identifier")
    address = reaches_web(fields.take("url"))
    return Draft(
        kind=None if source.kind in _JOB_KINDS else Kind.JOB,
        title=line_of(fields.take("title", "name", "headline")),
        description=_description(fields),
        organisation=organisation.name or parts.identifier_owner(identifier),
        organisation_url=organisation.url,
        organisation_logo=organisation.logo,
        organisation_identifiers=organisation.identifiers,
        via=organisation.parent,
        places=where.places,
        remote=where.remote,
        applicant_areas=where.areas,
        pay=read_pay(fields),
        contract=split_list(lines_of(fields.take("employmentType"))),
        hours=split_list(lines_of(fields.take("workHours")), r"[;|]"),
        hours_per_week=line_of(fields.take("workHours")),
        posted_at=line_of(fields.take("datePosted", "datePublished", "dateCreated")),
        closes_at=line_of(fields.take("validThrough", "applicationDeadline")),
        starts_on=line_of(fields.take("jobStartDate")),
        modified_at=line_of(fields.take("dateModified")),
        url=payload.url or address,
        apply_url=_apply_url(fields),
        reference=parts.identifier(identifier, organisation.name),
        vacancies=line_of(fields.take("totalJobOpenings")),
        language=parts.language(fields.take("inLanguage", "@language")),
        qualifications_required=parts.texts(fields.take("educationRequirements")),
        skills=split_list(parts.texts(fields.take("skills")), r"[,;|\n]"),
        subjects=parts.texts(fields.take("occupationalCategory", "industry")),
    )


@dataclass(frozen=True)
class _Where:
    """Places of work, areas that an applicant must be in, and how far the work is remote."""

    places: list[DraftPlace]
    areas: list[str]
    remote: str | None


def _where(fields: Fields, employer: str | None) -> _Where:
    # Boards fill the place of a remote employer with its name.
    name = (employer or "").casefold()
    stated = parts.places(fields.take("jobLocation")) or parts.loose_place(fields)
    places = [p for p in stated if name not in _words(p) or not name]
    remote = line_of(fields.take("jobLocationType"))
    areas = parts.area_names(fields.take("applicantLocationRequirements"))
    if remote and len(places) > _MOST_COUNTRIES and all(_is_country(place) for place in places):
        # Boards say "remote within Europe" by naming every country as a place of work.
        areas, places = areas or [place.country for place in places if place.country], []
    if remote is None and areas and not places:
        remote = "remote"  # where an applicant must be is only asked of who works from there
    if remote is None and places and all(_is_nowhere(place) for place in places):
        remote = "remote"
    return _Where([place for place in places if not _is_nowhere(place)], areas, remote)


def _is_country(place: DraftPlace) -> bool:
    return not (place.text or place.town or place.street or place.postcode or place.region or place.venue)


def _is_nowhere(place: DraftPlace) -> bool:
    """`Anywhere`, in every part of the place that says something."""
    said = [place.text, place.venue, place.street, place.town, place.region, place.postcode, place.country]
    return any(said) and all(is_anywhere(part) for part in said if part)


def _words(place: DraftPlace) -> set[str]:
    """What a place of one word only says."""
    said = [part for part in (place.text, place.town, place.street, place.region, place.postcode) if part]
    return {said[0].casefold()} if len(said) == 1 else set()


def _description(fields: Fields) -> str | None:
    """`description`, and the parts of an advert that schema.org lets stand apart from it."""

    def section(*names: str) -> str | None:
        return rich_text(parts.sentences(fields.take(*names)))

    return join_sections(
        [
            ("", section("description")),
            ("Responsibilities", section("responsibilities")),
            ("Qualifications", section("qualifications")),
            ("Experience", section("experienceRequirements")),
            ("Benefits", section("jobBenefits", "benefits")),
            ("Incentives", section("incentiveCompensation", "incentives")),
        ]
    )


def _apply_url(fields: Fields) -> str | None:
    """`directApply` only says that one can apply on the page; the address may stand in an action."""
    fields.take("directApply")
    action = fields.take("potentialAction")
    actions: list[JsonValue] = action if isinstance(action, list) else [action]
    for item in actions:
        if isinstance(item, dict) and "ApplyAction" in parts.type_names(item):
            target = item.get("target")
            found = target.get("urlTemplate") or target.get("url") if isinstance(target, dict) else target
            if url := reaches_web(found):
                return url
    return reaches_web(fields.take("applicationUrl", "applyUrl"))
