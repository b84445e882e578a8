"""The normalise stage: an archived run → gates → listings in the store."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal

from normalise.absence import countable, warnings
from normalise.fill import FILL_FIELDS, is_filled
from normalise.gates import Compared, RunFacts, Verdict, judge, usual_of
from normalise.tally import Tally
from records.errors import StoreError
from records.listing import Advert
from records.logs import about, logged
from records.run import RunReport, Warn
from records.source import SourceConfig
from records.vocabulary import ListingStatus, RunState
from store import Archive, ArchiveReader, Closing, ListingBatch, Store
from store.repositories.takedowns import MEANWHILE

Mode = Literal["once", "again", "approve"]
WITHDRAWN_BY_SOURCE = "withdrawn_by_source"
_FILL_CHUNK = 500
_TRIES = 3  # of reading a run while people take adverts down


@logged("normalise")
def normalise(
    source: SourceConfig,
    store: Store,
    archive: Archive,
    *,
    run_id: str | None = None,
    mode: Mode = "once",
    now: datetime | None = None,
) -> RunReport:
    """Read an archived run (default: the latest) into the store, if its gates pass; the updated report.

    mode: `once` leaves a run that was promoted as it is; `again` reads it once more (after a change of
    mappers, say); `approve` also passes the gates, because a person has looked at a quarantined run and
    takes its losses as real. An older run than the last promoted one is refused (StoreError). Safe to
    repeat: the same archive gives the same state. `now` is the moment closing dates are held against.
    """
    run_id = run_id or _latest(archive, source.id)
    about(run=run_id)
    known = store.runs.get(run_id)
    if known and known.promoted and mode == "once":
        return known
    _refuse_older(store, source.id, run_id)
    reader = archive.reader(source.id, run_id)
    manifest = reader.manifest()
    if manifest.state is RunState.FAILED:
        return manifest
    approve = mode == "approve" or bool(known and known.approved)
    now = now or datetime.now(UTC)
    for _ in range(_TRIES):
        try:
            return _once(source, store, reader, manifest, now, again=mode == "again", approve=approve)
        except StoreError as error:
            # A person's word came while the run was read: it counts for this run, too.
            if error.code != MEANWHILE:
                raise
            refused = error
    raise refused


def _once(  # noqa: PLR0913 - what is read, where it goes, and how it is wanted
    source: SourceConfig,
    store: Store,
    reader: ArchiveReader,
    manifest: RunReport,
    now: datetime,
    *,
    again: bool,
    approve: bool,
) -> RunReport:
    rules = store.takedowns.rules()
    tally = Tally(source, store.listings.states(source.id), now.astimezone(UTC), again, rules)
    for page in reader.pages():
        tally.add_problems(page, manifest.id)
    for payload in reader.payloads():
        tally.add(payload)
    tally.name_unread()
    tally.count_fill(_adverts(store, tally))
    return _promote(source, store, manifest, tally, approve=approve)


def is_complete_source(source: SourceConfig, *, delta: bool = False) -> bool:
    """Whether absence from a COMPLETE run means removal: as configured, else as the connector's options declare.

    `delta`: the run's pages said themselves that they send changes only.
    """
    stated = source.expectations.complete
    return stated if stated is not None else not delta and source.connector.complete


def _latest(archive: Archive, source_id: str) -> str:
    runs = archive.runs(source_id)
    if not runs:
        raise StoreError(f"the archive holds no finished run of {source_id}: harvest it first")
    return runs[-1]


def _refuse_older(store: Store, source_id: str, run_id: str) -> None:
    last = store.runs.latest(source_id, promoted=True)
    if last and last.id > run_id:
        raise StoreError(f"run {run_id} is older than {last.id}, which was promoted: what it says is out of date")


def _adverts(store: Store, tally: Tally) -> Iterator[Advert]:
    yield from tally.upserts
    ids = tally.unchanged_ids
    for start in range(0, len(ids), _FILL_CHUNK):
        for stored in store.listings.get(ids[start : start + _FILL_CHUNK]).values():
            yield stored.listing


def _compared(store: Store, tally: Tally) -> Compared:
    """The listings that were read, field by field, with what is stored of them; the others are as they were."""
    new, new_have, lost = 0, Counter[str](), Counter[str]()
    for start in range(0, len(tally.upserts), _FILL_CHUNK):
        some = tally.upserts[start : start + _FILL_CHUNK]
        stored = store.listings.get([listing.id for listing in some if listing.source_key in tally.states])
        for listing in some:
            before = stored.get(listing.id)
            new += before is None
            for name in FILL_FIELDS:
                if before is None:
                    new_have[name] += is_filled(listing, name)
                else:
                    lost[name] += is_filled(before.listing, name) - is_filled(listing, name)
    return Compared(new, dict(new_have), dict(lost))


def _promote(source: SourceConfig, store: Store, manifest: RunReport, tally: Tally, *, approve: bool) -> RunReport:
    open_before = [s for s in tally.states.values() if s.status is ListingStatus.OPEN]
    gone = [s for s in open_before if s.key not in tally.met]
    # This run has not lost what its closing date is about to close, nor what an earlier run already missed.
    expiring = set(store.listings.expired_by(tally.now)) if gone else set()
    lost = [s for s in gone if s.absent_runs == 0 and s.id not in expiring]
    counted = countable(gone, tally.unread, store, source.id)
    facts = RunFacts(
        state=manifest.state,
        complete=is_complete_source(source, delta=tally.delta),
        seen=tally.listings,
        rejected=len(tally.rejected),
        open_before=len(open_before),
        lost=max(0, len(lost) - (len(tally.unread.untold) if len(counted) < len(gone) else 0)),
        fill=tally.fill(),
        compared=_compared(store, tally),
        usual=usual_of(store.runs.promoted_before([source.id, *source.was], manifest.id)),
        delta=tally.delta,
    )
    verdict = None if approve else judge(facts, source.expectations)
    whole = manifest.state is RunState.COMPLETE and facts.complete
    doubts = warnings(len(gone), len(counted), tally.unread) if whole else ()
    report = _report(manifest, tally, facts, verdict, gone=len(gone), doubts=doubts)
    report = report.model_copy(update={"approved": approve})
    absent = [s.id for s in counted] if whole else []
    seen_at = manifest.ended_at or manifest.started_at
    batch = ListingBatch(run=report, seen_at=seen_at, rejected=tally.rejected, takedowns=tally.rules.newest)
    if verdict is None:
        batch = ListingBatch(
            run=report,
            seen_at=seen_at,
            upserts=tally.upserts,
            reading_version=tally.reading,
            seen=tally.seen,
            absent=absent,
            closed=[Closing(i, ListingStatus.WITHDRAWN, WITHDRAWN_BY_SOURCE, seen_at) for i in tally.withdrawn],
            rejected=tally.rejected,
            judged_at=tally.now,
            takedowns=tally.rules.newest,
        )
    store.listings.apply(batch)
    return report


def _report(
    manifest: RunReport,
    tally: Tally,
    facts: RunFacts,
    verdict: Verdict | None,
    *,
    gone: int,
    doubts: Iterable[Warn],
) -> RunReport:
    counts = manifest.counts.model_copy(
        update={
            "new": tally.new,
            "changed": tally.changed,
            "unchanged": tally.unchanged,
            "rejected": len(tally.rejected),
            "withdrawn": len(tally.withdrawn),
            "duplicate": manifest.counts.duplicate + tally.duplicate,
            "taken_down": tally.taken_down,
            "gone": gone,
        }
    )
    update: dict[str, object] = {
        "counts": counts,
        "fill": facts.fill,
        "warnings": [*manifest.warnings, *_warnings(tally), *doubts],
        "promoted": verdict is None,
    }
    if verdict:
        update |= {"state": verdict.state, "reason": verdict.reason, "message": _held_back(manifest, verdict)}
    return manifest.model_copy(update=update)


def _held_back(manifest: RunReport, verdict: Verdict) -> str:
    held = f"{verdict.error.message}. The last good listings stay."
    if verdict.state is RunState.QUARANTINED:
        return f"{held} If the change is real: talentfeed approve {manifest.id}"
    return held


def _warnings(tally: Tally) -> Iterator[Warn]:
    if tally.rejected:
        first = tally.rejected[0]
        yield Warn(
            code="REJECTED", message=f"{len(tally.rejected)} records, first: {first.code} {first.message}"[:500],
            url=first.page_url,
        )  # fmt: skip
    if tally.closed_on_arrival:
        yield Warn(code="ALREADY_CLOSED", message=f"{tally.closed_on_arrival} new adverts are past their closing date")
    if tally.untaken:
        names = ", ".join(f"{name} ({count})" for name, count in sorted(tally.untaken.items())[:20])
        yield Warn(code="UNREAD_FIELDS", message=f"fields of the source that nothing reads: {names}")
    if tally.duplicate:
        yield Warn(code="DUPLICATE_KEYS", message=f"{tally.duplicate} payloads repeat the key of another")
