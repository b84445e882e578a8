"""Fields of an opportunity: whose word counts, and where each came from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dedupe.ids import opportunity_id
from dedupe.merge.opportunity import merge
from records.vocabulary import Authority, EndReason, ListingStatus, OpportunityStatus
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


@pytest.mark.parametrize("first", ["council:1", "board:1"])
def test_the_licence_is_that_of_the_page_it_is_shown_with(first: str) -> None:
    """Both have an address and a licence, and another field comes from the other: a licence goes with its address."""
    terms: dict[str, dict[str, Any]] = {
        "council:1": {
            "url": "https://council.example.org/1",
            "licence": "OGL-UK-3.0",
            "attribution": "Contains OGL data",
        },
        "board:1": {"url": "https://board.example.org/1", "licence": "permission", "attribution": None},
    }
    told = {one: Authority.EMPLOYER if one == first else Authority.BOARD for one in terms}
    found = merge(ID, [stored(one, authority, {**terms[one], "pay": None}) for one, authority in told.items()])
    assert (found.url, found.licence, found.attribution) == tuple(terms[first].values())
    assert found.field_sources["licence"] == found.field_sources["url"] == first


def test_a_listing_without_an_address_lends_no_licence() -> None:
    own = stored("council:1", Authority.EMPLOYER, {"url": None, "licence": "OGL-UK-3.0", "attribution": "Contains OGL"})
    shown = {"url": "https://board.example.org/1", "licence": "permission", "attribution": "By the board"}
    found = merge(ID, [own, stored("board:1", Authority.BOARD, shown)])
    assert (found.licence, found.attribution) == ("permission", "By the board")
    unlicensed = {"url": "https://board.example.org/1", "licence": None, "attribution": None}
    assert merge(ID, [own, stored("board:1", Authority.BOARD, unlicensed)]).licence is None


def test_what_follows_another_field_comes_from_its_listing() -> None:
    own = stored("council:1", Authority.EMPLOYER, {"contract": [], "contract_months": 6, "title_raw": "HCA!"})
    board = stored(
        "board:1", Authority.BOARD, {"contract": ["fixed_term"], "contract_months": 12, "title_raw": "Other"}
    )
    found = merge(ID, [own, board])
    assert (found.contract_months, found.field_sources["contract_months"]) == (12, "board:1")
    assert (found.title_raw, found.field_sources["title_raw"]) == ("HCA!", "council:1")


def test_quality_has_its_parts() -> None:
    found = merge(ID, [stored("council:1", Authority.EMPLOYER)])
    assert found.quality is not None
    assert found.quality.score == round(sum(found.quality.parts.values()) / len(found.quality.parts), 3)


def test_ids_are_made_of_the_founder_and_never_given_twice() -> None:
    assert opportunity_id("council:1", START) == ID
    assert len(ID) == 26
    assert opportunity_id("council:1", START, {ID}) != ID
    assert opportunity_id("council:2", START) != ID


def test_it_ends_with_the_last_of_its_open_listings_and_for_that_one_s_reason() -> None:
    def ending(listing_id: str, days: int | None, reason: EndReason | None, status: ListingStatus) -> StoredListing:
        at = START + timedelta(days=days) if days is not None else None
        return replace(stored(listing_id, Authority.BOARD), status=status, expires_at=at, expires_reason=reason)

    first = ending("board:1", 10, EndReason.UNSEEN, ListingStatus.OPEN)
    last = ending("board:2", 20, EndReason.CLOSING_DATE, ListingStatus.OPEN)
    gone = ending("board:3", 90, EndReason.UNSEEN, ListingStatus.WITHDRAWN)
    found = merge(ID, [first, last, gone])
    assert (found.expires_at, found.expires_reason) == (START + timedelta(days=20), EndReason.CLOSING_DATE)
    later = replace(first, expires_at=START + timedelta(days=30))
    assert merge(ID, [later, last]).expires_reason is EndReason.UNSEEN
    # Nobody can say when it ends while one of them does not.
    unstated = ending("board:4", None, None, ListingStatus.OPEN)
    assert merge(ID, [first, unstated]).expires_at is None
    assert merge(ID, [gone]).expires_at is None


def test_listings_without_a_text_tell_none_and_one_with_a_text_is_not_outdone_by_them() -> None:
    silent = stored("council:1", Authority.EMPLOYER, description="")
    brief = stored("board:1", Authority.BOARD, description="Cook.")
    found = merge(ID, [silent, brief])
    assert found.description == "Cook."
    assert merge(ID, [silent]).description is None
