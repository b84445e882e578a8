"""Starting, hearing and ending a crawl's process: in a group of its own, of which nothing survives."""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from spiders.job import ERROR, PROGRESS, Job

OnProgress = Callable[[int, int | None, str], None]
_PACKAGE_PARENT = Path(__file__).parents[2]


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


class Stopped(SystemExit):
    """SIGTERM came while a crawl was under way; as an exception, so that the crawl is ended in order."""


def run_child(job: Job, on_progress: OnProgress | None, patience: Patience) -> Ended:
    """Run one crawl to its end. Whatever is raised here, no process of the group is left."""
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "spiders.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
            env=_environment(),
        )
        ended = Ended()
        try:
            with _sigterm_raises():
                _hear(child, job, on_progress, patience, ended)
        except BaseException:
            _end_in_order(child, patience)
            raise
        finally:
            _kill_group(child)
            errors.seek(max(0, errors.seek(0, os.SEEK_END) - 2000))
            ended.last_words = errors.read().decode("utf-8", "replace").strip()
        return ended


def _environment() -> dict[str, str]:
    """Ours without our own settings: a process that reads strangers' pages needs no key of the index."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TALENTFEED_")}
    paths = [str(_PACKAGE_PARENT), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}


def _hear(
    child: "subprocess.Popen[bytes]", job: Job, on_progress: OnProgress | None, patience: Patience, ended: Ended
) -> None:
    """Pass progress on until the child closes its stdout, is silent for too long, or runs for too long."""
    assert child.stdin is not None
    with contextlib.suppress(BrokenPipeError):  # it died at once: its last words say why
        child.stdin.write(job.model_dump_json().encode() + b"\n")
        child.stdin.flush()
    deadline = time.monotonic() + job.source.politeness.max_minutes * 60 + patience.beyond
    for line in _lines(child, deadline, patience.silence, ended):
        with contextlib.suppress(ValueError):
            said: dict[str, Any] = json.loads(line)
            if ERROR in said:
                ended.error_code, ended.error_message = said[ERROR]["code"], said[ERROR]["message"]
            if PROGRESS in said and on_progress:
                on_progress(*said[PROGRESS])


def _lines(child: "subprocess.Popen[bytes]", deadline: float, silence: float, ended: Ended) -> Iterator[bytes]:
    assert child.stdout is not None
    buffer = b""
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            left = min(silence, deadline - time.monotonic())
            if left <= 0 or not selector.select(left):
                ended.error_code = "TIMEOUT"
                ended.error_message = "The crawl gave no sign of life, or ran far beyond its time, and was ended."
                return
            chunk = os.read(child.stdout.fileno(), 65536)
            if not chunk:
                return
            *lines, buffer = (buffer + chunk).split(b"\n")
            yield from lines


@contextlib.contextmanager
def _sigterm_raises() -> Iterator[None]:
    """Turn SIGTERM into an exception where nobody else handles it, so that the run is ended and saved."""
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Stopped(128 + signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _end_in_order(child: "subprocess.Popen[bytes]", patience: Patience) -> None:
    """Let the child write its manifest."""
    with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
        child.send_signal(signal.SIGTERM)
        child.wait(patience.ending)


def _kill_group(child: "subprocess.Popen[bytes]") -> None:
    """End whatever is left of the group, and take the child's place in the process table back."""
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    # Until the child is waited for, its id, which is the group's, is nobody else's.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
