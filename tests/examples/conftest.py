"""The example region, built once for the whole run, for a fixed day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from examples.region.build import build
from examples.region.sites.catalogue import SITES
from examples.server import RegionServer, free_port

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def region_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built region on a port that is free now."""
    hosts = [f"127.0.20.{entry.host}" for entry in SITES.values()]
    return build(tmp_path_factory.mktemp("region") / "built", TODAY, port=free_port(hosts)).folder


@pytest.fixture
def region_server(region_folder: Path) -> Iterator[RegionServer]:
    """The region, served on its first day."""
    with RegionServer(region_folder) as server:
        yield server
