"""The DAGs that source files make, and a harvest and publish through them."""

import ast
import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.integration.region import ROOT, Region, assert_consistent
from tests.spiders.server import Answer, WebServer, serving
from tests.waiting import PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
LIGHT = {"datetime", "airflow", "dags", "talentfeed", "logging", "dataclasses", "pathlib", "typing"}


def in_airflow(region: Region, module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT, env=region.environment(), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Any:
    with serving() as running:
        running.answers["/robots.txt"] = Answer("User-agent: *\nAllow: /\n")
        jobs = [{"id": 1, "title": "Cook", "company_name": "Leeds Care Trust", "location": {"name": "Leeds, UK"}}]
        running.answers["/good"] = Answer(json.dumps({"jobs": jobs, "meta": {"total": 1}}))
        running.answers["/down"] = Answer("down", 500)
        yield running


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory, server: WebServer) -> Region:
    """Sources of every status, one whose publisher is down, one whose file is broken."""
    made = Region(tmp_path_factory.mktemp("dags") / "home")
    made.source(
        "good",
        {"type": "greenhouse", "url": server.url("/good")},
        schedule="30 5 * * *",
        timezone="Europe/London",
        name="Good's board",
    )
    made.source("down", {"type": "greenhouse", "url": server.url("/down")}, status="probation", schedule="@hourly")
    made.source("resting", {"type": "greenhouse", "url": server.url("/good")}, status="paused")
    made.source("gone", {"type": "greenhouse", "url": server.url("/good")}, status="retired")
    made.source("broken", {"type": "nonsense"})
    return made


@pytest.fixture(scope="module")
def found(region: Region) -> dict[str, Any]:
    done = in_airflow(region, "tests.dags.inspect_dags")
    assert done.returncode == 0, done.stdout + done.stderr
    parsed: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return parsed


def test_a_dag_for_each_good_source_file(found: dict[str, Any]) -> None:
    """None for a retired source; a paused one can only be run by hand; a broken file hinders no other."""
    assert found["errors"] == {}
    dags = found["dags"]
    assert {i for i in dags if i.startswith("harvest__")} == {"harvest__good", "harvest__down", "harvest__resting"}
    assert {i for i, dag in dags.items() if dag["scheduled"]} >= {"harvest__good", "harvest__down", "publish"}
    assert not dags["harvest__resting"]["scheduled"]
    assert dags["harvest__good"]["tags"] == ["harvest", "testshire"]
    assert (dags["harvest__good"]["schedule"], dags["harvest__good"]["timezone"]) == ("30 5 * * *", "Europe/London")
    assert dags["harvest__down"]["schedule"] == "0 * * * *"
    assert dags["harvest__good"]["tasks"] == ["crawl", "normalise"]
    assert dags["publish"]["tasks"] == ["resolve", "publish"]
    assert (dags["retention"]["tasks"], dags["retention"]["scheduled"]) == (["retention"], True)


def test_every_dag_runs_one_at_a_time_and_never_for_the_past(found: dict[str, Any]) -> None:
    for dag_id, dag in found["dags"].items():
        assert dag["max_active_runs"] == 1, dag_id
        assert dag["catchup"] is False, dag_id
        assert all(0 < retries <= 5 for retries in dag["retries"].values()), dag_id


def test_parsing_is_light_and_always_gives_the_same(found: dict[str, Any]) -> None:
    """What differs from parse to parse makes a new version of every DAG."""
    assert found["same_again"]
    assert found["heavy"] == []


@pytest.mark.parametrize("file", ["talentfeed_dags.py", "tasks.py"])
def test_nothing_heavy_is_imported_at_the_top(file: str) -> None:
    tree = ast.parse((ROOT / "dags" / file).read_text(encoding="utf-8"))
    for node in tree.body:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            assert name.partition(".")[0] in LIGHT, name
            assert not name.startswith("talentfeed.") or name.startswith("records"), name


def test_harvest_and_publish_through_airflow(region: Region, tmp_path: Path) -> None:
    """A source that is down fails its own DAG; what the others have is published."""
    fresh = replace(region, home=tmp_path / "home")
    (fresh.home).mkdir()
    (fresh.home / "config").symlink_to(region.home / "config")
    done = in_airflow(fresh, "dags.in_process")
    lines = done.stdout.splitlines()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "harvest__good: success" in lines
    assert "harvest__down: failed" in lines
    assert "publish: success" in lines
    assert not [line for line in lines if "resting" in line or "gone" in line or "retention" in line]
    assert [one.title for one in fresh.documents().values()] == ["Cook"]
    assert_consistent(fresh)
    with fresh.store() as store:
        assert {report.source_id: report.promoted for report in store.runs.recent()} == {"good": True, "down": False}


def test_retention_through_airflow(
    region: Region, server: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run by itself; what is old and not needed is gone afterwards."""
    fresh = replace(region, home=tmp_path / "home")
    fresh.home.mkdir()
    (fresh.home / "config").symlink_to(region.home / "config")
    first = server.answers["/good"]
    assert isinstance(first, Answer)
    for answer in (first, first, Answer(str(first.body).replace("Cook", "Chef"))):
        monkeypatch.setitem(server.answers, "/good", answer)
        fresh.run("harvest", "good")
    before = fresh.archive().runs("good")
    later = replace(fresh, now=datetime.now(UTC) + timedelta(days=91))
    done = in_airflow(later, "dags.in_process", "retention")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "retention: success"), done.stderr
    assert fresh.archive().runs("good") == before[-1:]
