"""Ending crawls of other threads in order: signals reach the main thread alone."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class Stopped(SystemExit):
    """SIGTERM came while a crawl was under way; as an exception, so that the crawl is ended in order."""


class Stop:
    """Once asked for, every crawl that was given it ends as on SIGTERM: its run is saved, Stopped goes on."""

    def __init__(self) -> None:
        # The writing end is closed, never written to: then all who watch the reading end see it, at once and for good.
        self._reading, self._writing = os.pipe()
        self._asking = threading.Lock()
        self._asked = False

    @property
    def asked(self) -> bool:
        """Whether all is to end."""
        return self._asked

    def ask(self) -> None:
        """End all; may be called again."""
        with self._asking:
            if not self._asked:
                self._asked = True
                os.close(self._writing)

    def fileno(self) -> int:
        """Becomes readable when it is asked for."""
        return self._reading

    def close(self) -> None:
        """Let go of its descriptors, when nobody watches any more."""
        self.ask()
        os.close(self._reading)


@contextlib.contextmanager
def sigterm_raises() -> Iterator[None]:
    """Turn SIGTERM into Stopped where nobody else handles it; only in the main thread, as signals come there."""
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
