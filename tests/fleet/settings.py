"""A case for every setting."""

import contextlib
import io
import json
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from typer.testing import CliRunner

from cli.main import app
from desk.app import create_app as create_desk
from portal.app import create_app
from records import logs
from records.errors import PublishError
from records.settings import Settings
from search_index.engine import open_index
from services.harvesting import harvest_all
from services.workspace import Workspace, all_sources
from store import Archive
from tests.fleet.case import Bench, Case
from tests.fleet.running import START, fresh, harvest, source, store_of
from tests.spiders.server import Answer
from tests.waiting import PATIENCE

NO_EFFECT = {
    "retry_delay_seconds": "only Airflow reads it: tests/dags/test_dags.py sees it on the tasks",
}


def _home(bench: Bench, name: str) -> Any:
    """Where the database is made that has no address of its own."""
    folder = fresh(bench)
    with store_of(Settings(home=folder / name)):
        return sorted(path.relative_to(folder).parts[0] for path in folder.rglob("*.db"))


def _database(bench: Bench, name: str) -> Any:
    folder = fresh(bench)
    with store_of(Settings(home=folder, database_url=f"sqlite:///{folder / name}")):
        return sorted(path.name for path in folder.glob("*.db"))


def _index(_bench: Bench, url: str) -> Any:
    index = open_index(Settings(index_url=url))
    try:
        return type(index).__name__
    finally:
        index.close()


def _archive(bench: Bench, name: str) -> Any:
    """Where a crawl's pages go."""
    folder = fresh(bench)
    archive = Archive(Settings(home=folder, archive_url=str(folder / name)).archive_url)
    archive.fs.makedirs(archive.root, exist_ok=True)
    return sorted(path.name for path in folder.iterdir())


def _keep_days(bench: Bench, days: int) -> Any:
    environment = {"TALENTFEED_HOME": str(fresh(bench)), "TALENTFEED_ARCHIVE_KEEP_DAYS": str(days)}
    done = CliRunner().invoke(app, ["retention", "--dry-run", "--json"], env=environment)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)["keep_days"]


def _config_dir(bench: Bench, name: str) -> Any:
    folder = fresh(bench)
    for region in ("one", "two"):
        _put_source(folder / region, f"of-{region}", "https://data.example.org/jobs.csv")
    found = all_sources(Settings(home=folder, config_dir=folder / name))
    return [path.name for path, _ in found]


def _loopback(bench: Bench, allowed: bool) -> Any:
    folder = fresh(bench)
    _put_source(folder, "local", "http://127.0.0.1:8000/jobs.csv")
    [(_, config)] = all_sources(Settings(home=folder, config_dir=folder, allow_loopback=allowed))
    return type(config).__name__


def _put_source(config_dir: Any, source_id: str, url: str, region: str = "testshire") -> None:
    path = config_dir / "sources" / region / f"{source_id}.yaml"
    path.parent.mkdir(parents=True)
    config = source({"type": "csv", "url": url}, {"id": source_id})
    path.write_text(config.model_dump_json(exclude_unset=True), encoding="utf-8")


def _asked(bench: Bench, **settings: str) -> Any:
    """What Elasticsearch is asked, and with which key."""
    bench.server.seen.clear()
    index = open_index(Settings.model_validate({"index_url": bench.server.url(), **settings}))
    with contextlib.suppress(PublishError):
        index.state()
    index.close()
    return {
        (seen.path, *(value for name, value in seen.headers.items() if name.casefold() == "authorization"))
        for seen in bench.server.seen
    }


def _now(_bench: Bench, now: Any) -> Any:
    return Settings(now=now).clock()


def _user_agent(bench: Bench, agent: str) -> Any:
    """Under which name a site is asked, robots.txt included."""
    bench.server.seen.clear()
    bench.server.answers["/board"] = Answer('{"jobs": [], "meta": {"total": 0}}')
    harvest(bench, source({"type": "greenhouse", "url": bench.server.url("/board")}), user_agent=agent)
    return {(seen.path, seen.headers["User-Agent"]) for seen in bench.server.seen}


