"""Adverts made up by us: each post as several sources would show it, and its neighbours that are other posts.

The neighbours are posts of the same employer in the same town that differ in one thing only: shift,
weekly hours, ward or site, band, subject, level or contract. Rows have the columns of the labelled
sets (`record_id, source, title, employer, location, salary, description, date_posted, url,
cluster_id, kind, parent, ops`), so that one scorer reads them all.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

Row = dict[str, str]

TOWNS = (
    ("Leeds", "West Yorkshire", "LS1", "LS9 7TF"),
    ("York", "North Yorkshire", "YO1", "YO31 8HE"),
    ("Sheffield", "South Yorkshire", "S1", "S5 7AU"),
    ("Bristol", "Avon", "BS1", "BS2 8HW"),
    ("Norwich", "Norfolk", "NR1", "NR4 7UY"),
    ("Exeter", "Devon", "EX1", "EX2 5DW"),
    ("Preston", "Lancashire", "PR1", "PR2 9HT"),
    ("Reading", "Berkshire", "RG1", "RG1 5AN"),
    ("Nottingham", "Nottinghamshire", "NG1", "NG5 1PB"),
    ("Derby", "Derbyshire", "DE1", "DE22 3NE"),
    ("Ipswich", "Suffolk", "IP1", "IP4 5PD"),
    ("Swindon", "Wiltshire", "SN1", "SN3 6BB"),
)


@dataclass(frozen=True)
class Sector:
    """A kind of employer: how it is called, what it looks for, what it writes."""

    employers: tuple[str, ...]
    roles: tuple[str, ...]
    duties: tuple[str, ...]
    wants: tuple[str, ...]
    about: tuple[str, ...]
    differences: tuple[str, ...]


HEALTH = Sector(
    ("{town} Teaching Hospitals NHS Foundation Trust", "{county} Community Health NHS Trust", "{town} Hospice"),
    (
        "Healthcare Assistant",
        "Staff Nurse",
        "Ward Clerk",
        "Physiotherapist",
        "Domestic Assistant",
        "Occupational Therapist",
        "Phlebotomist",
        "Midwife",
        "Dietitian",
        "Pharmacy Technician",
    ),
    (
        "You will help patients to wash, dress and eat, and record what you observe.",
        "You will take part in handover and keep the records of the patients in your care up to date.",
        "You will prepare rooms and equipment, and report what is missing or broken.",
        "You will speak with relatives in person and on the telephone, with patience and tact.",
        "You will follow the policies on infection control and moving and handling.",
        "You will support students and new colleagues in their first weeks.",
    ),
    (
        "You have worked with people who depend on others, paid or unpaid.",
        "You write clearly and can use a computer for records.",
        "You hold, or are working towards, the Care Certificate.",
        "You are calm when several things happen at once.",
    ),
    (
        "We look after half a million people and employ nine thousand.",
        "Our values are kindness, fairness and teamwork, and we recruit to them.",
        "We offer the pension of the health service, a nursery on site and discounts in local shops.",
        "Interviews are planned for the second week after the closing date.",
    ),
    ("shift", "ward", "band", "hours", "contract", "level"),
)
SCHOOL = Sector(
    ("{town} High School", "St Oswald's Academy {town}", "Riverside Primary School {town}"),
    ("Teacher", "Teaching Assistant", "Cover Supervisor", "Lecturer", "Head of Department", "Technician"),
    (
        "You will plan and teach lessons that all pupils can follow and that stretch the most able.",
        "You will mark work promptly and talk with parents about progress.",
        "You will run a club or a visit in the course of the year.",
        "You will keep the classroom a calm and safe place.",
        "You will work with colleagues on schemes of work and share what goes well.",
    ),
    (
        "You have a degree or long experience in the subject.",
        "You enjoy the company of young people and are not easily discouraged.",
        "You know the national curriculum and how it is assessed.",
    ),
    (
        "Our school has 940 pupils and was rated good at its last inspection.",
        "Staff have laptops, a quiet workroom and two training days a term.",
        "References are taken up before interview.",
    ),
    ("subject", "hours", "contract", "level", "class"),
)
LOGISTICS = Sector(
    ("Harrow & Vale Logistics Ltd", "Northmoor Foods plc", "Kestrel Parcels Limited"),
    ("Warehouse Operative", "Forklift Driver", "Production Operative", "Team Leader", "Delivery Driver", "Cleaner"),
    (
        "You will pick orders with a scanner and stack them on pallets.",
        "You will load and unload trailers and check that what came is what was ordered.",
        "You will keep the aisles clear and report damage.",
        "You will work to the targets of the team and help where help is needed.",
        "You will clean machines at the end of the run.",
    ),
    (
        "You are reliable and physically fit.",
        "You can read and count in English.",
        "You have worked on a production line or in a warehouse, or are ready to learn.",
    ),
    (
        "We move food and parcels for shops across the country, day and night.",
        "We pay weekly, there is free parking, and the canteen is open at all hours.",
        "Uniform and safety shoes are provided.",
    ),
    ("shift", "site", "hours", "contract", "level"),
)
COUNCIL = Sector(
    ("{town} City Council", "{county} County Council", "{town} Homes"),
    ("Social Worker", "Planning Officer", "Customer Service Adviser", "Support Worker", "Youth Worker", "Librarian"),
    (
        "You will hold a caseload and visit people in their homes.",
        "You will write reports that elected members and residents can understand.",
        "You will answer questions by telephone, letter and at the counter.",
        "You will work with schools, the police and the health service.",
        "You will keep accurate records and protect people's data.",
    ),
    (
        "You have a relevant qualification or equal experience.",
        "You can drive or travel by other means.",
        "You stay polite under pressure.",
    ),
    (
        "The council serves 310,000 residents and is one of the largest employers of the area.",
        "You can work from home for part of the week by agreement.",
        "We offer a local government pension and 27 days of leave.",
    ),
    ("team", "grade", "hours", "contract", "level", "specialism"),
)
SECTORS = (HEALTH, SCHOOL, LOGISTICS, COUNCIL)

DIFFERENCES: dict[str, tuple[str, ...]] = {
    "shift": ("Days", "Nights", "Evenings", "Weekends"),
    "ward": ("Ward 3", "Ward 12", "Ward 27", "Theatre 2", "Cardiology", "Stroke Unit", "Maternity"),
    "band": ("Band 2", "Band 3", "Band 5", "Band 6"),
    "grade": ("Grade 5", "Grade 7", "Grade 9"),
    "hours": ("37.5 hours", "22.5 hours", "30 hours", "15 hours"),
    "contract": ("Permanent", "Fixed Term", "Bank"),
    "level": ("Senior", "Trainee", "Deputy", "Lead"),
    "subject": ("Mathematics", "English", "Music", "Chemistry", "History", "Geography", "French", "Computing"),
    "class": ("Year 2", "Year 5", "Reception", "Key Stage 3"),
    "site": ("Northgate Depot", "Riverside Depot", "Unit 4", "Unit 9", "Airport Hub"),
    "team": ("Adults Team", "Fostering Team", "East Team", "West Team", "Hospital Team"),
    "specialism": ("Learning Disabilities", "Mental Health", "Substance Misuse", "Homelessness"),
}


@dataclass(frozen=True)
class Post:
    """A post that exists once. `marks`: what sets it apart, kind → words."""

    employer: str
    role: str
    town: tuple[str, str, str, str]
    marks: tuple[tuple[str, str], ...]
    pay: int
    body: str
    posted: date


def near_miss_set(seed: int, posts: int) -> list[Row]:
    """`posts` families: a post, up to four showings of it, and one to four neighbours with theirs; shuffled."""
    rng = random.Random(seed)
    rows: list[Row] = []
    for family in range(posts):
        base = _post(rng)
        for number, (post, kind) in enumerate([(base, "base"), *_neighbours(rng, base)]):
            cluster = f"{family}-{number}"
            for showing in range(rng.choice((1, 2, 2, 3, 4))):
                row = _show(rng, post, showing)
                label = kind if showing == 0 else "dup"
                row |= {"cluster_id": cluster, "kind": label, "parent": f"{family}-0" if number else cluster}
                rows.append(row)
    rng.shuffle(rows)
    for number, row in enumerate(rows):
        row["record_id"] = f"m{number:06d}"
        row["url"] = f"https://{row['source']}.example/jobs/{number}"
    return rows


def _post(rng: random.Random) -> Post:
    sector, town = rng.choice(SECTORS), rng.choice(TOWNS)
    employer = rng.choice(sector.employers).format(town=town[0], county=town[1])
    kinds = rng.sample(sector.differences, k=rng.choice((1, 1, 2)))
    if "subject" in sector.differences and "subject" not in kinds:
        kinds.append("subject")
    marks = tuple((kind, rng.choice(DIFFERENCES[kind])) for kind in sorted(kinds))
    body = "\n".join(
        (" ".join(rng.sample(sector.duties, k=4)), " ".join(rng.sample(sector.wants, k=3)), " ".join(sector.about))
    )
    posted = date(2026, 9, 1) + timedelta(days=rng.randrange(60))
    return Post(employer, rng.choice(sector.roles), town, marks, rng.randrange(19, 48) * 1000, body, posted)


def _neighbours(rng: random.Random, base: Post) -> Iterator[tuple[Post, str]]:
    """Other posts of the employer in the town; one mark is another, the text is the same."""
    for kind, words in base.marks:
        if rng.random() < 0.75:
            other = rng.choice([each for each in DIFFERENCES[kind] if each != words])
            marks = tuple((k, other if k == kind else w) for k, w in base.marks)
            yield replace(base, marks=marks), f"neg_{kind}"
    if rng.random() < 0.3:
        town = rng.choice([each for each in TOWNS if each != base.town])
        yield replace(base, town=town, body=base.body.replace(base.town[0], town[0])), "neg_town"


def _title(rng: random.Random, post: Post) -> str:
    marks = dict(post.marks)
    level = f"{marks.pop('level')} " if "level" in marks else ""
    subject = marks.pop("subject", "")
    name = f"{level}{post.role}"
    if subject:
        name = rng.choice((f"{level}{post.role} of {subject}", f"{level}{subject} {post.role}"))
    words = list(marks.values())
    rng.shuffle(words)
    if not words:
        return name
    return rng.choice(
        (
            f"{name} - {' - '.join(words)}",
            f"{name} ({', '.join(words)})",
            f"{name}, {', '.join(words)}",
            f"{name} – {' / '.join(words)}",
        )
    )


def _place(rng: random.Random, post: Post) -> str:
    town, county, outcode, postcode = post.town
    return rng.choice(
        (
            town,
            f"{town}, {county}",
            f"Hybrid – {town}, {county}",
            f"Near {town}",
            f"{town} {outcode}",
            f"{town}, {county}, {postcode}",
            f"{town} ({county})",
            f"{town}, United Kingdom",
            f"{town} (Hybrid)",
            f"{town} city centre",
            f"{county}",
            f"{town}, {county}, UK",
            f"{town.upper()}",
            f"{town} / Hybrid",
        )
    )


def _pay(rng: random.Random, post: Post) -> str:
    low, high = post.pay, post.pay + 2000
    return rng.choice(
        (
            f"£{low:,} - £{high:,} per annum",
            f"£{low:,} to £{high:,} a year",
            f"£{low / 1950:.2f} - £{high / 1950:.2f} per hour",
            f"{low // 1000}k-{high // 1000}k",
            "Competitive",
            "",
            f"£{low:,} per annum",
        )
    )


def _text(rng: random.Random, post: Post, title: str) -> str:
    told = [words for kind, words in post.marks if kind in ("hours", "contract", "band")]
    marks = " ".join(f"This post is {words}." for words in told)
    opening = rng.choice(
        (f"We are looking for a {post.role} in {post.town[0]}.", f"{post.employer} has a vacancy.", title)
    )
    text = f"{opening}\n{marks}\n{post.body}"
    change: Callable[[str], str] = rng.choice((_whole, _whole, _whole, _html, _cut, _footed, _shorter))
    return change(text)


def _whole(text: str) -> str:
    return text


def _html(text: str) -> str:
    return "".join(f"<p>{part}</p>" for part in text.split("\n") if part)


def _cut(text: str) -> str:
    return text[:330].rsplit(" ", 1)[0] + "..."


def _footed(text: str) -> str:
    return f"{text}\nApply now on our website. View this job and thousands more on our site."


def _shorter(text: str) -> str:
    parts = text.split(". ")
    return ". ".join(parts[::2] if len(parts) > 12 else parts)


def _employer(rng: random.Random, post: Post) -> str:
    name = post.employer
    return rng.choice(
        (
            name,
            name,
            name,
            name,
            name.upper(),
            name.replace("Limited", "Ltd").replace("plc", "PLC"),
            "",
            "Confidential",
            "Meridian Recruitment",
        )
    )


def _show(rng: random.Random, post: Post, showing: int) -> Row:
    title = _title(rng, post)
    if showing:
        reference = rng.randrange(10**6, 10**7)
        title = rng.choice(
            (
                title,
                title,
                title.upper(),
                f"URGENT - {title}",
                f"{title} (Ref: {reference})",
                f"{title} - {post.town[0]}",
                f"{title} in {post.town[0]}",
            )
        )
    employer = _employer(rng, post) if showing else post.employer
    posted = post.posted + timedelta(days=rng.randrange(10) if showing else 0)
    return {
        "source": rng.choice(("board_a", "board_b", "council", "ats_api", "aggregator")),
        "title": title,
        "employer": employer,
        "location": _place(rng, post),
        "salary": _pay(rng, post),
        "description": _text(rng, post, title),
        "date_posted": posted.isoformat(),
        "ops": "",
    }
