"""The resolve stage: listings that are new or changed become opportunities.

Safe to run again and to be killed: every transaction is complete in itself, and what it did not reach
is still due.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dedupe.blocking import blocking_keys, window_order
from dedupe.blocks import Blocks
from dedupe.features.build import features_of
from dedupe.features.model import FOREVER, VERSION, Features, Life, decode, encode
from dedupe.judgements import Judgements
from dedupe.neighbourhood import IdPair, closure, touched_before
from dedupe.partition import clusters_of, partition, worth_a_look
from dedupe.score import Decision
from dedupe.writing import Group, Written, grouped, write_groups
from records.logs import logged
from records.vocabulary import ListingStatus
from store import Store
from store.types import BlockEntry, StoredListing

Progress = Callable[[int, int | None, str], None]
LEASE = "resolve"
# If this share of the corpus is due, reading all of it at once is less work than meeting block by block.
WHOLE_FROM, WHOLE_SHARE = 1000, 0.3
# A transaction writes about this many listings, so that other writers can wait for it.
PER_TRANSACTION = 500


@dataclass(frozen=True)
class ResolveReport:
    """What a resolve did. `due`: listings it was asked about; `touched`: those it clustered anew."""

    due: int = 0
    touched: int = 0
    clusters: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    redirected: int = 0
    full: bool = False


@logged("resolve")
def resolve(
    store: Store,
    *,
    full: bool = False,
    now: datetime | None = None,
    wait: timedelta = timedelta(0),
    on_progress: Progress | None = None,
) -> ResolveReport:
    """Bring opportunities up to date with the listings that are due (or, with `full`, with all of them).

    Both end in the same clusters. One resolve at a time: BusyError while another process is at it, and
    still is after `wait`.
    """
    with store.leases.hold(LEASE, wait=wait):
        run = _Resolve(store, now or datetime.now(UTC), on_progress or _silent)
        if not full and not run.due:
            return ResolveReport()
        if full or run.is_most_of_it() or not store.blocks.only_of(VERSION):
            return run.whole()
        return run.what_is_due()


def _silent(done: int, total: int | None, label: str) -> None:
    """Nobody watches."""


def life_of(stored: StoredListing) -> Life:
    """When a listing was on offer; closed for sure only since we closed it."""
    start = stored.first_seen_at.timestamp()
    if stored.status is ListingStatus.OPEN:
        return Life(start, FOREVER)
    return Life(start, (stored.closed_at or stored.last_seen_at).timestamp())


def entry_of(advert: Features) -> BlockEntry:
    """What the store keeps of an advert for those that come after."""
    return BlockEntry(blocking_keys(advert), encode(advert), window_order(advert), VERSION)


class _Resolve:
    """One resolve."""

    def __init__(self, store: Store, now: datetime, progress: Progress) -> None:
        self.store, self.now, self.progress = store, now, progress
        self.due = store.listings.due_for_resolve()
        rows = sorted(store.judgements.all(), key=lambda row: row.at)
        self.judgements = Judgements((row.listing_a, row.listing_b, row.same) for row in rows)

    def is_most_of_it(self) -> bool:
        return len(self.due) >= WHOLE_FROM and len(self.due) > WHOLE_SHARE * self.store.listings.count()

    def whole(self) -> ResolveReport:
        """All listings: features anew, blocks anew, clusters anew; only differences are written."""
        adverts: list[Features] = []
        for stored in self.store.listings.iterate():
            adverts.append(features_of(stored.listing, life_of(stored)))
            if len(adverts) % 1000 == 0:
                self.progress(len(adverts), None, "reading listings")
        self.progress(0, len(adverts), "comparing")
        parted = partition(adverts, self.judgements)
        clusters = [[adverts[place].id for place in members] for members in parted.clusters]
        decisions = {(adverts[a].id, adverts[b].id): decision for (a, b), decision in parted.decisions.items()}
        owners = self.store.opportunities.memberships()
        return self._write(adverts, {advert.id: advert for advert in adverts}, clusters, decisions, owners, full=True)

    def what_is_due(self) -> ResolveReport:
        """The due listings and the components they touch."""
        stored = self.store.listings.get(self.due)
        new = {listing_id: features_of(one.listing, life_of(one)) for listing_id, one in stored.items()}
        old = {listing_id: decode(sketch) for listing_id, sketch in self.store.blocks.sketches(self.due).items()}
        blocks = Blocks(self.store, new)
        start = {*new, *touched_before(blocks, old, new)}
        while True:
            adverts, decisions = closure(blocks, start, self.judgements)
            ids = [advert.id for advert in adverts]
            owners = self.store.opportunities.by_listing(ids)
            together = self.store.opportunities.members(set(owners.values()))
            more = {m for members in together.values() for m in members} - set(ids)
            if not more:
                break
            start = {*ids, *more}
        places = {listing_id: place for place, listing_id in enumerate(ids)}
        numbered = {
            (min(places[a], places[b]), max(places[a], places[b])): decision
            for (a, b), decision in decisions.items()
            if a in places and b in places
        }
        parted = clusters_of(adverts, numbered, self.judgements)
        clusters = [[ids[place] for place in members] for members in parted.clusters]
        return self._write(adverts, new, clusters, decisions, owners, full=False)

    def _write(
        self,
        adverts: Sequence[Features],
        changed: Mapping[str, Features],
        clusters: Sequence[list[str]],
        decisions: Mapping[IdPair, Decision],
        owners: Mapping[str, str],
        *,
        full: bool,
    ) -> ResolveReport:
        judged = self.judgements.rows_among(advert.id for advert in adverts)
        by_id = {advert.id: advert for advert in adverts}
        odd = {members[0]: why for members in clusters if (why := worth_a_look([by_id[m] for m in members]))}
        groups = grouped(clusters, owners, decisions, judged, self.now, odd)
        due, written, done = set(self.due), Written(), 0
        for batch in _batches(groups):
            ids = [listing_id for group in batch for listing_id in group.ids]
            entries = {listing_id: entry_of(changed[listing_id]) for listing_id in ids if listing_id in changed}
            written.add(write_groups(self.store, batch, entries, due, self.now))
            done += len(ids)
            self.progress(done, len(adverts), "writing opportunities")
        return ResolveReport(
            len(due),
            len(adverts),
            len(clusters),
            written.created,
            written.changed,
            written.unchanged,
            written.redirected,
            full,
        )


def _batches(groups: Iterable[Group]) -> Iterable[list[Group]]:
    batch: list[Group] = []
    size = 0
    for group in groups:
        batch.append(group)
        size += len(group.ids)
        if size >= PER_TRANSACTION:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
