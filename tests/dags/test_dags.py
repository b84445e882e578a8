"""The DAGs that source files make, and a harvest and publish through them."""

import ast
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from records.source_table import source_table
from tests.dags.tables import give_tables
from tests.integration.region import ROOT, Region, assert_consistent
from tests.spiders.server import Answer, WebServer, serving
from tests.waiting import PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
LIGHT = {
    "airflow", "collections", "contextlib", "dags", "dataclasses", "datetime", "itertools", "logging", "pathlib", "re",
    "records", "time", "typing",
}  # fmt: skip


def in_airflow(region: Region, module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT, env=region.environment(), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Any:
    with serving() as running:
        running.answers["/robots.txt"] = Answer("User-agent: *\nAllow: /\n")
        jobs = [
            {
                "id": 1, "title": "Cook", "company_name": "Leeds Care Trust", "location": {"name": "Leeds, UK"},
                "absolute_url": "https://jobs.example.org/1",
            }
        ]  # fmt: skip
        running.answers["/good"] = Answer(json.dumps({"jobs": jobs, "meta": {"total": 1}}))
        running.answers["/down"] = Answer("down", 500)
        yield running


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory, server: WebServer) -> Region:
    """Sources of every status, one whose publisher is down, one whose file is broken."""
    made = Region(tmp_path_factory.mktemp("dags") / "home")
    give_tables(tmp_path_factory, made.home)
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
    made.source("drafted", {"type": "greenhouse", "url": server.url("/good")}, status="draft")
    made.source("broken", {"type": "nonsense"})
    # Good once: `torn` broke since, `lost` has no file any more.
    torn = made.source("torn", {"type": "greenhouse", "url": server.url("/good")}, schedule="15 4 * * *")
    lost = made.source(
        "lost",
        {"type": "greenhouse", "url": server.url("/good")},
        schedule="@weekly",
        politeness={"max_minutes": 90},
    )
    source_table(made.settings.config_dir, made.home / "sources.json", allow_loopback=True)
    torn.write_text(torn.read_text().replace("greenhouse", "greenhose"))
    lost.unlink()
    # Its id is another's, and its name no id of a DAG.
    copy = torn.with_name("later (copy).yaml")
    copy.write_text((torn.parent / "good.yaml").read_text())
    return made


@pytest.fixture(scope="module")
def found(region: Region) -> dict[str, Any]:
    done = in_airflow(region, "tests.dags.inspect_dags")
    assert done.returncode == 0, done.stdout + done.stderr
    parsed: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return parsed


def test_a_dag_for_each_source(found: dict[str, Any]) -> None:
    """A paused or retired one can only be run by hand, a draft not at all."""
    assert found["errors"] == {}
    dags = found["dags"]
    harvests = {i.removeprefix("harvest__") for i in dags if i.startswith("harvest__")}
    assert harvests == {"good", "down", "resting", "gone", "broken", "torn", "lost", "later__copy_"}
    assert {i for i, dag in dags.items() if dag["scheduled"]} >= {"harvest__good", "harvest__down", "publish"}
    assert not dags["harvest__resting"]["scheduled"]
    assert (dags["harvest__gone"]["scheduled"], "retired" in dags["harvest__gone"]["tags"]) == (False, True)
    assert dags["harvest__good"]["tags"] == ["harvest", "testshire"]
    assert (dags["harvest__good"]["schedule"], dags["harvest__good"]["timezone"]) == ("30 5 * * *", "Europe/London")
    assert dags["harvest__down"]["schedule"] == "0 * * * *"
    assert dags["publish"]["tasks"] == ["resolve", "publish"]
    assert (dags["retention"]["tasks"], dags["retention"]["scheduled"]) == (["retention"], True)


@pytest.mark.parametrize(
    ("name", "mark", "schedule", "said"),
    [
        ("broken", "broken", "0 0 * * *", "`connector.type: nonsense` is not a known connector"),
        ("torn", "broken", "15 4 * * *", "did you mean `greenhouse`?"),
        ("lost", "gone", "0 0 * * 0", "no source file has the id `lost` any more"),
        ("later__copy_", "broken", "30 5 * * *", "`id: good` is taken by"),
    ],
)
def test_a_broken_or_vanished_source_keeps_its_dag(
    found: dict[str, Any], name: str, mark: str, schedule: str, said: str
) -> None:
    """With the tasks and times it had; it fails then, and shows why before."""
    dag = found["dags"][f"harvest__{name}"]
    assert sorted(dag["tags"]) == sorted(["harvest", "testshire", mark])
    assert (dag["scheduled"], dag["schedule"], dag["tasks"]) == (True, schedule, ["crawl", "normalise"])
    assert said in dag["doc"]


