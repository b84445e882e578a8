"""In a process of its own, because importing Airflow takes seconds: what the DAG file makes, as JSON.

python -m tests.dags.inspect_dags    with the environment of a region
"""

import gc
import json
import logging
import sys
import warnings
from typing import Any

from dags import in_process
from dags.local_airflow import DAGS_FOLDER, configure
from records.settings import load_settings


def main() -> None:
    gc.set_threshold(200_000, 20, 100)  # as `dags.in_process`
    configure(load_settings(), quiet=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from airflow.dag_processing.dagbag import DagBag
        from airflow.utils import db

        logging.getLogger("airflow").setLevel(logging.CRITICAL)
        in_process._migrate(db)
        bag = DagBag(str(DAGS_FOLDER))
        again = DagBag(str(DAGS_FOLDER))
    found = {
        "errors": bag.import_errors,
        "heavy": [
            name for name in ("scrapy", "tantivy", "elasticsearch", "extruct", "dateparser") if name in sys.modules
        ],
        "dags": {dag_id: _described(dag) for dag_id, dag in bag.dags.items()},
        "same_again": {i: _described(d) for i, d in bag.dags.items()}
        == {i: _described(d) for i, d in again.dags.items()},
    }
    sys.stdout.write(json.dumps(found))


def _described(dag: Any) -> dict[str, Any]:
    return {
        "tags": sorted(dag.tags),
        "scheduled": dag.timetable.can_be_scheduled,
        "schedule": str(getattr(dag.timetable, "expression", "")),
        "timezone": str(getattr(dag.timetable, "timezone", "")),
        "max_active_runs": dag.max_active_runs,
        "catchup": dag.catchup,
        "dagrun_timeout": dag.dagrun_timeout and dag.dagrun_timeout.total_seconds(),
        "doc": dag.doc_md or "",
        "tasks": [task.task_id for task in dag.topological_sort()],
        "retries": {task.task_id: task.retries for task in dag.tasks},
        "pauses": {task.task_id: task.retry_delay.total_seconds() for task in dag.tasks if task.retries},
        "limits": {
            task.task_id: task.execution_timeout and task.execution_timeout.total_seconds() for task in dag.tasks
        },
    }


if __name__ == "__main__":
    main()
