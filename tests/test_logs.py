"""The log: what the settings promise, on stderr alone, with run, source and stage, and without secrets."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from records.logs import hidden
from records.settings import Settings
from tests.command import call
from tests.integration.region import ROOT, Region
from tests.spiders.server import Answer, WebServer, serving

BOARD = {"jobs": [{"id": 1, "title": "Cook", "absolute_url": "https://jobs.example.org/1"}], "meta": {"total": 1}}
PROGRESS = re.compile(r"board: .* \d+( of \d+)?")
SECRET = "k3y-of-the-index-that-nobody-sees"


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving() as running:
        running.answers["/robots.txt"] = Answer("User-agent: *\nAllow: /\n")
        running.answers["/board"] = Answer(json.dumps(BOARD))
        yield running


@pytest.fixture
def region(tmp_path: Path, server: WebServer) -> Region:
    made = Region(tmp_path / "home")
    made.source("board", {"type": "greenhouse", "url": server.url("/board")})
    return made


def told(region: Region, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """A command of the region, with further settings, in this process."""
    given = {f"TALENTFEED_{name.upper()}": value for name, value in settings.items()}
    return call(region.environment() | given, *arguments)


def lines(text: str) -> list[dict[str, Any]]:
    """A JSON log, without the lines of progress that long work shows beside it."""
    return [json.loads(line) for line in text.splitlines() if not PROGRESS.fullmatch(line)]


def test_every_line_of_a_stage_names_stage_source_and_run(region: Region) -> None:
    done = told(region, "harvest", "board", "--json", log_format="json", log_level="info")
    assert done.returncode == 0, done.stderr
    [run] = json.loads(done.stdout)
    log = lines(done.stderr)
    crawled = [line for line in log if line.get("stage") == "crawl"]
    assert {"crawl", "normalise"} == {line.get("stage") for line in log}
    assert {(line["source"], line["run"]) for line in log} == {("board", run["id"])}
    assert any(line["logger"].startswith("scrapy") for line in crawled), "Scrapy's lines come out of its own process"
    [ended] = [line for line in log if line["event"] == "normalise ended"]
    assert (ended["state"], ended["fetched"], ended["new"], ended["level"]) == ("COMPLETE", 1, 1, "info")
    assert all(line["timestamp"].endswith("Z") for line in log)
    rest = lines(told(region, "run", "--json", log_format="json", log_level="info").stderr)
    assert {line["stage"] for line in rest if line["event"].endswith("ended")} == {
        "crawl", "normalise", "expire", "resolve", "publish",
    }  # fmt: skip


def test_format_and_level(region: Region) -> None:
    text = told(region, "harvest", "board", "--json", log_format="text", log_level="info").stderr
    assert "normalise ended" in text
    assert "stage=normalise" in text
    with pytest.raises(json.JSONDecodeError):
        lines(text)
    quiet = told(region, "harvest", "board", "--json", log_format="json").stderr
    assert lines(quiet) == [], "a command tells what is wrong only"
    assert lines(told(region, "harvest", "board", "--json", log_level="info").stderr), "auto: JSON where nobody watches"
    debug = lines(told(region, "harvest", "board", "--json", log_format="json", log_level="debug").stderr)
    assert any(line["level"] == "debug" and line["logger"].startswith("scrapy") for line in debug)
    assert lines(told(region, "harvest", "board", "--json", log_format="json", log_level="error").stderr) == []


@pytest.mark.parametrize(("name", "value"), [("log_format", "xml"), ("log_level", "loud")])
def test_a_wrong_setting_is_named_by_every_verb(region: Region, name: str, value: str) -> None:
    done = told(region, "runs", **{name: value})
    assert done.returncode == 2
    assert f"TALENTFEED_{name.upper()}" in done.stderr
    assert told(region, "runs", "--help", **{name: value}).returncode == 0, "help needs no settings"


def test_the_portal_and_uvicorn_write_the_same_log(region: Region) -> None:
    told(region, "db", "upgrade")
    env = region.environment() | {"TALENTFEED_LOG_FORMAT": "json"}
    portal = region.start("serve", "--port", "0", env=env)
    assert portal.stderr is not None
    log = []
    try:
        for line in portal.stderr:
            log.append(json.loads(line))
            if match := re.search(r"running on (http://\S+)", log[-1]["event"]):
                urllib.request.urlopen(f"{match[1]}/static/site.css", timeout=120).read()
            if log[-1]["logger"] == "uvicorn.access":
                break
    finally:
        portal.terminate()
        out, rest = portal.communicate(timeout=120)
    assert '"GET /static/site.css HTTP/1.1" 200' in log[-1]["event"]
    assert out == ""
    assert all(line["level"] == "info" for line in [*log, *lines(rest)])


SECRETS = f"""
import logging, sys
from records.logs import set_up
from records.settings import load_settings
set_up(load_settings(), service=True)
log = logging.getLogger("store.x")
log.info("url %s", "postgresql+psycopg://me:hunter22@db:5432/x")
log.info("key %s", "{SECRET}", extra={{"api_key": "abc", "headers": {{"Authorization": "ApiKey {SECRET}", "n": 1}}}})
log.info("name in its own way", extra={{"name": "kept", "levels": ["token=abcdef0123", 3]}})
try:
    password = "local-value-of-a-frame"
    raise RuntimeError("cannot open https://u:hunter22@host/")
