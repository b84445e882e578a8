"""Which process, on which machine: enough to say that the holder of a lease is dead."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Process:
    """A process. `machine` also names the boot and the process namespace, in which a pid means something."""

    machine: str
    pid: int
    started: str

    @property
    def name(self) -> str:
        """For people."""
        return f"process {self.pid} on {self.machine.partition('/')[0]}"

    def is_known_dead(self) -> bool:
        """True only when it is sure: this is its machine, and its pid is gone, or another's by now."""
        if self.machine != machine():
            return False
        state, started = _look(self.pid)
        if not state:
            return True
        # A zombie has ended; only its parent has not asked yet.
        return state == "Z" or bool(self.started and started and self.started != started)


def this_process() -> Process:
    """The process that asks."""
    pid = os.getpid()
    return Process(machine=machine(), pid=pid, started=_look(pid)[1])


def machine() -> str:
    """Host, boot and process namespace. Two containers may share a host name, and both have a pid 7."""
    return "/".join((socket.gethostname(), _read("/proc/sys/kernel/random/boot_id"), _namespace()))


def _look(pid: int) -> tuple[str, str]:
    """(state letter, start time) of a pid; the state is empty when there is none, `?` when it cannot be told."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return "", ""
    except OSError:
        return "?", ""
    # `pid (any name) state ppid …`: the name may hold spaces and brackets, so count from its end.
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return (fields[0], fields[19]) if len(fields) > 19 else ("?", "")


def _namespace() -> str:
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
