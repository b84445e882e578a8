"""A whole Airflow of a test's own: API server, DAG processor and scheduler, on loopback, on SQLite.

python -m tests.dags.scheduler COMMAND…    becomes `airflow COMMAND…`, set up as `make airflow` does
"""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.dags.tables import give_tables
from tests.integration.region import ROOT, Region

# The machine may be busy: this is for what hangs, not for what is slow.
PATIENCE_SECONDS = 900.0
LOOK_SECONDS = 0.5


class Airflow:
    """What runs; its answers."""

    def __init__(self, port: int, logs: Path) -> None:
        self._url, self._logs = f"http://127.0.0.1:{port}", logs
        self._client = httpx.Client(base_url=self._url, trust_env=False, timeout=PATIENCE_SECONDS)
        self._parts: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, environment: dict[str, str]) -> None:
        """All parts, the API first."""
        # A scheduler that starts tasks before the API is there to hear them would waste their tries.
        self._part("api-server", environment)
        self.until(self._signed_in, "the API answers")
        for name in ("dag-processor", "scheduler"):
            self._part(name, environment)

    def _part(self, name: str, environment: dict[str, str]) -> None:
        with (self._logs / f"{name}.log").open("wb") as log:
            self._parts[name] = subprocess.Popen(
                [sys.executable, "-m", "tests.dags.scheduler", name],
                cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def _signed_in(self) -> bool:
        try:
            answer = self._client.get("/auth/token")
        except httpx.TransportError:
            return False
        if answer.is_success:
            self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return answer.is_success

    def get(self, path: str) -> Any:
        """An answer of the API."""
        answer = self._client.get(f"/api/v2{path}", headers={"Accept": "application/json"})
        answer.raise_for_status()
        return answer.json()

    def dags(self) -> dict[str, dict[str, Any]]:
        """The DAGs that are on show, by id, each with its `tags`."""
        found = self.get("/dags?limit=100")["dags"]
        return {dag["dag_id"]: {**dag, "tags": {tag["name"] for tag in dag["tags"]}} for dag in found}

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        """A DAG's runs, the newest first."""
        found: list[dict[str, Any]] = self.get(f"/dags/{dag_id}/dagRuns?order_by=-run_after&limit=50")["dag_runs"]
        return found

    def task(self, dag_id: str, run_id: str, task_id: str = "crawl") -> dict[str, Any]:
        """How a task of a run is getting on."""
        found: dict[str, Any] = self.get(f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}")
        return found

    def log(self, dag_id: str, run_id: str, task_id: str = "crawl", attempt: int = 1) -> str:
        """What a task said."""
        return str(self.get(f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/logs/{attempt}"))

    def until(self, holds: Callable[[], Any], what: str) -> Any:
        """Wait for it, and give it back; AssertionError with the logs when a part died or patience ended."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not (found := holds()):
            dead = [name for name, part in self._parts.items() if part.poll() is not None]
            assert not dead, f"{what}: {dead} ended\n{self._last_words()}"
            assert time.monotonic() < end, f"{what}: not within {PATIENCE_SECONDS:.0f} s\n{self._last_words()}"
            time.sleep(LOOK_SECONDS)
        return found

    def _last_words(self) -> str:
        return "\n".join(
            f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}" for log in self._logs.glob("*.log")
        )

    def stop(self) -> None:
        """End all parts, each with its process group."""
        self._client.close()
        for part in reversed(self._parts.values()):
            _end(part, signal.SIGTERM)
        for part in self._parts.values():
            try:
                part.wait(30)
            except subprocess.TimeoutExpired:
                _end(part, signal.SIGKILL)
                part.wait(PATIENCE_SECONDS)
            # What the part had started must not outlive it.
            _end(part, signal.SIGKILL)


def _end(part: "subprocess.Popen[bytes]", how: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(part.pid, how)


@contextlib.contextmanager
def airflow(region: Region, factory: pytest.TempPathFactory, **settings: str) -> Iterator[Airflow]:
    """Airflow with the region's DAGs, for a while; `settings` are more variables."""
    from dags.standalone import free_port

    port = free_port(18080)
    environment = {**region.environment(), **_settings(port), **settings}
    with region.store():
        pass
    logs = region.home / "airflow-logs"
    logs.mkdir()
    give_tables(factory, region.home)
    running = Airflow(port, logs)
    try:
        running.start(environment)
        yield running
    finally:
        running.stop()


def _settings(port: int) -> dict[str, str]:
    return {
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": secrets.token_hex(32),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "300",
        "AIRFLOW__DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT": "300",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "5",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "900",
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "300",
    }


def main() -> None:
    """Become Airflow."""
    from dags.local_airflow import configure
    from records.settings import load_settings

    configure(load_settings(), quiet=False)
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])
    program = os.path.join(os.path.dirname(sys.executable), "airflow")
    os.execv(program, [program, *sys.argv[1:]])


if __name__ == "__main__":
    main()
