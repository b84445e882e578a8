"""A resolve ended by SIGKILL, wherever it is: the next one takes up what is left, and ends in the same partition."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dedupe.stage import resolve
from store import Store, open_store
from tests.dedupe.history import History
from tests.dedupe.labelled import listing_of
from tests.dedupe.near_misses import near_miss_set
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
# Resolves in transactions of a few listings; ends itself by SIGKILL before its n-th statement or commit.
CHILD = """
import os, signal, sys
import sqlalchemy as sa
from dedupe import stage
from store import open_store
stage.PER_TRANSACTION = 3
store = open_store(sys.argv[1])
left = int(sys.argv[2])
def count(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
sa.event.listen(store.database.engine, "before_cursor_execute", count)
sa.event.listen(store.database.engine, "commit", count)
stage.resolve(store)
print(int(sys.argv[2]) - left)
"""


def child(url: str, statements: int) -> "subprocess.CompletedProcess[str]":
    """Resolve in a process of its own, to its end or to that many statements; it prints how many it took."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", CHILD, url, str(statements)]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


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
    whole = int(child(url, 10**9).stdout)
    history = filled(store)
    rng = random.Random(seed)
    # The first half way at most, so that much is left; the second soon after its start.
    for statements in (rng.randint(whole // 4, whole // 2), rng.randint(1, whole // 3)):
        assert child(f"sqlite:///{tmp_path / 'talentfeed.db'}", statements).returncode == -signal.SIGKILL
    done = len(partition_of(store))
    assert 0 < done < store.listings.count()
    assert resolve(store).due == store.listings.count() - done
    assert store.listings.due_for_resolve() == []
    assert partition_of(store) == partition_of(undisturbed)
    report = resolve(store, full=True)
    assert (report.created, report.changed, report.redirected) == (0, 0, 0)
    assert {len(cluster) for cluster in history.clusters()} != {1}
    undisturbed.close()
