"""Start-up: `talentfeed --help` against Python importing the library that prints it."""

import subprocess
import sys
from collections.abc import Iterator

from bench.figures import Figure, at_most, children_peak_mb
from bench.timing import interleaved, ratio, typical

TARGET_SECONDS = 0.4


def run(*, quick: bool) -> Iterator[Figure]:
    """Seconds, the median of several starts."""
    took = interleaved(
        {
            "ours": lambda: _start("-m", "cli.main", "--help"),
            "typer": lambda: _start("-c", "import typer, rich.console"),
            "python": lambda: _start("-c", "pass"),
        },
        3 if quick else 15,
    )
    middle = typical(took, "ours")
    peak, note = children_peak_mb(), f"bare Python {typical(took, 'python'):.2f} s"
    against = "importing typer and rich"
    share = ratio(took, "ours", "typer")
    yield Figure(
        "talentfeed --help",
        "one start",
        middle,
        "s",
        share,
        against,
        peak_mb=peak,
        note=note,
        **at_most(middle, TARGET_SECONDS, "s"),
    )


def _start(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
