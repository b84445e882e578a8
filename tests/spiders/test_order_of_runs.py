"""Runs come one after the other whatever the clock says, and each has a row from its first moment to its end."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from normalise.stage import normalise
from records.errors import BusyError, StoreError
from records.ids import is_ulid, new_id
from records.run import RunReport
from records.source import SourceConfig
from records.vocabulary import RunState
from spiders.replay import replay_run
from store.archive.pages_only import keep_pages
from store.lease_names import harvest_lease
from store.run_book import as_they_are, next_run_id
from tests.spiders.conftest import World, board, detail_page, jobs_json, listing
from tests.spiders.server import Answer, WebServer
from tests.spiders.test_processes import HARVEST, ROOT, crawlers, when_asked


@contextmanager
def clock(days: float) -> Iterator[None]:
    """A clock of this process that is days ahead, and goes on from there."""
    with time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=True):
        yield


def used(world: World, source: SourceConfig, report: RunReport) -> RunReport:
    return normalise(source, world.store, world.archive, run_id=report.id)


def test_a_run_with_a_fast_clock_freezes_nothing(world: World, server: WebServer) -> None:
    """A day ahead, then back, then the site is down: each run asks, has an id of its own, and says how it went."""
    source = board(server.url("/board"))
    server.answers["/board"] = Answer(jobs_json(1))
    with clock(days=1):
        ahead = used(world, source, world.crawl(source))
    assert ahead.started_at > datetime.now(UTC) + timedelta(hours=20)
    reports = [ahead]
    for number in range(2, 5):
        server.seen.clear()
        server.answers["/board"] = Answer(jobs_json(*range(1, number + 1)))
        reports.append(used(world, source, world.crawl(source)))
        assert "/board" in server.paths()
        assert reports[-1].counts.new == 1
        assert world.store.listings.count("demo", "open") == number
        latest = world.store.runs.latest("demo", promoted=True)
        assert latest is not None
        assert latest.id == reports[-1].id
        before = world.store.runs.complete_before(latest.id)
        assert before is not None
        assert before.id == reports[-2].id
    server.answers["/board"] = Answer("down", 503)
    down = world.crawl(source)
    assert (down.state, down.reason) == (RunState.FAILED, "HTTP_503")
    server.answers["/board"] = Answer(jobs_json(1, 2, 3, 4, 5))
    reports += [down, used(world, source, world.crawl(source))]
    ids = [report.id for report in reports]
    assert ids == sorted(set(ids))
    assert [report.id for report in world.store.runs.recent("demo")] == ids[::-1]
    assert world.archive.runs("demo")[-1] == ids[-1]
    # Replay and normalise, too, take the last run for the last.
    assert replay_run(source, world.store, world.archive).id > ids[-1]
    with pytest.raises(StoreError, match="older"):
        normalise(source, world.store, world.archive, run_id=ids[0], mode="again")


def test_the_next_id_comes_after_all_in_store_and_archive(world: World, server: WebServer) -> None:
    """Also where the database was lost, and where of the newest run only pages are left."""
    source = board(server.url("/board"))
    server.answers["/board"] = Answer(jobs_json(1))
    with clock(days=30):
        ahead = world.crawl(source)
    world.store.runs.discard(ahead.id)
    assert next_run_id(world.store, world.archive, "demo") > ahead.id
    digests, _ = world.archive.reader("demo", ahead.id).digests()
    left = keep_pages(world.archive, "demo", ahead.id, digests)
    world.archive.delete("demo", ahead.id)
    assert world.crawl(source).id > left > ahead.id


def test_an_id_that_is_taken_is_refused(world: World, server: WebServer) -> None:
    source = board(server.url("/board"))
    server.answers["/board"] = Answer(jobs_json(1))
    early = new_id()
    first = world.crawl(source)
    server.seen.clear()
    for taken in (first.id, early):
        with pytest.raises(StoreError, match="does not come after") as raised:
            world.crawl(source, run_id=taken)
        assert raised.value.code == "RUN_ID_TAKEN"
    assert server.seen == []
    assert world.store.runs.recent("demo") == [first]
    later = new_id(after=first.id)
    assert world.crawl(source, run_id=later).id == later


def test_what_is_an_id() -> None:
    assert is_ulid(new_id())
    assert not any(map(is_ulid, ("", "run-1", new_id()[:-1], new_id() + "-pages-1", "8" * 26, "u" * 26)))


@pytest.mark.faults
def test_a_killed_run_is_running_then_crashed(world: World, server: WebServer) -> None:
    """Its row is there from the start; nobody alive: CRASHED, at once for who looks, for good with the next run."""
    reached = threading.Event()
    when_asked(server, reached.set)
    source = listing(server.url("/jobs"))
    server.answers["/board"] = Answer(jobs_json(1))
    command = [sys.executable, "-c", HARVEST, str(world.settings.home), source.model_dump_json()]
    with subprocess.Popen(command, cwd=ROOT) as first:
        try:
            assert reached.wait(120)
            [running] = world.store.runs.recent("demo")
            assert (running.state, running.ended_at, running.promoted) == (RunState.RUNNING, None, False)
            assert as_they_are(world.store, world.archive, [running]) == [running]
            assert world.store.runs.latest("demo") is None, "it has not ended"
        finally:
            first.kill()
    [crashed] = as_they_are(world.store, world.archive, world.store.runs.recent("demo"))
    assert (crashed.id, crashed.state, crashed.reason) == (running.id, RunState.CRASHED, "CRASHED")
    assert "talentfeed harvest demo" in crashed.message
    assert world.store.runs.recent("demo") == [running], "who only looks writes nothing"
    server.answers["/stuck"] = Answer(detail_page("Late"))
    after = world.crawl(source)
    assert after.state is RunState.COMPLETE
    assert world.store.runs.recent("demo") == [after, crashed]


@pytest.mark.faults
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_killed_between_its_manifest_and_its_report(world: World, server: WebServer, number: int) -> None:
    """The archive has the whole run, the store says RUNNING: it is what its manifest says."""
    source = board(server.url("/board"))
    server.answers["/board"] = Answer(jobs_json(1))
    kill_it = HARVEST.replace(
        "crawl(SourceConfig",
        f"""import os
