"""Every contract of the store is tested on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import Archive, Store, open_store
from tests.waiting import PATIENCE


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the test's own."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store/talentfeed.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store with its tables; it waits for a lock as long as it takes on a busy machine."""
    opened = open_store(database_url, busy_seconds=PATIENCE)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(str(tmp_path / "archive"))
