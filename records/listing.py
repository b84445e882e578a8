"""Listing: one advert of one source in the one schema. Terms follow schema.org where it has one."""

from datetime import date
from decimal import Decimal

from pydantic import AwareDatetime, Field

from records.base import Model
from records.vocabulary import (
    AreaLevel,
    Audience,
    Contract,
    Hours,
    Kind,
    OrganisationKind,
    PayPeriod,
    PlacePrecision,
    Remote,
    SkillSource,
    SupportOffer,
)


class Organisation(Model):
    """The employer or provider."""

    name: str = Field(description="Name as published, tidied; legal suffix kept.")
    url: str | None = Field(default=None, description="Home page, http(s).")
    logo: str | None = Field(default=None, description="Logo image, http(s).")
    identifiers: dict[str, str] = Field(
        default_factory=dict,
        description="Official numbers by scheme: ukprn, urn, companies_house, charity.",
    )
    kind: OrganisationKind | None = Field(default=None, description="What sort of body it is, where known.")


class Area(Model):
    """An official area that holds a place."""

    code: str = Field(description="Official code (ONS GSS, e.g. E08000035; US FIPS).")
    name: str = Field(description="Official name.")
    level: AreaLevel = Field(description="Level in the hierarchy.")


class Place(Model):
    """Where. Unknown parts are absent; never 0,0."""

    text: str | None = Field(default=None, description="The place as the source wrote it.")
    postcode: str | None = Field(default=None, description="Postcode in its national form (LS1 4AP), or an outcode.")
    town: str | None = Field(default=None, description="Town or city.")
    lat: float | None = Field(default=None, ge=-90, le=90, description="Latitude, WGS84 degrees.")
    lon: float | None = Field(default=None, ge=-180, le=180, description="Longitude, WGS84 degrees.")
    areas: list[Area] = Field(default_factory=list, description="Areas that hold it, smallest first.")
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")
    precision: PlacePrecision | None = Field(default=None, description="How exactly it is known.")


class Pay(Model):
    """Pay as text and as read. Amounts are in `currency` per `period`."""

    text: str | None = Field(default=None, description="The pay as the source wrote it.")
    min: Decimal | None = Field(default=None, ge=0, description="Lower bound.")
    max: Decimal | None = Field(default=None, ge=0, description="Upper bound.")
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$", description="ISO 4217.")
    period: PayPeriod | None = Field(default=None, description="The time one amount covers.")
    annual_min: Decimal | None = Field(default=None, ge=0, description="Per year; only with stated or standard hours.")
    annual_max: Decimal | None = Field(default=None, ge=0, description="Per year; only with stated or standard hours.")
    pro_rata: bool = Field(default=False, description="The amounts are a full-time equivalent.")
    predicted: bool = Field(default=False, description="A guess of the board; never published as fact.")


class Money(Model):
    """An amount of money with the text it was read from."""

    text: str | None = Field(default=None, description="As the source wrote it.")
    amount: Decimal | None = Field(default=None, ge=0, description="In `currency`; 0 is free.")
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$", description="ISO 4217.")


class WeeklyHours(Model):
    """Hours a week."""

    min: float = Field(ge=0, le=168, description="Lower bound, hours.")
    max: float = Field(ge=0, le=168, description="Upper bound, hours.")


class Occupation(Model):
    """A classified occupation."""

    scheme: str = Field(description="soc2020, isco08, esco or onet.")
    code: str = Field(description="Code in the scheme.")
    label: str = Field(description="Title of the code.")
    score: float = Field(ge=0, le=1, description="Confidence.")


class Skill(Model):
    """A skill asked for or taught."""

    id: str | None = Field(default=None, description="ESCO URI.")
    label: str = Field(description="Name.")
    source: SkillSource = Field(description="Stated by the advert or found by our reading.")


class Subject(Model):
    """What a course or apprenticeship is about."""

    ssa_tier1: str | None = Field(default=None, description="Sector subject area, tier 1 code.")
    ssa_tier2: str | None = Field(default=None, description="Sector subject area, tier 2 code.")
    lars_code: int | None = Field(default=None, description="Apprenticeship standard, LARS code.")
    reference: str | None = Field(default=None, description="Apprenticeship standard, reference (ST0123).")
    level: int | None = Field(default=None, ge=0, le=8, description="Level of the standard.")
    labels: list[str] = Field(default_factory=list, description="Subjects as the source names them.")


class CourseRun(Model):
    """One presentation of a course."""

    id: str | None = Field(default=None, description="The source's id of the run.")
    starts_on: date | None = Field(default=None, description="First day.")
    ends_on: date | None = Field(default=None, description="Last day.")
    start_text: str | None = Field(default=None, description="Start as written, where it is no full date.")
    place: Place | None = Field(default=None, description="Venue.")
    mode: str | None = Field(default=None, description="campus, distance, mixed, online, work_based, ….")
    study_mode: str | None = Field(default=None, description="full_time, part_time, flexible, ….")
    attendance_pattern: str | None = Field(default=None, description="daytime, evening, twilight, weekend, ….")
    cost: Money | None = Field(default=None, description="Price of the run.")
    url: str | None = Field(default=None, description="Page of the run, http(s).")


class Course(Model):
    """What is particular to a course."""

    runs: list[CourseRun] = Field(default_factory=list, description="Presentations.")
    duration: str | None = Field(default=None, description="As written, or ISO 8601.")
    cost: Money | None = Field(default=None, description="Price.")
    funding: str | None = Field(default=None, description="Funding as written.")
    entry_requirements: str | None = Field(default=None, description="Plain text.")
    award: str | None = Field(default=None, description="Qualification it leads to.")
    awarding_body: str | None = Field(default=None, description="Who awards it.")
    provider_course_id: str | None = Field(default=None, description="The provider's own id.")


