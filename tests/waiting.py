"""How long tests wait for what must come: no busy machine fails one. How fast things are, `bench/` says."""

import os
import time
from collections.abc import Callable

# Only what hangs takes so long. pytest's own limit (`timeout` in pyproject.toml) is twice as long. `make mutants`
# hangs often, on purpose, and waits less.
PATIENCE = float(os.environ.get("TALENTFEED_TEST_PATIENCE", "900"))
POLL_SECONDS = 0.005


def wait_until(holds: Callable[[], bool], what: str, *, meanwhile: Callable[[], bool] = lambda: True) -> bool:
    """Poll until `holds`; False when `meanwhile` ended first. AssertionError when patience ends."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if holds():
            return True
        if not meanwhile():
            return holds()
        time.sleep(POLL_SECONDS)
    raise AssertionError(f"not within {PATIENCE:.0f} s: {what}")
