"""A resolve ended by SIGKILL, wherever it is: the next one takes up what is left, and ends in the same partition."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dedupe.stage import resolve
from store import Store, open_store
from tests.dedupe.history import History
from tests.dedupe.labelled import listing_of
from tests.dedupe.near_misses import near_miss_set

ROOT = Path(__file__).parents[2]
# Resolves in transactions of a few listings, and says after each that it is done.
CHILD = """
import sys
from dedupe import stage
from store import open_store
stage.PER_TRANSACTION = 3
store = open_store(sys.argv[1])
stage.resolve(store, on_progress=lambda done, total, label: print(label, done, flush=True))
"""


def killed_after(url: str, lines: int, seconds: float) -> int:
    """Resolve in a process of its own; SIGKILL so long after so many transactions. Its exit code."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, url],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    try:
        seen = 0
        while seen < lines and (line := child.stdout.readline()):
            seen += line.startswith("writing")
        time.sleep(seconds)
    finally:
        child.kill()
        child.stdout.close()
        code = child.wait(timeout=30)
    return code


def partition_of(store: Store) -> dict[str, str]:
    return store.opportunities.memberships()


def filled(store: Store) -> History:
    history = History(store)
    history.run([listing_of(row) for row in near_miss_set(5, 14)])
    return history


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_time_and_run_again(seed: int, store: Store, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'undisturbed.db'}"
    undisturbed = open_store(url)
    undisturbed.upgrade()
    filled(undisturbed)
    resolve(undisturbed)
    history = filled(store)
    rng = random.Random(seed)
    codes = [
        killed_after(f"sqlite:///{tmp_path / 'talentfeed.db'}", rng.randint(1, 4), rng.random() * 0.008)
        for _ in range(2)
    ]
    assert -signal.SIGKILL in codes
    done = len(partition_of(store))
    assert 0 < done < store.listings.count()
    assert resolve(store).due == store.listings.count() - done
    assert store.listings.due_for_resolve() == []
    assert partition_of(store) == partition_of(undisturbed)
    report = resolve(store, full=True)
    assert (report.created, report.changed, report.redirected) == (0, 0, 0)
    assert {len(cluster) for cluster in history.clusters()} != {1}
    undisturbed.close()
