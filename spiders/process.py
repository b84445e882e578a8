"""Starting, hearing and ending a crawl's process: in a group of its own, of which nothing survives."""

import contextlib
import json
import os
import selectors
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from records.disk import disk_errors
from records.logs import relay
from records.settings import load_settings
from spiders.fork import CrawlProcess, CrawlServer, ServerEnded, crawl_server
from spiders.job import ERROR, LOG, PROGRESS, Job
from spiders.secrets import environment_of
from spiders.stop import Stop, Stopped, sigterm_raises

_LOOKS, _LOOK_SECONDS = 50, 0.1
OnProgress = Callable[[int, int | None, str], None]


@dataclass(frozen=True)
class Patience:
    """Seconds to wait: for any sign of life, for an ending in order, and beyond the source's own limit."""

    silence: float = 180.0
    ending: float = 5.0
    beyond: float = 30.0


@dataclass
class Ended:
    """How the process ended; whether the run did is for the manifest to say."""

    error_code: str = ""
    error_message: str = ""
    last_words: str = ""
    signals: list[str] = field(default_factory=list)


def run_child(job: Job, on_progress: OnProgress | None, patience: Patience, stop: Stop | None = None) -> Ended:
    """Run one crawl to its end, or till Stopped (SIGTERM, `stop`). Whatever is raised, no process of it is left."""
    with disk_errors("starting the crawl's process"):
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
    with errors, _scratch(job) as scratch:
        server, crawl = _start(job, errors)
        ended = Ended()
        try:
            with sigterm_raises():
                _hear(crawl, job, on_progress, patience, ended, stop, scratch)
        except BaseException:
            _end_in_order(crawl, patience)
            raise
        finally:
            server.end(crawl)
            errors.seek(max(0, errors.seek(0, os.SEEK_END) - 2000))
            ended.last_words = errors.read().decode("utf-8", "replace").strip()
        return ended


def _start(job: Job, errors: IO[bytes]) -> tuple[CrawlServer, CrawlProcess]:
    """A crawl, of a new server where the last was killed from outside."""
    connector = job.source.connector.type
    with contextlib.suppress(ServerEnded):
        server = crawl_server()
        return server, server.start(connector, errors)
    server = crawl_server()
    return server, server.start(connector, errors)


def _environment(job: Job) -> dict[str, str]:
    """What of our own settings a crawl needs: where operators' platforms are, and the secrets of its own platform.

    It goes to the crawl alone, over its stdin: the server that all crawls are forked from has no secret.
    """
    return {
        **environment_of(job.source.connector),
        "TALENTFEED_ALLOW_LOOPBACK": str(job.allow_loopback),
        "TALENTFEED_CONFIG_DIR": str(load_settings().config_dir.absolute()),
    }


@contextlib.contextmanager
def _scratch(job: Job) -> Iterator[dict[str, str]]:
    """Where the browser of a crawl keeps its profile: gone with the crawl, however that ended."""
    if getattr(job.source.connector, "render", None) is None:
        yield {}
        return
    with disk_errors("making a folder for the browser"):
        folder = tempfile.mkdtemp(prefix="talentfeed-browser-")
    try:
        yield {"TMPDIR": folder}
    finally:
        for _ in range(_LOOKS):  # a browser that was killed may write for a moment more
            shutil.rmtree(folder, ignore_errors=True)
            if not os.path.exists(folder):
                break
            time.sleep(_LOOK_SECONDS)


def _hear(  # noqa: PLR0913 - a crawl, how long to wait for it, and whom to tell
    crawl: CrawlProcess,
    job: Job,
    on_progress: OnProgress | None,
    patience: Patience,
    ended: Ended,
    stop: Stop | None,
    scratch: dict[str, str],
) -> None:
    """Pass progress on until the crawl closes its stdout, is silent for too long, or runs for too long."""
    with contextlib.suppress(BrokenPipeError):  # it died at once: its last words say why
        _write(
            crawl.stdin,
            json.dumps(_environment(job) | scratch).encode() + b"\n" + job.model_dump_json().encode() + b"\n",
        )
    deadline = time.monotonic() + job.source.politeness.max_minutes * 60 + patience.beyond
    for line in _lines(crawl, deadline, patience.silence, ended, stop):
        with contextlib.suppress(ValueError):
            said: dict[str, Any] = json.loads(line)
            if ERROR in said:
                ended.error_code, ended.error_message = said[ERROR]["code"], said[ERROR]["message"]
            if PROGRESS in said and on_progress:
                on_progress(*said[PROGRESS])
            if LOG in said:
                relay(said[LOG])


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _lines(
    crawl: CrawlProcess, deadline: float, silence: float, ended: Ended, stop: Stop | None = None
) -> Iterator[bytes]:
    buffer = b""
    with selectors.DefaultSelector() as selector:
        selector.register(crawl.stdout, selectors.EVENT_READ)
        if stop is not None:
            selector.register(stop, selectors.EVENT_READ)
        while True:
            left = min(silence, deadline - time.monotonic())
            ready = selector.select(left) if left > 0 else []
            if stop is not None and stop.asked:
                raise Stopped(128 + signal.SIGTERM)
            if not ready:
                ended.error_code = "TIMEOUT"
                ended.error_message = "The crawl gave no sign of life, or ran far beyond its time, and was ended."
                return
            chunk = os.read(crawl.stdout, 65536)
            if not chunk:
                return
            *lines, buffer = (buffer + chunk).split(b"\n")
            yield from lines


def _end_in_order(crawl: CrawlProcess, patience: Patience) -> None:
    """Let the crawl write its manifest: its stdout closes when it ends."""
    crawl.signal(signal.SIGTERM)
    for _line in _lines(crawl, time.monotonic() + patience.ending, patience.ending, Ended()):
        pass
