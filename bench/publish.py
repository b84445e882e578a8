"""Publish: our stage into a fresh Elasticsearch index against `elasticsearch.helpers.parallel_bulk`.

Two fair pairs, each into an index made the same way, each visible to searches at the end:
- ready bodies: `parallel_bulk` gets documents that are in memory; ours writes the same documents, encoded
  beforehand, by the engine's `send`: bulk against bulk.
- from the store: `parallel_bulk` is fed by reading the store and making the documents; ours is the whole
  publish stage, which also counts, gates, switches the alias and reconciles.
"""

import os
import tempfile
import uuid
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

from elasticsearch.helpers import parallel_bulk

from bench.figures import Figure, at_least, own_peak_mb
from bench.prepare import put_opportunities
from bench.subprocesses import in_process
from bench.timing import by_processor, interleaved, ratio, typical
from records.settings import Settings
from search_index.documents import document, encode
from search_index.elastic.client import connect
from search_index.elastic.engine import ElasticsearchIndex
from search_index.feed import Batch, send
from search_index.interface import Operation
from search_index.stage import publish
from search_index.understanding.reader import Reader
from store import Store, open_store

TARGET = 0.8


def run(*, quick: bool) -> Iterator[Figure]:
    """Documents a second."""
    count, rounds = (1000, 1) if quick else (20_000, 3)
    with tempfile.TemporaryDirectory() as folder:
        alias = f"bench-{uuid.uuid4().hex[:12]}"
        settings = Settings(home=folder, index_url=os.environ["ELASTICSEARCH_URL"], index_alias=alias)
        in_process(put_opportunities, settings.database_url, count)
        with closing(open_store(settings.database_url)) as store, closing(_Cluster(settings)) as cluster:
            cluster.stage(store)  # unmeasured: connections, a warm server
            peak = own_peak_mb()
            stored = interleaved(
                {"ours": lambda: cluster.stage(store), "theirs": lambda: cluster.theirs(_documents(store))}, rounds
            )
            made, ready = _ready(store)
            bulk = interleaved({"ours": lambda: cluster.ours(ready), "theirs": lambda: cluster.theirs(made)}, rounds)
    size = f"{count:,} documents, {sum(map(_size, ready)) / count / 1000:.1f} KB each"
    for took, name, against in (
        (stored, "publish, whole stage", "parallel_bulk fed from the store"),
        (bulk, "publish, bulk alone", "parallel_bulk of ready bodies"),
    ):
        met = at_least(ratio(took, "ours", "theirs"), TARGET)
        peak_of = peak if took is stored else None
        note, speed = by_processor(took, "ours", "theirs"), count / typical(took, "ours")
        yield Figure(name, size, speed, "documents/s", against=against, peak_mb=peak_of, note=note, **met)
        yield Figure(f"    {against}", size, count / typical(took, "theirs"), "documents/s")


def _documents(store: Store) -> Iterator[dict[str, Any]]:
    return (document(opportunity) for opportunity in store.opportunities.iterate())


def _ready(store: Store) -> tuple[list[dict[str, Any]], list[Batch]]:
    """The same bodies for both: as `parallel_bulk` takes them, and encoded in batches as ours does."""
    made, batches = [], [Batch()]
    for opportunity in store.opportunities.iterate():
        made.append(document(opportunity))
        if len(batches[-1].operations) == ElasticsearchIndex.batch_size:
            batches.append(Batch())
        batches[-1].operations.append(Operation(opportunity.id, opportunity.sequence, encode(opportunity)))
    return made, batches


def _size(batch: Batch) -> int:
    return sum(len(operation.source or b"") for operation in batch.operations)


class _Cluster:
    """Fresh indices of a cluster, made like those that publish makes, removed at the end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = connect(settings.index_url, "").options(request_timeout=120)
        self._index = ElasticsearchIndex(settings.index_url, Reader(), settings.clock, alias=settings.index_alias)

    def stage(self, store: Store) -> None:
        report = publish(store, self._settings, rebuild=True)
        if not report.reconciled or report.dead_lettered:
            raise RuntimeError(f"publish did not end well: {report.message}")

    def ours(self, batches: list[Batch]) -> None:
        name = self._index.create()
        for _, result in send(self._index, name, batches):
            if result.refused:
                raise RuntimeError(result.refused[0].error)
        self._done(name)

    def theirs(self, documents: Iterable[dict[str, Any]]) -> None:
        name = self._index.create()
        actions = ({"_index": name, "_id": made["id"], "_source": made} for made in documents)
        deque(parallel_bulk(self._client, actions), maxlen=0)  # raises on any error
        self._done(name)

    def _done(self, name: str) -> None:
        self._index.refresh(name)
        self._index.drop(name)

    def close(self) -> None:
        names = self._client.indices.get(index=f"{self._settings.index_alias}*", filter_path=["*.aliases"]).body
        for name in names:
            self._client.indices.delete(index=name)
        self._index.close()
        self._client.close()
