"""The fixtures of whole regions."""

from tests.integration.conftest import region, server

__all__ = ["region", "server"]
