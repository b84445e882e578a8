"""The command as people and programs meet it: help, exit codes, one-line errors, JSON, pipes."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.integration.region import COMMAND, ROOT, Region
from tests.spiders.server import Answer, WebServer
from tests.waiting import PATIENCE

VERBS = [
    ("harvest",), ("normalise",), ("replay",), ("approve",), ("extract",), ("resolve",), ("dedupe",), ("explain",),
    ("judge",), ("publish",), ("run",),
    ("retention",), ("withdraw",), ("takedown",), ("search",), ("runs",), ("run-show",), ("serve",),
    ("source", "list"), ("source", "check"), ("source", "try"), ("source", "detect"), ("source", "new"),
    ("source", "status"), ("source", "key"), ("desk", "serve"), ("desk", "invite"), ("desk", "people"), ("studio",),
    ("db", "upgrade"),
]  # fmt: skip
JOB = {"id": 1, "title": "Cook", "company_name": "Leeds Care Trust", "location": {"name": "Leeds, UK"}}


def board(*jobs: dict[str, Any]) -> str:
    jobs = tuple({"absolute_url": f"https://jobs.example.org/{job['id']}", **job} for job in jobs)
    return json.dumps({"jobs": list(jobs), "meta": {"total": len(jobs)}})


def assert_one_line(done: "subprocess.CompletedProcess[str]", code: str) -> None:
    """An error is one line: its code, and what to do."""
    [line] = done.stderr.strip().splitlines()
    assert line.startswith(f"{code}: ")
    assert "Traceback" not in done.stdout + done.stderr


def test_every_verb_is_listed_with_an_example_and_exit_codes() -> None:
    listed: set[tuple[str, ...]] = {(command.name or "",) for command in app.registered_commands}
    for group in app.registered_groups:
        assert group.typer_instance is not None
        for command in group.typer_instance.registered_commands:
            name = str(command.name or getattr(command.callback, "__name__", ""))
            listed.add((str(group.name), name))
    assert listed == set(VERBS), "a verb is not in this list, or not in the command"
    runner = CliRunner()
    for verb in VERBS:
        shown = runner.invoke(app, [*verb, "--help"], terminal_width=200)
        assert shown.exit_code == 0, verb
        assert f"talentfeed {' '.join(verb)}" in shown.output.partition("Example:")[2], verb
    assert "Exit codes: 0 done" in runner.invoke(app, ["--help"], terminal_width=300).output


@pytest.fixture
def harvested(region: Region, server: WebServer) -> Region:
    """One source with one job, in the index."""
    server.answers["/board"] = Answer(board(JOB))
    region.source("board", {"type": "greenhouse", "url": server.url("/board")})
    region.run("run")
    return region


def test_json_of_every_verb_that_has_it(harvested: Region) -> None:
    [run] = harvested.run_json("runs")
    assert (run["source_id"], run["state"], run["promoted"]) == ("board", "COMPLETE", True)
    assert harvested.run_json("run-show", run["id"])["rejected"] == []
    assert harvested.run_json("search", "cook")["total"] == 1
    assert harvested.run_json("publish")["reconciled"] is True
    assert harvested.run_json("resolve")["due"] == 0
    assert harvested.run_json("source", "list")[0]["last_run"] == "COMPLETE"
    file = next((harvested.home / "config" / "sources").rglob("*.yaml"))
    assert harvested.run_json("source", "check", str(file)) == []
    [again] = harvested.run_json("harvest", "board")
    assert (again["counts"]["unchanged"], again["counts"]["responses"]["ok"]) == (1, 2)
    everything = harvested.run_json("run")
    assert set(everything) == {"runs", "errors", "closed", "resolve", "publish"}


def test_a_source_that_cannot_be_reached_or_looks_wrong(harvested: Region, server: WebServer) -> None:
    server.answers["/board"] = Answer("down", 500)
    [report] = harvested.run_json("harvest", "board", code=4)
    assert (report["state"], report["promoted"]) == ("FAILED", False)
    assert report["message"]
    server.answers["/board"] = Answer(board(*({**JOB, "id": n, "title": f"Cook {n}"} for n in range(100, 130))))
    done = harvested.run("harvest", "board", code=5)
    assert "talentfeed approve" in done.stderr
    assert harvested.run_json("search", "cook")["total"] == 1
    [held, *_] = harvested.run_json("runs", "--limit", "1")
    harvested.run("approve", held["id"])
    harvested.run("resolve")
    harvested.run("publish")
    assert harvested.run_json("search", "cook")["total"] == 31


def test_an_index_or_database_that_cannot_be_reached(harvested: Region, tmp_path: Path) -> None:
    harvested.index_url = "http://127.0.0.1:9"
    for arguments in (("publish",), ("search", "cook")):
        assert_one_line(harvested.run(*arguments, code=8), "INDEX_UNREACHABLE")
    (tmp_path / "notes.txt").write_text("no database, and long enough to be seen as none. " * 20)
    harvested.database_url = f"sqlite:///{tmp_path}/notes.txt"
    assert_one_line(harvested.run("runs", code=6), "STORE_FAILED")


def test_a_lease_that_another_process_holds(harvested: Region) -> None:
    with harvested.store() as store, store.leases.hold("publish"), store.leases.hold("harvest:board"):
        assert_one_line(harvested.run("publish", code=7), "BUSY")
        assert_one_line(harvested.run("harvest", "board", code=7), "BUSY")


def test_wrong_settings_and_source_files(region: Region) -> None:
    assert_one_line(region.run("harvest", "nowhere", code=2), "CONFIG_INVALID")
    assert_one_line(region.run("run-show", "nothing", code=2), "CONFIG_INVALID")
    assert_one_line(region.run("search", "--near", "Nowhere-upon-Nothing", code=2), "CONFIG_INVALID")
    path = region.source("wrong", {"type": "rss", "url": "http://10.0.0.1/feed"}, kind="jop", area="Leedz")
    done = region.run("source", "check", str(path), code=2)
    assert "kind" in done.stdout
    assert "connector.url" in done.stdout
    assert "did you mean `Leeds`?" in done.stdout
    found = region.run_json("source", "check", str(path), code=2)
    assert {one["file"] for one in found} == {str(path)}
    assert all(one["line"] >= 1 and one["rule"] and one["message"] for one in found)
    assert region.run("nonsense", code=2).stderr
    region.index_url = "ftp://nowhere"
    assert_one_line(region.run("publish", code=2), "CONFIG_INVALID")


def test_one_broken_file_does_not_stop_the_others(harvested: Region) -> None:
    broken = harvested.source("broken", {"type": "rss"})
    done = harvested.run("run", "--json", code=2)
    told = json.loads(done.stdout)
    assert [run["source_id"] for run in told["runs"]] == ["board"]
    assert "broken.yaml" in told["errors"][0]
    assert broken.name in harvested.run("source", "check", str(broken), code=2).stdout


def test_extract_reads_says_what_is_wrong_and_takes_pipes(region: Region, tmp_path: Path) -> None:
    good = tmp_path / "board.json"
    good.write_text(board(*({**JOB, "id": n, "title": f"Cook {n}", "content": "Cook. " * 300} for n in range(400))))
    lines = [json.loads(line) for line in region.run("extract", str(good)).stdout.splitlines()]
    assert [line["title"] for line in lines] == [f"Cook {n}" for n in range(400)]
    assert {line["organisation"]["name"] for line in lines} == {"Leeds Care Trust"}
    bad = tmp_path / "bad.json"
    bad.write_text('{"jobs": [{"id": 1, "title": "Cook", "absolute_url": "https://jobs.example.org/1"}, {"id"')
    done = region.run("extract", str(bad), "--connector", "greenhouse", code=3)
    assert [json.loads(line)["title"] for line in done.stdout.splitlines()] == ["Cook"]
    assert all(json.loads(line)["code"] for line in done.stderr.splitlines())
    bad.write_bytes(b"\x00\x01 no format of anyone")
    assert json.loads(region.run("extract", str(bad), code=3).stderr)["code"] == "UNKNOWN_FORMAT"
    assert_one_line(region.run("extract", str(tmp_path / "none"), code=2), "CONFIG_INVALID")
    assert_one_line(region.run("extract", str(good), "--option", "x", code=2), "CONFIG_INVALID")
    piped = subprocess.run(
        f"{' '.join(COMMAND)} extract {good} | head -n 1",
        shell=True, cwd=ROOT, env=region.environment(), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert json.loads(piped.stdout)["title"] == "Cook 0"
    assert piped.stderr == "", "`| head` is no error"
    out = tmp_path / "clusters.csv"
    lines_of = region.run("extract", str(good)).stdout
    region.run("dedupe", "-", "--out", str(out), stdin=lines_of)
    assert len(out.read_text().splitlines()) == 401
    assert_one_line(region.run("dedupe", "-", "--out", str(out), stdin="{}\n", code=3), "MALFORMED")
