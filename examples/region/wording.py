"""How sources put things: titles, names, places, pay and texts in their several ways."""

import re
from html import escape
from random import Random

from examples.region import data
from examples.region.model import Employer, Pay, Record, Thing

WEEKS_A_YEAR = 52.143
_SHORT = (
    ("Assistant", "Asst"),
    ("Manager", "Mgr"),
    ("Senior", "Snr"),
    (" and ", " & "),
)


def board_title(thing: Thing, reference: str, rng: Random) -> str:
    """The title as a board shows it; what tells a post from its near-misses always stays."""
    title = thing.title
    ways = {
        "town": f"{title} - {thing.place.town}",
        "reference": f"{title} (Ref: {reference})",
        "capitals": title.upper(),
        "short": shortened(title),
        "urgent": f"{title} - Immediate Start",
        "pay": f"{title} - {thing.pay.text()}" if thing.pay else title,
        "stars": f"*** {title} ***",
        "plain": title,
    }
    return ways[rng.choices(list(ways), weights=[12, 10, 8, 10, 6, 5, 5, 44])[0]]


def shortened(title: str) -> str:
    """`Accounts Asst`, as boards with narrow columns write it."""
    for long, short in _SHORT:
        if long in title:
            return title.replace(long, short, 1)
    return title


def board_name(employer: Employer, rng: Random) -> str:
    """The employer's name as somebody else writes it."""
    way = rng.random()
    if way < 0.55:
        return employer.name
    if way < 0.92:
        return rng.choice(employer.aliases)
    return employer.name.upper()


def board_place(thing: Thing, rng: Random, *, exact: bool) -> str:
    """The place as a board writes it; `exact` forbids the county alone."""
    town, outcode = thing.place.town, thing.place.postcode.partition(" ")[0]
    ways = [town, town, f"{town}, West Yorkshire", f"{town} {outcode}", f"{town}, {thing.place.postcode}"]
    if not exact:
        ways.append("West Yorkshire")
    return rng.choice(ways)


def board_pay(thing: Thing, rng: Random) -> tuple[Pay | None, str]:
    """Pay as a board tells it: as it is, in thousands, by the hour instead of the year, or not at all."""
    pay = thing.pay
    if pay is None:
        return None, ""
    way = rng.random()
    if way < 0.15:
        return None, rng.choice(["", "Competitive", "Negotiable"])
    if way < 0.30 and pay.period == "year":
        return pay, f"£{pay.low / 1000:.1f}k - £{pay.high / 1000:.1f}k"
    if way < 0.38 and pay.period == "year" and thing.weekly and thing.weekly >= 35:
        hours = thing.weekly * WEEKS_A_YEAR
        hourly = Pay(round(pay.low / hours, 2), round(pay.high / hours, 2), "hour")
        return hourly, f"£{hourly.low:.2f} - £{hourly.high:.2f} per hour"
    per = {"year": "per annum", "hour": "per hour", "week": "per week"}[pay.period]
    low, high = (f"£{amount:,.2f}" if pay.period != "year" else f"£{amount:,.0f}" for amount in (pay.low, pay.high))
    return pay, f"{low} {per}" if pay.low == pay.high else f"{low} - {high} {per}"


def sections(record: Record) -> list[tuple[str, list[str]]]:
    """The advert as (heading, lines); one line is a paragraph, several are a list."""
    text, thing = record.thing.text, record.thing
    parts: list[tuple[str, list[str]]] = [("", [" ".join(text.intro)])]
    if text.duties:
        parts.append(("What you will do", [_capital(duty) for duty in text.duties]))
    if text.needs:
        parts.append(("What we are looking for", [_capital(need) for need in text.needs]))
    if text.offers:
        parts.append(("What we offer", [_capital(offer) for offer in text.offers]))
    if thing.weekly and thing.kind == "job":
        parts.append(("", [f"Contract: {thing.contract}. Hours: {thing.weekly:g} per week."]))
    parts += [("", [line]) for line in (record.extra, text.about, text.contact, record.footer) if line]
    return parts


def as_html(record: Record) -> str:
    """The whole advert as HTML."""
    pieces = []
    for heading, lines in sections(record):
        if heading:
            pieces.append(f"<h3>{escape(heading)}</h3>")
            pieces.append("<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>")
        else:
            pieces += [f"<p>{escape(line)}</p>" for line in lines]
    return "\n".join(pieces)


def as_text(record: Record) -> str:
    """The advert as plain text; cut to `record.snippet` characters, with dots, where the source cuts."""
    lines = []
    for heading, items in sections(record):
        lines += [heading, *(f"- {item}" for item in items)] if heading else items
    if not record.snippet:
        return "\n".join(lines)
    flat = " ".join(line.removeprefix("- ") for line in lines)
    return flat if len(flat) <= record.snippet else flat[: record.snippet].rsplit(" ", 1)[0] + "..."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def slug(text: str) -> str:
    """`site-manager-days`, for addresses."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def employer_of(thing: Thing) -> Employer:
    """The employer of a thing, known by key or by name."""
    return data.employers().get(thing.employer) or data.employer_by_name(thing.employer)
