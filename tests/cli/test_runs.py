"""What runs, and commands over several of them, say of themselves: states, exit codes, whose database it is."""

import json
import signal
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from typer.testing import CliRunner

from cli.main import app
from records.run import RunReport
from records.vocabulary import RunState
from spiders import stage
from store.migrations.run import configuration
from tests.cli.test_commands import JOB, assert_one_line, board
from tests.faults.processes import kill
from tests.integration.region import Region
from tests.spiders.conftest import listing_page
from tests.spiders.server import Answer, Seen, WebServer
from tests.waiting import wait_until


def add(region: Region, server: WebServer, *names: str) -> None:
    """Boards with a job each."""
    for name in names:
        server.answers[f"/{name}"] = Answer(board(JOB))
        region.source(name, {"type": "greenhouse", "url": server.url(f"/{name}")})


def test_a_busy_or_broken_source_stops_no_other(region: Region, server: WebServer) -> None:
    add(region, server, "a", "busy", "c")
    region.source("broken", {"type": "rss"})
    with region.store() as store, store.leases.hold("harvest:busy"):
        done = region.run("harvest", "a", "busy", "broken", "c", "--json", code=7)
        told = json.loads(done.stdout)
        assert [(run["source_id"], run["state"]) for run in told] == [("a", "COMPLETE"), ("c", "COMPLETE")]
        lines = done.stderr.strip().splitlines()
        assert [line for line in lines if line.startswith("BUSY: busy: harvest:busy is being done by process")]
        assert [line for line in lines if line.startswith("CONFIG_INVALID: broken: ")], lines
        assert region.run("harvest", "a", "busy", code=7).stdout.count("COMPLETE") == 1
    assert region.run("harvest", "broken", "a", code=2).stdout.count("COMPLETE") == 1
    before = len(server.seen)
    assert_one_line(region.run("harvest", "a", "nowhere", code=2), "CONFIG_INVALID")
    assert len(server.seen) == before, "a slip of the pen: nothing was begun"
    # `normalise`, too: one without an archive is told, the other is read.
    done = region.run("normalise", "busy", "a", code=6)
    assert done.stderr.startswith("STORE_FAILED: busy: ")
    assert "COMPLETE" in done.stdout


