"""Retention: raw pages are kept for a set time (invariant 9), and what something still needs is kept longer.

Which runs may go is decided by `reasons_to_keep` and `bodies_needed` alone, which know no disk. A run goes in
this order: what others need of it is copied, its report says that it is gone, its manifest goes, its files.
Killed anywhere in between, the next retention finds the run still archived, or unfinished, and ends what
was begun.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from records.errors import BusyError, StoreError
from records.logs import logged
from records.run import RunReport
from records.vocabulary import RunState
from store.archive.pages_only import is_pages_only, keep_pages
from store.lease_names import harvest_lease
from store.run_book import settle

if TYPE_CHECKING:
    from store.archive import Archive
    from store.store import Store

LEASE = "retention"
Progress = Callable[[int, int | None, str], None]
# Run id → (bodies that stand in it, bodies of earlier runs it refers to).
Digests = Callable[[str], tuple[set[str], set[str]]]


class Keep(StrEnum):
    """Why a run's raw pages stay. All but the first outlast the time."""

    RECENT = "within the time"
    NEWEST = "the newest run"
    PROMOTED = "the newest run in use: `normalise` and the next harvest read it"
    APPROVAL = "quarantined and not approved yet"
    ON_SHOW = "open listings were last seen in it"
    BODIES = "a kept run refers to its pages"


@dataclass(frozen=True)
class OldRun:
    """A run that goes, or went."""

    run_id: str
    fetched_at: datetime
    bytes: int


@dataclass(frozen=True)
class Thinned:
    """An old run of which only the `bodies` stay that a kept run refers to, `of` so many.

    `kept_as`: id of the run in which they stay; '' in a dry run.
    """

    run_id: str
    kept_as: str
    bodies: int
    of: int


@dataclass(frozen=True)
class SourceRetention:
    """What happened to one source's runs (in a dry run: would happen).

    recent: how many runs are within the time; deleted: what went whole; thinned: of which only some pages
    stay; kept: older run → why it, or what is left of it, stays; unfinished: left-overs of dead runs
    removed; rejected: rejected records whose payload was blanked; problem: why nothing, or not all, was
    done (`code` of the error: BUSY is no fault).
    """

    source_id: str
    recent: int = 0
    deleted: list[OldRun] = field(default_factory=list)
    thinned: list[Thinned] = field(default_factory=list)
    kept: dict[str, Keep] = field(default_factory=dict)
    unfinished: int = 0
    rejected: int = 0
    code: str = ""
    problem: str = ""


@dataclass(frozen=True)
class RetentionReport:
    """What one retention did. `before`: what was fetched earlier is old; None: everything is kept for ever."""

    keep_days: int
    before: datetime | None
    dry_run: bool
    sources: list[SourceRetention] = field(default_factory=list)

    @property
    def failed(self) -> list[SourceRetention]:
        """Sources where something went wrong; a source that is being harvested is left for the next time."""
        return [each for each in self.sources if each.code not in ("", BusyError.code)]


@logged("retention")
def retain(  # noqa: PLR0913 - what is kept, for how long, and how it is wanted
    store: "Store",
    archive: "Archive",
    *,
    keep_days: int,
    now: datetime,
    dry_run: bool = False,
    wait: timedelta = timedelta(0),
    on_progress: Progress | None = None,
) -> RetentionReport:
    """Delete the raw pages of runs that are older than `keep_days` (0: none), except those still needed.

    Reports of runs, listings and opportunities stay. One retention at a time (BusyError, after `wait`), and none of a
    source that is being harvested. A fault of one source is told in its entry and stops no other.
    """
    if keep_days == 0:
        return RetentionReport(keep_days, None, dry_run)
    report = RetentionReport(keep_days, now - timedelta(days=keep_days), dry_run)
    if dry_run:
        _every_source(store, archive, report, now, on_progress)
        return report
    with store.leases.hold(LEASE, wait=wait):
        _every_source(store, archive, report, now, on_progress)
    return report


def reasons_to_keep(runs: Sequence[RunReport], before: datetime, on_show: Iterable[datetime]) -> dict[str, Keep]:
    """Runs of one source that stay for their own sake, by id.

    on_show: when its open listings were last seen, which is when the run that saw them ended.
    """
    ordered = sorted(runs, key=lambda run: run.id)
    seen = set(on_show)
    kept = {run.id: Keep.ON_SHOW for run in ordered if moment_of(run) in seen}
    if promoted := [run.id for run in ordered if run.promoted]:
        kept[promoted[-1]] = Keep.PROMOTED
    last = promoted[-1] if promoted else ""
    # Only the last of them: to approve an earlier one is to approve what the source said before.
    waiting = [run.id for run in ordered if run.state is RunState.QUARANTINED and not run.promoted and run.id > last]
    if waiting:
        kept[waiting[-1]] = Keep.APPROVAL
    if ordered:
        kept.setdefault(ordered[-1].id, Keep.NEWEST)
    return kept | {run.id: Keep.RECENT for run in ordered if moment_of(run) >= before}


def bodies_needed(runs: Iterable[str], roots: Iterable[str], digests: Digests) -> dict[str, set[str]]:
    """Run beside `roots` → bodies in it to which a root refers (the page answered 304, say), where there are any.

    Not what those runs refer to themselves: their pages stay, not they as runs. Of several runs that hold a
    body one is enough: one that stays anyway, else the newest before the root.
    """
    own_sake = set(roots)
    needed: dict[str, set[str]] = {}
    holders: dict[str, str] = {}
    for run_id in sorted(runs):
        own, earlier = digests(run_id)
        if run_id in own_sake:
            for digest in earlier & holders.keys():
                if holders[digest] not in own_sake:
                    needed.setdefault(holders[digest], set()).add(digest)
        for digest in own:
            held = holders.get(digest)
            if run_id in own_sake or held is None or not (held in own_sake or digest in needed.get(held, ())):
                holders[digest] = run_id
    return needed


