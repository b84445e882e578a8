"""What a run does to the listings of its source, as a pure function of what was stored before.

Kept apart from SQL: here is decided what is new, what re-opens, what counts as absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from records.errors import StoreError
from records.listing import Listing
from records.takedown import REMOVED
from records.vocabulary import ListingStatus
from store.types import CLOSED_BY_DATE, TAKEN_DOWN, ListingBatch

Row = dict[str, Any]


@dataclass
class Plan:
    """What to write: rows of `listings` in full, ids only to touch (seen again as they were), what is due."""

    rows: dict[str, Row] = field(default_factory=dict)
    documents: list[Listing] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    due: set[str] = field(default_factory=set)


def check(batch: ListingBatch) -> None:
    """StoreError where the batch is no batch of one source, or an id cannot be stored."""
    prefix = f"{batch.run.source_id}:"
    ids = [listing.id for listing in batch.upserts]
    for listing_id in (*ids, *batch.seen, *batch.absent, *(closing.id for closing in batch.closed)):
        if not listing_id.startswith(prefix):
            raise StoreError(f"listing {listing_id!r} is not of source {batch.run.source_id!r}: nothing was written")
        if "\x00" in listing_id:
            raise StoreError(f"listing id {listing_id!r} holds a NUL character: reject that record first")


def plan(batch: ListingBatch, stored: Mapping[str, Row], *, replayed: bool) -> Plan:
    """What applying `batch` changes.

    stored: rows of `listings` by id, all that the batch names and that exist.
    replayed: a later run has been applied since this one was: then it neither re-opens nor counts absences.
    """
    result = Plan()
    upserts = {listing.id: listing for listing in batch.upserts}
    unknown = [listing_id for listing_id in batch.seen if listing_id not in stored and listing_id not in upserts]
    if unknown:
        raise StoreError(f"{len(unknown)} listings were seen unchanged but are not stored, the first {unknown[0]!r}")
    for listing in upserts.values():
        # What a takedown has blanked stays blank, whatever run is applied again.
        if (stored.get(listing.id) or {}).get("closed_reason") == REMOVED:
            continue
        _upsert(result, batch, listing, stored.get(listing.id), replayed=replayed)
    for listing_id in set(batch.seen) - upserts.keys():
        _seen(result, batch, stored[listing_id], replayed=replayed)
    if not replayed:
        for listing_id in set(batch.absent) - upserts.keys() - set(batch.seen):
            _absent(result, batch.run.id, stored.get(listing_id))
    for closing in batch.closed:
        row = result.rows.get(closing.id) or stored.get(closing.id)
        # A replayed run must not close again what a later run has re-opened.
        if row is None or row["status"] != ListingStatus.OPEN or (replayed and row["last_seen_at"] > closing.at):
            continue
        result.rows[closing.id] = row | {
            "status": closing.status, "closed_at": closing.at, "closed_reason": closing.reason,
        }  # fmt: skip
        result.due.add(closing.id)
    return result


def _upsert(result: Plan, batch: ListingBatch, listing: Listing, before: Row | None, *, replayed: bool) -> None:
    seen_at = batch.seen_at
    row: Row = {
        "id": listing.id,
        "source_id": listing.source_id,
        "kind": listing.kind,
        "content_hash": listing.content_hash,
        "payload_sha256": listing.provenance.payload_sha256,
        "reading_version": batch.reading_version,
        "absent_runs": 0,
        "last_absent_run": None,
        "first_seen_at": before["first_seen_at"] if before else seen_at,
        "last_seen_at": max(before["last_seen_at"], seen_at) if before else seen_at,
        "closes_at": listing.closes_at,
        **_ending(before, listing.closes_at),
    }
    if before and replayed:
        row |= {name: before[name] for name in ("absent_runs", "last_absent_run")}
    row |= _standing(before, listing.closes_at, batch, replayed=replayed)
    result.rows[listing.id] = row
    result.documents.append(listing)
    if not before or any(before[name] != row[name] for name in ("content_hash", "status")):
        result.due.add(listing.id)


def _seen(result: Plan, batch: ListingBatch, before: Row, *, replayed: bool) -> None:
    standing = _standing(before, before["closes_at"], batch, replayed=replayed)
    if standing["status"] != before["status"]:
        row = before | standing | _ending(None, None) | {"last_seen_at": max(before["last_seen_at"], batch.seen_at)}
        result.rows[before["id"]] = row | {"absent_runs": 0, "last_absent_run": None}
        result.due.add(before["id"])
    elif not replayed and (before["last_seen_at"] < batch.seen_at or before["absent_runs"]):
        result.touched.append(before["id"])


def _absent(result: Plan, run_id: str, before: Row | None) -> None:
    if before is None or before["status"] != ListingStatus.OPEN or before["last_absent_run"] == run_id:
        return
    result.rows[before["id"]] = before | {"absent_runs": before["absent_runs"] + 1, "last_absent_run": run_id}


def _ending(before: Row | None, closes_at: datetime | None) -> Row:
    """The stated end of an open listing that goes on as it was; none where it has to be stated anew."""
    if before is None or before["status"] != ListingStatus.OPEN or before["closes_at"] != closes_at:
        return {"expires_at": None, "expires_reason": None}
    return {name: before[name] for name in ("expires_at", "expires_reason")}


def _standing(before: Row | None, closes_at: datetime | None, batch: ListingBatch, *, replayed: bool) -> Row:
    """status, closed_at and closed_reason of a listing that the run saw.

    One that is past its own closing date stays closed though its source still shows it: else it would
    open with every run and close with every `expire`.
    """
    closed = before is not None and before["status"] != ListingStatus.OPEN
    if before is not None and before["closed_reason"] in (TAKEN_DOWN, REMOVED):
        return {name: before[name] for name in ("status", "closed_at", "closed_reason")}
    unchanged = {name: before[name] if before else None for name in ("status", "closed_at", "closed_reason")}
    if closes_at is not None and closes_at <= (batch.judged_at or batch.seen_at):
        if closed:
            return unchanged
        return {"status": ListingStatus.CLOSED, "closed_at": closes_at, "closed_reason": CLOSED_BY_DATE}
    if before is not None and closed:
        extended = before["closed_reason"] == CLOSED_BY_DATE and before["closes_at"] != closes_at
        extended = extended and (closes_at is None or closes_at > before["closed_at"])
        if not extended and (replayed or batch.seen_at < before["closed_at"]):
            return unchanged
    return {"status": ListingStatus.OPEN, "closed_at": None, "closed_reason": None}
