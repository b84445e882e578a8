"""Courses and apprenticeships."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from examples.region import data
from examples.region.model import Near, Pay, Place, Text, Thing

_COLLEGE, _UNIVERSITY = "weavers", "pennines"
_SECOND_CAMPUS = 0.35
_WEEKS = 38
# A little above the apprentices' minimum wage of 2026.
_LEAST_HOURLY = 8.10


def make_courses(today: date, rng: Random) -> list[Thing]:
    """The college's, the university's, and those that only the regional course finder lists."""
    table = data.read_yaml("courses.yaml")
    return [
        *_college(table["college"], today, rng),
        *_university(table["university"], today, rng),
        *_finder(table["finder"], today, rng),
    ]


def _sentences(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


def _september(today: date) -> date:
    return date(today.year + (today.month >= 8), 9, 1)


def _college(entries: list[dict[str, Any]], today: date, rng: Random) -> Iterator[Thing]:
    for entry in entries:
        first = ""
        for (level, award), cost in zip(entry["levels"].items(), entry["cost"], strict=True):
            starts = _september(today) + timedelta(days=rng.randint(6, 20))
            town = rng.choice(data.employers()[_COLLEGE].towns)
            ident = f"course-{_COLLEGE}-{entry['subject'].lower().replace(' ', '-')}-{level}"
            evening = rng.random() < 0.3
            thing = Thing(
                id=ident,
                kind="course",
                title=_college_title(entry["subject"], level, award),
                employer=_COLLEGE,
                place=Place(town, data.postcodes()[town][0]),
                text=Text(intro=_sentences(entry["text"])),
                posted=today - timedelta(days=40),
                near=Near(first, "level") if first else None,
                facts={
                    "level": str(level),
                    "award": award,
                    "subject": entry["subject"],
                    "starts": starts.isoformat(),
                    "ends": (starts + timedelta(weeks=_WEEKS)).isoformat(),
                    "cost": str(cost),
                    "pattern": "evening" if evening else "day",
                    "duration": "38 weeks",
                },
            )
            first = first or ident
            yield thing
            if rng.random() < _SECOND_CAMPUS:
                others = [t for t in data.employers()[_COLLEGE].towns if t != town]
                other = rng.choice(others)
                place = Place(other, data.postcodes()[other][0])
                yield replace(thing, id=f"{ident}-{other.lower()}", place=place, near=Near(ident, "campus"))


def _college_title(subject: str, level: int, award: str) -> str:
    return subject if award == "GCSE" else f"{subject} Level {level} {award}"


def _university(entries: list[dict[str, Any]], today: date, rng: Random) -> Iterator[Thing]:
    first: dict[str, str] = {}
    for number, entry in enumerate(entries):
        town = "Leeds" if number % 6 == 5 else "Huddersfield"
        starts = _september(today) + timedelta(days=rng.randint(14, 24))
        ident = f"course-{_UNIVERSITY}-{entry['title'].lower().replace(' ', '-')}-{entry['award'][:3].lower().strip()}"
        before = first.get(entry["title"])
        first.setdefault(entry["title"], ident)
        master = entry["award"].startswith("M")
        cost = 9790 if not master else rng.choice([8900, 9400, 10200])
        yield Thing(
            id=ident,
            kind="course",
            title=f"{entry['title']} {entry['award']}",
            employer=_UNIVERSITY,
            place=Place(town, data.postcodes()[town][0]),
            text=Text(intro=_sentences(entry["text"])),
            posted=today - timedelta(days=60),
            near=Near(before, "level") if before else None,
            facts={
                "level": "7" if master else "5" if entry["award"] == "FdSc" else "6",
                "award": entry["award"],
                "subject": entry["title"],
                "starts": starts.isoformat(),
                "ends": (starts + timedelta(days=30 * entry["months"])).isoformat(),
                "cost": str(cost),
                "pattern": "day",
                "duration": f"{entry['months']} months",
            },
        )


def _finder(entries: list[dict[str, Any]], today: date, rng: Random) -> Iterator[Thing]:
    first: dict[str, str] = {}
    for number, entry in enumerate(entries):
        starts = today + timedelta(days=rng.randint(20, 90))
        ident = f"course-finder-{number + 1}"
        family = entry["title"].partition("(")[0].strip()
        before = first.get(family)
        first.setdefault(family, ident)
        yield Thing(
            id=ident,
            kind="course",
            title=entry["title"] + (f" Level {entry['level']}" if "Sign" in entry["title"] else ""),
            employer=entry["provider"],
            place=Place(entry["town"], data.postcodes()[entry["town"]][0]),
            text=Text(intro=(entry["text"],)),
            posted=today - timedelta(days=15),
            near=Near(before, "level") if before else None,
            facts={
                "level": str(entry["level"]),
                "award": "",
                "subject": entry["title"],
                "starts": starts.isoformat(),
                "ends": "",
                "cost": str(entry["cost"]),
                "pattern": rng.choice(["day", "evening"]),
                "duration": "",
            },
        )


def make_apprenticeships(today: date, rng: Random) -> list[Thing]:
    """Two employers for every standard, where two are of its sector."""
    found = []
    for title, level, standard, sectors, weekly, hours, months, duties in data.rows("apprenticeships.tsv"):
        suited = [e for e in data.employers().values() if e.sector in sectors.split(",")]
        for employer in rng.sample(suited, min(2, len(suited))):
            town = rng.choice(employer.towns)
            wage = max(float(weekly), round(_LEAST_HOURLY * float(hours), 2))
            pay = Pay(wage, wage, "week")
            found.append(
                Thing(
                    id=f"app-{employer.key}-{title.lower().replace(' ', '-')}",
                    kind="apprenticeship",
                    title=title,
                    employer=employer.key,
                    place=Place(town, rng.choice(data.postcodes()[town])),
                    text=Text(
                        intro=(f"Earn while you learn at {employer.name} and gain a Level {level} qualification.",),
                        duties=tuple(duties.split("|")),
                        needs=("GCSE English and mathematics, or work towards them", "curiosity and punctuality"),
                        about=employer.about,
                    ),
                    posted=today - timedelta(days=rng.randint(2, 25)),
                    closes=today + timedelta(days=rng.randint(7, 45)),
                    pay=pay,
                    contract="Apprenticeship",
                    pattern="Full time",
                    weekly=float(hours),
                    facts={
                        "level": level,
                        "standard": standard,
                        "months": months,
                        "provider": "Weavers' College",
                        "starts": (today + timedelta(days=rng.randint(60, 110))).isoformat(),
                    },
                )
            )
    return found
