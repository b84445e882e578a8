"""What becomes of sources, through the command: redesigned, retired, renamed, broken, deleted, paused, small."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.region import Region, assert_consistent, replay
from tests.spiders.server import Answer, WebServer

pytestmark = pytest.mark.timeout(1800)
PATIENT = {"delay_seconds": 0, "timeout_seconds": 120}
TITLES = ("Cook", "Staff Nurse", "Night Porter", "Minibus Driver", "Gardener", "Welder")


def job(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number, "title": f"{TITLES[number % 6]} {number}", "company_name": "Leeds Care Trust",
        "location": {"name": "Leeds, UK"}, "absolute_url": f"https://jobs.example.org/{number}",
        "content": f"Post {number}. Salary: £25,{number % 10}00 a year.", **more,
    }  # fmt: skip


def put(server: WebServer, path: str, jobs: list[dict[str, Any]]) -> None:
    server.answers[path] = Answer(json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}))


def board(region: Region, server: WebServer, source: str, count: int, first: int = 0, **more: Any) -> Any:
    """A source of so many jobs."""
    put(server, f"/{source}", [job(n) for n in range(first, first + count)])
    connector = {"type": "greenhouse", "url": server.url(f"/{source}")}
    return region.source(source, connector, politeness=PATIENT, **more)


def later(region: Region, days: float) -> Region:
    assert region.now is not None
    return replace(region, now=region.now + timedelta(days=days))


@pytest.fixture
def region(region: Region) -> Region:
    """At the true time: when adverts were last seen is the machine's clock's word."""
    return Region(region.home, now=datetime.now(UTC) + timedelta(minutes=1))


def shown(region: Region) -> int:
    return len(region.documents())


def test_a_redesign_without_expectations(region: Region, server: WebServer) -> None:
    board(region, server, "trust", 40)
    region.run("run")
    assert shown(region) == 40
    bare = [{"id": n, "title": job(n)["title"], "absolute_url": job(n)["absolute_url"]} for n in range(40)]
    put(server, "/trust", bare)
    done = region.run_json("run", code=5)
    [report] = done["runs"]
    assert (report["state"], report["reason"], report["promoted"]) == ("QUARANTINED", "FILL_FELL", False)
    assert "`places` (40 would)" in report["message"]
    assert all(one.places for one in region.documents().values()), "portals show the last good adverts"
    region.run("approve", report["id"])
    assert region.run_json("run")["runs"][0]["state"] == "COMPLETE"


def test_two_edited_rows_of_a_small_table(region: Region, server: WebServer) -> None:
    table = [f"{title},Leeds,2{n} pounds an hour" for n, title in enumerate(TITLES)]
    for rows in (table, [*table[2:], "Head Cook,Leeds,30 pounds an hour", "Ward Nurse,Leeds,31 pounds an hour"]):
        server.answers["/jobs.csv"] = Answer("\n".join(["Title,Place,Pay", *rows]))
        region.source("table", {"type": "csv", "url": server.url("/jobs.csv")}, politeness=PATIENT)
        [report] = region.run_json("run")["runs"]
        assert (report["state"], report["counts"]["fetched"]) == ("COMPLETE", 6)


def test_broken_gone_and_renamed_files(region: Region, server: WebServer) -> None:
    old = board(region, server, "old", 3)
    broken = board(region, server, "broken", 4, 10)
    gone = board(region, server, "gone", 5, 20)
    region.run("run")
    before = {one.id: one.title for one in region.documents().values()}
    assert len(before) == 12
    broken.write_text("id: broken\nname: B\nschedule: every day\n")
    gone.unlink()
    old.unlink()
    region.source("new", {"type": "greenhouse", "url": server.url("/old")}, politeness=PATIENT, was="old")
    done = region.run("run", code=2)
    assert "broken.yaml" in done.stderr
    assert "gone: its file is gone" in done.stderr
    assert {one.id: one.title for one in region.documents().values()} == before, "nothing goes, nothing stands twice"
    assert_consistent(region)
    runs = region.run("runs")
    assert "Sources that need a person" in runs.stdout
    assert "`licence` is missing" in " ".join(runs.stdout.replace("\u2502", " ").split())
    listed = {row["source"]: row for row in region.run_json("source", "list")}
    assert set(listed) == {"new", "broken", "gone"}
    assert listed["broken"]["status"] == "broken file"
    assert "line 3: `schedule` must be" in listed["broken"]["problem"]
    assert listed["gone"]["status"] == "file gone"
    assert "its file is gone" in listed["gone"]["problem"]
    assert listed["gone"]["last_run"] == "COMPLETE"
    assert (listed["new"]["status"], listed["new"]["problem"]) == ("active", "")

    broken.unlink()
    over = later(region, 15)
    over.run("run", code=2)
    assert shown(over) == 3 + 4, "what was deleted first has ended, the other has its grace still"
    assert shown(over) == over.run_json("search")["total"]
    after = later(over, 15)
    after.run("run", code=0)
    assert shown(after) == 3


def test_a_retired_source_and_withdrawing_it(region: Region, server: WebServer) -> None:
    board(region, server, "trust", 3)
    board(region, server, "other", 2)
    region.run("run")
    assert "set `status: retired`" in region.run("withdraw", "trust", code=2).stderr
    board(region, server, "trust", 3, status="retired")
    region.run("run")
    before = shown(region)
    assert "retired; its 3 open adverts close on" in " ".join(region.run("runs").stdout.replace("\u2502", " ").split())
    done = region.run_json("withdraw", "trust")
    assert done["withdrawn"] == 3
    assert all(
        {m.source for m in one.listings if m.status == "open"} == {"other"} for one in region.documents().values()
    )
    assert shown(region) <= before
    assert_consistent(region)


def test_withdrawn_at_once(region: Region, server: WebServer) -> None:
    """One command, and the advert is out of the index and the feed; its source goes on to show it."""
    board(region, server, "trust", 6)
    region.run("run")
    held = region.documents()
    [gone] = [one for one in held.values() if one.title == "Cook 0"]
    with region.store() as store:
        since = store.changes.last_sequence()
        copy = replay(store)
    assert region.run_json("withdraw", "trust:0")["withdrawn"] == 1
    with region.store() as store:
        copy = replay(store, since, copy)
        record = store.opportunities.get(gone.id)
    assert gone.id not in copy
    assert gone.id not in region.documents()
    assert record is not None
    assert record.status == "withdrawn"
    region.run("run")
    assert gone.id not in region.documents()
    assert region.run_json("withdraw", gone.id, "--undo")["put_back"] == 1
    assert set(region.documents()) == set(held)
    assert "there is no opportunity, listing or source nonsense" in region.run("withdraw", "nonsense", code=2).stderr


def test_a_paused_source_is_not_harvested_by_name_without_a_word(region: Region, server: WebServer) -> None:
    board(region, server, "trust", 3, status="paused")
    for command in (("harvest", "trust"), ("run", "--source", "trust")):
        done = region.run(*command, code=2)
        assert "trust is paused: nothing was harvested" in done.stderr
        assert "--anyway" in done.stderr
    assert server.paths() == []
    region.run("harvest", "trust", "--anyway")
    region.run("run", "--source", "trust", "--anyway")
    assert shown(region) == 3


@pytest.mark.parametrize("command", ["run", "resolve", "runs", "source list", "harvest trust", "normalise trust"])
def test_no_config_folder_is_an_error_with_a_remedy(region: Region, command: str) -> None:
    done = region.run(*command.split(), code=2)
    [line] = done.stderr.strip().splitlines()
    assert line.startswith("CONFIG_INVALID: there is no folder ")
    assert "TALENTFEED_CONFIG_DIR" in line


def test_an_id_that_another_file_has(region: Region, server: WebServer) -> None:
    first = board(region, server, "trust", 1)
    second = region.home / "config" / "sources" / "other" / "copy.yaml"
    second.parent.mkdir(parents=True)
    second.write_text(first.read_text())
    done = region.run("source", "check", str(second), code=2)
    assert f"`id: trust` is taken by {first}" in done.stdout
    [error] = region.run_json("source", "check", str(second), code=2)
    assert (error["rule"], error["line"]) == ("one id", 1)
    rows = region.run_json("source", "list")
    assert [row["status"] for row in rows] == ["active", "broken file"] or [row["status"] for row in rows] == [
        "broken file", "active",
    ]  # fmt: skip
    [problem] = [row["problem"] for row in rows if row["status"] == "broken file"]
    assert "is taken by" in problem
    second.unlink()
    assert "good" in region.run("source", "check", str(first)).stdout
    elsewhere = region.home / "draft.yaml"
    elsewhere.write_text(first.read_text())
    assert "is taken by" in region.run("source", "check", str(elsewhere), code=2).stdout
    elsewhere.write_text(first.read_text().replace('"id": "trust"', '"id": "own"'))
    assert "good" in region.run("source", "check", str(elsewhere)).stdout
