"""Small, complete listings and opportunities for tests: every field can be given, none has to be."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from records.listing import Area, Listing, Organisation, Place, Provenance
from records.opportunity import Member, Opportunity
from records.run import RunReport
from records.vocabulary import (
    AreaLevel,
    Authority,
    Kind,
    ListingStatus,
    OpportunityStatus,
    PlacePrecision,
    RunState,
)
from store import ListingBatch, Store

SEEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEEDS = Place(
    text="Leeds, West Yorkshire",
    postcode="LS1 4AP",
    town="Leeds",
    lat=53.7968,
    lon=-1.5420,
    areas=[
        Area(code="E08000035", name="Leeds", level=AreaLevel.DISTRICT),
        Area(code="E47000003", name="West Yorkshire", level=AreaLevel.COMBINED_AUTHORITY),
    ],
    country="GB",
    precision=PlacePrecision.POSTCODE,
)


def make_id(number: int) -> str:
    """A valid opportunity id that orders as its number does."""
    return f"{number:026d}"


def make_listing(key: str = "1", *, source: str = "leeds-jobs", **fields: Any) -> Listing:
    """A listing of a job in Leeds; `fields` replace any field."""
    given: dict[str, Any] = {
        "id": f"{source}:{key}",
        "kind": Kind.JOB,
        "title": f"Care Assistant {key}",
        "description": "You will look after people in their homes.",
        "organisation": Organisation(name="Leeds City Council"),
        "places": [LEEDS],
        "url": f"https://jobs.example.org/{key}",
        "provenance": Provenance(
            run_id="01j00000000000000000000000",
            fetched_at=SEEN,
            connector="json_ld",
            mapper_version="1",
            payload_sha256=hashlib.sha256(key.encode()).hexdigest(),
        ),
        "content_hash": "",
    } | fields
    if not given["content_hash"]:
        shown = repr(sorted((name, value) for name, value in given.items() if name != "provenance"))
        given["content_hash"] = hashlib.sha256(shown.encode()).hexdigest()
    return Listing(**given)


def make_member(listing_id: str = "leeds-jobs:1", **fields: Any) -> Member:
    """A member of an opportunity, open, seen once."""
    source = listing_id.partition(":")[0]
    given: dict[str, Any] = {
        "listing_id": listing_id,
        "source": source,
        "source_name": source.replace("-", " ").title(),
        "url": f"https://jobs.example.org/{listing_id.partition(':')[2]}",
        "authority": Authority.EMPLOYER,
        "first_seen_at": SEEN,
        "last_seen_at": SEEN,
        "status": ListingStatus.OPEN,
    } | fields
    return Member(**given)


def make_opportunity(number: int = 1, **fields: Any) -> Opportunity:
    """An open opportunity of one listing, with id `make_id(number)`; `source` names that listing's source."""
    source = fields.pop("source", "leeds-jobs")
    given: dict[str, Any] = {
        "id": make_id(number),
        "kind": Kind.JOB,
        "title": f"Care Assistant {number}",
        "description": "You will look after people in their homes.",
        "organisation": Organisation(name="Leeds City Council"),
        "places": [LEEDS],
        "url": f"https://jobs.example.org/{number}",
        "listings": [make_member(f"{source}:{number}")],
        "status": OpportunityStatus.OPEN,
        "first_seen_at": SEEN,
        "last_seen_at": SEEN,
    } | fields
    return Opportunity(**given)


def make_run(source: str = "leeds-jobs", **fields: Any) -> RunReport:
    """A complete run of a source."""
    given: dict[str, Any] = {
        "id": "01j00000000000000000000000",
        "source_id": source,
        "state": RunState.COMPLETE,
        "config_hash": "0",
        "started_at": SEEN,
        "ended_at": SEEN,
        "promoted": True,
    } | fields
    return RunReport(**given)


def put_opportunities(store: Store, *opportunities: Opportunity) -> None:
    """Write opportunities, and before them the listings they name, as the stages before would."""
    members = [member for opportunity in opportunities for member in opportunity.listings]
    for number, source in enumerate(sorted({member.source for member in members})):
        keys = [member.listing_id.partition(":")[2] for member in members if member.source == source]
        run = make_run(source, id=f"01j{number:023d}")
        listings = [make_listing(key, source=source) for key in keys]
        store.listings.apply(ListingBatch(run=run, seen_at=SEEN, upserts=listings, reading_version="1"))
    with store.resolve_transaction() as transaction:
        for opportunity in opportunities:
            transaction.put_opportunity(opportunity)
