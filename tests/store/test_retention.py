"""Raw pages are kept for a set time: what goes, what something still needs, and a kill half-way."""

import gzip
import hashlib
import os
import signal
import subprocess
import sys
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from records.errors import BusyError, StoreError
from records.run import RunReport
from records.vocabulary import ListingStatus, RunState
from store import Archive, ListingBatch, Store
from store.retention import (
    Keep,
    RetentionReport,
    SourceRetention,
    Thinned,
    bodies_needed,
    reasons_to_keep,
    require_raw,
    retain,
)
from tests.store.make import SOURCE, day, listing, page, payload, rejected, report

ROOT = Path(__file__).parents[2]
DAYS = 10


@pytest.fixture(params=["local", "file", "memory"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    """A folder, the same as a URL, and a store of objects that knows no rename."""
    local = str(tmp_path / "archive")
    return Archive({"local": local, "file": f"file://{local}", "memory": f"memory://{uuid.uuid4().hex}"}[request.param])


def run_id(number: int) -> str:
    return f"run-{number:03d}"


def harvest(
    store: Store, archive: Archive, number: int, *bodies: str, same: tuple[str, ...] = (), **fields: Any
) -> RunReport:
    """The run of day `number`: pages with new bodies, and pages that are the `same` as in an earlier run."""
    fields = {"ended_at": day(number) + timedelta(hours=1), **fields}
    done = report(run_id(number), day(number), **fields)
    with archive.writer(SOURCE, done.id) as writer:
        for body in bodies:
            writer.page(page(f"https://jobs.example/{body}"), body.encode())
        for body in same:
            digest = hashlib.sha256(body.encode()).hexdigest()
            writer.page(page(f"https://jobs.example/{body}", 304, sha256=digest), None)
        writer.payload(payload(str(number)))
        writer.finish(done)
    store.runs.save(done)
    return done


def clean(store: Store, archive: Archive, now: datetime, *, days: int = DAYS, **more: Any) -> RetentionReport:
    return retain(store, archive, keep_days=days, now=now, **more)


def only(done: RetentionReport) -> SourceRetention:
    [source] = done.sources
    return source


def test_old_runs_go_and_their_reports_say_since_when(store: Store, archive: Archive) -> None:
    for number in range(1, 31):
        harvest(store, archive, number, f"body {number}")
    size = archive.size(SOURCE, run_id(1))
    told: list[str] = []
    dry = clean(store, archive, day(30.5), dry_run=True, on_progress=lambda _done, _total, label: told.append(label))
    assert archive.runs(SOURCE) == [run_id(number) for number in range(1, 31)]
    done = clean(store, archive, day(30.5))
    assert only(dry).deleted == only(done).deleted
    assert told == [SOURCE]
    gone, recent = [run_id(number) for number in range(1, 21)], [run_id(number) for number in range(21, 31)]
    assert [run.run_id for run in only(done).deleted] == gone
    assert only(done).deleted[0].bytes == size > 0
    assert (only(done).recent, only(done).kept, done.failed) == (10, {}, [])
    assert archive.runs(SOURCE) == recent
    for_reading = {each.id: each for each in store.runs.recent(SOURCE)}
    require_raw(for_reading[recent[0]])
    with pytest.raises(StoreError, match="talentfeed harvest leeds") as raised:
        require_raw(for_reading[gone[0]])
    assert raised.value.code == "RAW_DELETED"
    marks = {each.id: each.raw_deleted_at for each in store.runs.recent(SOURCE)}
    assert marks == dict.fromkeys(gone, day(30.5)) | dict.fromkeys(recent, None)
    with pytest.raises(StoreError, match="talentfeed harvest leeds") as raised:
        archive.reader(SOURCE, gone[0])
    assert raised.value.code == "RUN_NOT_FOUND"
    again = clean(store, archive, day(30.6))
    assert only(again).deleted == []
    first = store.runs.get(gone[0])
    assert first is not None
    assert first.raw_deleted_at == day(30.5)


def test_what_is_needed_outlasts_the_time(store: Store, archive: Archive) -> None:
    """The newest run, the newest in use, one that waits for approval, one on show, one with a body in use."""
    harvest(store, archive, 1, "old page", "evergreen")
    harvest(store, archive, 2, "other page", same=("evergreen",))
    seen = harvest(store, archive, 3, "advert still open")
    store.listings.apply(ListingBatch(run=seen, seen_at=seen.ended_at or day(3), upserts=[listing("open")]))
    harvest(store, archive, 4, "use", same=("evergreen",))
    harvest(store, archive, 5, "held 1", promoted=False, state=RunState.QUARANTINED)
    harvest(store, archive, 6, "held 2", promoted=False, state=RunState.QUARANTINED)
    harvest(store, archive, 7, "failed", promoted=False, state=RunState.FAILED)
    harvest(store, archive, 8, "failed again", promoted=False, state=RunState.FAILED)
    reasons = {
        run_id(1): Keep.BODIES,
        run_id(3): Keep.ON_SHOW,
        run_id(4): Keep.PROMOTED,
        run_id(6): Keep.APPROVAL,
        run_id(8): Keep.NEWEST,
    }
    dry, done = only(clean(store, archive, day(100), dry_run=True)), only(clean(store, archive, day(100)))
    left = f"{run_id(1)}-pages-1"
    assert dry.kept == reasons
    assert done.kept == {left if why is Keep.BODIES else run: why for run, why in reasons.items()}
    assert (dry.thinned, done.thinned) == ([Thinned(run_id(1), "", 1, 2)], [Thinned(run_id(1), left, 1, 2)])
    assert dry.deleted == done.deleted
    assert [run.run_id for run in done.deleted] == [run_id(2), run_id(5), run_id(7)]
    assert archive.runs(SOURCE) == list(done.kept)
    bodies = {body for _, body in archive.reader(SOURCE, run_id(4)).bodies()}
    assert bodies == {b"use", b"evergreen"}
    # The advert closes, and a newer run is in use: nothing needs the others any more.
    store.listings.close(["leeds:open"], ListingStatus.CLOSED, "closing_date", day(100))
    harvest(store, archive, 100, "use", "evergreen 2")
    done = only(clean(store, archive, day(101)))
    assert archive.runs(SOURCE) == [run_id(100)]
    assert done.kept == {}


def test_only_the_pages_that_are_needed_stay_of_an_old_run(store: Store, archive: Archive) -> None:
    """Not the payloads nor the other pages; and fewer, once fewer are needed."""
    harvest(store, archive, 1, "gone", "goes", "stays")
    first = archive.reader(SOURCE, run_id(1)).warc().read()
    for number, same in ((50, ("goes", "stays")), (70, ("stays",))):
        harvest(store, archive, number, same=same)
        assert only(clean(store, archive, day(number + 1))).problem == ""
    assert archive.runs(SOURCE) == [f"{run_id(1)}-pages-2", run_id(70)]
    left = archive.reader(SOURCE, f"{run_id(1)}-pages-2")
    assert [(page.url, page.extraction, body) for page, body in left.bodies()] == [
        ("https://jobs.example/stays", {}, b"stays")
    ]
    assert list(left.payloads()) == []
    assert (left.manifest().state, left.manifest().reason) == (RunState.FAILED, "PAGES_ONLY")
    assert left.manifest().ended_at == day(1) + timedelta(hours=1)
    with left.warc() as file:
        kinds = [(record.rec_type, record.rec_headers["WARC-Date"]) for record in ArchiveIterator(file)]
    assert [kind for kind, _ in kinds] == ["warcinfo", "response"]
    assert kinds[1][1].encode() in gzip.decompress(first), "it is dated as it was"
    assert [body for _, body in archive.reader(SOURCE, run_id(70)).bodies()] == [b"stays"]
    again = only(clean(store, archive, day(72)))
    assert (again.thinned, list(again.kept)) == ([], [f"{run_id(1)}-pages-2"])
    mark = store.runs.get(run_id(1))
    assert mark is not None
    assert mark.raw_deleted_at == day(51)


@pytest.mark.parametrize("name", ["pages.jsonl.zst", "pages.warc.gz"])
def test_a_damaged_run_costs_nothing_else(store: Store, archive: Archive, name: str) -> None:
    """Cut short, a list of pages must not look as if it needed none of the older ones."""
    harvest(store, archive, 1, "a", "b")
    harvest(store, archive, 2, "c")
    harvest(store, archive, 3, "d", same=("a",))
    damaged = run_id(3) if name.startswith("pages.jsonl") else run_id(1)
    path = f"{archive.root}/raw/{SOURCE}/{damaged}/{name}"
    archive.fs.pipe_file(path, archive.fs.cat_file(path)[:40])
    done = clean(store, archive, day(100))
    assert [each.code for each in done.failed] == ["ARCHIVE_DAMAGED"]
    assert damaged in only(done).problem
    assert {run_id(1), run_id(3)} <= set(archive.runs(SOURCE))


def test_rejected_records_of_old_runs_lose_what_they_held(store: Store, archive: Archive) -> None:
    for number in (1, 20):
        harvest(store, archive, number, f"body {number}")
        store.rejected.replace(run_id(number), [rejected("\ud800", run_id(number)), rejected("b", run_id(number))])
    assert only(clean(store, archive, day(21))).rejected == 2
    assert [(r.key, r.code, r.payload) for r in store.rejected.for_run(run_id(1))] == [
        ("\ud800", "NO_TITLE", ""),
        ("b", "NO_TITLE", ""),
    ]
    assert {r.payload for r in store.rejected.for_run(run_id(20))} == {"\x00{"}
    assert only(clean(store, archive, day(21))).rejected == 0


def test_zero_days_keep_everything(store: Store, archive: Archive) -> None:
    for number in (1, 2):
        harvest(store, archive, number, "body")
    assert clean(store, archive, day(10_000), days=0) == RetentionReport(0, None, dry_run=False)
    assert len(archive.runs(SOURCE)) == 2


def test_a_database_that_knows_no_run_deletes_nothing(store: Store, archive: Archive) -> None:
    """A wrong TALENTFEED_DATABASE_URL would else cost the archive."""
    for number in (1, 2):
        with archive.writer(SOURCE, run_id(number)) as writer:
            writer.finish(report(run_id(number), day(number)))
    done = clean(store, archive, day(1000))
    assert [(each.source_id, each.code) for each in done.failed] == [(SOURCE, "UNKNOWN_RUNS")]
    assert len(archive.runs(SOURCE)) == 2
    harvest(store, archive, 3, "body")  # with one that it knows, the others go by their manifests
    assert [run.run_id for run in only(clean(store, archive, day(1000))).deleted] == [run_id(1), run_id(2)]


def test_one_at_a_time_and_not_while_the_source_is_harvested(store: Store, archive: Archive) -> None:
    for number in (1, 2):
        harvest(store, archive, number, f"body {number}")
    with store.leases.hold(f"harvest:{SOURCE}"):
        done = clean(store, archive, day(1000))
        assert (only(done).code, only(done).deleted, done.failed) == ("BUSY", [], [])
    with store.leases.hold("retention"):
        with pytest.raises(BusyError):
            clean(store, archive, day(1000))
        assert len(only(clean(store, archive, day(1000), dry_run=True)).deleted) == 1
    assert len(archive.runs(SOURCE)) == 2


def test_a_fault_of_one_source_stops_no_other(store: Store, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2, 3):
        harvest(store, archive, number, f"body {number}")
    other = report("run-900", day(1), source_id="york")
    with archive.writer("york", other.id) as writer:
        writer.finish(other)
    store.runs.save(other)
    remove = archive.fs.rm_file

    def refusing(path: str) -> None:
        if run_id(2) in path:
            raise PermissionError(13, "not yours", path)
        remove(path)

    monkeypatch.setattr(archive.fs, "rm_file", refusing)
    done = clean(store, archive, day(1000))
    assert [(each.source_id, each.code) for each in done.sources] == [(SOURCE, "STORE_FAILED"), ("york", "")]
    assert archive.runs(SOURCE) == [run_id(2), run_id(3)]
    monkeypatch.undo()
    clean(store, archive, day(1000))
    assert archive.runs(SOURCE) == [run_id(3)]


VICTIM = """
import os, signal, sys
from datetime import datetime
from store import Archive, open_store
from store.retention import retain
archive, left = Archive(sys.argv[2]), int(sys.argv[3])
def counted(remove):
    def removing(*arguments, **options):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return remove(*arguments, **options)
    return removing
os.remove = os.unlink = counted(os.remove)
os.rmdir, os.rename = counted(os.rmdir), counted(os.rename)
retain(open_store(sys.argv[1]), archive, keep_days=10, now=datetime.fromisoformat(sys.argv[4]))
"""
# Of each of two runs its four files and its folder, and that what is kept of one moves into place.
STEPS = 11


@pytest.mark.faults
@pytest.mark.parametrize("nth", range(1, STEPS + 1))
def test_killed_at_each_file_and_run_again(database_url: str, store: Store, tmp_path: Path, nth: int) -> None:
    """Whatever the moment, no run that is listed lacks a file, and the next time ends what was begun."""
    archive = Archive(str(tmp_path / "archive"))
    harvest(store, archive, 1, "a", "b")
    harvest(store, archive, 2, "c")
    harvest(store, archive, 3, "d", same=("a",))
    arguments = [sys.executable, "-c", VICTIM, database_url, archive.root, str(nth), day(1000).isoformat()]
    done = subprocess.run(arguments, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    pages = {run_id(1): [b"a", b"b"], f"{run_id(1)}-pages-1": [b"a"], run_id(2): [b"c"], run_id(3): [b"d", b"a"]}
    still = archive.runs(SOURCE)
    for each in still:
        reader = archive.reader(SOURCE, each)
        assert [body for _, body in reader.bodies()] == pages[each]
        assert len(list(reader.payloads())) == (0 if each.endswith("-pages-1") else 1)
    assert run_id(3) in still
    clean(store, archive, day(1001))
    assert sorted(os.listdir(f"{archive.root}/raw/{SOURCE}")) == [f"{run_id(1)}-pages-1", run_id(3)]
    assert [body for _, body in archive.reader(SOURCE, run_id(3)).bodies()] == [b"d", b"a"]
    assert [bool(each.raw_deleted_at) for each in store.runs.recent(SOURCE)] == [False, True, True]


RUNS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from([RunState.COMPLETE, RunState.PARTIAL, RunState.QUARANTINED, RunState.FAILED]),
        st.booleans(),
        st.sets(st.sampled_from("abcde")),
        st.sets(st.sampled_from("abcde")),
    ),
    min_size=1,
    max_size=12,
)


@given(RUNS, st.sets(st.integers(0, 40)))
def test_whatever_happened_what_stays_is_enough(rows: list[Any], on_show: set[int]) -> None:
    """Every kept run still has all bodies it had, and no run stays without a reason."""
    runs = [
        report(run_id(n), day(at), state=state, promoted=promoted and state in (RunState.COMPLETE, RunState.PARTIAL))
        for n, (at, state, promoted, _, _) in enumerate(rows)
    ]
    held = {run_id(n): (own, earlier - own) for n, (_, _, _, own, earlier) in enumerate(rows)}
    kept = reasons_to_keep(runs, day(20), [day(at) for at in on_show])
    needed = bodies_needed(held, kept, held.__getitem__)
    assert not needed.keys() & kept.keys()
    assert run_id(len(rows) - 1) in kept
    left = {run: bodies for run, (bodies, _) in held.items() if run in kept} | needed

    def given_by(bodies: dict[str, set[str]]) -> dict[str, set[str]]:
        """What each kept run can give, where the archive holds these bodies."""
        return {
            root: held[root][0] | {d for run, own in bodies.items() if run < root for d in own & held[root][1]}
            for root in kept
        }

    whole = {run: own for run, (own, _) in held.items()}
    assert given_by(left) == given_by(whole)
    for run, bodies in needed.items():
        assert bodies <= held[run][0]
        for digest in bodies:
            less = left | {run: bodies - {digest}}
            assert given_by(less) != given_by(left), "it stays for nothing"
    usable = [run.id for run in runs if run.promoted]
    assert not usable or usable[-1] in kept
    assert all(run.id in kept for run in runs if run.started_at >= day(20))
