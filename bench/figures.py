"""What a benchmark says, and the table of it."""

import json
import resource
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


class Skipped(Exception):
    """A benchmark that cannot run here; the message says why."""


@dataclass(frozen=True)
class Figure:
    """One measured number. `ratio` is to `against`, higher is better; `target` is in words, `met` its verdict."""

    name: str
    size: str
    value: float
    unit: str
    ratio: float | None = None
    against: str = ""
    target: str = ""
    met: bool | None = None
    peak_mb: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one benchmark: figures, or the reason why there are none."""

    benchmark: str
    figures: tuple[Figure, ...] = ()
    skipped: str = ""
    failed: str = ""
    seconds: float = 0.0


def at_least(ratio: float, target: float) -> dict[str, Any]:
    """`ratio`, `target` and `met` of a figure that must be at least `target` of another."""
    return {"ratio": ratio, "target": f"≥ {target:g}", "met": ratio >= target}


def at_most(value: float, target: float, unit: str) -> dict[str, Any]:
    """`target` and `met` of a figure that must not be more than `target`."""
    return {"target": f"≤ {target:g} {unit}", "met": value <= target}


def own_peak_mb() -> float:
    """The most memory this process ever held, MB (10⁶ bytes)."""
    return _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def children_peak_mb() -> float:
    """The most memory the biggest of the ended child processes ever held, MB (10⁶ bytes)."""
    return _megabytes(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def _megabytes(maxrss: int) -> float:
    return maxrss / 1_000_000 if sys.platform == "darwin" else maxrss * 1024 / 1_000_000


def number(value: float) -> str:
    """Three digits that matter, thousands apart."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def print_table(outcomes: Iterable[Outcome], console: Console) -> None:
    """One row a figure; what was skipped or failed has a row too."""
    table = Table("benchmark", "input", title="Talentfeed benchmarks")
    for heading in ("figure", "ratio", "target", "met?", "peak MB"):
        table.add_column(heading, justify="right" if heading in ("figure", "ratio", "peak MB") else "left")
    for outcome in outcomes:
        for figure in outcome.figures:
            table.add_row(*_cells(figure))
        if outcome.skipped:
            table.add_row(outcome.benchmark, f"SKIPPED: {outcome.skipped}", style="yellow")
        if outcome.failed:
            table.add_row(outcome.benchmark, f"FAILED: {outcome.failed}", style="red")
    console.print(table)


def _cells(figure: Figure) -> Sequence[str]:
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f} × {figure.against}".rstrip(" ×")
    met = "" if figure.met is None else ("yes" if figure.met else "NO")
    peak = "" if figure.peak_mb is None else number(figure.peak_mb)
    name = f"{figure.name} ({figure.note})" if figure.note else figure.name
    return name, figure.size, f"{number(figure.value)} {figure.unit}", ratio, figure.target, met, peak


def save(path: Path, about: dict[str, Any], outcomes: Iterable[Outcome]) -> None:
    """The same as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({**about, "benchmarks": [asdict(outcome) for outcome in outcomes]}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
