"""Which fields of the index a query may touch, and what each is. Both engines are built from these tables.

Paths are those of the documents (`documents.py`); what is not named here is stored and mapped for
portals that query Elasticsearch themselves, but no query of ours uses it.
"""

from enum import StrEnum

ANALYZER = "talentfeed_text"

# Analysed free text. Those in RAW_TEXT have an exact twin `<path>.raw` beside, for filters and facets.
ANALYSED = frozenset(
    {
        "title",
        "description",
        "organisation.name",
        "via",
        "reference",
        "places.text",
        "places.town",
        "applicant_areas",
        "occupation.label",
        "skills.label",
        "subject.labels",
        "qualifications_required",
        "course.runs.place.text",
        "course.runs.place.town",
        "course.funding",
        "course.entry_requirements",
        "course.award",
        "course.awarding_body",
        "event.venue",
        "support.eligibility",
        "support.referral",
        "search.labels",
    }
)
RAW_TEXT = frozenset({"title", "organisation.name", "via", "places.town", "skills.label"})

# Kept for showing only: neither searched nor sorted by.
STORED_ONLY = frozenset({"title_raw", "description_html", "licence_url", "attribution"})

# What `text` looks in, and how much a match there counts. A title says what the offer is; a
# description mentions many things that it is not.
TEXT_BOOSTS: dict[str, float] = {
    "title": 4.0,
    "organisation.name": 2.0,
    "skills.label": 1.5,
    "occupation.label": 1.5,
    "subject.labels": 1.5,
    "places.town": 1.0,
    "course.award": 1.0,
    "reference": 1.0,
    "via": 1.0,
    "description": 1.0,
    "search.labels": 0.5,
}


HEAD = "search.head"


class Exact(StrEnum):
    """Types of the fields that are not analysed."""

    KEYWORD = "keyword"
    LONG = "long"
    DATE = "date"


LOCATION = "search.location"
NEWEST = "search.newest"
CLOSING = "search.closing"
PAY = "search.pay"
TITLE_WORDS = "search.title_words"
# For the ranking, which asks each search for several limits: few distinct values are looked up fast.
DAY = "search.day"
COMPLETE = "search.complete"

# Fields that are there for sorts and pages; those that filters use are in `filters.py`. LOCATION is a geo_point.
OWN: dict[str, Exact] = {
    "id": Exact.KEYWORD,
    "sequence": Exact.LONG,
    NEWEST: Exact.LONG,
    CLOSING: Exact.LONG,
    PAY: Exact.LONG,
    TITLE_WORDS: Exact.LONG,
    DAY: Exact.LONG,
    COMPLETE: Exact.LONG,
}

# Values of the sort fields where an opportunity has no such value: every document has a value, so
# that cursors need no rule for missing ones.
NEVER_CLOSES = 253_402_300_799_999  # 9999-12-31T23:59:59.999Z in epoch milliseconds
NO_PAY = -1
# What the publisher gave no date stands after all that has one, the last that we found first: epoch
# milliseconds of when we first saw it, less this, which is below every date there is.
UNDATED = 253_402_300_800_000


def searched() -> tuple[str, ...]:
    """All fields that words are looked for in."""
    return (*TEXT_BOOSTS, HEAD)
