"""The parts of a merge, each by its own table: rank, choice of each field, places, quality, status."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from dedupe.merge.fields import merged_fields
from dedupe.merge.opportunity import merge, status_of
from dedupe.merge.places import united
from dedupe.merge.quality import FULL_DESCRIPTION, quality_of
from dedupe.merge.rank import by_authority, completeness, is_filled
from records.listing import Course, CourseRun, Listing, Organisation, Pay, Place, Provenance
from records.vocabulary import (
    Audience,
    Authority,
    Contract,
    Kind,
    ListingStatus,
    OpportunityStatus,
    PlacePrecision,
)
from store import StoredListing

DAY = datetime(2026, 9, 1, tzinfo=UTC)
NEXT = DAY + timedelta(days=1)
PROVENANCE = Provenance(run_id="0" * 26, fetched_at=DAY, connector="csv", mapper_version="1", payload_sha256="0")
OPEN, CLOSED, WITHDRAWN = ListingStatus.OPEN, ListingStatus.CLOSED, ListingStatus.WITHDRAWN


def listing(key: str = "a", **fields: Any) -> Listing:
    given = {"kind": Kind.JOB, "title": "Cook", "provenance": PROVENANCE, "content_hash": "0", **fields}
    return Listing(id=f"{key}:1", **given)


def stored(one: Listing, authority: Authority = Authority.BOARD, status: ListingStatus = OPEN) -> StoredListing:
    return StoredListing(one, status, DAY, NEXT, authority, f"The {one.source_id}", 0, None)


@pytest.mark.parametrize(
    ("value", "filled"),
    [(None, False), ("", False), ([], False), ({}, False), ("x", True), (0, True), (False, True), ([""], True)],
)
def test_what_says_something(value: object, filled: bool) -> None:
    assert is_filled(value) is filled


def test_completeness_counts_what_a_person_is_told() -> None:
    """A licence, a raw title or HTML make no listing better. Two fields always say something: their default."""
    bare = completeness(listing())
    assert completeness(listing(url="https://x.example/", via="A board")) == bare + 2
    assert completeness(listing(licence="OGL", attribution="x", title_raw="x", description_html="x")) == bare
    assert completeness(listing(url="", places=[])) == bare


RANKED: list[tuple[str, StoredListing]] = [
    ("an employer", stored(listing("z"), Authority.EMPLOYER)),
    ("an official source", stored(listing("y"), Authority.OFFICIAL)),
    ("a board that says more", stored(listing("x", via="x", url="https://x.example/"))),
    ("a board that says it later", stored(listing("w", provenance=PROVENANCE.model_copy(update={"fetched_at": NEXT})))),
    ("a board, by id", stored(listing("a"))),
    ("the next by id", stored(listing("b"))),
    ("an aggregator", stored(listing("c", via="x", url="https://x.example/"), Authority.AGGREGATOR)),
    ("what is closed, although the employer's", stored(listing("d", via="x"), Authority.EMPLOYER, CLOSED)),
]


def test_whose_word_counts_first() -> None:
    names = {id(one): name for name, one in RANKED}
    for order in (RANKED, RANKED[::-1]):
        assert [names[id(one)] for one in by_authority([one for _, one in order])] == [name for name, _ in RANKED]


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ([OPEN, CLOSED, WITHDRAWN], OpportunityStatus.OPEN),
        ([CLOSED], OpportunityStatus.CLOSED),
        ([CLOSED, WITHDRAWN], OpportunityStatus.CLOSED),
        ([WITHDRAWN, WITHDRAWN], OpportunityStatus.WITHDRAWN),
    ],
)
def test_status(statuses: list[ListingStatus], status: OpportunityStatus) -> None:
    assert status_of([stored(listing(str(n)), status=one) for n, one in enumerate(statuses)]) is status


def test_each_member_is_told_of_as_it_is() -> None:
    one = stored(listing("a", url="https://a.example/1"), Authority.OFFICIAL)
    early = replace(
        stored(listing("b")), status=CLOSED, first_seen_at=DAY - timedelta(days=9), last_seen_at=NEXT + timedelta(1)
    )
    found = merge("0" * 26, [early, one], reposts=["1" * 26], related=["2" * 26])
    assert [member.model_dump() for member in found.listings] == [
        {
            "listing_id": "a:1",
            "source": "a",
            "source_name": "The a",
            "url": "https://a.example/1",
            "authority": Authority.OFFICIAL,
            "first_seen_at": DAY,
            "last_seen_at": NEXT,
            "status": OPEN,
        },
        {
            "listing_id": "b:1",
            "source": "b",
            "source_name": "The b",
            "url": None,
            "authority": Authority.BOARD,
            "first_seen_at": early.first_seen_at,
            "last_seen_at": early.last_seen_at,
            "status": CLOSED,
        },
    ]
    assert (found.first_seen_at, found.last_seen_at) == (early.first_seen_at, early.last_seen_at)
    assert (found.id, found.reposts, found.related) == ("0" * 26, ["1" * 26], ["2" * 26])
    assert found.quality == quality_of({"title": "Cook", "url": one.listing.url}, sources=2)


def test_two_listings_of_one_source_confirm_nothing() -> None:
    twice = [stored(listing("a")), stored(listing("a").model_copy(update={"id": "a:2"}))]
    quality = merge("0" * 26, twice).quality
    assert quality is not None
    assert quality.parts["confirmed"] == 0.5


GUESS = Pay(text="guess", min=Decimal(1), max=Decimal(2), predicted=True)
WORDS, LEAST, MOST = Pay(text="good"), Pay(text="least", min=Decimal(1)), Pay(text="most", max=Decimal(2))
RUN = CourseRun(starts_on=date(2026, 9, 1), start_text="x", mode="campus", attendance_pattern="evening")
AGENCY, EMPLOYER = Organisation(name="Meridian Recruitment"), Organisation(name="Aire Valley Care Ltd")


def runs(**changes: Any) -> Course:
    return Course(award="HND", runs=[RUN.model_copy(update=changes)])


# Two listings, whose word counts first comes first: the field, what each says, what is said of both, and by whom.
CHOICES: list[tuple[str, Any, Any, Any, str]] = [
    ("title", "Cook", "Chef", "Cook", "a"),
    ("via", None, "A board", "A board", "b"),
    ("via", "", "A board", "A board", "b"),
    ("vacancies", 0, 3, 0, "a"),
    ("contract", [], [Contract.PERMANENT], [Contract.PERMANENT], "b"),
    ("description", "Short.", "Longer than that.", "Longer than that.", "b"),
    ("description", "As long.", "As long?", "As long.", "a"),
    ("description", "Cut off right here …", "Whole.", "Whole.", "b"),
    ("description", "Cut off right here... \n", "Whole.", "Whole.", "b"),
    ("description", "... it begins late, and is whole", "Whole.", "... it begins late, and is whole", "a"),
    ("description", None, "Cut…", "Cut…", "b"),
    ("description", "", None, None, ""),
    ("organisation", AGENCY, EMPLOYER, EMPLOYER, "b"),
    ("organisation", EMPLOYER, Organisation(name="Another Ltd"), EMPLOYER, "a"),
    ("organisation", None, AGENCY, AGENCY, "b"),
    ("organisation", None, None, None, ""),
    ("posted_at", NEXT, DAY, DAY, "b"),
    ("posted_at", DAY, DAY, DAY, "a"),
    ("posted_at", None, DAY, DAY, "b"),
    ("modified_at", NEXT, DAY, NEXT, "a"),
    ("modified_at", DAY, NEXT, NEXT, "b"),
    ("modified_at", None, None, None, ""),
    ("pay", None, None, None, ""),
    ("pay", GUESS, WORDS, WORDS, "b"),
    ("pay", WORDS, GUESS, WORDS, "a"),
    ("pay", WORDS, LEAST, LEAST, "b"),
    ("pay", WORDS, MOST, MOST, "b"),
    ("pay", LEAST, MOST, LEAST, "a"),
    ("pay", MOST, LEAST, MOST, "a"),
    ("audience", [Audience.VETERANS], [Audience.CARERS], [Audience.CARERS, Audience.VETERANS], "a"),
    ("audience", [], [Audience.CARERS], [Audience.CARERS], "b"),
    ("course", None, None, None, ""),
    ("course", runs(), runs(), runs(), "a"),
    ("course", None, runs(), runs(), "b"),
    ("course", runs(study_mode="full"), runs(study_mode="part"), runs(study_mode="full"), "a"),
    *(
        ("course", runs(), Course(award="BA", runs=runs(**other).runs), runs().runs + runs(**other).runs, "a")
        for other in (
            {"starts_on": date(2027, 1, 1)},
            {"start_text": "y"},
            {"mode": "distance"},
            {"attendance_pattern": "weekend"},
            {"place": Place(text="Leeds")},
        )
    ),
]


@pytest.mark.parametrize(("name", "first", "second", "expected", "by"), CHOICES)
def test_a_field(name: str, first: Any, second: Any, expected: Any, by: str) -> None:
    fields, sources = merged_fields([listing("a", **{name: first}), listing("b", **{name: second})])
    assert sources.get(name, "").removesuffix(":1") == by
    found = fields.get(name)
    if isinstance(expected, list) and isinstance(found, Course):
        assert (found.award, found.runs) == ("HND", expected)
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("name", "value", "followers"),
    [
        ("title", "Chef", {"title_raw": "CHEF!"}),
        ("description", "x" * 99, {"description_html": "<p>x", "language": "cy", "description_complete": True}),
        ("url", "https://b.example/", {"licence": "OGL", "attribution": "the council"}),
        ("contract", [Contract.FIXED_TERM], {"contract_months": 6}),
    ],
)
def test_what_follows_a_field_comes_from_its_listing(name: str, value: Any, followers: dict[str, Any]) -> None:
    empty: dict[str, Any] = {"title": "Cook"} if name == "title" else {}
    others = {"title_raw": "a", "description_html": "a", "language": "en", "licence": "a", "contract_months": 1}
    silent, speaking = listing("a", **empty, **others, attribution="a"), listing("b", **{name: value}, **followers)
    ranked = [speaking, silent] if name == "title" else [silent, speaking]
    fields, sources = merged_fields(ranked)
    for follower, said in followers.items():
        assert (fields[follower], sources[follower]) == (said, "b:1"), follower


def test_a_follower_that_says_nothing_is_not_taken_from_another() -> None:
    fields, sources = merged_fields([listing("a", url="https://a.example/"), listing("b", licence="OGL")])
    assert "licence" not in fields
    assert "licence" not in sources


@pytest.mark.parametrize(("first", "second", "bound"), [(True, True, True), (True, False, False)])
def test_a_bound_stays_one(first: bool, second: bool, bound: bool) -> None:
    both = [
        listing("a", posted_at=DAY, posted_at_is_bound=first),
        listing("b", posted_at=NEXT, posted_at_is_bound=second),
    ]
    fields, _ = merged_fields(both)
    assert (fields["posted_at"], fields["posted_at_is_bound"]) == (DAY if first == second else NEXT, bound)
    assert "posted_at_is_bound" not in merged_fields([listing()])[0]


def place(text: str, precision: PlacePrecision | None = None, **more: Any) -> Place:
    return Place(text=text, precision=precision, **more)


FINE = list(PlacePrecision)


@pytest.mark.parametrize(("finer", "coarser"), [*pairwise(FINE), (FINE[-1], None)])
def test_of_one_place_the_finest_stays(finer: PlacePrecision, coarser: PlacePrecision | None) -> None:
    one, two = place("Leeds", finer), place("Leeds", coarser)
    assert united([one, two]) == [one]
    assert united([two, one]) == [one]


def test_places() -> None:
    leeds, york, again = place("Leeds", FINE[3]), place("York", FINE[3]), place("Leeds", FINE[3], country="GB")
    assert united([leeds, york, again]) == [leeds, york], "of two as fine, the first"
    assert united([york, leeds, place("Leeds", FINE[1])]) == [york, place("Leeds", FINE[1])], "in its place"
    assert united([place(""), place("")]) == [place("")], "nothing known: the same all the same"
    assert united([place("", country="GB"), leeds]) == [place("", country="GB"), leeds]
    assert united([]) == []


FULL = "x" * FULL_DESCRIPTION
PAID, VAGUE = Pay(min=Decimal(1)), Pay(text="good")


@pytest.mark.parametrize(
    ("part", "fields", "value"),
    [
        ("description", {}, 0.0),
        ("description", {"description": ""}, 0.0),
        ("description", {"description": FULL[:300]}, 0.25),
        ("description", {"description": FULL}, 1.0),
        ("description", {"description": FULL + FULL}, 1.0),
        ("description", {"description": FULL, "description_complete": True}, 1.0),
        ("description", {"description": FULL, "description_complete": False}, 0.5),
        ("organisation", {}, 0.0),
        ("organisation", {"organisation": EMPLOYER}, 1.0),
        ("place", {}, 0.0),
        ("place", {"places": []}, 0.0),
        ("place", {"places": [Place(text="x")]}, 0.5),
        ("place", {"places": [Place(text="x"), Place(lat=0.0, lon=0.0)]}, 1.0),
        ("place", {"places": [Place(areas=[{"code": "E", "name": "x", "level": "region"}])]}, 1.0),
        ("pay", {}, 0.0),
        ("pay", {"pay": VAGUE}, 0.4),
        ("pay", {"pay": PAID}, 1.0),
        ("pay", {"pay": Pay(max=Decimal(0))}, 1.0),
        ("dates", {}, 0.0),
        ("dates", {"posted_at": DAY}, 0.5),
        ("dates", {"closes_at": DAY}, 0.5),
        ("dates", {"starts_on": date(2026, 9, 1), "closes_at": DAY}, 0.5),
        ("dates", {"posted_at": DAY, "starts_on": date(2026, 9, 1)}, 1.0),
        ("link", {}, 0.0),
        ("link", {"url": "https://x.example/"}, 1.0),
        ("link", {"apply_url": "https://x.example/"}, 1.0),
    ],
)
def test_quality_of_a_part(part: str, fields: dict[str, Any], value: float) -> None:
    assert quality_of(fields, sources=1).parts[part] == value


def test_quality_is_the_mean_of_its_parts() -> None:
    assert [quality_of({}, sources).parts["confirmed"] for sources in (1, 2, 3)] == [0.5, 1.0, 1.0]
    found = quality_of({"description": FULL[:100], "pay": VAGUE}, sources=1)
    assert found.parts["description"] == 0.083
    assert found.score == round((0.083 + 0.4 + 0.5) / 7, 3) == 0.14
    assert list(found.parts) == ["description", "organisation", "place", "pay", "dates", "link", "confirmed"]
