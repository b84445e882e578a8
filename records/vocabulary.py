"""The closed vocabularies every stage agrees on. Values are what the index, the API and the YAML carry."""

from enum import StrEnum


class Kind(StrEnum):
    """What an advert offers."""

    JOB = "job"
    APPRENTICESHIP = "apprenticeship"
    COURSE = "course"
    EVENT = "event"
    SUPPORT = "support"
    NEWS = "news"


class Remote(StrEnum):
    """Where the work or the learning happens."""

    ON_SITE = "on_site"
    HYBRID = "hybrid"
    REMOTE = "remote"


class PayPeriod(StrEnum):
    """The time one amount of pay covers; FIXED is a sum for the whole engagement."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    FIXED = "fixed"


class Contract(StrEnum):
    """The legal form of the work."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed_term"
    TEMPORARY = "temporary"
    CASUAL = "casual"
    APPRENTICESHIP = "apprenticeship"
    INTERNSHIP = "internship"
    VOLUNTEER = "volunteer"
    SELF_EMPLOYED = "self_employed"


class Hours(StrEnum):
    """The working pattern."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    TERM_TIME = "term_time"
    SHIFTS = "shifts"
    WEEKENDS = "weekends"
    FLEXIBLE = "flexible"
    JOB_SHARE = "job_share"


class PlacePrecision(StrEnum):
    """How exactly a place is known, finest first."""

    ADDRESS = "address"
    POSTCODE = "postcode"
    OUTCODE = "outcode"
    TOWN = "town"
    AREA = "area"
    COUNTRY = "country"


class AreaLevel(StrEnum):
    """The level of an official area, smallest first."""

    DISTRICT = "district"
    COUNTY = "county"
    COMBINED_AUTHORITY = "combined_authority"
    REGION = "region"
    STATE = "state"
    NATION = "nation"


class OrganisationKind(StrEnum):
    """What sort of body an employer or provider is."""

    EMPLOYER = "employer"
    COUNCIL = "council"
    NHS = "nhs"
    SCHOOL = "school"
    COLLEGE = "college"
    UNIVERSITY = "university"
    CHARITY = "charity"
    GOVERNMENT = "government"
    AGENCY = "agency"
    BOARD = "board"


class Authority(StrEnum):
    """How close a source is to the offer; the first wins when listings are merged."""

    EMPLOYER = "employer"
    OFFICIAL = "official"
    BOARD = "board"
    AGGREGATOR = "aggregator"


class Audience(StrEnum):
    """People an offer is meant for."""

    VETERANS = "veterans"
    YOUNG_PEOPLE = "young_people"
    CARE_LEAVERS = "care_leavers"
    DISABLED_PEOPLE = "disabled_people"
    CARERS = "carers"
    EX_OFFENDERS = "ex_offenders"
    LONE_PARENTS = "lone_parents"
    OVER_50 = "over_50"
    REFUGEES = "refugees"
    UNEMPLOYED = "unemployed"
    CAREER_CHANGERS = "career_changers"
    EMPLOYERS = "employers"
    FOUNDERS = "founders"


class SupportOffer(StrEnum):
    """What a support scheme gives."""

    EMPLOYMENT_SUPPORT = "employment_support"
    TRAINING = "training"
    GRANT = "grant"
    LOAN = "loan"
    WORKSPACE = "workspace"
    ADVICE = "advice"
    VOLUNTEERING = "volunteering"


class SkillSource(StrEnum):
    """Whether the advert states a skill or our reading found it."""

    STATED = "stated"
    FOUND = "found"


class RunState(StrEnum):
    """How a harvest ended, or that it goes on. Only COMPLETE may expire anything (invariant 2).

    RUNNING: it goes on. CRASHED: its process was killed before it could say how it ended.
    """

    COMPLETE = "COMPLETE"
    PARTIAL = "PARTIAL"
    CAPPED = "CAPPED"
    QUARANTINED = "QUARANTINED"
    FAILED = "FAILED"
    RUNNING = "RUNNING"
    CRASHED = "CRASHED"


# States of a run whose adverts may be used.
USABLE = frozenset({RunState.COMPLETE, RunState.CAPPED, RunState.PARTIAL})


class ListingStatus(StrEnum):
    """Whether a listing is on offer at its source."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class EndReason(StrEnum):
    """Why an open listing will close, or has closed, though no run said so."""

    CLOSING_DATE = "closing_date"
    UNSEEN = "unseen_too_long"
    SOURCE_ENDED = "source_ended"


class OpportunityStatus(StrEnum):
    """Whether an opportunity is on offer anywhere."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class ChangeOp(StrEnum):
    """What a consumer of the change feed has to do."""

    UPSERT = "upsert"
    DELETE = "delete"
    REDIRECT = "redirect"


class SourceStatus(StrEnum):
    """Whether a source is harvested on schedule: draft (nobody has approved it), paused and retired are not."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    PROBATION = "probation"
    RETIRED = "retired"
