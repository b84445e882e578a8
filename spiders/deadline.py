"""Reading a page within a deadline: no selector or pattern of a source's config can hang a crawl.

Three lines of defence, because code written in C hears no signal while it works:
1. a timer of processor time interrupts Python code and `re`; the page gets a PAGE_TIMEOUT problem;
2. where that is not heard (XPath inside libxml2, which gives up the GIL), a watching thread calls
   `on_hang`, which is to end the process in order;
3. the parent process kills a child that has been silent for too long.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction

# Processor seconds: a listing page takes milliseconds; a catalogue of 20 MB is given 42 s.
BASE_SECONDS = 2.0
SECONDS_PER_MB = 2.0
# How much later than the timer the thread steps in, and how often it looks.
HANG_FACTOR, HANG_EXTRA, LOOK_SECONDS = 1.25, 0.5, 0.1
IDLE_LOOKS = 20  # without a page, until the watching thread ends

OnHang = Callable[[], None]
T = TypeVar("T")


class _OutOfTimeError(BaseException):
    """Not an Exception, so that a connector that forgives bad records does not forgive this."""


def allowance(size: int) -> float:
    """Processor seconds that reading a page of `size` bytes may take."""
    return BASE_SECONDS + SECONDS_PER_MB * size / 1_000_000


def page_timeout(page: Page) -> Extraction:
    """What a page that took too long to read gives."""
    message = (
        f"Reading this page of {len(page.body):,} bytes took more than {allowance(len(page.body)):.0f} s. "
        "A selector or pattern of the source's config is likely too costly: make it more specific."
    )
    return Extraction(problems=[Problem("PAGE_TIMEOUT", message, fatal=True)])


def read_page(connector: Connector[Any], page: Page, *, on_hang: OnHang | None = None) -> Extraction:
    """`connector.read(page)` within its allowance. Never raises for what stands on the page."""
    try:
        with _timer(allowance(len(page.body))), _watch(allowance(len(page.body)), on_hang):
            return connector.read(page)
    except _OutOfTimeError:
        return page_timeout(page)
    except Exception as error:  # noqa: BLE001 - a fault in reading one page must not lose the others
        message = f"Connector {connector.name} failed on this page ({type(error).__name__}: {error})."
        return Extraction(problems=[Problem("READ_FAILED", message[:500], fatal=True)])


def in_time(work: Callable[[], T], seconds: float) -> T | str:
    """What work gives that a run can do without; a text that says why, where it fails or takes longer than this."""
    try:
        with _timer(seconds):
            return work()
    except _OutOfTimeError:
        return f"it took more than {seconds:.0f} s of the processor"
    except Exception as error:  # noqa: BLE001 - it must not lose the run
        return f"{type(error).__name__}: {error}"


@contextmanager
def _timer(seconds: float) -> Iterator[None]:
    """Raise _OutOfTimeError after `seconds` of processor time; signals reach the main thread only."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def out_of_time(_signal: int, _frame: FrameType | None) -> None:
        raise _OutOfTimeError

    before = signal.signal(signal.SIGPROF, out_of_time)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class _Watcher:
    """One thread that looks now and then at the page being read; idle for a while, it ends itself.

    Not a thread for each page: to start and join one costs half a millisecond of waiting for the
    interpreter's lock, a tenth of what a whole page takes.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._page: tuple[float, OnHang] | None = None
        self._looks_left = 0
        self._running = False

    def begin(self, limit: float, on_hang: OnHang) -> None:
        """Call `on_hang` when the processor's time passes `limit` before `end`."""
        with self._lock:
            self._page, self._looks_left = (limit, on_hang), IDLE_LOOKS
            if self._running:
                return
            self._running = True
        threading.Thread(target=self._look, name="read-deadline", daemon=True).start()

    def end(self) -> None:
        """The page is read. Waits while `on_hang` is being called."""
        with self._lock:
            self._page = None

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            with self._lock:
                if self._page is not None:
                    limit, on_hang = self._page
                    if time.process_time() > limit:
                        self._page = None
                        on_hang()
                    continue
                self._looks_left -= 1
                if self._looks_left <= 0:
                    self._running = False
                    return


_WATCHER = _Watcher()


@contextmanager
def _watch(seconds: float, on_hang: OnHang | None) -> Iterator[None]:
    """Call `on_hang` from a thread when the body used up far more than `seconds` of processor time."""
    if on_hang is None:
        yield
        return
    _WATCHER.begin(time.process_time() + seconds * HANG_FACTOR + HANG_EXTRA, on_hang)
    try:
        yield
    finally:
        _WATCHER.end()
