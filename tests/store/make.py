"""Small records to store."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from records.listing import Advert, Listing, Provenance
from records.opportunity import Member, Opportunity
from records.payload import PageRecord, Payload, Rejected
from records.run import RunReport
from records.source import SourceConfig
from records.vocabulary import Authority, Kind, ListingStatus, OpportunityStatus, RunState
from store import ListingBatch

START = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
SOURCE = "leeds"


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def listing(key: str, text: str = "as first", **fields: Any) -> Listing:
    return Listing(
        id=f"{SOURCE}:{key}",
        kind=fields.pop("kind", Kind.JOB),
        title=f"Gardener {key}",
        description=text,
        provenance=Provenance(
            run_id="run", fetched_at=START, connector="csv", mapper_version="1", payload_sha256=f"of {text}"
        ),
        content_hash=f"hash of {text}",
        **fields,
    )


def report(run_id: str = "run-1", at: datetime = START, **fields: Any) -> RunReport:
    values: dict[str, Any] = {
        "source_id": SOURCE, "state": RunState.COMPLETE, "config_hash": "c", "promoted": True, **fields
    }  # fmt: skip
    return RunReport(id=run_id, started_at=at, **values)


def batch(number: int = 1, upserts: Iterable[Listing] = (), **fields: Any) -> ListingBatch:
    """What the run of day `number` says."""
    values: dict[str, Any] = {"reading_version": "v1", "seen_at": day(number), **fields}
    return ListingBatch(run=report(f"run-{number}", day(number)), upserts=list(upserts), **values)


def rejected(key: str, run_id: str = "run-1") -> Rejected:
    return Rejected(source_id=SOURCE, run_id=run_id, key=key, code="NO_TITLE", message="has no title", payload="\x00{")


def opportunity(
    number: int, listings: Iterable[Listing], status: OpportunityStatus = OpportunityStatus.OPEN
) -> Opportunity:
    members = list(listings)
    shared = {name: getattr(members[0], name) for name in Advert.model_fields}
    return Opportunity(
        **shared,
        id=opportunity_id(number),
        listings=[
            Member(
                listing_id=each.id,
                source=SOURCE,
                source_name="Leeds",
                authority=Authority.EMPLOYER,
                first_seen_at=START,
                last_seen_at=START,
                status=ListingStatus.OPEN,
            )
            for each in members
        ],
        status=status,
        first_seen_at=START,
        last_seen_at=START,
    )


def opportunity_id(number: int) -> str:
    return f"01j{number:023d}"


def source(source_id: str = SOURCE) -> SourceConfig:
    return SourceConfig.model_validate(
        {
            "id": source_id,
            "name": "Leeds City Council",
            "publisher": {"name": "Leeds City Council", "authority": "employer"},
            "connector": {"type": "greenhouse", "board": "leeds"},
            "licence": {"name": "permission", "attribution": "From Leeds"},
        }
    )


def page(url: str, status: int = 200, **fields: Any) -> PageRecord:
    return PageRecord(url=url, status=status, fetched_at=START, **fields)


def payload(key: str, **data: Any) -> Payload:
    return Payload(
        source_id=SOURCE,
        run_id="run-1",
        key=key,
        connector="csv",
        format="csv",
        data=data,
        page_url="https://jobs.example/",
        fetched_at=START,
    )