def test_run_waits_for_a_busy_source_and_then_leaves_it_out(
    region: Region, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(region, server, "a", "busy")
    for name, value in region.environment().items():
        monkeypatch.setenv(name, value)
    with region.store() as store:
        with store.leases.hold("harvest:busy"):
            monkeypatch.setattr(stage, "LEASE_PATIENCE", timedelta(seconds=0.2))
            done = CliRunner().invoke(app, ["run", "--json"])
            assert done.exit_code == 7
            told = json.loads(done.stdout)
            assert [run["source_id"] for run in told["runs"]] == ["a"]
            [line] = told["errors"]
            assert line.startswith("busy: BUSY: ")
        release = threading.Event()

        def hold() -> None:
            with store.leases.hold("harvest:busy"):
                release.wait(120)

        other = threading.Thread(target=hold)
        other.start()
        wait_until(lambda: store.leases.holder("harvest:busy") is not None, "it is held")
        monkeypatch.setattr(stage, "LEASE_PATIENCE", timedelta(minutes=10))
        threading.Timer(1, release.set).start()
        done = CliRunner().invoke(app, ["run", "--source", "busy", "--json"])
        other.join()
        assert done.exit_code == 0, done.output
        assert [run["state"] for run in json.loads(done.stdout)["runs"]] == ["COMPLETE"]


def test_a_run_that_found_nothing_did_not_go_well(region: Region, server: WebServer) -> None:
    """PARTIAL without an advert, CAPPED without an advert; and an empty page that says so."""
    selectors = {"type": "selectors", "item": "li.job", "fields": {"title": "a"}, "empty": ".none", "next": "a.next"}
    for name in ("empty", "trap", "proved"):
        connector = {**selectors, "url": server.url(f"/{name}")}
        region.source(name, connector, politeness={"delay_seconds": 0, "max_pages": 3})
    server.answers["/empty"] = Answer("<html><body><ul></ul></body></html>")
    server.answers["/proved"] = Answer('<html><body><p class="none">No vacancies</p></body></html>')
    for number in range(6):
        page = listing_page(next_path=f"/trap{number}").replace("<ul", "<i>x</i><ul")
        server.answers["/trap" if not number else f"/trap{number - 1}"] = Answer(page)
    [report] = region.run_json("harvest", "empty", code=4)
    assert (report["state"], report["counts"]["fetched"]) == ("PARTIAL", 0)
    [report] = region.run_json("harvest", "trap", code=4)
    assert (report["state"], report["counts"]["fetched"]) == ("CAPPED", 0)
    [report] = region.run_json("harvest", "proved")
    assert (report["state"], report["counts"]["fetched"]) == ("COMPLETE", 0)
    assert region.run_json("replay", "proved")["reason"] == "REPLAYED"
    assert [run["source_id"] for run in region.run_json("run", code=4)["runs"]] == ["empty", "proved", "trap"]
    add(region, server, "board")
    assert len(region.run_json("harvest", "board", "empty", code=4)) == 2


def test_killed_then_crashed_then_well(region: Region, server: WebServer) -> None:
    add(region, server, "board")
    asked = threading.Event()

    def slow(_seen: Seen) -> Answer:
        asked.set()
        time.sleep(4)
        return Answer(board(JOB))

    for number in (signal.SIGKILL, signal.SIGTERM):
        asked.clear()
        server.answers["/board"] = slow
        process = region.start("harvest", "board")
        assert asked.wait(120)
        [run, *_] = region.run_json("runs")
        assert (run["state"], run["promoted"], run["ended_at"], run["next"]) == ("RUNNING", False, None, "")
        assert region.run_json("source", "list")[0]["last_run"] == "RUNNING"
        if number == signal.SIGKILL:
            kill(process)
        else:
            process.terminate()
            process.communicate(timeout=120)
            assert process.returncode != 0
        [run, *_] = region.run_json("runs")
        ended = {signal.SIGKILL: ("CRASHED", "CRASHED"), signal.SIGTERM: ("PARTIAL", "STOPPED")}
        if process.returncode == -signal.SIGKILL or number == signal.SIGTERM:
            assert (run["state"], run["reason"]) in (ended[number], ("FAILED", "STOPPED"))
            assert not run["promoted"]
        assert run["next"]
        assert run["id"] in region.run("run-show", run["id"]).stdout
    server.answers["/board"] = Answer(board(JOB))
    assert region.run_json("run")["runs"][0]["state"] == "COMPLETE"
    states = [run["state"] for run in region.run_json("runs")]
    assert states[0] == "COMPLETE"
    assert "RUNNING" not in states
    assert region.search("cook").total == 1


def test_what_was_never_normalised_says_so(region: Region, server: WebServer) -> None:
    """And what to type; a run that a later one has taken over needs nothing."""
    add(region, server, "board")
    region.run("harvest", "board")

    def crawl() -> RunReport:
        from records.source_file import load_source
        from store import Archive

        [file] = (region.home / "config" / "sources").rglob("board.yaml")
        with region.store() as store:
            source = load_source(file, allow_loopback=True)
            return stage.crawl(source, region.settings, store, Archive(region.settings.archive_url))

    waiting = crawl()
    done = region.run("runs")
    assert "not promoted" in done.stdout
    assert f"{waiting.id}: its adverts are not in the store: `talentfeed normalise board`" in done.stderr
    [run, first] = region.run_json("runs")
    assert (run["state"], run["promoted"], run["next"]) == ("COMPLETE", False, "talentfeed normalise board")
    assert (first["promoted"], first["next"]) == (True, "")
    assert "next: talentfeed normalise board" in region.run("run-show", waiting.id).stdout
    region.run("normalise", "board")
    assert [(run["promoted"], run["next"]) for run in region.run_json("runs")] == [(True, "")] * 2
    left = crawl()
    region.run("harvest", "board")
    runs = {run["id"]: run for run in region.run_json("runs")}
    assert (runs[left.id]["promoted"], runs[left.id]["next"]) == (False, "")


def test_whose_database_it_is(region: Region, server: WebServer, tmp_path: Path) -> None:
    """A reading or harvesting command changes no existing database; `db upgrade` and `run` do."""
    add(region, server, "board")
    assert region.run_json("runs") == [], "an empty database is made"
    region.run("run")
    with region.store() as store, store.database.write() as connection:
        command.downgrade(configuration(connection), "0002")
    upgrades = (("db", "upgrade"), ("run",))
    uses = (("runs",), ("harvest", "board"), ("resolve",), ("publish",), ("source", "list"), ("judge", "--list"))
    for use in (*uses, ("serve", "--port", "0"), ("retention",), ("normalise", "board"), ("replay", "board")):
        done = region.run(*use, code=6)
        assert_one_line(done, "SCHEMA_OLDER")
        assert "talentfeed db upgrade" in done.stderr
    for upgrade in upgrades:
        region.run(*upgrade)
        assert region.run_json("runs")[0]["state"] == RunState.COMPLETE
        with region.store() as store, store.database.write() as connection:
            command.downgrade(configuration(connection), "0002")
    region.run("db", "upgrade")
    with region.store() as store, store.database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for use in (*uses, *upgrades, ("serve", "--port", "0")):
        done = region.run(*use, code=6)
        assert_one_line(done, "SCHEMA_NEWER")
        assert "newer Talentfeed (revision 9999" in done.stderr
