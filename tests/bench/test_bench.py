"""The benchmarks run and say what they should. How fast, no test asks: a shared machine has no answer."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bench.data import LEAST, adverts, job_posting, listing, opportunity
from bench.figures import Figure, Outcome, at_least, print_table
from bench.registry import BENCHMARKS, NEEDS_ELASTICSEARCH
from bench.site import count, pages
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "bench", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)


def test_quick_benchmarks_print_a_table_and_write_json(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    done = run("source-files", "normalise", "--quick", "--output", str(output))
    assert done.returncode == 0, done.stderr
    assert "files/s" in done.stdout
    assert "listings/s" in done.stdout
    saved = json.loads(output.read_text(encoding="utf-8"))
    assert saved["quick"] is True
    assert {"at", "python", "processors", "versions", "load_after"} <= saved.keys()
    assert [one["benchmark"] for one in saved["benchmarks"]] == ["source-files", "normalise"]
    for benchmark in saved["benchmarks"]:
        assert not benchmark["failed"]
        assert not benchmark["skipped"]
        assert benchmark["figures"]
        for figure in benchmark["figures"]:
            assert figure["value"] > 0
            assert figure["unit"]
            assert figure["ratio"] is not None or figure["size"]
        assert benchmark["figures"][0]["peak_mb"] > 1


def test_the_dag_file_is_parsed(tmp_path: Path) -> None:
    done = run("dag-parse", "--quick", "--output", str(tmp_path / "bench.json"))
    assert done.returncode == 0, done.stderr
    [benchmark] = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))["benchmarks"]
    assert not benchmark["failed"], done.stderr
    assert len(benchmark["figures"]) == 2


def test_an_unknown_benchmark_is_refused_with_the_known_ones() -> None:
    done = run("crowl")
    assert done.returncode == 2
    assert "crowl" in done.stderr
    assert all(name in done.stderr for name in BENCHMARKS)
    assert set(BENCHMARKS) >= NEEDS_ELASTICSEARCH


def test_the_table_shows_what_was_missed_skipped_and_failed() -> None:
    out = StringIO()
    figures = (
        Figure("crawl", "620 pages", 1234.5, "pages/s", against="bare spider", peak_mb=90.1, **at_least(0.5, 0.7)),
        Figure("search", "9 searches", 0.01234, "ms"),
    )
    outcomes = [Outcome("crawl", figures), Outcome("publish", skipped="no server"), Outcome("x", failed="exit 1")]
    print_table(outcomes, Console(file=out, width=160))
    shown = out.getvalue()
    for part in (
        "1,234 pages/s",
        "0.50 × bare spider",
        "≥ 0.7",
        "NO",
        "0.0123 ms",
        "SKIPPED: no server",
        "FAILED: exit 1",
    ):
        assert part in shown


@pytest.mark.parametrize(("ratio", "met"), [(0.7, True), (0.69, False), (1.5, True)])
def test_a_target_is_met_from_its_value_on(ratio: float, met: bool) -> None:
    assert at_least(ratio, 0.7)["met"] is met


def test_made_up_adverts_are_the_same_every_time_and_some_repeat_others() -> None:
    first, second = list(adverts(400, seed=5)), list(adverts(400, seed=5))
    assert first == second
    assert first != list(adverts(400, seed=6))
    assert len({one.title for one in first}) > 200
    repeats = 400 - len({one.postcode for one in first})
    assert 15 < repeats < 80
    for made in first[:20]:
        assert LEAST - 500 < len(listing(made).description or "") < 3500
        assert opportunity(made).places[0].areas
        assert job_posting(made)["title"] == made.title


def test_the_site_has_the_pages_it_says() -> None:
    made = dict(pages(61))
    assert len(made) == count(61) == 64
    assert b"application/ld+json" in made["/job/0000000"]
    assert made["/jobs/0"].count(b'class="job"') == 30