def _workers(bench: Bench, workers: int) -> Any:
    """How many sources are harvested at the same moment: each waits until so many are."""
    together, most = threading.Barrier(workers, timeout=PATIENCE), [0]
    counting = threading.Lock()

    @contextlib.contextmanager
    def seen(_work: str) -> Iterator[Any]:
        with counting:
            running.append(True)
            most[0] = max(most[0], len(running))
        together.wait()
        yield lambda *_step: None
        with counting:
            running.pop()

    running: list[bool] = []
    settings = Settings(
        home=fresh(bench), config_dir=fresh(bench), allow_loopback=True, harvest_workers=workers,
        archive_url=str(fresh(bench)),
    )  # fmt: skip
    for number in (1, 2):
        _put_source(settings.config_dir, f"of-{number}", f"http://127.0.0.{number}:9/jobs.csv", region=f"{number}")
    with store_of(settings) as store:
        ws = Workspace(settings, store, Archive(settings.archive_url))
        harvest_all(ws, [], anyway=False, progress=seen)
    return most[0]


def _public_url(bench: Bench, url: str) -> Any:
    """The address that the portal tells robots."""
    settings = Settings(home=fresh(bench), public_url=url)
    with store_of(settings), TestClient(create_app(settings)) as client:
        return client.get("/robots.txt").text


def _desk_url(bench: Bench, url: str) -> Any:
    """The address of a link to sign in."""
    environment = {"TALENTFEED_HOME": str(fresh(bench)), "TALENTFEED_DESK_URL": url}
    done = CliRunner().invoke(app, ["desk", "invite", "Ada", "--role", "operator"], env=environment)
    assert done.exit_code == 0, done.output
    return done.stdout.partition("/signin/")[0]


def _identity_header(bench: Bench, header: str) -> Any:
    """Whether somebody is let in whom the proxy names."""
    settings = Settings(home=fresh(bench), desk_identity_header=header)
    with store_of(settings) as store:
        store.people.add("Ada", "operator", "", settings.clock(), "ada@example.org")
        ws = Workspace(settings, store, Archive(settings.archive_url))
        with TestClient(create_desk(ws), follow_redirects=False) as client:
            return client.get("/signin", headers={"X-User": "ada@example.org"}).status_code


def _log(bench: Bench, **settings: str) -> list[str]:
    """The lines of a command that tells something, and something that is wrong."""
    root = logging.getLogger()
    before = list(root.handlers), root.level
    written = io.StringIO()
    try:
        with contextlib.redirect_stderr(written):
            logs.set_up(Settings.model_validate(settings))
            log = logging.getLogger("store.fleet")
            log.info("told")
            log.warning("wrong")
    finally:
        root.handlers[:], level = before[0], before[1]
        root.setLevel(level)
    return written.getvalue().splitlines()


def _log_format(bench: Bench, wanted: str) -> Any:
    return [line.startswith("{") for line in _log(bench, log_format=wanted)]


def _log_level(bench: Bench, level: str) -> Any:
    return len(_log(bench, log_level=level, log_format="json"))


SETTINGS: dict[str, Case] = {
    "home": Case("a", "b", _home),
    "database_url": Case("a.db", "b.db", _database),
    "index_url": Case("tantivy:/nowhere", "http://127.0.0.1:9", _index),
    "archive_url": Case("a", "b", _archive),
    "archive_keep_days": Case(30, 0, _keep_days),
    "config_dir": Case("one", "two", _config_dir),
    "index_alias": Case("opportunities", "leeds", lambda bench, alias: _asked(bench, index_alias=alias)),
    "index_api_key": Case("", "a-key", lambda bench, key: _asked(bench, index_api_key=key)),
    "allow_loopback": Case(True, False, _loopback),
    "now": Case(START, START + timedelta(days=1), _now),
    "user_agent": Case("Talentfeed-test/1", "Talentfeed-test/2", _user_agent),
    "harvest_workers": Case(1, 2, _workers),
    "desk_identity_header": Case("", "X-User", _identity_header),
    "desk_url": Case("https://a.example.org", "https://b.example.org", _desk_url),
    "public_url": Case("https://a.example.org", "https://b.example.org", _public_url),
    "log_format": Case("text", "json", _log_format),
    "log_level": Case("info", "error", _log_level),
}
