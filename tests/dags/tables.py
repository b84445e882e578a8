"""Airflow's own tables, made once a run of the tests and copied: to make them takes longer than most DAG runs.

python -m tests.dags.tables    makes them, with the environment of a region, as `dags.in_process` does
"""

import gc
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from dags import in_process
from dags.local_airflow import configure
from records.settings import load_settings
from tests.integration.region import ROOT, Region
from tests.once import made_once
from tests.waiting import PATIENCE


def give_tables(factory: pytest.TempPathFactory, home: Path) -> None:
    """Put an empty metadata database where Airflow looks for it in this home."""
    made = made_once(factory, "airflow-tables", _make)
    (home / "airflow").mkdir(parents=True, exist_ok=True)
    shutil.copy(made / "airflow" / "airflow.db", home / "airflow")


def _make(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.dags.tables"],
        cwd=ROOT, env=Region(folder).environment(), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def main() -> None:
    """Make the tables."""
    gc.set_threshold(200_000, 20, 100)  # as `dags.in_process`
    configure(load_settings(), quiet=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from airflow.utils import db

        in_process._migrate(db)


if __name__ == "__main__":
    main()
