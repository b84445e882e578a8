"""Several sources at once: never two of one host, an error or a signal ends all in order, and nothing is lost."""

import json
import signal
import threading
from collections.abc import Callable

import pytest

from records.source import SourceConfig
from records.vocabulary import RunState
from services.side_by_side import Task, run_side_by_side
from spiders.stage import LEASE_PATIENCE
from spiders.stop import Stop
from tests.cli.test_commands import JOB, board
from tests.faults.processes import alive, descendants
from tests.integration.region import Region
from tests.spiders.server import Answer, Seen, WebServer
from tests.waiting import PATIENCE, wait_until


def task(work: Callable[[], object], *hosts: str) -> Task:
    def do(_stop: Stop | None) -> None:
        work()

    return Task(frozenset(hosts), do)


def test_tasks_of_several_hosts_go_on_together() -> None:
    """Each waits for the others: one after the other, they would wait for ever."""
    together = threading.Barrier(3, timeout=PATIENCE)
    run_side_by_side([task(together.wait, host) for host in "abc"], workers=3)


def test_tasks_of_one_host_take_turns_and_let_others_pass() -> None:
    log: list[str] = []
    other_done = threading.Event()

    def first() -> None:
        log.append("first begins")
        assert other_done.wait(PATIENCE), "another host's task does not wait behind the second of this one"
        log.append("first ends")

    def other() -> None:
        other_done.set()

    tasks = [task(first, "a"), task(lambda: log.append("second"), "a", "b"), task(other, "c")]
    run_side_by_side(tasks, workers=3)
    assert log == ["first begins", "first ends", "second"]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_the_program_ends_all_and_is_raised(workers: int) -> None:
    begun = threading.Event()
    told: list[bool] = []

    def fails(_stop: Stop | None) -> None:
        if workers > 1:
            assert begun.wait(PATIENCE)
        raise ZeroDivisionError

    def goes_on(stop: Stop | None) -> None:
        assert stop is not None
        begun.set()
        wait_until(lambda: stop.asked, "it is told")
        told.append(True)

    never = task(lambda: pytest.fail("it waited, and is left out"), "c")
    with pytest.raises(ZeroDivisionError):
        run_side_by_side([Task(frozenset("a"), fails), Task(frozenset("b"), goes_on), never], workers)
    assert told == [True] * (workers - 1)


def sources(region: Region, publishers: list[WebServer], answer: Callable[[Seen], Answer] | Answer) -> None:
    """One board a publisher, and a second one of the first publisher."""
    for place, server in enumerate([*publishers, publishers[0]]):
        server.answers[f"/board{place}"] = answer
        region.source(f"board{place}", {"type": "greenhouse", "url": server.url(f"/board{place}")})


def test_harvests_of_several_hosts(region: Region, publishers: list[WebServer]) -> None:
    """Three crawls are under way at the same moment, never two of one host; the reports keep the sources' order."""
    together = threading.Barrier(3, timeout=PATIENCE)

    def answer(seen: Seen) -> Answer:
        if seen.path != "/board3":
            together.wait()
        return Answer(board(JOB))

    sources(region, publishers, answer)
    done = region.run("run", "--workers", "4", "--json")
    runs = json.loads(done.stdout)["runs"]
    assert [(run["source_id"], run["state"]) for run in runs] == [(f"board{n}", "COMPLETE") for n in range(4)]
    # Of the publisher with two boards the second was asked when the first was done with.
    assert publishers[0].paths() == ["/robots.txt", "/board0", "/robots.txt", "/board3"]
    assert [run["counts"]["new"] for run in runs] == [1] * 4
    for place, server in enumerate([*publishers, publishers[0]]):
        server.answers[f"/board{place}"] = Answer(board(JOB))
    again = region.run_json("harvest", "board3", "board1", "board0", "board2", "--workers", "1")
    assert [run["source_id"] for run in again] == ["board3", "board1", "board0", "board2"]
    assert region.search("cook").total >= 1


def test_one_that_fails_stops_no_other(region: Region, publishers: list[WebServer]) -> None:
    sources(region, publishers, Answer(board(JOB)))
    publishers[1].answers["/board1"] = Answer("down", 500)
    with region.store() as store, store.leases.hold("harvest:board2"):
        done = region.run("harvest", "board0", "board1", "board2", "board3", "--workers", "4", "--json", code=7)
    told = [(run["source_id"], run["state"]) for run in json.loads(done.stdout)]
    assert told == [("board0", "COMPLETE"), ("board1", "FAILED"), ("board3", "COMPLETE")]
    [line] = done.stderr.strip().splitlines()
    assert line.startswith("BUSY: board2: ")


@pytest.mark.faults
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_every_crawl_in_order(
    region: Region, publishers: list[WebServer], number: signal.Signals
) -> None:
    """Each run is saved as what it is; the one that waited was never begun; no process is left."""
    sources(region, publishers, lambda _seen: Answer(board(JOB)) if released.wait(PATIENCE) else Answer())
    released = threading.Event()
    # Where tests run in the background, Ctrl-C is ignored, and what they start would inherit that.
    process = region.start("run", "--workers", "4", preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    stuck = [f"/board{place}" for place in range(3)]
    wait_until(
        lambda: all(path in server.paths() for path, server in zip(stuck, publishers, strict=True)), "all are asked"
    )
    family = descendants(process.pid)
    process.send_signal(number)
    out, errors = process.communicate(timeout=PATIENCE)
    released.set()
    assert process.returncode not in (0, None), out + errors
    with region.store() as store:
        runs = {run.source_id: run for run in store.runs.recent()}
    assert {name: (run.state, run.reason) for name, run in runs.items()} == {
        f"board{place}": (RunState.PARTIAL, "STOPPED") for place in range(3)
    }
    assert family
    wait_until(lambda: not any(map(alive, family)), "the processes of a command that was ended end too")
    assert all(run.ended_at for run in runs.values())


def test_whoever_waits_for_a_busy_source_is_ended_too(region: Region, publishers: list[WebServer]) -> None:
    """A thread that waits ten minutes for another's lease does not keep the command from ending."""
    sources(region, publishers, lambda _seen: Answer(board(JOB)) if released.wait(PATIENCE) else Answer())
    released = threading.Event()
    with region.store() as store, store.leases.hold("harvest:board1"):
        process = region.start("run", "--workers", "4")
        wait_until(lambda: "/board0" in publishers[0].paths(), "the first is asked")
        process.terminate()
        process.communicate(timeout=LEASE_PATIENCE.total_seconds() / 2)
        released.set()
    assert process.returncode == 128 + signal.SIGTERM


def test_whom_the_first_requests_go_to() -> None:
    def hosts(**connector: object) -> set[str]:
        config = SourceConfig.model_validate(
            {
                "id": "x", "name": "X", "publisher": {"name": "X"}, "licence": {"name": "permission"},
                "connector": connector,
            }
        )  # fmt: skip
        return set(config.connector.hosts)

    assert hosts(type="rss", url="https://jobs.example.org/feed") == {"jobs.example.org"}
    assert hosts(type="json_ld", url="https://a.example.org/", sitemap="https://b.example.org/map.xml") == {
        "a.example.org", "b.example.org",
    }  # fmt: skip
    assert hosts(type="greenhouse", board="one") == hosts(type="greenhouse", board="two"), "both ask the vendor's API"
    assert hosts(type="nhs_jobs") == {"www.jobs.nhs.uk"}
    assert hosts(type="lever", board="one") == hosts(type="lever", board="two") == {"api.lever.co"}
    assert hosts(type="recruitee", board="one") != hosts(type="recruitee", board="two"), "each has a host of its own"
