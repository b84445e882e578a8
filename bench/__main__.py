"""`python -m bench [NAME…] [--quick]`: each benchmark in a process of its own, one table at the end."""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.figures import Figure, Outcome, Skipped, print_table, save
from bench.registry import BENCHMARKS, NEEDS_ELASTICSEARCH

OUTPUT = Path("var/bench.json")
LIBRARIES = ("scrapy", "apache-airflow", "elasticsearch", "tantivy", "SQLAlchemy", "pydantic", "rapidfuzz")
LIMIT_SECONDS = 900
# Told to the benchmarks: the server that runs for all of them, or why there is none.
SERVER, NO_SERVER = "ELASTICSEARCH_URL", "BENCH_NO_ELASTICSEARCH"


def main() -> int:
    """Run all or the named benchmarks; 1 when one of them failed (a missed target is no failure)."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure speed, as ratios of one run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: all of {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="small inputs: shows that it runs, not how fast")
    parser.add_argument("--output", type=Path, default=OUTPUT, help=f"where the figures go as JSON ({OUTPUT})")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in BENCHMARKS]:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    if options.one:
        return _one(options.names[0], quick=options.quick)
    outcomes, about = _all(options.names or list(BENCHMARKS), quick=options.quick), _about(quick=options.quick)
    print_table(outcomes, Console(width=None if sys.stdout.isatty() else 200))
    save(options.output, about | {"load_after": os.getloadavg()}, outcomes)
    return int(any(outcome.failed for outcome in outcomes))


def _about(*, quick: bool) -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": quick,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "versions": {name: version(name) for name in LIBRARIES},
    }


def _all(names: Sequence[str], *, quick: bool) -> list[Outcome]:
    outcomes = []
    with _elasticsearch(wanted=bool(NEEDS_ELASTICSEARCH & set(names))) as environment:
        for name in names:
            load = os.getloadavg()[0]
            sys.stderr.write(f"{name} (load {load:.1f}) …\n")
            outcomes.append(_in_process(name, environment, quick=quick))
    return outcomes


@contextmanager
def _elasticsearch(*, wanted: bool) -> Iterator[dict[str, str]]:
    """The environment for the benchmarks, with one server for all that need it."""
    if not wanted:
        yield dict(os.environ)
        return
    from tests.servers.elasticsearch_server import start_elasticsearch
    from tests.servers.errors import ServerUnavailable

    try:
        server = start_elasticsearch()
    except ServerUnavailable as error:
        sys.stderr.write(f"no Elasticsearch: {error}\n")
        yield {**os.environ, NO_SERVER: str(error)}
        return
    try:
        yield {**os.environ, SERVER: server.url}
    finally:
        server.close()


def _in_process(name: str, environment: dict[str, str], *, quick: bool) -> Outcome:
    if name in NEEDS_ELASTICSEARCH and NO_SERVER in environment:
        return Outcome(name, skipped=environment[NO_SERVER])
    command = [sys.executable, "-m", "bench", "--one", name, *(["--quick"] if quick else [])]
    start = time.perf_counter()
    try:
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, text=True, check=False, timeout=LIMIT_SECONDS
        )
    except subprocess.TimeoutExpired:
        return Outcome(name, failed=f"not done after {LIMIT_SECONDS} s")
    took = round(time.perf_counter() - start, 1)
    if done.returncode:
        return Outcome(name, failed=f"exit {done.returncode}; see above", seconds=took)
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    skipped = next((line["skipped"] for line in said if "skipped" in line), "")
    figures = tuple(Figure(**line) for line in said if "skipped" not in line)
    return Outcome(name, figures, skipped=skipped, seconds=took)


def _one(name: str, *, quick: bool) -> int:
    """One benchmark in this process: a line of JSON for each figure."""
    module, _, function = BENCHMARKS[name].partition(":")
    try:
        for figure in getattr(import_module(f"bench.{module}"), function)(quick=quick):
            sys.stdout.write(json.dumps(vars(figure)) + "\n")
            sys.stdout.flush()
    except Skipped as error:
        sys.stdout.write(json.dumps({"skipped": str(error)}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
