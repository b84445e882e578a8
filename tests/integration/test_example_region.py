"""The demo as a user runs it: the example region through the Airflow DAGs to the index; then days that follow.

The days after are harvested by the command, which calls the same stage functions as the DAGs: a third of the time.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from examples.region.truth import check_partition, load_truth
from examples.server import RegionServer
from normalise.stage import normalise
from portal.app import create_app
from records.settings import Settings
from records.source_file import load_source, source_files
from records.vocabulary import ChangeOp, RunState
from search_index.engine import open_index
from search_index.request import SearchRequest
from store import Archive, Store, open_store
from tests.dags.tables import give_tables
from tests.examples.test_partition import MOST_APART
from tests.integration.region import ROOT, Region
from tests.waiting import PATIENCE

# How many take turns was seen on the first day; each starts for longer than it works.
ONE_WORKER = ("-c", "import sys; from examples import demo; demo.WORKERS = 1; sys.exit(demo.main())")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


class Demo:
    """One demo's folder."""

    def __init__(self, home: Path, airflow: Path) -> None:
        self.home, self._tables = home, airflow / "airflow" / "airflow.db"
        self.region = Region(home, config=home / "region" / "config")
        self.store: Store = open_store(f"sqlite:///{home / 'talentfeed.db'}")

    @property
    def settings(self) -> Settings:
        """The settings its commands have."""
        return self.region.settings

    def make(self, *how: str) -> str:
        """`make demo`; what it printed. Airflow finds its tables made, as a test of the DAGs makes them anew."""
        tables = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{self._tables}"}
        done = subprocess.run(
            [sys.executable, *(how or ("-m", "examples.demo"))],
            cwd=ROOT,
            env=self.region.environment() | tables | {"DEMO_HOME": str(self.home), "DEMO_SERVE": "0"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def day_2(self) -> dict[str, dict[str, Any]]:
        """The sites as they are a day later, harvested and published; source → report."""
        with RegionServer(self.home / "region", 2):
            told = self.region.run_json("run", code=4)
        return {report["source_id"]: report for report in told["runs"]}

    def found_in(self, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
        """`talentfeed search` in a folder, by someone who set nothing."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith("TALENTFEED_")}
        command = [sys.executable, "-m", "cli.main", "search", *words]
        return subprocess.run(
            command, cwd=folder, env=plain | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
        )

    def partition(self) -> dict[str, str]:
        """Listing → opportunity."""
        return self.store.opportunities.memberships()

    def index(self) -> dict[str, str]:
        """Opportunity → its document in the index."""
        index, cursor = open_index(self.settings), None
        documents: dict[str, str] = {}
        while True:
            page = index.search(SearchRequest(limit=100, cursor=cursor))
            documents |= {hit.opportunity.id: hit.opportunity.model_dump_json() for hit in page.results}
            cursor = page.next_cursor
            if cursor is None:
                return documents

    def replay(self, since: int = 0) -> dict[str, str]:
        """What a portal holds that copied the change feed from `since`."""
        copy: dict[str, str] = {}
        while page := self.store.changes.page(since, 100):
            for change in page:
                if change.op is ChangeOp.UPSERT and change.opportunity:
                    copy[change.opportunity_id] = change.opportunity.model_dump_json()
                else:
                    copy.pop(change.opportunity_id, None)
            since = page[-1].sequence
        return copy


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    give_tables(tmp_path_factory, folder / "tables")
    made = Demo(folder / "home", folder / "tables")
    yield made
    made.store.close()


def row(printed: str, source: str) -> list[str]:
    """The cells of a source's row: fetched, new, changed, unchanged, rejected, gone, state, reason."""
    line = next(line for line in printed.splitlines() if source in line and "│" in line)
    return [cell.strip() for cell in line.split("│")[2:-1]]


def test_first_day(demo: Demo) -> None:
    printed = demo.make()
    states = re.findall(r"COMPLETE|PARTIAL|FAILED|QUARANTINED|CAPPED", printed)
    assert set(states) == {"COMPLETE"}
    truth = load_truth(demo.home / "region" / "truth", 1)
    assert len(truth) >= 600
    wrong = check_partition(truth, demo.partition())
    assert not [line for line in wrong if line.startswith("merged")]
    assert len(wrong) <= MOST_APART, "\n".join(wrong)
    assert demo.index() == demo.replay()
    rejected = {row_.key for row_ in demo.store.rejected.for_run(_run(demo, "five-towns-jobs"))}
    assert rejected, "broken records show up in the run's report"


def test_the_command_finds_in_the_folder_what_the_page_finds(demo: Demo, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "demo").symlink_to(demo.home)
    done = demo.found_in(tmp_path, "nurse", "--json")
    assert done.returncode == 0, done.stderr
    assert "TALENTFEED_HOME=var/demo talentfeed" in done.stderr
    found = json.loads(done.stdout)
    with TestClient(create_app(demo.settings)) as client:
        shown = html.document_fromstring(client.get("/?q=nurse").text)
    links = [link.get("href") for link in shown.cssselect(".results h3 a")]
    assert links
    assert links == [f"/opportunities/{hit['opportunity']['id']}" for hit in found["results"]]
    heading = html.tostring(shown.cssselect("#results")[0], method="text", encoding="unicode")
    assert heading.startswith(f"{found['total']} results for")


def test_second_time_nothing_changes(demo: Demo) -> None:
    before = demo.index()
    printed = demo.make(*ONE_WORKER)
    assert "Nothing changed since the last demo" in printed
    assert row(printed, "airewharfe-council-jobs")[1:3] == ["0", "0"]
    assert demo.index() == before


def test_ids_survive_everything(demo: Demo) -> None:
    partition, documents, last = demo.partition(), demo.index(), demo.store.changes.last_sequence()
    demo.region.run("resolve", "--full")
    assert demo.partition() == partition
    shutil.rmtree(demo.home / "index")
    demo.region.run("publish")
    assert demo.index() == documents
    archive = Archive(str(demo.home / "archive"))
    for path in source_files(demo.settings.config_dir):
        normalise(load_source(path, allow_loopback=True), demo.store, archive, mode="again")
    demo.region.run("resolve")
    demo.region.run("publish")
    assert demo.partition() == partition
    assert demo.index() == documents
    assert demo.store.changes.last_sequence() == last


def test_second_day(demo: Demo) -> None:
    before, open_before = demo.index(), _open(demo)
    reports = demo.day_2()
    down = reports["moor-and-mill-jobs"]
    assert (down["state"], down["reason"]) == ("FAILED", "HTTP_503")
    assert reports["caldercolne-council-jobs"]["state"] == "PARTIAL"
    still_open = _open(demo)
    for source in ("moor-and-mill-jobs", "caldercolne-council-jobs"):
        kept = {one for one in open_before if one.startswith(source)}
        assert kept <= still_open, "a source that is down or redesigned loses nothing"
    closed = demo.store.listings.get(open_before - still_open)
    assert {one.closed_reason for one in closed.values()} <= {"closing_date"}, "one absence closes nothing"
    wrong = check_partition(load_truth(demo.home / "region" / "truth", 2), demo.partition())
    assert not [line for line in wrong if line.startswith("merged")]
    assert demo.index() == demo.replay()
    assert demo.index() != before


def test_what_is_gone_twice_leaves(demo: Demo) -> None:
    vanished = {r.listing for r in load_truth(demo.home / "region" / "truth", 2) if r.status == "gone"}
    complete = {s.id for s in demo.store.sources.all() if _state(demo, s.id) is RunState.COMPLETE}
    vanished = {one for one in vanished if one.partition(":")[0] in complete} & _open(demo)
    assert vanished
    demo.day_2()
    assert not vanished & _open(demo)
    assert demo.index() == demo.replay()


def _open(demo: Demo) -> set[str]:
    return {stored.listing.id for stored in demo.store.listings.iterate(status="open")}


def _run(demo: Demo, source: str) -> str:
    report = demo.store.runs.latest(source)
    assert report is not None
    return report.id


def _state(demo: Demo, source: str) -> RunState:
    report = demo.store.runs.latest(source)
    assert report is not None
    return report.state
