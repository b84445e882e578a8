"""The Elasticsearch engine: takes the closed query form as it is."""

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from elasticsearch import NotFoundError

from records.errors import PublishError
from search_index.answer import freshness, respond
from search_index.asking import ask
from search_index.elastic.bulk import bulk
from search_index.elastic.client import asking, connect, translated
from search_index.elastic.indices import Indices, state_of, write_alias
from search_index.found import Found, FoundHit
from search_index.interface import BatchResult, Clock, IndexHealth, IndexState, Operation
from search_index.mapping import mapping_version
from search_index.query import Clause
from search_index.request import SearchRequest
from search_index.response import SearchResponse
from search_index.understanding.reader import Reader

META_SECONDS = 2.0  # how old what we say of the index's freshness may be
SCAN_SIZE = 5000


class ElasticsearchIndex:
    """`SearchIndex` on an alias of an Elasticsearch cluster. Safe to share between threads."""

    engine = "elasticsearch"
    batch_size = 500
    writers = 2

    def __init__(self, url: str, reader: Reader, clock: Clock, *, alias: str, api_key: str = "") -> None:
        self._reader, self._clock = reader, clock
        self._client = connect(url, api_key)
        self._asking = asking(self._client)
        self._alias = alias
        self._indices = Indices(self._client, alias)
        self._lock = threading.Lock()
        self._meta: tuple[float, IndexState] | None = None

    def search(self, request: SearchRequest) -> SearchResponse:
        outcome = ask(request, self._reader, self._find, self._clock())
        state = self._state_for_readers()
        return respond(request, outcome, freshness(state.name, state.sequence, state.published_at))

    def health(self) -> IndexHealth:
        try:
            state = self._indices.state()
            if state is None:
                return IndexHealth(True, self.engine, "there is no index yet: run publish")
            documents = self.counts(state.name)
        except PublishError as error:
            return IndexHealth(error.code != "INDEX_UNREACHABLE", self.engine, error.message)
        fresh = freshness(state.name, state.sequence, state.published_at)
        return IndexHealth(
            True,
            self.engine,
            "",
            state.name,
            documents,
            state.sequence,
            state.published_at,
            fresh.age_seconds,
            state.mapping_version == mapping_version(),
        )

    def state(self) -> IndexState | None:
        return self._indices.state()

    def write(
        self, name: str, batch: Sequence[Operation], *, sequence: int | None = None, repair: bool = False
    ) -> BatchResult:
        return bulk(self._client, write_alias(name), batch, repair=repair)

    def checkpoint(self, name: str, sequence: int) -> None:
        self._indices.mark(name, sequence, None)

    def refresh(self, name: str) -> None:
        with translated(name):
            self._client.indices.refresh(index=name)

    def counts(self, name: str) -> dict[str, int]:
        kinds = {"kinds": {"terms": {"field": "kind", "size": 100}}}
        with translated(name):
            answer = self._asking.search(index=name, size=0, aggs=kinds).body
        return {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["kinds"]["buckets"]}

    def versions(self, name: str) -> Iterator[tuple[str, int]]:
        after: list[Any] | None = None
        while True:
            with translated(name):
                answer = self._asking.search(
                    index=name, size=SCAN_SIZE, sort=[{"id": "asc"}], search_after=after, version=True, source=False
                ).body
            hits = answer["hits"]["hits"]
            yield from ((hit["_id"], hit["_version"]) for hit in hits)
            if len(hits) < SCAN_SIZE:
                return
            after = hits[-1]["sort"]

    def mark(self, name: str, sequence: int, at: datetime) -> None:
        self._indices.mark(name, sequence, at)

    def create(self) -> str:
        return self._indices.create()

    def switch(self, name: str, sequence: int) -> list[str]:
        self.mark(name, sequence, datetime.now(UTC))
        return self._indices.switch(name)

    def drop(self, name: str) -> None:
        self._indices.drop(name)

    def close(self) -> None:
        self._client.close()

    def _find(self, body: Clause, _seen: int) -> Found:
        try:
            with translated(self._alias):
                answer = self._asking.search(index=self._alias, body=body).body
        except PublishError as error:
            if isinstance(error.__cause__, NotFoundError):
                raise self._missing() from error
            raise
        return _found(answer)

    def _state_for_readers(self) -> IndexState:
        """Name, position and time of what serves, not asked for again within META_SECONDS."""
        with self._lock:
            if self._meta is not None and time.monotonic() < self._meta[0]:
                return self._meta[1]
        with translated(self._alias):
            answer = self._asking.indices.get_mapping(index=self._alias, filter_path=["*.mappings._meta"]).body
        for name, found in answer.items():
            state = state_of(name, found["mappings"].get("_meta", {}))
            with self._lock:
                self._meta = (time.monotonic() + META_SECONDS, state)
            return state
        raise self._missing()

    def _missing(self) -> PublishError:
        return PublishError("there is no index yet: run publish", index=self._alias, code="INDEX_MISSING")


def _found(answer: dict[str, Any]) -> Found:
    hits = [FoundHit(hit["_source"], hit.get("_score"), hit["sort"]) for hit in answer["hits"]["hits"]]
    facets = {name: _values(agg["values"]["buckets"]) for name, agg in answer.get("aggregations", {}).items()}
    return Found(answer["hits"]["total"]["value"], hits, facets)


def _values(buckets: list[dict[str, Any]]) -> list[tuple[str, int]]:
    values = [(str(bucket["key"]), bucket["doc_count"]) for bucket in buckets]
    return sorted(values, key=lambda value: (-value[1], value[0]))
