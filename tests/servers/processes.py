"""A server process in a group of its own: started, asked to end, killed, and never left behind."""

import atexit
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.waiting import PATIENCE


def free_port() -> int:
    """A loopback TCP port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class ProcessGroup:
    """One command and all its children.

    Signals go to the whole group by its id: a launcher that is gone must not leave its server
    behind. The group is ended when the interpreter exits.
    """

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._log = log
        atexit.register(self.kill)

    @classmethod
    def start(cls, command: Sequence[str], *, env: Mapping[str, str], cwd: Path, log: Path) -> "ProcessGroup":
        with log.open("ab") as out:
            process = subprocess.Popen(
                command,
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(process, log)

    @property
    def pid(self) -> int:
        """Of the first process, which is also the id of the group."""
        return self._process.pid

    def running(self) -> bool:
        """Whether the first process still runs."""
        return self._process.poll() is None

    def log_tail(self, lines: int = 20) -> str:
        """The end of what the command printed."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self, grace: float = PATIENCE) -> None:
        """Ask the group to end; kill what is left of it after ``grace`` seconds."""
        self._signal(signal.SIGTERM)
        if not self._gone_within(grace):
            self._signal(signal.SIGKILL)
        self._reap()

    def kill(self) -> None:
        """End the group at once, as a power cut would."""
        self._signal(signal.SIGKILL)
        self._reap()

    def _reap(self) -> None:
        self._gone_within(PATIENCE)
        atexit.unregister(self.kill)

    def _signal(self, number: signal.Signals) -> None:
        if self._gone():
            return  # its id may belong to someone else by now
        os.killpg(self.pid, number)

    def _gone(self) -> bool:
        self._process.poll()  # a zombie leader would keep the group alive
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def _gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self._gone():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True
