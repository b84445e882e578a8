"""What the tasks make of faults: tried again, failed at once, waited for, or nothing to do. No Airflow here."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dags import tasks, waiting
from records.faults import Fault
from records.vocabulary import RunState
from store.repositories import leases
from tests.integration.region import Region
from tests.spiders.server import Answer, Seen, WebServer, serving

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
PATIENCE_SECONDS = 1200
JOBS = [
    {
        "id": 1, "title": "Cook", "company_name": "Leeds Care Trust", "location": {"name": "Leeds, UK"},
        "absolute_url": "https://jobs.example.org/1",
    }
]  # fmt: skip
BOARD = Answer(json.dumps({"jobs": JOBS, "meta": {"total": 1}}))


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving() as running:
        running.answers["/robots.txt"] = Answer("User-agent: *\nAllow: /\n")
        running.answers["/board"] = BOARD
        yield running


@pytest.fixture
def region(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Region:
    """A region whose settings this process has too."""
    made = Region(tmp_path / "home")
    for name, value in made.environment().items():
        if name.startswith(("TALENTFEED_", "NO_PROXY")):
            monkeypatch.setenv(name, value)
    monkeypatch.setattr(leases, "_ASK_AGAIN_SECONDS", 0.1)
    (made.home / "config" / "sources").mkdir(parents=True)
    tasks.migrate()
    return made


def board(region: Region, server: WebServer, source_id: str = "board", **more: Any) -> str:
    return str(region.source(source_id, {"type": "greenhouse", "url": server.url("/board")}, **more))


def failing(work: Callable[[], object]) -> tuple[Fault, str]:
    with pytest.raises(tasks.StageFailedError) as caught:
        work()
    return caught.value.fault, str(caught.value)


@pytest.mark.parametrize(
    ("answer", "fault", "said"),
    [
        (Answer("down", 503), Fault.PASSING, "HTTP_503"),
        (Answer("wait", 429, {"Retry-After": "3600"}), Fault.PASSING, "RETRY_AFTER"),
        (Answer("no such board", 404), Fault.LASTING, "UNKNOWN_BOARD"),
        (Answer("<html>Service temporarily unavailable</html>"), Fault.LASTING, "MALFORMED"),
    ],
    ids=["down", "busy", "gone", "not a board"],
)
def test_a_site_that_is_down_passes_one_that_moved_does_not(
    region: Region, server: WebServer, answer: Answer, fault: Fault, said: str
) -> None:
    server.answers["/board"] = answer
    found, message = failing(lambda: tasks.crawl(board(region, server), "board"))
    assert (found, said in message) == (fault, True), message


def test_a_site_that_robots_txt_closes(region: Region, server: WebServer) -> None:
    server.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /\n")
    found, message = failing(lambda: tasks.crawl(board(region, server), "board"))
    assert (found, "ROBOTS_DISALLOWED" in message) == (Fault.LASTING, True)


def test_a_quarantined_run_is_not_tried_again(region: Region, server: WebServer) -> None:
    path = board(region, server, expectations={"min_listings": 5})
    run_id = tasks.crawl(path, "board")
    found, message = failing(lambda: tasks.normalise(path, "board", run_id))
    assert (found, "TOO_FEW" in message, f"talentfeed approve {run_id}" in message) == (Fault.LASTING, True, True)


def test_a_broken_a_vanished_and_a_retired_source(region: Region, server: WebServer) -> None:
    path = board(region, server)
    run_id = tasks.crawl(path, "board")
    Path(path).write_text(Path(path).read_text().replace("greenhouse", "greenhose"))
    for work in (lambda: tasks.crawl(path, "board"), lambda: tasks.normalise(path, "board", run_id)):
        found, message = failing(work)
        assert found is Fault.LASTING
        assert f"CONFIG_INVALID: {path}: 1 mistake" in message
        assert "line 1: `connector.type: greenhose` is not a known connector: did you mean `greenhouse`?" in message
    Path(path).unlink()
    found, message = failing(lambda: tasks.crawl(path, "board"))
    assert (found, "no source file has the id `board` any more" in message) == (Fault.LASTING, True)
    board(region, server, status="retired")
    asked = len(server.seen)
    with pytest.raises(tasks.NothingToDoError, match="board is retired"):
        tasks.crawl(path, "board")
    assert len(server.seen) == asked


def test_of_two_files_with_one_id_the_second_does_not_run(region: Region, server: WebServer) -> None:
    board(region, server)
    second = region.home / "config" / "sources" / region.name / "second.yaml"
    second.write_text(Path(board(region, server)).read_text())
    found, message = failing(lambda: tasks.crawl(str(second), "board"))
    assert (found, "is taken by" in message) == (Fault.LASTING, True)


def test_a_folder_of_sources_that_is_not_there(region: Region, server: WebServer) -> None:
    path = board(region, server)
    tasks.check_config()
    (region.home / "config").rename(region.home / "elsewhere")
    for work in (tasks.check_config, lambda: tasks.crawl(path, "board")):
        found, message = failing(work)
        assert (found, "TALENTFEED_CONFIG_DIR" in message) == (Fault.LASTING, True)


def test_a_database_and_an_index_that_are_away(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENTFEED_INDEX_URL", "http://127.0.0.1:1")
    found, message = failing(tasks.publish)
    assert (found, message.startswith("INDEX_UNREACHABLE: ")) == (Fault.PASSING, True)
    monkeypatch.setenv("TALENTFEED_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")
    for work in (tasks.resolve, tasks.publish, tasks.retention):
        found, message = failing(work)
        assert (found, message.startswith("DB_UNREACHABLE: ")) == (Fault.PASSING, True)


def test_a_wrong_setting_fails_at_once(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENTFEED_ARCHIVE_KEEP_DAYS", "-1")
    found, message = failing(tasks.retention)
    assert (found, "TALENTFEED_ARCHIVE_KEEP_DAYS" in message) == (Fault.LASTING, True)


@pytest.mark.parametrize("work", ["resolve", "publish", "retention"])
def test_who_is_at_it_already_is_waited_for(region: Region, caplog: pytest.LogCaptureFixture, work: str) -> None:
    caplog.set_level(logging.INFO)
    with region.store() as store, ThreadPoolExecutor(1) as pool:
        with store.leases.hold(work):
            waits = pool.submit(getattr(tasks, work))
            until(lambda: waiters(caplog) == 1, waits)
            assert not waits.done()
        assert waits.result(PATIENCE_SECONDS)


def test_who_is_at_it_for_too_long_is_tried_again_later(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", timedelta(0))
    with region.store() as store, store.leases.hold("resolve"):
        found, message = failing(tasks.resolve)
    assert (found, message.startswith("BUSY: ")) == (Fault.PASSING, True)


def waiters(caplog: pytest.LogCaptureFixture) -> int:
    """How many have said that they wait."""
    return sum(message.startswith("waiting, ") for message in caplog.messages)


class Gate:
    """A site that answers when it is let."""

    def __init__(self, answer: Answer = BOARD) -> None:
        self.open, self.answer = threading.Event(), answer

    def __call__(self, _seen: Seen) -> Answer:
        self.open.wait(PATIENCE_SECONDS)
        return self.answer


def until(holds: Callable[[], bool], *working: "Future[Any]") -> None:
    """Wait for it; what fails meanwhile is raised."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        for one in working:
            if one.done():
                one.result()
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_backfill_of_five_days_fetches_once(
    region: Region, server: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Fault 21. Four wait for the one; what it brought is what they would fetch."""
    caplog.set_level(logging.INFO)
    path = board(region, server, politeness={"delay_seconds": 0, "timeout_seconds": 120})
    server.answers["/board"] = gate = Gate()
    begun = datetime.now(UTC)
    with ThreadPoolExecutor(5) as pool:
        days = [pool.submit(tasks.crawl, path, "board", since=begun) for _ in range(5)]
        until(lambda: waiters(caplog) == 4, *days)
        gate.open.set()
        ended = [day.exception(PATIENCE_SECONDS) for day in days]
    skipped = [error for error in ended if error]
    assert all(isinstance(error, tasks.NothingToDoError) for error in skipped), skipped
    [run_id] = [day.result() for day in days if not day.exception()]
    assert {str(error) for error in skipped} == {f"board was harvested meanwhile, as run {run_id}: nothing to do"}
    assert [seen.path for seen in server.seen] == ["/robots.txt", "/board"]
    # A sixth day comes when all is over.
    with pytest.raises(tasks.NothingToDoError, match=run_id):
        tasks.crawl(path, "board", since=begun)
    assert tasks.normalise(path, "board", run_id)["new"] == 1
    with region.store() as store:
        assert [(run.id, run.state) for run in store.runs.recent()] == [(run_id, RunState.COMPLETE)]
    assert tasks.crawl(path, "board") > run_id, "the next scheduled run fetches as ever"


def test_who_waited_for_a_failed_harvest_does_it(
    region: Region, server: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    path = board(region, server, politeness={"delay_seconds": 0, "timeout_seconds": 120})
    gate = Gate(Answer("no such board", 404))
    server.answers["/board"] = _one_after_the_other(gate, BOARD)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(tasks.crawl, path, "board")
        until(lambda: "/board" in [seen.path for seen in server.seen], first)
        second = pool.submit(tasks.crawl, path, "board")
        until(lambda: waiters(caplog) == 1, second)
        gate.open.set()
        assert isinstance(first.exception(PATIENCE_SECONDS), tasks.StageFailedError)
        run_id = second.result(PATIENCE_SECONDS)
    with region.store() as store:
        run = store.runs.get(run_id)
    assert run is not None
    assert run.counts.fetched == 1


def _one_after_the_other(first: Gate, then: Answer) -> Callable[[Seen], Answer]:
    asked: list[Seen] = []

    def answer(seen: Seen) -> Answer:
        asked.append(seen)
        return first(seen) if len(asked) == 1 else then

    return answer


def test_a_replay_is_no_harvest(region: Region, server: WebServer) -> None:
    """It holds the source's lease too, and asks nobody: whoever waited for it must harvest."""
    path = board(region, server)
    run_id = tasks.crawl(path, "board")
    tasks.normalise(path, "board", run_id)
    region.run("replay", "board")
    with region.store() as store:
        assert len(store.runs.recent("board")) == 2
        assert [run.id for run in waiting._good_runs(store, "board")] == [run_id]
