"""Faults 22 to 24: overlapping runs, SIGTERM, SIGKILL, a hang; and no process is ever left."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from records.errors import BusyError
from records.vocabulary import RunState
from spiders import fork, stage
from spiders.process import Patience
from spiders.stop import Stopped
from tests.spiders.conftest import World, board, detail_page, jobs_json, listing, listing_page
from tests.spiders.server import Answer, Seen, WebServer
from tests.waiting import PATIENCE, wait_until

ROOT = Path(__file__).parents[2]
HARVEST = """
import json, sys
from pathlib import Path
from records.settings import Settings
from records.source import SourceConfig
from spiders.stage import crawl
from store import Archive, open_store
settings = Settings(home=Path(sys.argv[1]), allow_loopback=True)
store = open_store(settings.database_url)
crawl(SourceConfig.model_validate_json(sys.argv[2]), settings, store, Archive(settings.archive_url))
"""


def children(of: int) -> list[int]:
    """Living processes of the server of crawls or forked from it, whose parent is `of`, as /proc has them."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes()
            state, parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if b"spiders.server" in command and state != "Z" and int(parent) == of:
            found.append(int(entry.name))
    return found


def crawlers(of: int) -> list[int]:
    """Living crawls of the process `of`: forks of its server."""
    return [crawl for server in children(of) for crawl in children(server)]


def alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def when_asked(server: WebServer, act: Callable[[], None]) -> None:
    """Serve a listing whose second page never comes, and do something when it is asked for."""

    def stuck(_seen: Seen) -> Answer:
        threading.Thread(target=act, daemon=True).start()
        threading.Event().wait(PATIENCE)
        return Answer(detail_page("Late"))

    server.answers |= {
        "/jobs": Answer(listing_page("/a", "/stuck")),
        "/a": Answer(detail_page("Cook")),
        "/stuck": stuck,
    }


@pytest.mark.faults
def test_killed_child_fails_the_run_and_the_next_goes_well(world: World, server: WebServer) -> None:
    def kill() -> None:
        for pid in crawlers(os.getpid()):
            os.kill(pid, signal.SIGKILL)

    when_asked(server, kill)
    source = listing(server.url("/jobs"))
    report = world.crawl(source)
    assert (report.state, report.reason) == (RunState.FAILED, "CRASHED")
    assert "next run" in report.message
    assert world.archive.runs("demo") == []
    assert crawlers(os.getpid()) == []
    server.answers["/stuck"] = Answer(detail_page("Late"))
    after = world.crawl(source)
    assert after.state is RunState.COMPLETE
    assert after.id > report.id
    assert not list(Path(world.archive.root).rglob(".unfinished*"))


@pytest.mark.faults
def test_silent_child_is_ended(world: World, server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def freeze() -> None:
        for pid in crawlers(os.getpid()):
            os.kill(pid, signal.SIGSTOP)

    monkeypatch.setattr(stage, "PATIENCE", Patience(silence=3.0))
    when_asked(server, freeze)
    report = world.crawl(listing(server.url("/jobs")))
    assert (report.state, report.reason) == (RunState.FAILED, "TIMEOUT")
    assert crawlers(os.getpid()) == []


@pytest.mark.faults
def test_sigterm_keeps_what_was_read(world: World, server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the child: PARTIAL. To us: PARTIAL too, saved before the exception goes on."""
    monkeypatch.setattr(stage, "PATIENCE", Patience(ending=PATIENCE))

    def stop_child() -> None:
        for pid in crawlers(os.getpid()):
            os.kill(pid, signal.SIGTERM)

    source = listing(server.url("/jobs"))
    when_asked(server, stop_child)
    report = world.crawl(source)
    assert (report.state, report.reason) == (RunState.PARTIAL, "STOPPED")
    assert [payload.data["title"] for payload in world.payloads(report)] == ["Cook"]

    when_asked(server, lambda: os.kill(os.getpid(), signal.SIGTERM))
    with pytest.raises(Stopped):
        world.crawl(source)
    saved = world.store.runs.latest("demo")
    assert saved is not None
    assert (saved.id > report.id, saved.state, saved.reason) == (True, RunState.PARTIAL, "STOPPED")
    assert crawlers(os.getpid()) == []
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


@pytest.mark.faults
def test_killed_parent_leaves_no_orphan_and_its_lease(world: World, server: WebServer) -> None:
    """Two runs of a source: the second is refused while the first lives, and not when it is dead."""
    reached = threading.Event()
    when_asked(server, reached.set)
    source = listing(server.url("/jobs"))
    command = [sys.executable, "-c", HARVEST, str(world.settings.home), source.model_dump_json()]
    first = subprocess.Popen(command, cwd=ROOT)
    try:
        assert reached.wait(PATIENCE)
        (child,) = crawlers(first.pid)
        with pytest.raises(BusyError):
            world.crawl(source)
    finally:
        first.kill()
        first.wait()
    wait_until(lambda: not alive(child), "the orphan ends by itself")
    server.answers["/stuck"] = Answer(detail_page("Late"))
    assert world.crawl(source).state is RunState.COMPLETE


@pytest.mark.faults
def test_a_killed_server_takes_its_crawls_along_and_the_next_crawl_has_a_new_one(
    world: World, server: WebServer
) -> None:
    """The crawl ends with it: nothing of the run is used, no process is left."""
    crawls: list[int] = []

    def kill() -> None:
        (running,) = children(os.getpid())
        crawls.extend(children(running))
        os.kill(running, signal.SIGKILL)

    when_asked(server, kill)
    source = listing(server.url("/jobs"))
    report = world.crawl(source)
    assert (report.state, report.reason) == (RunState.FAILED, "CRASHED")
    assert crawls
    assert not any(map(alive, crawls))
    server.answers["/stuck"] = Answer(detail_page("Late"))
    assert world.crawl(source).state is RunState.COMPLETE


def test_crawls_are_forks_of_one_server(world: World, server: WebServer) -> None:
    """Scrapy is imported once; a changed environment gets a server of its own."""
    server.answers["/board"] = Answer(jobs_json(1))
    world.crawl(board(server.url("/board")))
    (first,) = children(os.getpid())
    world.crawl(board(server.url("/board")))
    assert children(os.getpid()) == [first]
    with pytest.MonkeyPatch.context() as patch:
        # As Airflow does for each run of a DAG: what a crawl has no use for, or must not see.
        patch.setenv("AIRFLOW_CTX_DAG_RUN_ID", "manual__2026-11-29")
        patch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "postgresql://me:secret@db/airflow")
        world.crawl(board(server.url("/board")))
        assert children(os.getpid()) == [first]
        assert not [name for name in fork._environment() if "AIRFLOW" in name]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "example.test")
        world.crawl(board(server.url("/board")))
    (second,) = children(os.getpid())
    assert second != first


def test_start_is_light() -> None:
    """What the server of crawls must not load: it is paid for by each program, and by each crawl in memory."""
    code = (
        "import sys, json, importlib, spiders.server;"
        "[importlib.import_module(name) for name in spiders.server.PRELOADED];"
        "print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not set(json.loads(done.stdout)) & {"sqlalchemy", "airflow", "elasticsearch", "extruct", "tantivy", "numpy"}
