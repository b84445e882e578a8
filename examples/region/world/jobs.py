"""Posts of the region's employers, each with a text of its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from examples.region import data
from examples.region.model import Employer, Near, Pay, Place, Text, Thing
from examples.region.world.near_misses import with_near_miss

# The share of posts that also exist in another town, and of those that get a near-miss of another sort.
_OTHER_TOWN = 0.14
_NEAR_MISS = 0.42
_NEAR_MISS_OF = {"nhs": 0.9, "care": 0.9}
_CONTACT = 0.06
# The share that is first advertised on the second day.
_FRESH = 0.16
# A little above the National Living Wage of 2026, by the hour and for a year of 37 hours a week.
_LEAST_HOURLY, _LEAST_ANNUAL = 12.75, 24_800
_PERMANENT = ("Permanent", "Permanent", "Permanent", "Fixed term 12 months", "Fixed term to cover maternity leave")


def make_jobs(today: date, rng: Random) -> list[Thing]:
    """All posts: every occupation that suits an employer's sector, then their near-misses."""
    jobs: list[Thing] = []
    for employer in data.employers().values():
        for occupation, entry in data.occupations().items():
            if employer.sector not in entry["sectors"]:
                continue
            for number, subject in enumerate(_subjects(entry, rng)):
                ident = f"job-{employer.key}-{occupation}" + (f"-{number + 1}" if subject else "")
                base = _job(ident, employer, entry, subject, today, rng)
                if number:
                    base = replace(base, near=Near(f"job-{employer.key}-{occupation}-1", "subject"))
                jobs += _family(base, employer, today, rng)
    return jobs


def _subjects(entry: dict[str, Any], rng: Random) -> list[str]:
    subjects: list[str] = list(entry.get("subjects", [""]))
    return rng.sample(subjects, min(len(subjects), 4)) if len(subjects) > 1 else subjects


def _family(base: Thing, employer: Employer, today: date, rng: Random) -> Iterator[Thing]:
    """A post and what looks like it at the same employer."""
    odds = _NEAR_MISS_OF.get(employer.sector, _NEAR_MISS)
    if base.near is None and rng.random() < odds and (pair := with_near_miss(base, employer.sector, rng)):
        yield from pair
        if employer.sector == "nhs":
            yield from _elsewhere(pair[0], employer, rng)
        return
    yield replace(base, fresh=base.near is None and rng.random() < _FRESH)
    if base.near is None and rng.random() < _OTHER_TOWN:
        yield from _elsewhere(base, employer, rng)


def _elsewhere(base: Thing, employer: Employer, rng: Random) -> Iterator[Thing]:
    """The same post in another district: "Leeds" may be said of a post in Pudsey, which is a part of it."""
    district = data.districts()
    towns = [town for town in employer.towns if district[town] != district[base.place.town]]
    if not towns:
        return
    town = rng.choice(towns)
    place = Place(town, rng.choice(data.postcodes()[town]), base.place.site)
    yield replace(base, id=f"{base.id}-{town.lower().replace(' ', '')}", place=place, near=Near(base.id, "town"))


def _job(ident: str, employer: Employer, entry: dict[str, Any], subject: str, today: date, rng: Random) -> Thing:
    phrases = data.read_yaml("phrases.yaml")
    town = rng.choice(employer.towns)
    posted = today - timedelta(days=rng.randint(1, 20))
    benefits = phrases["benefits"].get(employer.sector, phrases["benefits"]["default"])
    text = Text(
        intro=(_said(rng.choice(entry["intro"]), subject), _team(phrases, rng)),
        duties=tuple(_said(duty, subject) for duty in _some(entry["duties"], 5, rng)),
        needs=tuple(_said(need, subject) for need in _some(entry["needs"], 4, rng)),
        offers=tuple(_some(benefits, 3, rng)),
        about=employer.about,
        contact=rng.choice(phrases["contacts"]) if rng.random() < _CONTACT else "",
    )
    weekly = rng.choice([37.0, 37.0, 37.5, 30.0, 22.5]) if employer.sector != "nhs" else rng.choice([37.5, 37.5, 30.0])
    return Thing(
        id=ident,
        kind="job",
        title=_said(entry["title"], subject),
        employer=employer.key,
        place=Place(town, rng.choice(data.postcodes()[town])),
        text=text,
        posted=posted,
        closes=today + timedelta(days=rng.randint(4, 30)),
        pay=_pay(entry["pay"], rng),
        contract=rng.choice(_PERMANENT),
        pattern="Full time" if weekly >= 35 else "Part time",
        weekly=weekly,
        grade=entry.get("band", "") if employer.sector == "nhs" else "",
    )


def _said(text: str, subject: str) -> str:
    return text.replace("{subject}", subject)


def _team(phrases: dict[str, Any], rng: Random) -> str:
    sentence: str = rng.choice(phrases["team"])
    return sentence.replace("{n}", str(rng.randint(4, 24))).replace("{boss}", rng.choice(phrases["bosses"]))


def _some(items: list[str], least: int, rng: Random) -> list[str]:
    """A sample in its own order: two adverts of one occupation then read differently."""
    return rng.sample(items, rng.randint(min(least, len(items)), len(items)))


def _pay(band: list[Any], rng: Random) -> Pay:
    """Pay near the occupation's band; national scales (equal ends) stay as they are."""
    low, high, period = float(band[0]), float(band[1]), str(band[2])
    if low == high:
        return Pay(low, high, period)
    factor = 1 + rng.randint(-2, 3) / 100
    if period == "hour":
        low = max(round(low * factor, 2), _LEAST_HOURLY)
        return Pay(low, max(round(high * factor, 2), low), period)
    low = max(round(low * factor), _LEAST_ANNUAL)
    return Pay(low, max(round(high * factor), low), period)