class Event(Model):
    """What is particular to an event."""

    starts_at: AwareDatetime | None = Field(default=None, description="Start with zone.")
    ends_at: AwareDatetime | None = Field(default=None, description="End with zone.")
    venue: str | None = Field(default=None, description="Name of the venue.")
    format: Remote | None = Field(default=None, description="on_site, hybrid or remote.")
    price: Money | None = Field(default=None, description="Price of a ticket.")


class Support(Model):
    """What is particular to a support scheme."""

    offer: SupportOffer | None = Field(default=None, description="What it gives.")
    eligibility: str | None = Field(default=None, description="Who may have it, plain text.")
    amount: Money | None = Field(default=None, description="How much.")
    referral: str | None = Field(default=None, description="How one gets in.")


class Issue(Model):
    """Something that could not be read, for the council and the data engineer."""

    field: str = Field(description="Listing field.")
    code: str = Field(description="Stable code, e.g. PLACE_UNKNOWN.")
    message: str = Field(description="What was found and what would mend it.")


class Provenance(Model):
    """Where the listing came from."""

    run_id: str = Field(description="Run that last changed it.")
    fetched_at: AwareDatetime = Field(description="When its page was fetched.")
    connector: str = Field(description="Connector that read it.")
    mapper_version: str = Field(description="Format and version of the mapper and of the cleaning steps.")
    payload_sha256: str = Field(description="Hash of the payload it was made from.")


class Advert(Model):
    """The fields a listing and an opportunity share."""

    kind: Kind = Field(description="What it offers.")
    title: str = Field(min_length=1, description="As shown, tidied.")
    title_raw: str | None = Field(default=None, description="Exactly as the source wrote it.")
    description: str | None = Field(default=None, description="Plain text.")
    description_html: str | None = Field(default=None, description="Sanitised HTML, small allow-list.")
    description_complete: bool = Field(default=True, description="False for a snippet.")
    organisation: Organisation | None = Field(default=None, description="Employer or provider.")
    via: str | None = Field(default=None, description="Agency or board that posted it.")
    places: list[Place] = Field(default_factory=list, description="Where.")
    remote: Remote | None = Field(default=None, description="On site, hybrid or remote.")
    applicant_areas: list[str] = Field(default_factory=list, description="Places remote work is limited to.")
    pay: Pay | None = Field(default=None, description="Pay.")
    contract: list[Contract] = Field(default_factory=list, description="Set, in the vocabulary's order.")
    contract_months: int | None = Field(default=None, ge=0, description="Length of a fixed term, months.")
    hours: list[Hours] = Field(default_factory=list, description="Set, in the vocabulary's order.")
    hours_per_week: WeeklyHours | None = Field(default=None, description="Hours a week.")
    posted_at: AwareDatetime | None = Field(default=None, description="First published.")
    posted_at_is_bound: bool = Field(default=False, description="True: posted then or earlier ('30+ days ago').")
    closes_at: AwareDatetime | None = Field(default=None, description="Last moment to apply.")
    starts_on: date | None = Field(default=None, description="First day of the work or course.")
    ends_on: date | None = Field(default=None, description="Last day of the work or course.")
    modified_at: AwareDatetime | None = Field(default=None, description="Last change at the source.")
    occupation: list[Occupation] = Field(default_factory=list, description="Classified occupations, best first.")
    skills: list[Skill] = Field(default_factory=list, description="Skills asked for or taught.")
    qualification_level: int | None = Field(default=None, ge=0, le=8, description="RQF level.")
    qualifications_required: list[str] = Field(default_factory=list, description="As written.")
    subject: Subject | None = Field(default=None, description="Subject of a course or apprenticeship.")
    course: Course | None = Field(default=None, description="Only for courses.")
    event: Event | None = Field(default=None, description="Only for events.")
    support: Support | None = Field(default=None, description="Only for support.")
    audience: list[Audience] = Field(default_factory=list, description="People it is meant for.")
    vacancies: int | None = Field(default=None, ge=0, description="Number of posts.")
    reference: str | None = Field(default=None, description="The employer's own reference or requisition id.")
    url: str | None = Field(default=None, description="Page of the advert, http(s).")
    apply_url: str | None = Field(default=None, description="Where to apply, http(s).")
    language: str | None = Field(default=None, description="BCP 47; stated, else detected.")
    licence: str | None = Field(default=None, description="Licence of the data.")
    licence_url: str | None = Field(default=None, description="Where the licence's terms stand, http(s).")
    attribution: str | None = Field(default=None, description="Text the licence asks to show.")


class Listing(Advert):
    """One advert of one source."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*:.+$", description="`<source>:<source_key>`.")
    issues: list[Issue] = Field(default_factory=list, description="What could not be read.")
    provenance: Provenance = Field(description="Where it came from.")
    content_hash: str = Field(description="SHA-256 of what the advert says, hex: another once it says something else.")

    @property
    def source_id(self) -> str:
        """The part of `id` before the first colon."""
        return self.id.partition(":")[0]

    @property
    def source_key(self) -> str:
        """The part of `id` after the first colon."""
        return self.id.partition(":")[2]


# Volatile or derived-from-run fields stay out of the hash: one moving timestamp made 51,999 false
# changes elsewhere.
UNHASHED_FIELDS = frozenset({"content_hash", "provenance", "issues", "modified_at"})

__all__ = [
    "UNHASHED_FIELDS",
    "Advert",
    "Area",
    "Course",
    "CourseRun",
    "Event",
    "Issue",
    "Listing",
    "Money",
    "Occupation",
    "Organisation",
    "Pay",
    "Place",
    "Provenance",
    "Skill",
    "Subject",
    "Support",
    "WeeklyHours",
]
