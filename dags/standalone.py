"""`make airflow`: scheduler, DAG processor, triggerer and UI on this machine, until Ctrl-C."""

import os
import socket
import sys

from dags.local_airflow import configure
from records.settings import load_settings

_FIRST_PORT = 8080


def free_port(first: int = _FIRST_PORT) -> int:
    """The first free port from `first` on."""
    for port in range(first, first + 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise SystemExit(f"no free port between {first} and {first + 99}: stop one of the servers there")


def main() -> None:
    """Set up and become `airflow standalone`."""
    from dags import tasks

    settings = load_settings()
    home = configure(settings, quiet=False)
    port = os.environ.setdefault("AIRFLOW__API__PORT", str(free_port()))
    os.environ.setdefault("AIRFLOW__CORE__EXECUTION_API_SERVER_URL", f"http://127.0.0.1:{port}/execution/")
    tasks.migrate()
    sys.stdout.write(f"Airflow's data: {home}\nAirflow's UI:   http://127.0.0.1:{port}  (Ctrl-C stops it)\n")
    sys.stdout.flush()
    programs = os.path.dirname(sys.executable)
    airflow = os.path.join(programs, "airflow")
    # Airflow starts its parts as `airflow …`, by name.
    os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", os.defpath)])
    os.execv(airflow, [airflow, "standalone"])  # noqa: S606  (this process becomes Airflow)


if __name__ == "__main__":
    main()
