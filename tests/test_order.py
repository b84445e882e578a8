"""The order of the files among several workers."""

from pathlib import Path

from tests.order import FILE, longest_first, recorded

ROOT = Path(__file__).parents[1]


def test_the_longest_go_first() -> None:
    longest, *_, shortest = recorded()
    assert longest_first([shortest, "tests/new_b.py", "tests/new_a.py", longest])[0] == longest
    assert longest_first(["tests/new_b.py", "tests/new_a.py"]) == ["tests/new_a.py", "tests/new_b.py"]


def test_every_row_is_a_file() -> None:
    """A row of a file that is gone says that the table is old: `make test ARGS=--record-durations`."""
    assert recorded()
    assert not [file for file in recorded() if not (ROOT / file).is_file()], FILE