from spiders import stage
judge = stage.judge
def then_die(*arguments):
    judge(*arguments)
    os.kill(os.getpid(), {int(number)})
stage.judge = then_die
crawl(SourceConfig""",
    )
    command = [sys.executable, "-c", kill_it, str(world.settings.home), source.model_dump_json()]
    done = subprocess.run(command, cwd=ROOT, check=False)
    assert done.returncode == -number
    [row] = world.store.runs.recent("demo")
    assert row.state is RunState.RUNNING
    [seen] = as_they_are(world.store, world.archive, [row])
    assert (seen.id, seen.state, seen.waits) == (row.id, RunState.COMPLETE, True)
    assert used(world, source, world.crawl(source)).counts.new == 1
    assert world.store.runs.get(row.id) == seen


def test_a_run_that_ends_while_it_is_looked_at(world: World) -> None:
    """It saves its report before it gives its lease back: who read RUNNING before that reads again."""
    running = RunReport(
        id=new_id(), source_id="demo", state=RunState.RUNNING, config_hash="x", started_at=datetime.now(UTC)
    )
    world.store.runs.save(running)
    with world.store.leases.hold(harvest_lease("demo")):
        assert as_they_are(world.store, world.archive, [running]) == [running]
        ended = running.model_copy(update={"state": RunState.FAILED})
        world.store.runs.save(ended)
    assert as_they_are(world.store, world.archive, [running]) == [ended]


def test_a_replay_that_is_refused_leaves_no_row(world: World, server: WebServer) -> None:
    source = board(server.url("/board"))
    server.answers["/board"] = Answer("down", 503)
    failed = world.crawl(source)
    with pytest.raises(StoreError):
        replay_run(source, world.store, world.archive, run_id=failed.id)
    assert world.store.runs.recent("demo") == [failed]


def test_a_source_that_is_busy_is_waited_for(world: World, server: WebServer) -> None:
    """By default not at all; with `wait` until the other ends, and no longer."""
    source = board(server.url("/board"))
    server.answers["/board"] = Answer(jobs_json(1))
    release = threading.Event()
    held = threading.Event()

    def hold() -> None:
        with world.store.leases.hold(harvest_lease("demo")):
            held.set()
            release.wait(120)

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(60)
    try:
        for wait in (timedelta(0), timedelta(seconds=0.3)):
            with pytest.raises(BusyError):
                world.crawl(source, wait=wait)
        assert world.store.runs.recent("demo") == []
        threading.Timer(0.5, release.set).start()
        assert world.crawl(source, wait=timedelta(minutes=5)).state is RunState.COMPLETE
    finally:
        release.set()
        other.join()
    assert crawlers(os.getpid()) == []
    assert Path(world.archive.root).exists()
