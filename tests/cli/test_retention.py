"""`talentfeed retention`, and what other verbs say of a run whose raw pages are gone."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.test_commands import JOB, assert_one_line, board
from tests.integration.region import Region
from tests.spiders.server import Answer, serving


@pytest.fixture(scope="module")
def harvested_thrice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a region whose one source was harvested three times, each time other."""
    region = Region(tmp_path_factory.mktemp("retention") / "home")
    with serving() as server:
        server.answers["/robots.txt"] = Answer("User-agent: *\nAllow: /\n")
        region.source("board", {"type": "greenhouse", "url": server.url("/board")})
        for title in ("Cook", "Chef", "Head Chef"):
            server.answers["/board"] = Answer(board({**JOB, "title": title}))
            region.run("harvest", "board")
    return region.home


@pytest.fixture
def year(harvested_thrice: Path, tmp_path: Path) -> tuple[Region, list[str]]:
    """That region a hundred days later; the ids of its runs."""
    home = shutil.copytree(harvested_thrice, tmp_path / "home")
    region = Region(home, now=datetime.now(UTC) + timedelta(days=100))
    return region, region.archive().runs("board")


def test_dry_run_then_for_good(year: tuple[Region, list[str]]) -> None:
    region, (first, second, newest) = year
    size = region.archive().size("board", first)
    assert region.run_json("run-show", first)["raw_bytes"] == size
    assert f"{size:,} bytes in the archive" in region.run("run-show", first).stdout
    planned = region.run_json("retention", "--dry-run")
    assert (planned["keep_days"], planned["dry_run"]) == (90, True)
    shown = region.run("retention", "--dry-run").stdout
    assert "2 runs would go" in shown
    assert newest in shown, "what is kept longer is named, with the reason"
    assert region.archive().runs("board") == [first, second, newest]

    done = region.run_json("retention")
    [source] = done["sources"]
    assert source == planned["sources"][0]
    assert ([run["run_id"] for run in source["deleted"]], list(source["kept"])) == ([first, second], [newest])
    assert region.archive().runs("board") == [newest]
    assert "0 runs gone, 0 bytes" in region.run("retention").stdout

    told = region.run_json("run-show", first)
    assert (told["raw_bytes"], told["raw_deleted_at"] is None) == (None, False)
    assert "raw pages: deleted on" in region.run("run-show", first).stdout
    done_approving = region.run("approve", first, code=6)
    assert_one_line(done_approving, "RAW_DELETED")
    assert "talentfeed harvest board" in done_approving.stderr
    [again] = region.run_json("normalise", "board")
    assert (again["id"], again["promoted"]) == (newest, True), "what it reads is there"


def test_the_setting(year: tuple[Region, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    region, runs = year
    environment = region.environment()
    for days, left in (("0", runs), ("101", runs), ("99", runs[-1:])):
        monkeypatch.setattr(
            Region, "environment", lambda _self, days=days: environment | {"TALENTFEED_ARCHIVE_KEEP_DAYS": days}
        )
        assert json.loads(region.run("retention", "--json").stdout)["keep_days"] == int(days)
        assert region.archive().runs("board") == left
    monkeypatch.setattr(Region, "environment", lambda _self: environment | {"TALENTFEED_ARCHIVE_KEEP_DAYS": "-1"})
    wrong = region.run("retention", code=2)
    assert_one_line(wrong, "CONFIG_INVALID")
    assert "TALENTFEED_ARCHIVE_KEEP_DAYS" in wrong.stderr


def test_two_at_once_and_a_source_that_is_being_harvested(year: tuple[Region, list[str]]) -> None:
    region, runs = year
    with region.store() as store:
        with store.leases.hold("retention"):
            assert_one_line(region.run("retention", code=7), "BUSY")
        with store.leases.hold("harvest:board"):
            [source] = region.run_json("retention")["sources"]
    assert (source["code"], source["deleted"]) == ("BUSY", [])
    assert region.archive().runs("board") == runs


def test_another_database_deletes_nothing(year: tuple[Region, list[str]]) -> None:
    region, runs = year
    other = replace(region, database_url=f"sqlite:///{region.home}/other.db")
    assert_one_line_of(other.run("retention", code=6).stderr, "board: UNKNOWN_RUNS")
    assert region.archive().runs("board") == runs


def assert_one_line_of(text: str, beginning: str) -> None:
    [line] = text.strip().splitlines()
    assert line.startswith(beginning)
