"""A store and the runs that fill it, for the tests of the resolve stage."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from records.listing import Listing
from records.run import RunReport
from records.vocabulary import ListingStatus, RunState
from store import ListingBatch, Store, new_id
from tests.dedupe.labelled import listing_of

START = datetime(2026, 9, 1, 6, tzinfo=UTC)

BODY = (
    "You will help people to wash, dress and eat, and record what you observe. You will take part in handover "
    "and keep records up to date. You will prepare rooms and equipment, and report what is missing or broken. "
    "You will speak with relatives in person and on the telephone, with patience and tact. You have worked with "
    "people who depend on others, paid or unpaid. You write clearly and can use a computer. You stay calm when "
    "several things happen at once. We look after half a million people and employ nine thousand."
)


class History:
    """Runs of sources, a day apart, written to a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.day = START

    def run(self, listings: Iterable[Listing]) -> None:
        """One run a source: these listings are new or changed."""
        by_source: dict[str, list[Listing]] = {}
        for listing in listings:
            by_source.setdefault(listing.source_id, []).append(listing)
        self.day += timedelta(days=1)
        for source_id, some in sorted(by_source.items()):
            report = RunReport(
                id=new_id(),
                source_id=source_id,
                state=RunState.COMPLETE,
                config_hash="",
                started_at=self.day,
                promoted=True,
            )
            self.store.listings.apply(ListingBatch(run=report, seen_at=self.day, upserts=some, reading_version="1"))

    def close(self, ids: Sequence[str], status: ListingStatus = ListingStatus.CLOSED) -> None:
        """These listings end today."""
        self.day += timedelta(days=1)
        self.store.listings.close(ids, status, "test", self.day)

    def clusters(self) -> set[frozenset[str]]:
        """The partition as it is stored."""
        found: dict[str, set[str]] = {}
        for listing_id, owner in self.store.opportunities.memberships().items():
            found.setdefault(owner, set()).add(listing_id)
        return {frozenset(members) for members in found.values()}


def advert(listing_id: str, title: str = "Healthcare Assistant", **fields: str) -> Listing:
    """An advert `<source>:<key>`; defaults make two of them one post."""
    source, _, key = listing_id.partition(":")
    row = {
        "source": source,
        "record_id": key,
        "title": title,
        "employer": "Aire Valley Care Ltd",
        "location": "Leeds, West Yorkshire",
        "salary": "£24,000 - £25,000 per annum",
        "description": BODY,
        "date_posted": "2026-08-30",
        **fields,
    }
    return listing_of(row).model_copy(update={"content_hash": repr(sorted(row.items()))})
