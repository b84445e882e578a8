"""Worlds on both engines. Every test of the contract runs on each."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.search_index.corpus import corpus
from tests.search_index.world import World

ENGINES = ("tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch))


@pytest.fixture(params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """An empty store and no index yet."""
    url = "" if request.param == "tantivy" else request.getfixturevalue("elasticsearch_url")
    made = World(tmp_path / "home", url)
    yield made
    made.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], World]]:
    """Give a world with the corpus, published, for tests that only read: by the index's URL."""
    worlds: dict[str, World] = {}

    def get(url: str) -> World:
        if url not in worlds:
            worlds[url] = World(tmp_path_factory.mktemp("filled") / "home", url)
            worlds[url].put(*corpus())
            assert worlds[url].publish().reconciled
        return worlds[url]

    yield get
    for made in worlds.values():
        made.close()


@pytest.fixture(params=ENGINES)
def library(request: pytest.FixtureRequest, filled: Callable[[str], World]) -> World:
    """The corpus on one engine, to read only."""
    return filled("" if request.param == "tantivy" else request.getfixturevalue("elasticsearch_url"))
