"""A portal over a real store and a real index, filled through the stages before."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from fastapi.testclient import TestClient

from portal.app import create_app
from records.settings import Settings
from search_index.stage import publish
from store import open_store
from tests.factories import put_opportunities
from tests.portal.samples import NOW, region


class Site:
    """A portal, and the store behind it for what happens meanwhile."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home, now=NOW, public_url="https://jobs.example.org")
        self.store = open_store(self.settings.database_url)
        self.store.upgrade()
        self.app = create_app(self.settings)
        self.client = TestClient(self.app, raise_server_exceptions=False, follow_redirects=False)

    def publish(self) -> None:
        """Bring the index up to the store."""
        assert publish(self.store, self.settings).reconciled

    def close(self) -> None:
        """Let go of files."""
        self.client.close()
        self.store.close()
        self.app.state.portal.index.close()
        self.app.state.portal.store.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The region, published; to read only."""
    made = Site(tmp_path_factory.mktemp("portal") / "home")
    put_opportunities(made.store, *region())
    made.publish()
    yield made
    made.close()


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """A migrated store, and no index yet; a test's own."""
    made = Site(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def client(site: Site) -> TestClient:
    """Requests to the region's portal."""
    return site.client


@pytest.fixture(scope="session")
def api_schema(site: Site) -> schemathesis.schemas.BaseSchema:
    """The API as it describes itself."""
    return schemathesis.openapi.from_asgi("/openapi.json", site.app)
