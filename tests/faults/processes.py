"""Ending a command at a chosen moment, and seeing that nothing of it is left."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.waiting import PATIENCE, wait_until


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return _stat(pid)[0] not in ("Z", "X")
    except OSError:
        return False


def descendants(pid: int) -> set[int]:
    """All processes that come from `pid`."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            children.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
        except OSError:
            continue

    def below(parent: int) -> Iterator[int]:
        for child in children.get(parent, ()):
            yield child
            yield from below(child)

    return set(below(pid))


def kill(process: "subprocess.Popen[str]") -> None:
    """SIGKILL, as for want of memory: the command only. What it had started must end by itself."""
    family = descendants(process.pid)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    out, errors = process.communicate(timeout=PATIENCE)
    # On a slow machine it may have come to its end before it was seen to have got this far.
    assert process.returncode in (0, -signal.SIGKILL), f"exit {process.returncode}\n{out}\n{errors}"
    wait_until(lambda: not any(map(alive, family)), "the processes of a killed command end too")


def _stat(pid: int) -> list[str]:
    return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
