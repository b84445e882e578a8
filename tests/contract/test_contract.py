"""What other programs call stays: names, options, JSON and exit codes, and the change feed from its beginning.

A row of `commands.tsv`, `shapes.json` or `calls.tsv` is a promise. Rows are added by `python -m tests.contract`;
whoever takes one back breaks the callers, and says so in CHANGELOG.md.
"""

import csv
import json
import re
import shlex
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract import commands, shapes
from tests.contract.worlds import JOB, WORLDS, Called, board, call, ordinary
from tests.integration.region import Region
from tests.spiders.server import Answer, WebServer, serving
from tests.waiting import PATIENCE

CALLS = list(csv.DictReader((Path(__file__).parent / "calls.tsv").read_text("utf-8").splitlines(), delimiter="\t"))
VERBS = (
    "source list", "source check", "source try", "harvest", "extract", "resolve", "dedupe", "publish", "run", "search",
    "runs", "run-show", "serve",
)  # fmt: skip


def test_no_name_or_option_is_gone() -> None:
    now = {row.key: row for row in commands.today()}
    broken = [(*row.key, why) for row in commands.recorded() if (why := row.broken_by(now.get(row.key)))]
    assert not broken
    known = {row.key for row in commands.recorded()}
    assert not [key for key in now if key not in known], "new: record it with `python -m tests.contract`"
    asked = [row.key for row in now.values() if row.required and row.key not in known]
    assert not asked, "old calls do not give it"


@pytest.mark.parametrize("name", [model.__name__ for model in shapes.MODELS])
def test_no_key_or_type_is_gone(name: str) -> None:
    promised, today = shapes.recorded()["$defs"], shapes.today()
    assert not list(shapes.lost(promised[name], today[name], promised, today, name))


def test_every_verb_is_called_with_each_end() -> None:
    for verb in VERBS:
        codes = {int(row["exit"]) for row in CALLS if f"{row['call']} ".startswith(f"{verb} ")}
        assert codes >= ({2, 3} if verb == "serve" else {0, 2}), verb