def moment_of(run: RunReport) -> datetime:
    """When the pages of a run were fetched: its end."""
    return run.ended_at or run.started_at


def require_raw(run: RunReport) -> None:
    """StoreError RAW_DELETED, which says what to do, when the raw pages of a run are gone."""
    if run.raw_deleted_at is not None:
        message = (
            f"the raw pages of run {run.id} were deleted on {run.raw_deleted_at:%Y-%m-%d}, as they are kept for "
            f"TALENTFEED_ARCHIVE_KEEP_DAYS only; fetch anew: `talentfeed harvest {run.source_id}`"
        )
        raise StoreError(message, code="RAW_DELETED")


def _every_source(
    store: "Store", archive: "Archive", report: RetentionReport, now: datetime, on_progress: Progress | None
) -> None:
    sources = archive.sources()
    for number, source_id in enumerate(sources, start=1):
        work = _Source(store, archive, source_id, report, now)
        try:
            if report.dry_run:
                work.plan()
            else:
                with store.leases.hold(harvest_lease(source_id)) as lease:
                    settle(store, archive, source_id)
                    work.delete(lease.check)
        except (StoreError, BusyError) as error:
            work.fault = error
        report.sources.append(work.outcome())
        if on_progress:
            on_progress(number, len(sources), source_id)


class _Source:
    """The runs of one source. `going` and `thinning` are the plan, `gone` and `thinned` what was done of it."""

    def __init__(
        self, store: "Store", archive: "Archive", source_id: str, report: RetentionReport, now: datetime
    ) -> None:
        assert report.before is not None
        self.store, self.archive, self.source_id, self.now = store, archive, source_id, now
        self.before, self.dry_run = report.before, report.dry_run
        self.kept: dict[str, Keep] = {}
        self.needed: dict[str, set[str]] = {}
        self.going: list[OldRun] = []
        self.gone: list[OldRun] = []
        self.thinning: list[Thinned] = []
        self.thinned: list[Thinned] = []
        self.unfinished = self.rejected = 0
        self.fault: StoreError | BusyError | None = None

    def plan(self) -> None:
        """Which runs go, the oldest first, and of which only pages stay."""
        runs = self._runs()
        self.kept = reasons_to_keep(list(runs.values()), self.before, self.store.listings.last_seen(self.source_id))
        if self.kept.keys() != runs.keys():
            held = {run_id: self.archive.reader(self.source_id, run_id).digests() for run_id in runs}
            self.needed = bodies_needed(runs, self.kept, held.__getitem__)
            self.kept |= dict.fromkeys(self.needed, Keep.BODIES)
            every = {run_id: len(held[run_id][0]) for run_id in self.needed}
            self.thinning = [
                Thinned(run_id, "", len(bodies), every[run_id])
                for run_id, bodies in self.needed.items()
                if len(bodies) < every[run_id] or not is_pages_only(run_id)
            ]
        self.going = [
            OldRun(run_id, moment_of(run), self.archive.size(self.source_id, run_id))
            for run_id, run in runs.items()
            if run_id not in self.kept
        ]

    def delete(self, still_ours: Callable[[], None]) -> None:
        """Let them go, and what dead runs left behind; `still_ours` raises when the lease is lost."""
        self.plan()
        self.unfinished = self.archive.delete_unfinished(self.source_id)
        for run in self.going:
            still_ours()
            self._delete(run.run_id)
            self.gone.append(run)
        for thin in self.thinning:
            still_ours()
            # Killed before it is deleted, the copy is there, and the run goes the next time.
            kept_as = keep_pages(self.archive, self.source_id, thin.run_id, self.needed[thin.run_id])
            self._delete(thin.run_id)
            self.kept[kept_as] = self.kept.pop(thin.run_id)
            self.thinned.append(replace(thin, kept_as=kept_as))
        self.rejected = self.store.rejected.forget_payloads(self.source_id, self.before, self.kept.keys())

    def outcome(self) -> SourceRetention:
        """What was done, and why the rest stays."""
        kept: dict[str, Keep] = {run_id: why for run_id, why in sorted(self.kept.items()) if why != Keep.RECENT}
        code, problem = (self.fault.code, self.fault.message) if self.fault else ("", "")
        gone, thinned = (self.going, self.thinning) if self.dry_run else (self.gone, self.thinned)
        recent = len(self.kept) - len(kept)
        return SourceRetention(
            self.source_id, recent, gone, thinned, kept, self.unfinished, self.rejected, code, problem
        )

    def _delete(self, run_id: str) -> None:
        self.store.runs.mark_raw_deleted(run_id, self.now)
        self.archive.delete(self.source_id, run_id)

    def _runs(self) -> dict[str, RunReport]:
        """Reports of the archived runs, oldest first; of one that the database does not know its manifest."""
        archived = self.archive.runs(self.source_id)
        known: Mapping[str, RunReport] = self.store.runs.many(archived)
        if archived and not known and self.store.runs.latest(self.source_id) is None:
            message = "the database knows no run of it, so all stay: is TALENTFEED_DATABASE_URL that of this archive?"
            raise StoreError(message, code="UNKNOWN_RUNS")
        return {i: known[i] if i in known else self.archive.reader(self.source_id, i).manifest() for i in archived}
