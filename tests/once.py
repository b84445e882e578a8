"""What is dear to make and the same for all: made once a run of the tests, whichever worker needs it first."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder of this name that `make` filled; who comes meanwhile waits. To be read and copied, never changed."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # that of all workers
    folder, making = root / name, root / f"{name}.making"
    with FileLock(root / f"{name}.lock"):
        if not folder.exists():
            shutil.rmtree(making, ignore_errors=True)  # of a worker that failed at it
            making.mkdir()
            make(making)
            making.rename(folder)
    return folder