except RuntimeError:
    log.exception("failed")
"""


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_secret_is_written(region: Region, form: str) -> None:
    env = region.environment() | {
        "TALENTFEED_LOG_FORMAT": form,
        "TALENTFEED_INDEX_API_KEY": SECRET,
        "TALENTFEED_DATABASE_URL": "postgresql+psycopg://me:hunter22@db:5432/x",
    }
    code = SECRETS.replace('extra={"name": "kept", ', "extra={")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    for secret in (SECRET, "hunter22", "local-value-of-a-frame\n", "abcdef0123"):
        assert secret not in done.stderr
    assert "RuntimeError: cannot open https://u:***@host/" in done.stderr
    assert "postgresql+psycopg://me:***@db:5432/x" in done.stderr


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://jobs.example.org/1?page=2", "https://jobs.example.org/1?page=2"),
        ("https://x.org/?api_key=abc123&page=2", "https://x.org/?api_key=***&page=2"),
        ("Authorization: Bearer abc.def.ghi", "Authorization: Bearer ***"),
        ("redis://:secret1@host", "redis://:***@host"),
        ("a token of the crowd", "a token of the crowd"),
        ('{"password": "x y"}', '{"password": "*** y"}'),
    ],
)
def test_what_looks_like_a_secret(text: str, shown: str) -> None:
    assert hidden(text) == shown


AIRFLOW = """
import logging, sys
from airflow.sdk._shared.logging import structlog as theirs
theirs.configure_logging(json_output=True, log_level="INFO", output=sys.stdout.buffer)
from records import logs
from records.settings import load_settings
logs.set_up_in_task(load_settings())
logs.set_up_in_task(load_settings())

class Source:
    id = "board"

@logs.logged("normalise")
def stage(source, *, run_id):
    logging.getLogger("normalise.stage").info("read %s", "postgresql://me:hunter22@db/x", extra={"rows": 3})
    logging.getLogger("normalise.stage").debug("detail")
    return 7

stage(Source(), run_id="01J")
"""


def test_in_an_airflow_task_the_lines_are_airflows_with_our_context(region: Region) -> None:
    env = region.environment() | {"AIRFLOW_HOME": str(region.home / "airflow")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", AIRFLOW],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    log = [line for line in lines(done.stdout) if str(line.get("logger", "")).startswith(("normalise", "__main__"))]
    assert log, done.stdout
    assert {(line["stage"], line["source"], line["run"]) for line in log} == {("normalise", "board", "01J")}
    assert "hunter22" not in done.stdout


def test_every_room_is_asked() -> None:
    """A room whose lines are not asked for would be silent at `info`."""
    from records import logs

    rooms = {folder.parent.name for folder in Path(logs.__file__).parents[1].glob("*/__init__.py")}
    beside = {"bench", "dags", "deploy", "docs", "examples", "tests", "tools"}
    assert len(rooms - beside) >= 10
    assert rooms - beside <= set(logs._ASKED)


def test_levels_of_services_and_commands() -> None:
    from records.logs import _level

    assert _level(Settings(), service=True) == "info"
    assert _level(Settings(), service=False) == "warning"
    assert _level(Settings(log_level="debug"), service=True) == "debug"
