"""In a process of its own, because importing Airflow takes seconds: what the DAG file makes, as JSON.

python -m tests.dags.inspect_dags    with the environment of a region
"""

import json
import logging
import sys
import warnings
from typing import Any

from dags.local_airflow import DAGS_FOLDER, configure
from records.settings import load_settings


def main() -> None:
    configure(load_settings(), quiet=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from airflow.dag_processing.dagbag import DagBag
        from airflow.utils import db

        logging.getLogger("airflow").setLevel(logging.CRITICAL)
        db.initdb()
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
        "tasks": [task.task_id for task in dag.topological_sort()],
        "retries": {task.task_id: task.retries for task in dag.tasks},
    }


if __name__ == "__main__":
    main()
