"""Serve a built example region on loopback, as its web servers would on day one or day two.

    python -m examples.server var/example [--day 1]

Each site has an address of its own (`sites.json`). While it runs, on any of them:

    POST /__day?n=2      from now on the second day
    GET  /__requests     every request since the start or the last reset, as JSON
    POST /__reset        forget them
"""

import argparse
import gzip
import hashlib
import json
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml",
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/json",
    ".csv": "text/csv",
    ".txt": "text/plain; charset=utf-8",
}
_GZIP_FROM = 600
_RETRY_AFTER = "1"
_DAYS = (1, 2)


@dataclass(frozen=True)
class Answer:
    """One response; `body` before compression."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Asked:
    """One request, as it was answered."""

    site: str
    path: str
    day: int
    status: int


@dataclass
class Region:
    """A built region on the day that is being played."""

    folder: Path
    day: int = 1
    asked: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read what was built; SystemExit where nothing was."""
        try:
            meta = json.loads((self.folder / "sites.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            message = f"{self.folder} holds no built region: run `python -m examples.region.build --out {self.folder}`"
            raise SystemExit(message) from None
        self.sites: dict[str, str] = meta["sites"]
        self.down: dict[str, list[str]] = meta["down"]
        today = datetime.fromisoformat(meta["today"]).replace(tzinfo=UTC)
        # The files' dates: what stayed the same keeps the date of the first day.
        self._written = {day: format_datetime(today - timedelta(days=3 - day), usegmt=True) for day in _DAYS}

    def answer(self, site: str, target: str, headers: Mapping[str, str]) -> Answer:
        """What `site` answers to a GET of `target` (path and query) on the day that is being played."""
        found = self._answer(site, target, headers)
        self.asked.append(Asked(site, target, self.day, found.status))
        return found

    def _answer(self, site: str, target: str, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(target)
        if site in self.down.get(str(self.day), []) and parts.path != "/robots.txt":
            return Answer(503, {"Retry-After": _RETRY_AFTER, "Content-Type": "text/plain"}, b"down for maintenance\n")
        path = self._file(site, parts.path, parse_qs(parts.query).get("page", ["1"])[0], self.day)
        if path is None:
            return Answer(404, {"Content-Type": "text/html; charset=utf-8"}, b"<!DOCTYPE html><h1>Not found</h1>\n")
        body = path.read_bytes()
        mark = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        modified = self._written[self._since(site, path, body)]
        fields = {
            "ETag": mark,
            "Last-Modified": modified,
            "Content-Type": _TYPES[path.suffix],
            "Vary": "Accept-Encoding",
        }
        asked = headers.get("If-None-Match")
        unchanged = mark in asked if asked else headers.get("If-Modified-Since") == modified
        return Answer(304, fields) if unchanged else Answer(200, fields, body)

    def _file(self, site: str, path: str, number: str, day: int) -> Path | None:
        """The file behind a path: itself, with an ending, or part `number` of it."""
        root = (self.folder / f"day{day}" / site).resolve()
        wanted = root / (path.strip("/") or "index.html")
        endings = ("", ".html", ".json", f"@{number}.html", f"@{number}.xml")
        for candidate in (wanted.with_name(wanted.name + ending) for ending in endings):
            if candidate.resolve().is_relative_to(root) and candidate.is_file():
                return candidate
        return None

    def _since(self, site: str, path: Path, body: bytes) -> int:
        if self.day == 1:
            return 1
        before = self.folder / "day1" / site / path.relative_to((self.folder / "day2" / site).resolve())
        return 1 if before.is_file() and before.read_bytes() == body else 2


class _Handler(BaseHTTPRequestHandler):
    """Answers for one site; the server class carries the region and the site's id."""

    protocol_version = "HTTP/1.1"
    server: "_SiteServer"

    def do_GET(self) -> None:
        """A page of the site, or the list of requests."""
        if urlsplit(self.path).path == "/__requests":
            asked = [vars(one) for one in self.server.region.asked]
            self._send(Answer(200, {"Content-Type": "application/json"}, json.dumps(asked).encode()))
            return
        self._send(self.server.region.answer(self.server.site, self.path, dict(self.headers)))

    def do_HEAD(self) -> None:
        """The same without the body."""
        self.do_GET()

    def do_POST(self) -> None:
        """The day and the list of requests."""
        parts = urlsplit(self.path)
        region = self.server.region
        number = parse_qs(parts.query).get("n", [""])[0]
        if parts.path == "/__reset":
            region.asked.clear()
        elif parts.path == "/__day" and number in map(str, _DAYS):
            region.day = int(number)
        else:
            self._send(Answer(400, {"Content-Type": "text/plain"}, b"POST /__day?n=1, /__day?n=2 or /__reset\n"))
            return
        self._send(Answer(200, {"Content-Type": "application/json"}, json.dumps({"day": region.day}).encode()))

    def _send(self, answer: Answer) -> None:
        body = answer.body
        headers = dict(answer.headers)
        if len(body) >= _GZIP_FROM and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self.send_response(answer.status)
        for name, value in headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and answer.status != 304:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: `/__requests` tells what was asked."""


class _SiteServer(ThreadingHTTPServer):
    daemon_threads = True
    # Two demos at once would serve each other's pages.
    allow_reuse_port = False

    def __init__(self, region: Region, site: str, host: str, port: int) -> None:
        self.region, self.site = region, site
        super().__init__((host, port), _Handler)


class RegionServer:
    """All sites of a region, each at its address; a context manager."""

    def __init__(self, folder: Path, day: int = 1) -> None:
        self.region = Region(folder, day)
        self._servers: list[_SiteServer] = []

    def __enter__(self) -> "RegionServer":
        """Listen on every address; SystemExit says which one is taken."""
        for site, base in self.region.sites.items():
            parts = urlsplit(base)
            try:
                server = _SiteServer(self.region, site, str(parts.hostname), int(parts.port or 80))
            except OSError as error:
                self.__exit__()
                message = f"cannot listen on {base}: {error.strerror}. Build the region for another --port, or (macOS)"
                raise SystemExit(f"{message} with --one-host.") from None
            self._servers.append(server)
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._servers.clear()


def free_port(hosts: list[str]) -> int:
    """A port that is free on all of `hosts` now."""
    for _ in range(50):
        with socket.socket() as probe:
            probe.bind((hosts[0], 0))
            port = int(probe.getsockname()[1])
        if all(is_free(host, port) for host in hosts):
            return port
    raise OSError(f"no port is free on all of {', '.join(hosts)}")


def is_free(host: str, port: int) -> bool:
    """Whether one can listen there now."""
    with socket.socket() as probe:
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def main(arguments: list[str] | None = None) -> int:
    """Command line: serve until interrupted."""
    parser = argparse.ArgumentParser(description="Serve a built example region on loopback.")
    parser.add_argument("folder", type=Path, nargs="?", default=Path("var/example"))
    parser.add_argument("--day", type=int, choices=_DAYS, default=1)
    options = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with RegionServer(options.folder, options.day) as server:
        for site, base in server.region.sites.items():
            print(f"{base}  {site}")
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
