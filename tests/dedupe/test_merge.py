"""Fields of an opportunity: whose word counts, and where each came from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from dedupe.ids import opportunity_id
from dedupe.merge.opportunity import merge
from records.vocabulary import Authority, ListingStatus, OpportunityStatus
from store import StoredListing
from tests.dedupe.history import BODY, START, advert

ID = opportunity_id("council:1", START)


def stored(
    listing_id: str, authority: Authority, changes: dict[str, Any] | None = None, **fields: str
) -> StoredListing:
    listing = advert(listing_id, **fields).model_copy(update=changes or {})
    return StoredListing(listing, ListingStatus.OPEN, START, START, authority, listing.source_id, 0, None)


def test_the_employer_speaks_first_and_each_field_says_who_spoke() -> None:
    employer = stored("council:1", Authority.EMPLOYER, salary="", description="Short text.")
    board = stored("board:1", Authority.BOARD, title="HEALTHCARE ASSISTANT!!", salary="£24,000 - £25,000 per annum")
    found = merge(ID, [board, employer])
    assert found.title == "Healthcare Assistant"
    assert found.field_sources["title"] == "council:1"
    assert found.field_sources["pay"] == "board:1"
    assert found.description == BODY
    assert found.field_sources["description"] == "board:1"
    assert [member.listing_id for member in found.listings] == ["council:1", "board:1"]


def test_a_text_that_was_cut_is_no_text_while_a_whole_one_is_there() -> None:
    cut = stored("council:1", Authority.EMPLOYER, description=BODY * 2 + " and so on...")
    whole = stored("board:1", Authority.BOARD)
    assert merge(ID, [cut, whole]).field_sources["description"] == "board:1"


def test_the_earliest_exact_posting_counts() -> None:
    day = datetime(2026, 9, 1, tzinfo=UTC)
    bound = stored("board:1", Authority.BOARD, {"posted_at": day - timedelta(days=30), "posted_at_is_bound": True})
    late = stored("council:1", Authority.EMPLOYER, {"posted_at": day + timedelta(days=3)})
    early = stored("board:2", Authority.BOARD, {"posted_at": day})
    found = merge(ID, [bound, late, early])
    assert found.posted_at == day
    assert found.posted_at_is_bound is False


def test_places_are_united_each_once_at_its_finest() -> None:
    county = stored("board:1", Authority.EMPLOYER, location="West Yorkshire")
    town = stored("board:2", Authority.BOARD, location="Leeds LS1")
    other = stored("board:3", Authority.BOARD, location="York, North Yorkshire")
    found = merge(ID, [county, town, other])
    assert [place.text for place in found.places] == ["Leeds LS1", "York, North Yorkshire"]


def test_a_withdrawn_source_neither_closes_nor_speaks_first() -> None:
    employer = stored("council:1", Authority.EMPLOYER, title="Healthcare Assistant (filled)")
    gone = replace(employer, status=ListingStatus.WITHDRAWN)
    here = stored("board:1", Authority.BOARD)
    found = merge(ID, [gone, here])
    assert found.status is OpportunityStatus.OPEN
    assert found.field_sources["title"] == "board:1"


def test_an_agency_is_not_the_employer_where_one_is_named() -> None:
    agency = stored("board:1", Authority.EMPLOYER, employer="Meridian Recruitment")
    named = stored("board:2", Authority.BOARD)
    found = merge(ID, [agency, named])
    assert found.organisation is not None
    assert found.organisation.name == "Aire Valley Care Ltd"


def test_quality_has_its_parts() -> None:
    found = merge(ID, [stored("council:1", Authority.EMPLOYER)])
    assert found.quality is not None
    assert found.quality.score == round(sum(found.quality.parts.values()) / len(found.quality.parts), 3)


def test_ids_are_made_of_the_founder_and_never_given_twice() -> None:
    assert opportunity_id("council:1", START) == ID
    assert len(ID) == 26
    assert opportunity_id("council:1", START, {ID}) != ID
    assert opportunity_id("council:2", START) != ID
