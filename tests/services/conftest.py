"""Regions, and publishers on several hosts of loopback."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.integration.conftest import region, server
from tests.spiders.server import Answer, WebServer, serving

__all__ = ["region", "server"]


@pytest.fixture
def publishers() -> Iterator[list[WebServer]]:
    """Three publishers, each on a host of its own."""
    with ExitStack() as stack:
        made = [stack.enter_context(serving(host=f"127.0.0.{number}")) for number in (1, 2, 3)]
        for one in made:
            one.answers["/robots.txt"] = Answer("User-agent: *\nAllow: /\n")
        yield made
