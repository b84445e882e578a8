"""Our side of the server that crawls are forked from: started on first use, one a program."""

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

from spiders.server import ANSWER, END, REQUEST, START

_ROOT = Path(__file__).parents[1]


class ServerEnded(RuntimeError):
    """The server is gone; the message holds its last words."""


class CrawlProcess:
    """One crawl: its process id, which is its group's too, and our ends of its stdin and stdout."""

    def __init__(self, pid: int, stdin: int, stdout: int) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout

    def signal(self, number: int) -> None:
        """Send a signal to the crawl alone."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def close(self) -> None:
        """Close our ends of its pipes; it ends when it has not yet."""
        for end in (self.stdin, self.stdout):
            with contextlib.suppress(OSError):
                os.close(end)


class CrawlServer:
    """A running server, with the environment it was started in."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.owner = os.getpid()
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (open as long as the server)
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "spiders.server"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                start_new_session=True,
                env=environment,
            )
        self._socket = ours
        self._lock = threading.Lock()

    def start(self, connector: str, errors: IO[bytes]) -> CrawlProcess:
        """Fork a crawl whose stderr is `errors`; ServerEnded when the server is gone."""
        their_in, our_in = os.pipe()
        our_out, their_out = os.pipe()
        name = connector.encode()
        try:
            message = REQUEST.pack(START, len(name))
            pid = self._ask(message, (their_in, their_out, errors.fileno()), name)
        except ServerEnded:
            os.close(our_in)
            os.close(our_out)
            raise
        finally:
            os.close(their_in)
            os.close(their_out)
        return CrawlProcess(pid, our_in, our_out)

    def end(self, crawl: CrawlProcess) -> None:
        """Kill whatever is left of a crawl's group, and forget it."""
        crawl.close()
        try:
            self._ask(REQUEST.pack(END, crawl.pid))
        except ServerEnded:
            # It killed its crawls when it ended in order; when it was killed, they are left.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(crawl.pid, signal.SIGKILL)

    def alive(self) -> bool:
        """Whether it runs, and is this process's own: a fork of ours must not talk to it."""
        return self.owner == os.getpid() and self._process.poll() is None

    def close(self) -> None:
        """End it, and all its crawls with it."""
        if self.owner != os.getpid():
            return
        self._socket.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(30)
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def _ask(self, message: bytes, descriptors: tuple[int, ...] = (), name: bytes = b"") -> int:
        with self._lock:
            try:
                if descriptors:
                    socket.send_fds(self._socket, [message], descriptors)
                    self._socket.sendall(name)
                else:
                    self._socket.sendall(message)
                answer = self._socket.recv(ANSWER.size, socket.MSG_WAITALL)
            except OSError:
                answer = b""
        if len(answer) < ANSWER.size:
            raise ServerEnded(f"The process that starts crawls ended: {self._last_words()}")
        (number,) = ANSWER.unpack(answer)
        return int(number)

    def _last_words(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else "it left no message"


_current: CrawlServer | None = None
_starting = threading.Lock()


def crawl_server() -> CrawlServer:
    """The server of this process, in its present environment; a new one where the last does not serve."""
    global _current  # noqa: PLW0603  (one server a process is the point)
    environment = _environment()
    with _starting:
        if _current is None or not _current.alive() or _current.environment != environment:
            if _current is not None:
                _current.close()
            _current = CrawlServer(environment)
        return _current


def _environment() -> dict[str, str]:
    """Ours without our own settings: a process that reads strangers' pages needs no key of the index.

    Nor Airflow's, which hold the address of its database. Airflow notes each run in some of them, and pytest each test:
    a server that was started anew for each would import Scrapy for each.
    """
    left_out = ("TALENTFEED_", "AIRFLOW_", "__AIRFLOW_", "PYTEST_CURRENT_TEST")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    paths = [str(_ROOT), *filter(None, [kept.get("PYTHONPATH")])]
    # Nothing of ours is a plugin of pydantic's: to look for one reads what every distribution says of itself.
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "PYDANTIC_DISABLE_PLUGINS": "__all__"}


@atexit.register
def _close() -> None:
    if _current is not None:
        _current.close()
