"""A source from draft to retired, by `source status`: one line of its file changes, and what follows is told."""

from pathlib import Path

import pytest

from records.source_file import load_source
from records.vocabulary import SourceStatus
from services.source_life import set_status
from tests.cli.test_sources import board, put
from tests.integration.region import Region
from tests.spiders.server import Answer, WebServer, serving

COMMENTED = """# A source of the council.
id: leeds-jobs      # never changes
name: Leeds jobs
publisher:
  name: Leeds City Council
connector:
  type: rss
  url: https://www.example.gov.uk/jobs.rss
defaults:
  status_note: x
{status}licence: {{name: permission}}
"""


def write(region: Region, text: str) -> Path:
    path = region.config_dir / "sources" / "leeds" / "leeds-jobs.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("line", ["status: draft   # until Ann has looked\n", "status: 'draft'\n", ""])
def test_one_line_changes_and_no_other(region: Region, line: str, ending: str) -> None:
    text = COMMENTED.format(status=line).replace("  status_note: x\n", "  town: Leeds\n").replace("\n", ending)
    path = write(region, text)
    before = load_source(path)
    done = region.run("source", "status", "leeds-jobs", "paused")
    assert f"leeds-jobs is paused (was {before.status.value})" in done.stdout
    assert load_source(path) == before.model_copy(update={"status": SourceStatus.PAUSED})
    lines = path.read_bytes().decode().split(ending)
    kept = [one for one in text.split(ending) if not one.startswith("status")]
    assert [one for one in lines if not one.startswith("status")] == kept
    if "#" in line:
        assert "status: paused   # until Ann has looked" in lines


def test_json_and_mistakes(region: Region, server: WebServer) -> None:
    path = board(region, server, "trust", 1)
    set_status(region.settings, "trust", SourceStatus.RETIRED)
    assert load_source(path, allow_loopback=True).status is SourceStatus.RETIRED
    broken = write(region, COMMENTED.format(status="status: draft\n"))
    text = broken.read_text()
    assert "status_note" in region.run("source", "status", "leeds-jobs", "active", code=2).stderr
    assert broken.read_text() == text
    assert "there is no source nobody" in region.run("source", "status", "nobody", code=2).stderr
    assert region.run("source", "status", "trust", "asleep", code=2).stderr


def test_a_draft_is_fetched_only_when_somebody_says_so(region: Region, server: WebServer) -> None:
    board(region, server, "trust", 3, status="draft")
    done = region.run("harvest", "trust", code=2)
    assert "trust is a draft: nothing was harvested" in done.stderr
    assert "talentfeed source status trust active" in done.stderr
    region.run("run", code=None)
    assert server.paths() == []
    assert region.run_json("source", "list")[0]["status"] == "draft"
    assert "talentfeed source try" in region.run("source", "status", "trust").stdout
    told = region.run_json("source", "status", "trust", "active")
    assert (told["before"], told["status"]) == ("draft", "active")
    region.run("run")
    assert len(region.documents()) == 3


def test_a_draft_that_never_ran_goes_without_a_word(region: Region, server: WebServer) -> None:
    board(region, server, "trust", 3)
    draft = board(region, server, "draft", 3, 10, status="draft")
    region.run("run")
    assert "draft" in {row["source"] for row in region.run_json("source", "list")}
    region.run("runs")
    draft.unlink()
    assert "draft" not in {row["source"] for row in region.run_json("source", "list")}
    assert "its file is gone" not in region.run("run").stderr


def test_the_board_of_a_source_moves_to_another_address(region: Region, server: WebServer) -> None:
    board(region, server, "trust", 12)
    region.run("run")
    ids = set(region.documents())
    put(server, "/moved", [])
    moved = server.answers.pop("/trust")
    server.answers["/moved"] = moved
    region.source("trust", {"type": "greenhouse", "url": server.url("/moved")}, politeness={"delay_seconds": 0})
    [report] = region.run_json("run")["runs"]
    assert (report["state"], report["counts"]["unchanged"], report["counts"]["gone"]) == ("COMPLETE", 12, 0)
    assert set(region.documents()) == ids


def test_a_table_without_references_moves_to_another_host(region: Region, server: WebServer) -> None:
    """Its adverts are known by their addresses, which change with it: they are the same adverts all the same."""
    rows = [
        f'<tr><td><a href="/jobs/{n}">Post {n}</a></td><td>Leeds</td><td>{n}/01/2027</td></tr>' for n in range(1, 13)
    ]
    page = f"<table><tr><th>Job title</th><th>Location</th><th>Closing date</th></tr>{''.join(rows)}</table>"
    with serving(host="127.0.0.9") as other:
        for one in (server, other):
            one.answers |= {"/robots.txt": Answer("User-agent: *\nAllow: /\n"), "/jobs": Answer(page)}
        table = {"type": "table", "url": server.url("/jobs")}
        region.source("table", table, politeness={"delay_seconds": 0})
        region.run("run")
        ids = set(region.documents())
        table["url"] = other.url("/jobs")
        region.source("table", table, politeness={"delay_seconds": 0})
        [report] = region.run_json("run", code=5)["runs"]
        assert (report["state"], report["reason"]) == ("QUARANTINED", "LOSS"), "nobody said that they are the same"
        region.source("table", table, politeness={"delay_seconds": 0}, was_at=server.url("/"))
        for _ in range(2):
            [report] = region.run_json("run")["runs"]
            assert (report["state"], report["counts"]["new"], report["counts"]["gone"]) == ("COMPLETE", 0, 0)
    assert set(region.documents()) == ids
    assert {one.url.startswith("http://127.0.0.9") for one in region.documents().values() if one.url} == {True}
