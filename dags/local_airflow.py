"""Airflow's settings on one machine: its own folder, its own SQLite, our DAGs, no examples."""

import os
from pathlib import Path

from records.settings import Settings

DAGS_FOLDER = Path(__file__).parent


def configure(settings: Settings, *, quiet: bool) -> Path:
    """Set the environment that Airflow reads on import; its folder. Call before importing Airflow."""
    home = (settings.home / "airflow").absolute()
    home.mkdir(parents=True, exist_ok=True)
    wanted = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS_FOLDER),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        # Airflow's own 32 worker processes are for a server.
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        # The DAG file imports `dags.tasks`, as from a checkout.
        "PYTHONPATH": os.pathsep.join(filter(None, [str(DAGS_FOLDER.parent), os.environ.get("PYTHONPATH")])),
    }
    if quiet:
        # A failed task's traceback ends in our own one-line reason, which the run's report shows.
        wanted["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "CRITICAL"
    for name, value in wanted.items():
        os.environ.setdefault(name, value)
    # Airflow changes folders; relative settings would move with it.
    os.environ["TALENTFEED_HOME"] = str(settings.home.absolute())
    os.environ["TALENTFEED_CONFIG_DIR"] = str(settings.config_dir.absolute())
    return home
