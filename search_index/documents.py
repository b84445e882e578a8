"""Opportunity → index document: the record as it is, without personal data, plus `search.*` for sorts."""

import json
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from records.listing import Pay, Place
from records.opportunity import Opportunity
from records.vocabulary import Kind, PlacePrecision
from search_index.analysis import tokens
from search_index.fields import NEVER_CLOSES, NO_PAY, UNDATED
from search_index.labels import labels

# The cleaning steps take contacts out of listings; this is the last door, for what they missed.
EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+")
# No British number goes on with a second 0, as the ISBNs of reading lists do.
PHONE = re.compile(r"(?<![\w./=-])(?:(?:\+|00)44\s?(?:\(0\)\s?)?|0(?!0))(?:[\s-]?\d){9,10}(?![\w/-])")
# Where the rest of a title only says more of it; of work also its subject: 'Lecturer in Plumbing'.
BREAKS = re.compile(r"\s*[(\[|:;,/–—]|\s+-\s+")
OFFERS_WORK = re.compile(BREAKS.pattern + r"|\s+(?:in|of|for|at|with)\s+", re.IGNORECASE)
MASK = "[contact removed]"
FREE_TEXT = ("title", "title_raw", "description", "description_html", "via")
FREE_TEXT_PARTS = {
    "course": ("funding", "entry_requirements"),
    "support": ("eligibility", "referral"),
    "event": ("venue",),
}


def document(opportunity: Opportunity) -> dict[str, Any]:
    """The document of an opportunity, JSON-ready. Absent values are left out."""
    made: dict[str, Any] = json.loads(opportunity.model_dump_json(exclude_none=True))
    _mask(made, FREE_TEXT)
    for part, names in FREE_TEXT_PARTS.items():
        if part in made:
            _mask(made[part], names)
    made["search"] = _derived(opportunity)
    return made


def encode(opportunity: Opportunity) -> bytes:
    """`document` as one line of JSON in UTF-8."""
    return json.dumps(document(opportunity), ensure_ascii=False, separators=(",", ":")).encode()


def decode(source: bytes | dict[str, Any]) -> Opportunity:
    """The opportunity of a document, as it was published."""
    made = json.loads(source) if isinstance(source, bytes) else dict(source)
    made.pop("search", None)
    return Opportunity.model_validate(made)


def points(places: list[Place]) -> list[tuple[float, float]]:
    """(lat, lon) of each place that a radius can sensibly be drawn to; a whole country is none."""
    found: dict[tuple[float, float], None] = {}
    for place in places:
        if place.lat is not None and place.lon is not None and place.precision is not PlacePrecision.COUNTRY:
            found[place.lat, place.lon] = None
    return list(found)


def epoch_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970, as Elasticsearch keeps dates."""
    return int(moment.timestamp() * 1_000_000 + 0.5) // 1000


def day_number(moment: datetime) -> int:
    """Days since 1970, in UTC."""
    return epoch_ms(moment) // 86_400_000


def _derived(opportunity: Opportunity) -> dict[str, Any]:
    derived: dict[str, Any] = {
        "newest": _newest(opportunity),
        "closing": NEVER_CLOSES if opportunity.closes_at is None else epoch_ms(opportunity.closes_at),
        "pay": _annual_minor(opportunity.pay),
        "title_words": len(tokens(opportunity.title)),
        "day": 0 if opportunity.posted_at is None else day_number(opportunity.posted_at),
        "complete": (opportunity.closes_at is not None) + (_annual_minor(opportunity.pay) != NO_PAY),
    }
    derived["head"] = _head(opportunity)
    derived["labels"] = labels(opportunity)
    located = points(opportunity.places)
    if located:
        derived["location"] = [{"lat": lat, "lon": lon} for lat, lon in located]
    return derived


def _head(opportunity: Opportunity) -> str:
    """The part of a title that says what is offered: 'Solicitor' of 'Solicitor (Child Care)'."""
    cut = OFFERS_WORK if opportunity.kind in (Kind.JOB, Kind.APPRENTICESHIP) else BREAKS
    return cut.split(opportunity.title, maxsplit=1)[0] or opportunity.title


def _newest(opportunity: Opportunity) -> int:
    """By the publisher's date. That we found it today does not make an advert new."""
    if opportunity.posted_at is not None:
        return epoch_ms(opportunity.posted_at)
    return epoch_ms(opportunity.first_seen_at) - UNDATED


def _annual_minor(pay: Pay | None) -> int:
    """Highest yearly pay in hundredths of the currency; a board's guess is no pay."""
    if pay is None or pay.predicted:
        return NO_PAY
    amount = pay.annual_max if pay.annual_max is not None else pay.annual_min
    return NO_PAY if amount is None else int(amount * Decimal(100))


def _mask(part: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        text = part.get(name)
        if isinstance(text, str):
            if "@" in text:
                text = EMAIL.sub(MASK, text)
            part[name] = PHONE.sub(MASK, text)
