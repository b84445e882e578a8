"""The DAG file: parsed by Airflow with 2,000 sources, with no table of them yet, and with one."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, at_most, children_peak_mb
from bench.sources import write_sources
from bench.timing import interleaved, processor_seconds, typical
from dags.local_airflow import DAGS_FOLDER, configure
from records.settings import Settings

TARGET_SECONDS = 15
# As a DAG processor does it: a process of its own, importing Airflow included.
_PARSE = """
import sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1], collect_dags=False)
bag.process_file(sys.argv[1], only_if_updated=False)
assert not bag.import_errors, bag.import_errors
print(sum(name.startswith("harvest__") for name in bag.dags))
"""


def run(*, quick: bool) -> Iterator[Figure]:
    """Seconds for the whole file, Airflow's import included. (Its peak is the bigger of the two parses.)"""
    count, rounds = (50, 1) if quick else (2000, 2)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home", config_dir=Path(folder) / "config")
        write_sources(settings.config_dir, count)
        configure(settings, quiet=True)
        size = f"{count:,} sources"
        table = settings.home / "sources.json"
        _parse(count)  # unmeasured: modules compiled, Airflow's folder made

        def cold() -> None:
            table.unlink()
            _parse(count)

        works = {
            "cold": cold,
            "warm": lambda: _parse(count),
            "airflow": lambda: _python("import airflow.sdk, airflow.dag_processing.dagbag"),
        }
        times = interleaved(works, rounds)
    airflow = processor_seconds(times, "airflow")
    for name, kind in (("DAG file, no table yet", "cold"), ("DAG file, table there", "warm")):
        took = typical(times, kind)
        yield Figure(
            name,
            size,
            took,
            "s",
            peak_mb=children_peak_mb(),
            note=f"processor {processor_seconds(times, kind):.1f} s, of it Airflow's import {airflow:.1f} s",
            **at_most(took, TARGET_SECONDS, "s"),
        )


def _parse(count: int) -> None:
    found = int(_python(_PARSE, str(DAGS_FOLDER / "talentfeed_dags.py")).split()[-1])
    if found != count:
        raise RuntimeError(f"{count} sources gave {found} DAGs that harvest")


def _python(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, *arguments],
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
