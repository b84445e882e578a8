"""Regions and the loopback server they are fetched from."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.integration.region import Region
from tests.spiders.server import Answer, WebServer, serving


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving() as running:
        running.answers["/robots.txt"] = Answer("User-agent: *\nAllow: /\n")
        yield running


@pytest.fixture
def region(tmp_path: Path) -> Region:
    return Region(tmp_path / "home", now=datetime(2026, 3, 2, 9, tzinfo=UTC))
