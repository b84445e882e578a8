"""Expiry: the only way a listing leaves (invariant 2), and the end that each open listing has.

It leaves past its closing date, when two COMPLETE runs in a row did not see it, or when its source
withdrew it (which `normalise` writes). One that has no closing date leaves when nobody has seen it for
its source's greatest age. All listings of a source leave some days after the source's own end. Nothing
else closes anything.

The greatest age counts from when the advert was last seen, whatever kept us from seeing it since: a source
that is down has all that time to come back, and the default is long for that reason.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from normalise.stage import is_complete_source
from records.logs import logged
from records.source import SourceConfig
from records.vocabulary import EndReason, ListingStatus
from store import Store
from store.types import CLOSED_BY_DATE, Ending, StoredSource

ABSENT = "absent_from_two_runs"
ABSENT_RUNS = 2
UNSEEN_DAYS = 60
# A feed of the last adverts drops them while they are open, and never says when they close: most jobs
# are advertised for two to six weeks.
UNSEEN_DAYS_OF_A_PARTIAL_FEED = 30
# Some publishers write 31 December 2099 for "open until filled": that is no closing date.
FARTHEST_CLOSING = timedelta(days=366)
GRACE_DAYS = 14


@logged("expire")
def expire(store: Store, *, now: datetime | None = None, grace_days: int = GRACE_DAYS) -> int:
    """Close what is past its end, and state the end of what has none yet; how many closed. Safe to repeat.

    `grace_days`: for how long the adverts of a source outlast it.
    """
    at = (now or datetime.now(UTC)).astimezone(UTC)
    closed = store.listings.close(store.listings.expired_by(at), ListingStatus.CLOSED, CLOSED_BY_DATE, at)
    closed += store.listings.close(store.listings.absent_for(ABSENT_RUNS), ListingStatus.WITHDRAWN, ABSENT, at)
    due = store.endings.due(at)
    if not due:
        return closed
    sources = {source.id: source for source in store.sources.all()}
    ends = [(ending.id, *end_of(ending, sources, grace_days)) for ending in due]
    for reason in EndReason:
        status = ListingStatus.CLOSED if reason is EndReason.CLOSING_DATE else ListingStatus.WITHDRAWN
        past = [listing_id for listing_id, end, why in ends if why is reason and end <= at]
        closed += store.listings.close(past, status, reason, at)
    store.endings.state(end for end in ends if end[1] > at)
    return closed


def end_of(ending: Ending, sources: Mapping[str, StoredSource], grace_days: int) -> tuple[datetime, EndReason]:
    """When an open listing ends unless it is seen again, and why then."""
    source = sources.get(ending.source_id)
    if ending.closes_at and ending.closes_at <= ending.last_seen_at + FARTHEST_CLOSING:
        end = (ending.closes_at, EndReason.CLOSING_DATE)
    else:
        days = unseen_days(source.config) if source else UNSEEN_DAYS
        end = (ending.last_seen_at + timedelta(days=days), EndReason.UNSEEN)
    if source and source.ended_at:
        return min(end, (source.ended_at + timedelta(days=grace_days), EndReason.SOURCE_ENDED))
    return end


def unseen_days(source: SourceConfig) -> int:
    """How many days an advert of this source stays open while nobody sees it."""
    stated = source.expectations.max_unseen_days
    if stated is not None:
        return stated
    return UNSEEN_DAYS if is_complete_source(source) else UNSEEN_DAYS_OF_A_PARTIAL_FEED
