"""The states in which `calls.tsv` calls the command. Each begins with one source, harvested and published."""

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from records.listing import Pay
from tests.command import call as run_here
from tests.factories import make_opportunity, put_opportunities
from tests.integration.region import Region
from tests.spiders.conftest import OPEN_ROBOTS, detail_page, listing_page
from tests.spiders.server import Answer, WebServer

JOB = {"id": 1, "title": "Cook", "company_name": "Leeds Care Trust", "location": {"name": "Leeds, UK"}}
UNREADABLE = {"id": 2, "title": ""}
PAGES: dict[str, Any] = {
    "type": "selectors",
    "item": "li.job",
    "fields": {"title": "a"},
    "link": "a",
    "next": "a.next",
    "required": "ul.jobs",
    "detail": {"fields": {"title": "h1", "description": "p"}, "required": "h1"},
}


@dataclass(frozen=True)
class Called:
    """What a command left: its exit code and its two streams."""

    code: int
    out: str
    err: str


def call(region: Region, *arguments: str, stdin: str = "") -> Called:
    """The command in this process, as `talentfeed ARGUMENTS` would run it."""
    done = run_here(region.environment(), *arguments, stdin=stdin)
    return Called(done.returncode, done.stdout, done.stderr)


def board(*jobs: dict[str, Any]) -> str:
    """A Greenhouse board's answer."""
    listed = [{"absolute_url": f"https://jobs.example.org/{job['id']}", **job} for job in jobs]
    return json.dumps({"jobs": listed, "meta": {"total": len(listed)}})


def ordinary(region: Region, server: WebServer) -> None:
    """A board of one job and one record that cannot be read."""
    server.answers |= {"/robots.txt": OPEN_ROBOTS, "/board": Answer(board(JOB, UNREADABLE))}
    region.source("board", {"type": "greenhouse", "url": server.url("/board")})
    files = region.home / "files"
    files.mkdir(parents=True)
    (files / "good.json").write_text(board(JOB), "utf-8")
    (files / "cut.json").write_text('{"jobs": [{"id": 1, "title": "Cook"}, {"id"', "utf-8")
    (files / "junk.bin").write_bytes(b"\x00\x01 no format of anyone")
    (files / "listings.jsonl").write_text(call(region, "extract", str(files / "good.json")).out, "utf-8")
    (files / "not-listings.jsonl").write_text("{}\n", "utf-8")


@contextmanager
def _as_it_is(_region: Region, _server: WebServer) -> Iterator[None]:
    yield


@contextmanager
def _fresh(region: Region, _server: WebServer) -> Iterator[None]:
    """Nothing was ever harvested or published."""
    for path in region.home.iterdir():
        if path.name not in ("config", "files"):
            _remove(path)
    yield


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


@contextmanager
def _down(_region: Region, server: WebServer) -> Iterator[None]:
    server.answers["/board"] = Answer("no", 403)
    yield


@contextmanager
def _surge(_region: Region, server: WebServer) -> Iterator[None]:
    """Thirty other jobs: a gate holds the run back."""
    server.answers["/board"] = Answer(board(*({**JOB, "id": n, "title": f"Cook {n}"} for n in range(100, 130))))
    yield


@contextmanager
def _partial(region: Region, server: WebServer) -> Iterator[None]:
    """One of two pages is forbidden."""
    server.answers |= {
        "/robots.txt": Answer("User-agent: *\nDisallow: /private\n"),
        "/jobs": Answer(listing_page("/a", "/private/b")),
        "/a": Answer(detail_page("A")),
    }
    region.source("pages", {**PAGES, "url": server.url("/jobs")})
    yield


@contextmanager
def _capped(region: Region, server: WebServer) -> Iterator[None]:
    """More pages than may be asked for."""
    server.answers |= {"/jobs": Answer(listing_page("/a", "/b", "/c"))}
    server.answers |= {f"/{name}": Answer(detail_page(name)) for name in "abc"}
    politeness = {"delay_seconds": 0, "timeout_seconds": 300, "max_pages": 2}
    region.source("pages", {**PAGES, "url": server.url("/jobs")}, politeness=politeness)
    yield


@contextmanager
def _broken(region: Region, _server: WebServer) -> Iterator[None]:
    """A second source file without an address."""
    region.source("broken", {"type": "rss"})
    yield


@contextmanager
def _busy(region: Region, _server: WebServer) -> Iterator[None]:
    """Another process does each of these."""
    with region.store() as store, ExitStack() as held:
        for name in ("harvest:board", "resolve", "publish"):
            held.enter_context(store.leases.hold(name, ttl_seconds=3600))
        yield


@contextmanager
def _refused(region: Region, _server: WebServer) -> Iterator[None]:
    """One opportunity that no index takes."""
    with region.store() as store:
        put_opportunities(store, make_opportunity(4, pay=Pay(annual_max=Decimal("1e30"))))
    yield


@contextmanager
def _emptied(region: Region, _server: WebServer) -> Iterator[None]:
    """Another, empty database beside the index that is full."""
    for path in region.home.glob("talentfeed.db*"):
        path.unlink()
    yield


@contextmanager
def _no_index(region: Region, _server: WebServer) -> Iterator[None]:
    region.index_url = "http://127.0.0.1:9"
    yield


@contextmanager
def _wrong_setting(region: Region, _server: WebServer) -> Iterator[None]:
    region.index_url = "ftp://nowhere"
    yield


@contextmanager
def _no_database(region: Region, _server: WebServer) -> Iterator[None]:
    text = region.home / "files" / "notes.txt"
    text.write_text("no database, and long enough to be seen as none. " * 20, "utf-8")
    region.database_url = f"sqlite:///{text}"
    yield


World = Callable[[Region, WebServer], contextlib.AbstractContextManager[None]]
WORLDS: dict[str, World] = {
    "ready": _as_it_is,
    "fresh": _fresh,
    "down": _down,
    "surge": _surge,
    "partial": _partial,
    "capped": _capped,
    "broken file": _broken,
    "busy": _busy,
    "refused": _refused,
    "emptied": _emptied,
    "no index": _no_index,
    "wrong setting": _wrong_setting,
    "no database": _no_database,
}
