"""Processes that run Airflow's DAGs side by side: each takes the next DAG id when it is idle."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
OnState = Callable[[str, str], None]


class Worker:
    """One `python -m dags.in_process -`; it runs an id at a time."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._log = log.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dags.in_process", "-"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            bufsize=1,
        )
        self.log = log

    def wait_ready(self) -> None:
        """Until Airflow is imported and knows the DAGs; RuntimeError if it died."""
        self._until("airflow")

    def run(self, dag_id: str) -> str:
        """Run a DAG; its state."""
        assert self._process.stdin
        self._process.stdin.write(f"{dag_id}\n")
        self._process.stdin.flush()
        return self._until(dag_id)

    def close(self) -> None:
        """End of input ends it; a worker that hangs is ended."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            self._process.wait(timeout=20)
        self._log.close()

    def _until(self, dag_id: str) -> str:
        assert self._process.stdout
        for line in self._process.stdout:
            name, _, state = line.strip().partition(": ")
            if name == dag_id and state != "running":
                return state
        raise RuntimeError(f"Airflow ended early; its last words are in {self.log}")


class Workers:
    """A few workers; a context manager."""

    def __init__(self, count: int, environment: dict[str, str], logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        full = os.environ | environment
        self._workers = [Worker(full, logs / f"airflow-{n}.log") for n in range(count)]

    def __enter__(self) -> "Workers":
        """Wait until all are ready."""
        for worker in self._workers:
            worker.wait_ready()
        return self

    def __exit__(self, *_: object) -> None:
        """End them all."""
        for worker in self._workers:
            worker.close()

    def run(self, dag_ids: Sequence[str], on_state: OnState) -> dict[str, str]:
        """Run these DAGs, each once, on whichever worker is idle; id → state."""
        waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        for dag_id in dag_ids:
            waiting.put(dag_id)
        states: dict[str, str] = {}
        threads = [threading.Thread(target=_work, args=(worker, waiting, states, on_state)) for worker in self._workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        missing = set(dag_ids) - states.keys()
        if missing:
            raise RuntimeError(
                f"these DAGs did not end: {', '.join(sorted(missing))}; see {self._workers[0].log.parent}"
            )
        return states


def _work(worker: Worker, waiting: "queue.SimpleQueue[str]", states: dict[str, str], on_state: OnState) -> None:
    while True:
        try:
            dag_id = waiting.get_nowait()
        except queue.Empty:
            return
        on_state(dag_id, "running")
        try:
            states[dag_id] = worker.run(dag_id)
        except RuntimeError:
            return  # the missing state says it
        on_state(dag_id, states[dag_id])
