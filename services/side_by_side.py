"""Work on several sources at once, never on two that are asked of one host."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spiders.stop import Stop


@dataclass(frozen=True)
class Task:
    """`work` is given what tells it to end early; `hosts`: with whom it does not run together."""

    hosts: frozenset[Hashable]
    work: Callable[[Stop | None], None]


def run_side_by_side(tasks: Sequence[Task], workers: int) -> None:
    """Do all tasks, at most `workers` at once, begun in their order as far as their hosts are free.

    A task's exception ends all: what runs is told to stop, what waits is left out, and the exception goes on. So do
    SIGTERM and Ctrl-C.
    """
    if min(workers, len(tasks)) <= 1:
        for task in tasks:
            task.work(None)
        return
    from spiders.stop import Stop, sigterm_raises

    stop = Stop()
    waiting = _Waiting(tasks)
    threads = [
        threading.Thread(target=_work, args=(waiting, stop), name=f"worker {number}", daemon=True)
        for number in range(1, min(workers, len(tasks)) + 1)
    ]
    with sigterm_raises():
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        except BaseException:
            waiting.drop()
            stop.ask()
            for thread in threads:
                if thread.ident is not None:
                    thread.join()
            raise
    stop.close()
    if waiting.error is not None:
        raise waiting.error


class _Waiting:
    """Tasks that wait, and the hosts that are busy; for many threads."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._tasks = list(tasks)
        self._busy: set[Hashable] = set()
        self._changed = threading.Condition()
        self.error: BaseException | None = None

    def take(self) -> Task | None:
        """The first task whose hosts are free, as soon as there is one; None when none is left."""
        with self._changed:
            while self._tasks:
                for task in self._tasks:
                    if not task.hosts & self._busy:
                        self._tasks.remove(task)
                        self._busy |= task.hosts
                        return task
                self._changed.wait()
            return None

    def done(self, task: Task) -> None:
        """Its hosts are free."""
        with self._changed:
            self._busy -= task.hosts
            self._changed.notify_all()

    def drop(self, error: BaseException | None = None) -> None:
        """Nobody takes another; the first error is kept."""
        with self._changed:
            self.error = self.error or error
            self._tasks.clear()
            self._changed.notify_all()


def _work(waiting: _Waiting, stop: Stop) -> None:
    while (task := waiting.take()) is not None:
        try:
            task.work(stop)
        except BaseException as error:  # noqa: BLE001 - the thread that waits for all raises it
            waiting.drop(error)
            stop.ask()
        finally:
            waiting.done(task)
