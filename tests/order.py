"""The order in which several workers take the files: the longest first, so that all end together.

`durations.tsv` has the seconds that each file took, as measured on some machine; only their order counts. It is made
anew by `make test ARGS=--record-durations`. A file without a row is taken for one of ordinary length.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

FILE = Path(__file__).with_name("durations.tsv")
UNKNOWN_SECONDS = 5.0
_SECONDS = pytest.StashKey[Counter[str]]()


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a quarter of the time a worker waits for a server, a browser or a child.

    Each has servers of its own, so that more than four cost more memory than they save time.
    """
    return min((os.cpu_count() or 1) + 1, 4)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that measures."""
    parser.addoption("--record-durations", action="store_true", help="write tests/durations.tsv anew")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the files; the tests of a file stay together, in its order."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    place = {file: number for number, file in enumerate(longest_first({_file(item.nodeid) for item in items}))}
    items.sort(key=lambda item: place[_file(item.nodeid)])


def pytest_configure(config: pytest.Config) -> None:
    """Count from nothing."""
    config.stash[_SECONDS] = Counter()
    if config.getoption("--record-durations") and "PYTEST_XDIST_WORKER" not in os.environ:
        config.pluginmanager.register(_Recorder(config.stash[_SECONDS]))


class _Recorder:
    """Adds up what each file took, its fixtures included."""

    def __init__(self, seconds: "Counter[str]") -> None:
        self._seconds = seconds

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One part of one test."""
        self._seconds[_file(report.nodeid)] += report.duration  # type: ignore[assignment]

    def pytest_sessionfinish(self) -> None:
        """Write the table, the longest first."""
        with FILE.open("w", encoding="utf-8", newline="") as table:
            rows = csv.writer(table, delimiter="\t", lineterminator="\n")
            rows.writerow(("file", "seconds"))
            rows.writerows((file, f"{seconds:.1f}") for file, seconds in self._seconds.most_common() if seconds >= 0.5)


def longest_first(files: Iterable[str]) -> list[str]:
    """The files by what they took; those that took the same by name, so that all workers have one order."""
    known = recorded()
    return sorted(files, key=lambda file: (-known.get(file, UNKNOWN_SECONDS), file))


def recorded() -> dict[str, float]:
    """File → seconds."""
    with FILE.open(encoding="utf-8", newline="") as table:
        return {row["file"]: float(row["seconds"]) for row in csv.DictReader(table, delimiter="\t")}


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]
