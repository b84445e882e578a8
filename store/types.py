"""What goes into the store and comes out of it, where it is more than a record. No SQL, light to import."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from pydantic import JsonValue

from records.listing import Listing
from records.payload import Rejected
from records.run import RunReport
from records.source import SourceConfig
from records.vocabulary import Authority, EndReason, ListingStatus, SourceStatus

CLOSED_BY_DATE = "closing_date"
# A person took it off the portals: no run opens it again.
TAKEN_DOWN = "taken_down"


class ListingState(NamedTuple):
    """What a run needs to know of a listing to tell new, changed and unchanged apart."""

    id: str
    key: str
    status: ListingStatus
    content_hash: str
    payload_sha256: str
    reading_version: str
    absent_runs: int
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True)
class StoredListing:
    """A listing with what its history says. `authority` and `source_name` come from `store.sources`."""

    listing: Listing
    status: ListingStatus
    first_seen_at: datetime
    last_seen_at: datetime
    authority: Authority
    source_name: str
    absent_runs: int
    closed_reason: str | None
    closed_at: datetime | None = None
    expires_at: datetime | None = None
    expires_reason: EndReason | None = None


class Ending(NamedTuple):
    """What decides when an open listing ends."""

    id: str
    source_id: str
    closes_at: datetime | None
    last_seen_at: datetime


class Held(NamedTuple):
    """What a source has on offer: how many open listings, and when the last of them was seen."""

    adverts: int
    last_seen_at: datetime


@dataclass(frozen=True)
class Closing:
    """A listing that is no longer on offer, and why. `status` is CLOSED or WITHDRAWN."""

    id: str
    status: ListingStatus
    reason: str
    at: datetime


@dataclass(frozen=True)
class ListingBatch:
    """All that one normalised run says about its source; applied in one transaction, or not at all.

    upserts: listings that are new or changed, or were read by another `reading_version`; of two with one
        id the last counts.
    reading_version: what decided how the payloads became `upserts` (mapper, steps, config).
    seen: ids of stored listings that the run saw unchanged. Re-opens what was closed before.
    absent: ids of open listings a COMPLETE run did not see: `absent_runs` rises by one, once per run id.
    closed: listings the source itself says are gone; unknown ids are passed over.
    seen_at: when the run saw them (its end); orders seeing against closing.
    judged_at: the moment closing dates are held against; None: when it saw them.
    takedowns: id of the newest takedown that was minded when the batch was made; None: nobody looked.
    """

    run: RunReport
    seen_at: datetime
    upserts: Sequence[Listing] = ()
    reading_version: str = ""
    seen: Collection[str] = ()
    absent: Collection[str] = ()
    closed: Sequence[Closing] = ()
    rejected: Sequence[Rejected] = ()
    judged_at: datetime | None = None
    takedowns: str | None = None


@dataclass(frozen=True)
class StoredSource:
    """A source as configured when it was last put; `ended_at`: since when it is retired or its file gone."""

    id: str
    region: str
    name: str
    authority: Authority
    attribution: str | None
    status: SourceStatus
    config: SourceConfig
    ended_at: datetime | None = None


@dataclass(frozen=True)
class BlockEntry:
    """Where a listing may meet its duplicates (`keys`), and what it is compared by (`sketch`).

    `order`: its place among the members of a large block, as bytes that sort. `version`: of the code that
    made all this; entries of several versions are not to be compared.
    """

    keys: Collection[str]
    sketch: bytes = b""
    order: bytes = b""
    version: int = 0


@dataclass(frozen=True)
class Edge:
    """Why two listings were merged (or refused): score 0..1, the features it was made of, the rule."""

    listing_a: str
    listing_b: str
    score: float
    rule: str
    at: datetime
    merged: bool = True
    features: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """A person's word on two listings: `same` is a must-link, else a cannot-link. `listing_a` < `listing_b`."""

    listing_a: str
    listing_b: str
    same: bool
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class Publication:
    """How far an index has got: all changes up to `last_sequence` are in it."""

    index_name: str
    last_sequence: int
    at: datetime
    state: str = ""


@dataclass(frozen=True)
class DeadLetter:
    """A change the index refused for good, kept until it is mended."""

    index_name: str
    opportunity_id: str
    sequence: int
    code: str
    message: str
    at: datetime
