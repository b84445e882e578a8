"""What a person reads and what a program reads: tables, JSON, progress."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.progress import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from dedupe.stage import ResolveReport
    from records.run import RunReport
    from search_index.report import PublishReport

_SECONDS_BETWEEN_LINES = 10.0
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        max=32,
        help="How many sources at once, never two of one host; else as TALENTFEED_HARVEST_WORKERS says.",
    ),
]


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def print_line(text: str = "") -> None:
    """One plain line on stdout."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """One line for the person, on stderr: never in the way of a program that reads stdout."""
    sys.stderr.write(text + "\n")


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table; numbers stand right."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", header_style="bold")
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table)


RUN_COLUMNS = ("source", "fetched", "new", "changed", "unchanged", "rejected", "gone", "state", "reason")


def run_row(report: RunReport) -> tuple[object, ...]:
    """A run as a row of RUN_COLUMNS."""
    c = report.counts
    counts = (c.fetched, c.new, c.changed, c.unchanged, c.rejected, c.gone)
    state = f"{report.state.value}, not promoted" if report.waits else report.state.value
    return (report.source_id, *counts, state, report.reason)


def resolve_line(report: ResolveReport) -> str:
    """What a resolve did, in one line."""
    return (
        f"resolved {report.due} due listings: {report.created} opportunities new, {report.changed} changed, "
        f"{report.redirected} merged into others"
    )


def publish_line(report: PublishReport) -> str:
    """What a publish did, in one line."""
    total = sum(count.index for count in report.counts.values())
    state = "reconciled" if report.reconciled else f"NOT reconciled: {report.message}"
    dead = f", {report.dead_lettered} refused" if report.dead_lettered else ""
    done = f"{report.indexed} written, {report.deleted} removed{dead}"
    return f"published ({report.mode}): {done}; {total} in the index, {state}"


def publish_code(report: PublishReport) -> int:
    """Exit code: 8 where the index and the store differ or the index refused something."""
    return 0 if report.reconciled and not report.dead_lettered else 8


class _Lines:
    """Progress as log lines; work that is done within ten seconds stays quiet."""

    def __init__(self, work: str) -> None:
        self._work = work
        self._last = time.monotonic()

    def __call__(self, done: int, total: int | None, label: str) -> None:
        now = time.monotonic()
        if now - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = now
            note(f"{self._work}: {label} {done}" + (f" of {total}" if total else ""))


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere a plain line on stderr every ten seconds of long work."""
    if not sys.stderr.isatty():
        yield _Lines(label)
        return
    with _BARS.one(label) as update:
        yield update


class _Bars:
    """Bars of works that go on at the same time: a terminal has room for one display only, so they share it."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._display: Bars | None = None
        self._works = 0

    @contextmanager
    def one(self, work: str) -> Iterator[Progress]:
        """A bar as long as the work lasts."""
        with self._changing:
            self._works += 1
            if self._display is None:
                self._display = _display()
                self._display.start()
            display = self._display
        task = display.add_task(work, total=None)

        def update(done: int, total: int | None, label: str) -> None:
            shown = label if label == work else f"{work}: {label}"
            display.update(task, completed=done, total=total, description=shown)

        try:
            yield update
        finally:
            display.remove_task(task)
            with self._changing:
                self._works -= 1
                if not self._works:
                    display.stop()
                    self._display = None


_BARS = _Bars()


def _display() -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Display

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Display(*columns, console=Console(stderr=True), transient=True)