@pytest.fixture(scope="module")
def publishers() -> Iterator[WebServer]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def made(publishers: WebServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a region whose one source was harvested and published."""
    region = Region(tmp_path_factory.mktemp("contract") / "home", now=datetime(2026, 3, 2, 9, tzinfo=UTC))
    ordinary(region, publishers)
    done = call(region, "run")
    assert done.code == 0, done
    return region.home


@pytest.fixture
def region(made: Path, publishers: WebServer, tmp_path: Path) -> Region:
    """A region of the test's own: a copy."""
    publishers.reset()
    home = tmp_path / "home"
    shutil.copytree(made, home)
    publishers.answers |= {"/robots.txt": Answer("User-agent: *\nAllow: /\n"), "/board": Answer(board(JOB))}
    return Region(home, now=datetime(2026, 3, 2, 10, tzinfo=UTC))


@pytest.mark.parametrize("row", CALLS, ids=[f"{row['world']}: {row['call']}" for row in CALLS])
def test_a_call(row: dict[str, str], region: Region, publishers: WebServer) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken, WORLDS[row["world"]](region, publishers):
        names = {"taken": str(taken.getsockname()[1]), **_names(region, row["call"])}
        done = call(region, *(word.format(**names) for word in shlex.split(row["call"])))
    assert done.code == int(row["exit"]), done
    assert "Traceback" not in done.out + done.err
    if row["error"] == "usage":
        assert done.err.startswith("Usage: ")
    elif row["error"]:
        assert done.err.startswith(f"{row['error']}: ")
    if row["prints"]:
        _assert_printed(done, row["prints"])


def _names(region: Region, wanted: str) -> dict[str, str]:
    """What a call's `{…}` stand for."""
    sources = region.home / "config" / "sources" / region.name
    names = {name: str(sources / f"{name}.yaml") for name in ("board", "broken")}
    names["files"] = str(region.home / "files")
    if "{run}" in wanted:
        with region.store() as store:
            names["run"] = store.runs.recent(None, 1)[0].id
    return names


def _assert_printed(done: Called, shape: str) -> None:
    if shape != "extract":
        shapes.assert_shape(json.loads(done.out), shape)
        return
    for line in done.out.splitlines():
        shapes.assert_shape(json.loads(line), "extract")
    for line in done.err.splitlines():
        shapes.assert_shape(json.loads(line), "extract rejected")


def test_the_table_of_clusters(region: Region) -> None:
    out = region.home / "clusters.csv"
    assert call(region, "dedupe", str(region.home / "files" / "listings.jsonl"), "--out", str(out)).code == 0
    assert out.read_text("utf-8").splitlines()[0].split(",")[:4] == ["listing_id", "opportunity_id", "score", "reason"]


def test_the_feed_from_its_beginning_is_the_index(region: Region, publishers: WebServer) -> None:
    """All current opportunities in the order of their numbers, each once; replayed they are what the index serves."""
    jobs = [{**JOB, "id": number, "title": title} for number, title in enumerate(_TITLES, start=1)]
    rounds = [
        jobs,
        [*jobs[:-1], {**JOB, "id": 99, "title": "Librarian"}],
        [{**jobs[0], "title": "Pastry cook"}, *jobs[1:-1]],
    ]
    for hour, some in enumerate([*rounds, rounds[-1]], start=11):
        publishers.answers["/board"] = Answer(board(*some))
        region.now = datetime(2026, 3, 2, hour, tzinfo=UTC)
        assert call(region, "run").code == 0
    with region.store() as store:
        current = {one.id for one in store.opportunities.iterate("open")}
    rows = _feed(region)
    sequences = [row["sequence"] for row in rows]
    assert sequences == sorted(set(sequences))
    assert len({row["opportunity_id"] for row in rows}) == len(rows)
    assert {row["opportunity_id"] for row in rows if row["op"] == "upsert"} == current
    assert {row["op"] for row in rows} > {"upsert"}, "what ended is told too"
    replayed: dict[str, Any] = {}
    for row in rows:
        if row["op"] == "upsert":
            replayed[row["opportunity_id"]] = row["opportunity"]
        else:
            replayed.pop(row["opportunity_id"], None)
    published = region.documents()
    assert {key: one["sequence"] for key, one in replayed.items()} == {k: o.sequence for k, o in published.items()}
    assert {one["title"] for one in replayed.values()} == {"Pastry cook", *_TITLES[1:-1]}


_TITLES = ("Cook", "Driver", "Nurse", "Gardener", "Welder", "Teacher")


def _feed(region: Region) -> list[dict[str, Any]]:
    """The changes after 0, page by page, as a portal asks for them."""
    from fastapi.testclient import TestClient

    from portal.app import create_app

    rows: list[dict[str, Any]] = []
    app = create_app(region.settings)
    with TestClient(app) as client:
        assert client.get("/v1/changes").json() == client.get("/v1/changes?since=0").json()
        page: dict[str, Any] = {"has_more": True, "next": 0}
        while page["has_more"]:
            page = client.get("/v1/changes", params={"since": page["next"], "limit": 2}).json()
            shapes.assert_shape(page, "changes", sparse=True)
            rows += page["changes"]
    app.state.portal.index.close()
    app.state.portal.store.close()
    return rows


def test_in_a_process_of_its_own(region: Region) -> None:
    """From outside: a call that reads, one that fails, and a portal that serves until it is ended."""
    shapes.assert_shape(json.loads(region.run_apart("runs", "--json").stdout), "runs")
    assert region.run_apart("run-show", "nothing", code=2).stderr.startswith("CONFIG_INVALID: ")
    with region.start("serve", "--port", "0") as portal:
        assert portal.stderr is not None
        try:
            address = next(
                found[0] for line in portal.stderr if (found := re.findall(r"running on (http://\S+)", line))
            )
            page = httpx.get(f"{address}/v1/changes?since=0", trust_env=False, timeout=PATIENCE).json()
        finally:
            portal.terminate()
            portal.stderr.read()
    shapes.assert_shape(page, "changes", sparse=True)
    assert [row["op"] for row in page["changes"]] == ["upsert"]
