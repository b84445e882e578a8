"""The filters of a search, one row each: what the API takes, the page offers, the command has as options, and
both engines look up and count, are made of these rows.

A new filter is a row here, and its words for people in `portal/words.py`. The next publish rebuilds the index.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from records.vocabulary import Audience, Contract, Hours, Kind, Remote
from search_index.fields import CLOSING, NEWEST, OWN, PAY, Exact


class Compare(StrEnum):
    """How the field must stand to what was asked."""

    ANY = "any"  # it has one of the values; may be counted as a facet
    FROM = "from"  # it is this or more
    BEFORE = "before"  # it is less


@dataclass(frozen=True)
class Filter:
    """One filter.

    name: the field of SearchRequest and the facet. parameter: of the API and the page; `_` is `-` in the command.
    takes: a vocabulary, str, int, float, date or datetime. least, most: bounds of a number.
    scale: how many of the index's units are one of the asked. coded: values are codes of areas, shown by their names.
    on_page: whether the page offers the most frequent values.
    """

    name: str
    parameter: str
    takes: type
    field: str
    exact: Exact
    about: str
    compare: Compare = Compare.ANY
    least: int = 0
    most: int = 0
    scale: int = 1
    coded: bool = False
    on_page: bool = False
    flags: tuple[str, ...] = ()

    @property
    def facet(self) -> bool:
        """Whether results are counted by its values."""
        return self.compare is Compare.ANY


FILTERS: tuple[Filter, ...] = (
    Filter("kinds", "kind", Kind, "kind", Exact.KEYWORD, "What is offered.", flags=("-k",)),
    Filter("areas", "area", str, "places.areas.code", Exact.KEYWORD, "Official area codes, any level.", coded=True),
    Filter("hours", "hours", Hours, "hours", Exact.KEYWORD, "Working pattern.", on_page=True),
    Filter("contract", "contract", Contract, "contract", Exact.KEYWORD, "Legal form of the work.", on_page=True),
    Filter(
        "remote", "remote", Remote, "remote", Exact.KEYWORD, "Where the work or the learning happens.", on_page=True
    ),
    Filter("audience", "audience", Audience, "audience", Exact.KEYWORD, "People it is meant for.", on_page=True),
    Filter(
        "organisations",
        "organisation",
        str,
        "organisation.name.raw",
        Exact.KEYWORD,
        "Names as in the facet.",
        on_page=True,
    ),
    Filter("sources", "source", str, "listings.source", Exact.KEYWORD, "Source ids."),
    Filter("occupations", "occupation", str, "occupation.code", Exact.KEYWORD, "Occupation codes."),
    Filter("subjects", "subject", str, "subject.ssa_tier1", Exact.KEYWORD, "Sector subject areas, tier 1."),
    Filter("skills", "skill", str, "skills.label.raw", Exact.KEYWORD, "Labels as in the facet."),
    Filter(
        "qualification_levels",
        "qualification_level",
        int,
        "qualification_level",
        Exact.LONG,
        "Level of qualification (RQF), 0 to 8.",
        most=8,
    ),
    Filter(
        "posted_since",
        "posted_since",
        datetime,
        NEWEST,
        Exact.LONG,
        "Has a date of posting, then or later.",
        Compare.FROM,
    ),
    Filter(
        "closes_before",
        "closes_before",
        datetime,
        "closes_at",
        Exact.DATE,
        "Has a closing date, before this.",
        Compare.BEFORE,
    ),
    Filter(
        "closes_after", "closes_after", datetime, CLOSING, Exact.LONG, "Closes then or later, or never.", Compare.FROM
    ),
    Filter(
        "starts_after",
        "starts_after",
        date,
        "starts_on",
        Exact.DATE,
        "Has a first day, this or later.",
        Compare.FROM,
    ),
    Filter(
        "pay_at_least",
        "pay_at_least",
        float,
        PAY,
        Exact.LONG,
        "Per year, stated, in its currency.",
        Compare.FROM,
        most=10_000_000,
        scale=100,
    ),
)
FACETS: dict[str, Filter] = {row.name: row for row in FILTERS if row.facet}
# Every field that filters, facets and sorts use, with its type.
EXACT: dict[str, Exact] = {**OWN, **{row.field: row.exact for row in FILTERS}}
