"""A small corpus with every trap of searching in it: ties, missing values, folded letters, shared places."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from records.listing import (
    Area,
    Course,
    Event,
    Occupation,
    Organisation,
    Pay,
    Place,
    Skill,
    Subject,
    Support,
)
from records.opportunity import Opportunity
from records.vocabulary import (
    AreaLevel,
    Audience,
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

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TITLES = (
    "Staff Nurse",
    "Senior Nurse – Théâtre",
    "Nursing Assistant",
    "Café Manager at O’Brien's",
    "C++ Developer",
    "e-mail marketing officer",
    "Data_Engineer (a.b testing)",
    "University Lecturer",
    "International Sales Manager",
    "Swyddog Tŷ Môn",
    "Teacher of Welsh – Llŷn",
    "Team Leader, Catering",
    "Leader of a Team",
    "Organic Chemist",
    "Evening Receptionist",
    "Psychologist",
    "HGV Driver 7.5t",
    "Apprentice Bricklayer",
    "Universities Liaison",
)
ORGANISATIONS = ("Leeds City Council", "NHS Leeds", "O'Brien & Sons", "Cyngor Sir Ynys Môn", "Acme Ltd")
PLACES = (
    LEEDS,
    Place(
        text="Bradford",
        town="Bradford",
        postcode="BD1 1AA",
        lat=53.7960,
        lon=-1.7594,
        country="GB",
        areas=[Area(code="E08000032", name="Bradford", level=AreaLevel.DISTRICT)],
        precision=PlacePrecision.TOWN,
    ),
    Place(
        text="Llangefni",
        town="Llangefni",
        lat=53.2560,
        lon=-4.3130,
        country="GB",
        areas=[Area(code="W06000001", name="Isle of Anglesey", level=AreaLevel.DISTRICT)],
        precision=PlacePrecision.TOWN,
    ),
    Place(text="Wakefield", town="Wakefield", lat=53.6830, lon=-1.4990, country="GB", precision=PlacePrecision.TOWN),
    Place(text="York", town="York", lat=53.9600, lon=-1.0873, country="GB", precision=PlacePrecision.TOWN),
    Place(text="Suva, Fiji", town="Suva", lat=-18.1416, lon=178.4419, country="FJ", precision=PlacePrecision.TOWN),
)
ENGLAND = Place(text="United Kingdom", lat=54.0, lon=-2.0, country="GB", precision=PlacePrecision.COUNTRY)


def corpus() -> list[Opportunity]:
    """Ninety opportunities."""
    return [_opportunity(number) for number in range(1, 91)]


def _opportunity(number: int) -> Opportunity:
    kind = list(Kind)[number % 6]
    pay = None
    if number % 3 == 0:
        amount = Decimal(20_000 + 1_000 * (number % 7))
        pay = Pay(
            text=f"£{amount}",
            min=amount,
            max=amount,
            currency="GBP",
            period=PayPeriod.YEAR,
            annual_min=amount,
            annual_max=amount,
            predicted=number % 15 == 0,
        )
    return make_opportunity(
        number,
        kind=kind,
        title=TITLES[number % len(TITLES)],
        description=f"Work number {number} with people. " + ("Nurses welcome. " if number % 5 == 0 else ""),
        organisation=None if number % 11 == 0 else Organisation(name=ORGANISATIONS[number % 5]),
        places=_places(number),
        remote=(None, Remote.ON_SITE, Remote.HYBRID, Remote.REMOTE)[number % 4],
        pay=pay,
        contract=[Contract.PERMANENT, Contract.FIXED_TERM][: number % 3],
        hours=[Hours.FULL_TIME, Hours.PART_TIME][: (number + 1) % 3],
        posted_at=None if number % 10 == 0 else NOW - timedelta(days=number % 8),
        closes_at=None if number % 4 == 0 else NOW + timedelta(days=number % 6, milliseconds=number % 2),
        starts_on=date(2026, 9, 1 + number % 5) if number % 7 == 0 else None,
        audience=[Audience.VETERANS] if number % 9 == 0 else [],
        qualification_level=number % 9 if number % 2 else None,
        occupation=[Occupation(scheme="soc2020", code=f"223{number % 4}", label="Nurses", score=0.9)],
        skills=[Skill(label="Team work", source=source) for source in SkillSource],
        subject=Subject(ssa_tier1=str(1 + number % 3), labels=["Health"]) if kind is Kind.COURSE else None,
        course=Course(award="Level 3 Diploma") if kind is Kind.COURSE else None,
        event=Event(venue="Town Hall") if kind is Kind.EVENT else None,
        support=Support(offer=SupportOffer.ADVICE, eligibility="All") if kind is Kind.SUPPORT else None,
        listings=[make_member(f"{source}:{number}") for source in ("leeds-jobs", "nhs", "yorks")[: 1 + number % 3]],
    )


def _places(number: int) -> list[Place]:
    if number % 13 == 0:
        return []
    if number % 12 == 0:
        return [ENGLAND]
    if number % 17 == 0:
        return list(PLACES)  # more than the embedded engine keeps in columns
    return [PLACES[number % 6], PLACES[(number // 6) % 6]] if number % 5 == 0 else [PLACES[number % 6]]
