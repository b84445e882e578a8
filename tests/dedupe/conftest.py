"""A store of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import Store, open_store
from tests.dedupe.history import History


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'talentfeed.db'}")
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of either kind; a module's tests run on both where its `store` is this one."""
    sqlite = request.param == "sqlite"
    opened = open_store(
        f"sqlite:///{tmp_path / 'talentfeed.db'}" if sqlite else request.getfixturevalue("postgres_url")
    )
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def history(store: Store) -> History:
    return History(store)
