"""Expiry: the only way a listing leaves (invariant 2).

It leaves past its closing date, when two COMPLETE runs in a row did not see it, or when its source
withdrew it (which `normalise` writes). Nothing else closes anything.
"""

from datetime import UTC, datetime

from records.vocabulary import ListingStatus
from store import Store
from store.types import CLOSED_BY_DATE

ABSENT = "absent_from_two_runs"
ABSENT_RUNS = 2


def expire(store: Store, *, now: datetime | None = None) -> int:
    """Close what is past its date or gone; the number of listings closed. Safe to repeat."""
    at = (now or datetime.now(UTC)).astimezone(UTC)
    closed = store.listings.close(store.listings.expired_by(at), ListingStatus.CLOSED, CLOSED_BY_DATE, at)
    return closed + store.listings.close(store.listings.absent_for(ABSENT_RUNS), ListingStatus.WITHDRAWN, ABSENT, at)
