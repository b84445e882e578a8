"""Offers of a made-up region as a portal really holds them: every kind, every field that a page shows."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from records.listing import (
    Area,
    Course,
    CourseRun,
    Event,
    Money,
    Occupation,
    Organisation,
    Pay,
    Place,
    Skill,
    Subject,
    Support,
    WeeklyHours,
)
from records.opportunity import Opportunity
from records.vocabulary import (
    AreaLevel,
    Audience,
    Authority,
    Contract,
    Hours,
    Kind,
    PayPeriod,
    PlacePrecision,
    Remote,
    SkillSource,
    SupportOffer,
)
from tests.factories import LEEDS, make_member, make_opportunity

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NURSE, COURSE, EVENT, SUPPORT, HOSTILE, PAST = 1, 2, 3, 4, 5, 6
BRADFORD = Place(
    text="Bradford",
    town="Bradford",
    lat=53.7960,
    lon=-1.7594,
    country="GB",
    areas=[Area(code="E08000032", name="Bradford", level=AreaLevel.DISTRICT)],
    precision=PlacePrecision.TOWN,
)
COLLEGE = Organisation(name="Aire Valley College", url="https://college.example.org/")
NURSE_TEXT = """<p>Join the <strong>acute medicine</strong> team at our city hospital, where twelve nurses and four
healthcare assistants look after thirty beds.</p><h2>What you will do</h2><ul><li>assess patients on arrival</li>
<li>plan care with doctors, therapists and families</li><li>teach student nurses</li></ul><h4>What we offer</h4>
<p>A year of preceptorship, a free bus pass and <a href="https://jobs.example.org/benefits">other benefits</a>.</p>"""
ATTACK = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"


def region() -> list[Opportunity]:
    """Sixty-six opportunities; the first six are described by the constants above."""
    return [_nurse(), _course(), _event(), _support(), _hostile(), _past(), *map(_ordinary, range(7, 67))]


def _nurse() -> Opportunity:
    return make_opportunity(
        NURSE,
        title="Registered Nurse – Acute Medicine",
        description="Join the acute medicine team at our city hospital, where twelve nurses look after thirty beds. "
        "Questions to ward.manager@example.org.",
        description_html=NURSE_TEXT,
        organisation=Organisation(name="Airedale Hospitals NHS Trust"),
        places=[LEEDS, BRADFORD],
        pay=Pay(
            text="£31,049 - £37,796 per annum pro rata",
            min=Decimal(31049),
            max=Decimal(37796),
            currency="GBP",
            period=PayPeriod.YEAR,
            annual_min=Decimal(31049),
            annual_max=Decimal(37796),
            pro_rata=True,
        ),
        contract=[Contract.PERMANENT],
        hours=[Hours.FULL_TIME, Hours.SHIFTS],
        hours_per_week=WeeklyHours(min=30, max=37.5),
        remote=Remote.ON_SITE,
        posted_at=NOW - timedelta(days=2),
        closes_at=NOW + timedelta(days=5),
        qualifications_required=["Registration as an adult nurse"],
        skills=[Skill(label=name, source=SkillSource.STATED) for name in ("Patient care", "Teaching")],
        occupation=[Occupation(scheme="soc2020", code="2237", label="Nurses", score=0.9)],
        vacancies=3,
        reference="AH-2201",
        apply_url="https://apply.example.org/AH-2201",
        licence="OGL-UK-3.0",
        attribution="Contains listings of Airedale Hospitals.",
        listings=[
            make_member("airedale-hospitals:1", source_name="Airedale Hospitals jobs"),
            make_member("leeds-jobs:1", source_name="Leeds job board", authority=Authority.BOARD),
        ],
    )


def _course() -> Opportunity:
    runs = [
        CourseRun(
            starts_on=date(2026, 9, 7),
            ends_on=date(2027, 6, 25),
            place=LEEDS,
            mode="campus",
            study_mode="part_time",
            attendance_pattern="evening",
            cost=Money(text="£395", amount=Decimal(395), currency="GBP"),
            url="https://college.example.org/courses/88/september",
        ),
        CourseRun(start_text="January 2027", place=BRADFORD, mode="online"),
    ]
    course = Course(
        runs=runs,
        duration="36 weeks, one evening a week",
        cost=Money(text="From £395", amount=Decimal(395), currency="GBP"),
        funding="Free if you are 19 or over and earn less than £25,750 a year.",
        entry_requirements="An interest in early years.\n\nA short interview.",
        award="Level 3 Diploma",
        awarding_body="NCFE",
    )
    return make_opportunity(
        COURSE,
        kind=Kind.COURSE,
        title="Early Years Educator, Level 3",
        description="Learn to plan, lead and assess play and learning of children from birth to seven.",
        organisation=COLLEGE,
        course=course,
        subject=Subject(ssa_tier1="1", labels=["Child development"]),
        qualification_level=3,
        hours=[Hours.PART_TIME],
        starts_on=date(2026, 9, 7),
        posted_at=NOW - timedelta(days=20),
        source="aire-college",
    )


def _event() -> Opportunity:
    starts = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)
    event = Event(
        starts_at=starts,
        ends_at=starts + timedelta(hours=2, minutes=30),
        venue="Central Library",
        format=Remote.ON_SITE,
        price=Money(text="free", amount=Decimal(0), currency="GBP"),
    )
    return make_opportunity(
        EVENT,
        kind=Kind.EVENT,
        title="Jobs fair: health and social care",
        description="Meet twenty employers. Bring your CV. Advisers can read it with you.",
        organisation=Organisation(name="Leeds City Council"),
        event=event,
        audience=[Audience.YOUNG_PEOPLE, Audience.UNEMPLOYED],
        posted_at=NOW,
        source="council-events",
    )


def _support() -> Opportunity:
    support = Support(
        offer=SupportOffer.GRANT,
        eligibility="You live in West Yorkshire and were in the armed forces.",
        amount=Money(text="up to £1,500", amount=Decimal(1500), currency="GBP"),
        referral="Ask at any library.",
    )
    return make_opportunity(
        SUPPORT,
        kind=Kind.SUPPORT,
        title="Grant for tools and training",
        description="Money for what you need to begin a trade.",
        support=support,
        audience=[Audience.VETERANS],
        posted_at=NOW - timedelta(days=1),
        source="council-support",
    )


def _hostile() -> Opportunity:
    return make_opportunity(
        HOSTILE,
        title=f"Plumber {ATTACK}",
        description=f"Mending pipes. {ATTACK}",
        description_html=f'<p onclick="alert(3)">Mending pipes.</p><a href="javascript:alert(4)">x</a>{ATTACK}'
        '<svg onload=alert(5)></svg><iframe src="https://evil.example"></iframe><style>*{display:none}</style>',
        organisation=Organisation(name=f"Acme {ATTACK}"),
        places=[LEEDS.model_copy(update={"town": f"Leeds {ATTACK}"})],
        pay=Pay(text=ATTACK),
        apply_url="javascript:alert(6)",
        url="javascript:alert(7)",
        reference=ATTACK,
        listings=[make_member("leeds-jobs:5", source_name=ATTACK, url="javascript:alert(8)")],
    )


def _past() -> Opportunity:
    return make_opportunity(
        PAST,
        title="Gardener",
        closes_at=NOW - timedelta(hours=3),
        pay=Pay(min=Decimal(90_000), currency="GBP", period=PayPeriod.YEAR, predicted=True),
    )


TRADES = ("Care Assistant", "Teaching Assistant", "Bus Driver", "Data Analyst", "Warehouse Operative", "Chef de Partie")


def _ordinary(number: int) -> Opportunity:
    wage = Decimal("11.90") + number % 9
    hourly = Pay(min=wage, max=wage, currency="GBP", period=PayPeriod.HOUR)
    return make_opportunity(
        number,
        kind=Kind.APPRENTICESHIP if number % 7 == 0 else Kind.JOB,
        title=TRADES[number % len(TRADES)] + ("" if number % 7 else " Apprentice"),
        description="You will work in a friendly team of eight with people who need you. No two days are the same, and "
        "we will train you. We welcome applications from everybody, whatever your background or where you live.",
        organisation=Organisation(name=("Leeds City Council", "Harewood Care Ltd", "Northern Buses")[number % 3]),
        places=[(LEEDS, BRADFORD)[number % 2]],
        pay=hourly if number % 3 else None,
        contract=[(Contract.PERMANENT, Contract.FIXED_TERM)[number % 2]],
        hours=[Hours.FULL_TIME] if number % 3 else [Hours.PART_TIME, Hours.TERM_TIME],
        remote=Remote.HYBRID if number % 5 == 0 else None,
        posted_at=NOW - timedelta(days=number % 25, minutes=number),
        closes_at=NOW + timedelta(days=number % 19, hours=6) if number % 4 else None,
    )
