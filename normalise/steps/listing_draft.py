"""A listing while the steps make it: its field names and types, empty until a step has set them.

Nothing is checked here: `Listing` checks all of it once, when the last step is done. A test holds that both have the
same fields with the same types.
"""

from dataclasses import dataclass, field, fields
from datetime import date, datetime

from records.listing import (
    Course,
    Event,
    Occupation,
    Organisation,
    Pay,
    Place,
    Skill,
    Subject,
    Support,
    WeeklyHours,
)
from records.vocabulary import Audience, Contract, Hours, Kind, Remote


@dataclass(slots=True)
class ListingDraft:
    """The fields of `Advert`. `kind` and `title` are set by the first two steps; the rest may stay empty."""

    kind: Kind | None = None
    title: str = ""
    title_raw: str | None = None
    description: str | None = None
    description_html: str | None = None
    description_complete: bool = True
    organisation: Organisation | None = None
    via: str | None = None
    places: list[Place] = field(default_factory=list)
    remote: Remote | None = None
    applicant_areas: list[str] = field(default_factory=list)
    pay: Pay | None = None
    contract: list[Contract] = field(default_factory=list)
    contract_months: int | None = None
    hours: list[Hours] = field(default_factory=list)
    hours_per_week: WeeklyHours | None = None
    posted_at: datetime | None = None
    posted_at_is_bound: bool = False
    closes_at: datetime | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    modified_at: datetime | None = None
    occupation: list[Occupation] = field(default_factory=list)
    skills: list[Skill] = field(default_factory=list)
    qualification_level: int | None = None
    qualifications_required: list[str] = field(default_factory=list)
    subject: Subject | None = None
    course: Course | None = None
    event: Event | None = None
    support: Support | None = None
    audience: list[Audience] = field(default_factory=list)
    vacancies: int | None = None
    reference: str | None = None
    url: str | None = None
    apply_url: str | None = None
    language: str | None = None
    licence: str | None = None
    licence_url: str | None = None
    attribution: str | None = None

    def values(self) -> dict[str, object]:
        """Every field by name, as `Listing` takes them."""
        return {each.name: getattr(self, each.name) for each in fields(self)}
