"""A desk over a real store and archive, with one source that is pushed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from desk.app import create_app
from services.pushing import issue_key
from services.workspace import Workspace
from store import Archive, Store, open_store
from tests.integration.region import Region


class Office:
    """A region, and its desk in this process."""

    def __init__(self, home: Path, database_url: str = "") -> None:
        self.region = Region(home, database_url=database_url)
        self.region.source("trust", {"type": "push"})
        self.store = open_store(self.region.settings.database_url)
        self.store.upgrade()
        self.owners = self.store
        settings = self.region.settings
        self.ws = Workspace(settings, self.store, Archive(settings.archive_url))
        self.app = create_app(self.ws)
        self.client = TestClient(self.app, raise_server_exceptions=False, follow_redirects=False)
        self.key = issue_key(self.ws, "trust")

    @property
    def auth(self) -> dict[str, str]:
        """The source's key as a header."""
        return {"Authorization": f"Bearer {self.key}"}

    def use_store(self, store: Store) -> None:
        """From now on the desk works with this one."""
        self.store = store
        self.ws = replace(self.ws, store=store)
        self.app.state.desk.ws = self.ws

    def serve_at(self, address: str) -> None:
        """Links to sign in lead to this address."""
        settings = self.ws.settings.model_copy(update={"desk_url": address})
        self.ws = replace(self.ws, settings=settings)
        desk = self.app.state.desk
        desk.settings, desk.ws = settings, self.ws

    def close(self) -> None:
        """Let go of files."""
        self.client.close()
        self.store.close()
        self.owners.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A desk of the test's own."""
    made = Office(tmp_path / "home")
    yield made
    made.close()
