"""Near-misses: two posts of one employer that differ in one thing that matters, and share the rest."""

from dataclasses import replace
from random import Random

from examples.region import data
from examples.region.model import Near, Pay, Thing

_SHIFTS = {
    "Days": "Shift: days, 7am to 3pm or 8am to 8pm on a rota.",
    "Nights": "Shift: nights, 9pm to 7am, four on and three off.",
    "Early Shift": "Shift: early, 6am to 2pm, Monday to Friday.",
    "Late Shift": "Shift: late, 2pm to 10pm, Monday to Friday.",
    "Weekdays": "Shift: weekdays only, between 8am and 6pm.",
    "Weekends": "Shift: Saturdays and Sundays only, between 7am and 7pm.",
}
_NEXT_BAND = {
    "Band 2": ("Band 3", 25760, 27476),
    "Band 5": ("Band 6", 39959, 48117),
    "Band 4": ("Band 5", 32073, 39043),
}
_SENIOR_RISE = 1.16
_NO_SENIORS = ("Cleaner", "HGV", "Leisure", "Customer Service")


def with_near_miss(base: Thing, sector: str, rng: Random) -> list[Thing]:
    """The post and its near-miss; [] where nothing suits it. Both carry what tells them apart."""
    table = data.read_yaml("near_misses.yaml")
    ways = [how for how in ("shift", "site", "hours", "level") if sector in table[how]["suits"]]
    if base.grade in _NEXT_BAND:
        ways.append("band")
    if base.title.startswith(("Registered", "Site Manager", "Store Manager", "Project", "Lecturer", "Research")):
        ways = [how for how in ways if how == "hours"]
    if (base.grade or base.title.startswith(_NO_SENIORS)) and "level" in ways:
        ways.remove("level")
    if not ways:
        return []
    return {"shift": _shift, "site": _site, "hours": _hours, "level": _level, "band": _band}[rng.choice(ways)](
        base, sector, rng
    )


def _other(base: Thing, how: str, **changed: object) -> Thing:
    return replace(base, id=f"{base.id}-{how}", near=Near(base.id, how), **changed)  # type: ignore[arg-type]


def _with_intro(thing: Thing, sentence: str) -> Thing:
    return replace(thing, text=replace(thing.text, intro=(*thing.text.intro, sentence)))


def _shift(base: Thing, _sector: str, rng: Random) -> list[Thing]:
    first, second = rng.choice(data.read_yaml("near_misses.yaml")["shift"]["pairs"])
    one = replace(base, title=f"{base.title} ({first})")
    other = _other(base, "shift", title=f"{base.title} ({second})")
    return [_with_intro(one, _SHIFTS[first]), _with_intro(other, _SHIFTS[second])]


def _site(base: Thing, sector: str, rng: Random) -> list[Thing]:
    found = []
    for number, site in enumerate(rng.choice(data.read_yaml("near_misses.yaml")["site"][sector])):
        changed = replace(base, title=f"{base.title} - {site}", place=replace(base.place, site=site))
        if number:
            changed = replace(changed, id=f"{base.id}-site", near=Near(base.id, "site"))
        found.append(_with_intro(changed, f"The post is based at {site}."))
    return found


def _hours(base: Thing, _sector: str, rng: Random) -> list[Thing]:
    found = []
    for number, weekly in enumerate(rng.choice(data.read_yaml("near_misses.yaml")["hours"]["pairs"])):
        pattern = "Full time" if weekly >= 35 else "Part time"
        changed = replace(base, title=f"{base.title} ({weekly:g} hours)", weekly=float(weekly), pattern=pattern)
        if number:
            changed = replace(changed, id=f"{base.id}-hours", near=Near(base.id, "hours"))
        found.append(_with_intro(changed, f"Hours: {weekly:g} per week."))
    return found


def _level(base: Thing, _sector: str, _rng: Random) -> list[Thing]:
    table = data.read_yaml("near_misses.yaml")
    pay = base.pay and Pay(
        round(base.pay.low * _SENIOR_RISE, 2 if base.pay.period == "hour" else 0),
        round(base.pay.high * _SENIOR_RISE, 2 if base.pay.period == "hour" else 0),
        base.pay.period,
    )
    text = replace(
        base.text,
        duties=(*table["senior_duties"], *base.text.duties),
        needs=(*table["senior_needs"], *base.text.needs),
    )
    return [base, _other(base, "level", title=f"Senior {base.title}", pay=pay, text=text)]


def _band(base: Thing, _sector: str, _rng: Random) -> list[Thing]:
    band, low, high = _NEXT_BAND[base.grade]
    one = replace(base, title=f"{base.title} {base.grade}")
    other = _other(base, "band", title=f"{base.title} {band}", grade=band, pay=Pay(low, high, "year"))
    return [_with_intro(one, f"This is a {base.grade} post."), _with_intro(other, f"This is a {band} post.")]