def test_a_config_folder_that_is_not_there_is_a_dag_that_fails(
    region: Region, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The sources it held are on show as well; so is `publish`, which still closes what is past its date."""
    bare = replace(region, home=tmp_path / "home")
    give_tables(tmp_path_factory, bare.home)
    shutil.copy(region.home / "sources.json", bare.home)
    done = in_airflow(bare, "tests.dags.inspect_dags")
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["errors"] == {}
    dag = found["dags"]["no_config_folder"]
    assert (dag["scheduled"], dag["tags"], "TALENTFEED_CONFIG_DIR" in dag["doc"]) == (True, ["broken"], True)
    assert "gone" in found["dags"]["harvest__good"]["tags"]
    assert "publish" in found["dags"]


def test_every_dag_runs_one_at_a_time_and_never_for_the_past(found: dict[str, Any]) -> None:
    for dag_id, dag in found["dags"].items():
        assert dag["max_active_runs"] == 1, dag_id
        assert dag["catchup"] is False, dag_id
        assert all(0 < retries <= 5 for retries in dag["retries"].values()), dag_id


def test_nothing_runs_for_ever(found: dict[str, Any]) -> None:
    """A crawl has twice its source's own limit (another may be at it first), a run has all tries of all tasks."""
    for dag_id, dag in found["dags"].items():
        assert dag["dagrun_timeout"] > 2 * sum(dag["limits"].values()), dag_id
    assert found["dags"]["harvest__good"]["limits"]["crawl"] == (2 * 30 + 10) * 60
    assert found["dags"]["harvest__lost"]["limits"]["crawl"] == (2 * 90 + 10) * 60


def test_parsing_is_light_and_always_gives_the_same(found: dict[str, Any]) -> None:
    """What differs from parse to parse makes a new version of every DAG."""
    assert found["same_again"]
    assert found["heavy"] == []


@pytest.mark.parametrize("file", ["talentfeed_dags.py", "tasks.py", "waiting.py"])
def test_nothing_heavy_is_imported_at_the_top(file: str) -> None:
    tree = ast.parse((ROOT / "dags" / file).read_text(encoding="utf-8"))
    for node in tree.body:  # what is for types alone stands in an `if`
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            assert name.partition(".")[0] in LIGHT, name


def test_harvest_and_publish_through_airflow(region: Region, tmp_path: Path) -> None:
    """A source that is down fails its own DAG; what the others have is published. Airflow's tables are made, too."""
    fresh = replace(region, home=tmp_path / "home")
    fresh.home.mkdir()
    (fresh.home / "config").symlink_to(region.home / "config")
    done = in_airflow(fresh, "dags.in_process")
    lines = done.stdout.splitlines()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "harvest__good: success" in lines
    assert "harvest__down: failed" in lines
    assert "publish: success" in lines
    assert not [line for line in lines if "resting" in line or "gone" in line or "retention" in line]
    assert "harvest__broken: failed" in lines
    assert [one.title for one in fresh.documents().values()] == ["Cook"]
    assert_consistent(fresh)
    with fresh.store() as store:
        assert {report.source_id: report.promoted for report in store.runs.recent()} == {"good": True, "down": False}


def test_retention_through_airflow(
    region: Region,
    server: WebServer,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Run by itself; what is old and not needed is gone afterwards."""
    fresh = replace(region, home=tmp_path / "home")
    give_tables(tmp_path_factory, fresh.home)
    (fresh.home / "config").symlink_to(region.home / "config")
    first = server.answers["/good"]
    assert isinstance(first, Answer)
    for answer in (first, first, Answer(str(first.body).replace("Cook", "Chef"))):
        monkeypatch.setitem(server.answers, "/good", answer)
        fresh.run("harvest", "good")
    before = fresh.archive().runs("good")
    later = replace(fresh, now=datetime.now(UTC) + timedelta(days=91))
    asked = len(server.seen)
    done = in_airflow(later, "dags.in_process", "retention", "harvest__gone")
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "retention: success" in lines
    # What is retired is skipped, with what follows.
    assert lines[-1] == "harvest__gone: success"
    assert len(server.seen) == asked
    assert fresh.archive().runs("good") == before[-1:]
