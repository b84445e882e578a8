"""Real servers for tests: Elasticsearch, PostgreSQL and a browser, each without Docker.

A server that cannot be had raises `ServerUnavailable` with the reason; the fixtures in
``tests/conftest.py`` turn that into a loud skip, or into a failure where
``TALENTFEED_REQUIRE_<SERVER>=1`` says that the run is worth nothing without it.
"""

from tests.servers.errors import ServerUnavailable

__all__ = ["ServerUnavailable"]
