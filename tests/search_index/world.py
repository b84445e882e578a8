"""A store and an index of a test's own, on either engine."""

import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx

from records.settings import Settings
from search_index.engine import SearchIndex, open_index
from search_index.report import PublishReport
from search_index.request import SearchRequest
from search_index.response import SearchResponse
from search_index.stage import publish
from store import open_store
from tests.factories import put_opportunities
from tests.waiting import PATIENCE


class World:
    """A store with an index; `put` and `publish` change them, `search` asks."""

    def __init__(self, home: Path, index_url: str = "") -> None:
        alias = f"test-{uuid.uuid4().hex[:12]}"
        self.settings = Settings(home=home, index_url=index_url, index_alias=alias)
        home.mkdir(parents=True, exist_ok=True)
        self.store = open_store(self.settings.database_url)
        self.store.upgrade()
        self.index: SearchIndex = open_index(self.settings)
        self.is_elasticsearch = index_url.startswith("http")

    def put(self, *opportunities: Any) -> None:
        """Write opportunities into the store."""
        put_opportunities(self.store, *opportunities)

    def publish(self, **options: Any) -> PublishReport:
        """Publish; the result must be visible at once."""
        return publish(self.store, self.settings, **options)

    def search(self, **asked: Any) -> SearchResponse:
        """One page; the words as they stand, unless `understand` says otherwise."""
        return self.index.search(SearchRequest(**{"understand": ["none"], **asked}))

    def ids(self, **asked: Any) -> list[str]:
        """The ids of all pages."""
        return [hit.opportunity.id for page in self.pages(**asked) for hit in page.results]

    def numbers(self, **asked: Any) -> list[int]:
        """`ids` as the numbers that `make_id` was given."""
        return [int(found) for found in self.ids(**asked)]

    def pages(self, **asked: Any) -> Iterator[SearchResponse]:
        """All pages, each asked for when it is wanted."""
        cursor = None
        while True:
            page = self.search(**{"limit": 100, **asked}, cursor=cursor)
            yield page
            cursor = page.next_cursor
            if cursor is None:
                return

    def contents(self) -> dict[str, int]:
        """What serves: id → version."""
        with self.other() as (index, name):
            return dict(index.versions(name))

    @contextmanager
    def other(self) -> Iterator[tuple[SearchIndex, str]]:
        """The index as another process has it open, and the name of what serves."""
        with closing(open_index(self.settings)) as index:
            state = index.state()
            assert state is not None
            yield index, state.name

    def close(self) -> None:
        """Remove the indices of the test; the folder is pytest's."""
        self.index.close()
        self.store.close()
        if self.is_elasticsearch:
            url, alias = self.settings.index_url, self.settings.index_alias
            with httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE) as client:
                try:
                    names = list(client.get(f"/{alias}*").json())
                except httpx.TransportError:
                    return  # a fault test has ended the server, and its data goes with it
                for name in names:
                    client.delete(f"/{name}")
