"""Draft: what a mapper reads out of a payload, still in the source's own words.

A mapper only says *which* words of the payload are the title, the pay, the closing date; the cleaning
steps of `normalise/` say what they mean. Field maps in YAML use the names of `FIELD_NAMES`.
"""

from typing import Literal, get_args

from pydantic import Field

from records.base import Model
from records.vocabulary import Audience, Kind

# The names a council may use on the left of a field map, in `defaults` and in `lookups`.
FieldName = Literal[
    "key",
    "kind",
    "title",
    "organisation",
    "organisation_url",
    "organisation_logo",
    "via",
    "place",
    "venue",
    "street",
    "town",
    "region",
    "postcode",
    "country",
    "lat",
    "lon",
    "remote",
    "pay",
    "pay_min",
    "pay_max",
    "pay_currency",
    "pay_period",
    "contract",
    "hours",
    "hours_per_week",
    "posted_at",
    "closes_at",
    "starts_on",
    "ends_on",
    "modified_at",
    "description",
    "url",
    "apply_url",
    "reference",
    "vacancies",
    "language",
    "qualification_level",
    "qualifications_required",
    "subject",
    "skills",
    "audience",
    "duration",
    "cost",
    "funding",
    "entry_requirements",
    "award",
    "awarding_body",
    "offer",
    "eligibility",
    "amount",
    "referral",
    "logo",
    "timezone",
]
FIELD_NAMES: tuple[str, ...] = get_args(FieldName)


class DraftPlace(Model):
    """A place in the source's words; parts stay empty where the source gives one string only."""

    text: str | None = Field(default=None, description="The whole as one string.")
    venue: str | None = Field(default=None, description="Building or site.")
    street: str | None = Field(default=None, description="Street address.")
    town: str | None = Field(default=None, description="Town or city.")
    region: str | None = Field(default=None, description="County, state or region.")
    postcode: str | None = Field(default=None, description="Postcode.")
    country: str | None = Field(default=None, description="Country name or code.")
    lat: str | float | None = Field(default=None, description="Latitude as given.")
    lon: str | float | None = Field(default=None, description="Longitude as given.")


class DraftPay(Model):
    """Pay in the source's words, with the parts it states apart."""

    text: str | None = Field(default=None, description="The pay as one string.")
    min: str | float | None = Field(default=None, description="Lower bound as given.")
    max: str | float | None = Field(default=None, description="Upper bound as given.")
    currency: str | None = Field(default=None, description="Currency code or sign.")
    period: str | None = Field(default=None, description="Any wording: YEAR, per annum, hourly, per-year-salary.")
    predicted: bool = Field(default=False, description="The source says it is an estimate.")


class DraftRun(Model):
    """One presentation of a course, in the source's words."""

    id: str | None = None
    starts_on: str | None = None
    ends_on: str | None = None
    start_text: str | None = None
    place: DraftPlace | None = None
    mode: str | None = None
    study_mode: str | None = None
    attendance_pattern: str | None = None
    cost: str | None = None
    url: str | None = None


class Draft(Model):
    """One advert in the source's words. Every field is optional; the cleaning steps decide what is enough."""

    kind: Kind | None = Field(default=None, description="Only where the payload itself says it.")
    title: str | None = None
    description: str | None = Field(default=None, description="Text or HTML, entities decoded as often as needed.")
    description_complete: bool = True
    organisation: str | None = None
    organisation_url: str | None = None
    organisation_logo: str | None = None
    organisation_identifiers: dict[str, str] = Field(default_factory=dict)
    via: str | None = None
    places: list[DraftPlace] = Field(default_factory=list)
    remote: str | None = Field(default=None, description="Any wording: TELECOMMUTE, hybrid, Yes, ….")
    applicant_areas: list[str] = Field(default_factory=list)
    pay: DraftPay | None = None
    contract: list[str] = Field(default_factory=list, description="Any wording, may mix contract and hours.")
    hours: list[str] = Field(default_factory=list, description="Any wording, may mix contract and hours.")
    hours_per_week: str | None = None
    posted_at: str | None = None
    closes_at: str | None = None
    starts_on: str | None = None
    ends_on: str | None = None
    modified_at: str | None = None
    url: str | None = None
    apply_url: str | None = None
    reference: str | None = None
    vacancies: str | int | None = None
    language: str | None = None
    qualification_level: str | int | None = None
    qualifications_required: list[str] = Field(default_factory=list)
    subjects: list[str] = Field(default_factory=list)
    skills: list[str] = Field(default_factory=list)
    audience: list[Audience] = Field(default_factory=list)
    timezone: str | None = Field(default=None, description="IANA name, where the payload states one.")
    course_runs: list[DraftRun] = Field(default_factory=list)
    duration: str | None = None
    cost: str | None = None
    funding: str | None = None
    entry_requirements: str | None = None
    award: str | None = None
    awarding_body: str | None = None
    provider_course_id: str | None = None
    event_venue: str | None = None
    offer: str | None = None
    eligibility: str | None = None
    amount: str | None = None
    referral: str | None = None
