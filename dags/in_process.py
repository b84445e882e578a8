"""Run the DAGs in this process, without a scheduler: Airflow's own `dag.test()`, one DAG after the other.

python -m dags.in_process [DAG_ID…]      default: every active harvest, then publish
python -m dags.in_process -              the ids come on stdin, one a line, while it runs
"""

import fcntl
import gc
import logging
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dags.local_airflow import DAGS_FOLDER, configure
from records.settings import load_settings

OnDag = Callable[[str, str], None]


@dataclass(frozen=True)
class DagResult:
    """How one DAG run ended: Airflow's state, `success` or `failed`."""

    dag_id: str
    state: str


def run_dags(wanted: Iterable[str] = (), on_dag: OnDag | None = None) -> list[DagResult]:
    """Run these DAGs (default: active harvests, then publish) in order; a failed one does not stop the rest.

    `on_dag(dag_id, state)` is called with state `running` before and the outcome after each. Airflow's
    settings come from `local_airflow.configure`. RuntimeError if the DAG file does not load.
    """
    # Nearly all that Airflow makes stays: to look for garbage in it again and again takes a quarter of the time.
    gc.set_threshold(200_000, 20, 100)
    home = configure(load_settings(), quiet=True)
    dags = _load(home)
    if on_dag:
        on_dag("airflow", "ready")
    results = []
    for dag_id in _chosen(wanted, dags):
        if on_dag:
            on_dag(dag_id, "running")
        for task in dags[dag_id].tasks:
            task.retries = 0  # a person waits: five minutes of back-off would look like a hang
        run = dags[dag_id].test()
        results.append(DagResult(dag_id, str(run.state)))
        if on_dag:
            on_dag(dag_id, str(run.state))
    return results


def _chosen(wanted: Iterable[str], dags: dict[str, Any]) -> Iterator[str]:
    """The wanted ids as they come; where there are none, all scheduled harvests and then publish."""
    none = True
    for dag_id in wanted:
        none = False
        yield dag_id
    if none:
        yield from (i for i, dag in dags.items() if i.startswith("harvest__") and dag.timetable.can_be_scheduled)
        yield "publish"


def _load(home: Path) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Airflow's own deprecations are not this command's news
        from airflow.dag_processing.bundles.manager import DagBundlesManager
        from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db
        from airflow.utils import db

        from dags import tasks

        logging.getLogger("airflow").setLevel(logging.CRITICAL)
        with _alone(home / "sync.lock"):
            tasks.migrate()
            _migrate(db)
            DagBundlesManager().sync_bundles_to_db()  # type: ignore[no-untyped-call]
            bag = DagBag(str(DAGS_FOLDER))
            if bag.import_errors:
                raise RuntimeError("\n".join(bag.import_errors.values()))
            sync_bag_to_db(bag, "dags-folder", None)
    return dict(sorted(bag.dags.items()))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two processes that start together must not create Airflow's tables at once."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(db: Any) -> None:
    """Airflow's own tables; the check costs a tenth of the full initialisation."""
    try:
        db.check_migrations(0)
    except TimeoutError:
        db.initdb()


def main() -> None:
    """Run and say how each ended; exit 1 if one failed."""
    arguments = sys.argv[1:]
    wanted = (line.strip() for line in sys.stdin if line.strip()) if arguments == ["-"] else arguments
    results = run_dags(wanted, lambda dag_id, state: print(f"{dag_id}: {state}", flush=True))  # noqa: T201
    sys.exit(any(result.state != "success" for result in results))


if __name__ == "__main__":
    main()
