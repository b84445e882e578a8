"""The embedded engine: tantivy in this process, no server. Several processes may read, one writes."""

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from tantivy import Query, Schema, Searcher

from records.errors import PublishError, TalentfeedError
from search_index.answer import freshness, respond
from search_index.asking import ask
from search_index.found import Found, FoundHit
from search_index.interface import BatchResult, Clock, IndexHealth, IndexState, Operation
from search_index.mapping import mapping_version
from search_index.request import SearchRequest
from search_index.response import SearchResponse
from search_index.tantivy.generations import Generations
from search_index.tantivy.page import Pager
from search_index.tantivy.points import PointTable
from search_index.tantivy.query import Clause, Interpreter
from search_index.tantivy.schema import count, field_name, stored_fields
from search_index.tantivy.writer import GenerationWriter, open_generation, read_meta, versions
from search_index.understanding.reader import Reader

# Facets are cut after sorting by count and value; tantivy leaves open which of equal counts it keeps.
ALL_VALUES = 60_000


class Snapshot:
    """One committed state of one generation; any thread may search it."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._index = open_generation(path)
        self._fields = stored_fields(path)
        self.searcher: Searcher = self._index.searcher()
        self.meta = read_meta(self.searcher, self._index.schema)
        self.published_at = _moment(self.meta["published_at"])

    @cached_property
    def points(self) -> PointTable:
        """Made at the first search that asks for a distance."""
        return PointTable(self.searcher)

    @cached_property
    def _interpreter(self) -> Interpreter:
        return Interpreter(self._index.schema, lambda: self.points, self._fields)

    def find(self, body: Clause, seen: int) -> Found:
        """Execute a search body."""
        schema, interpreter = self._index.schema, self._interpreter
        query = interpreter.query(body["query"])
        narrowed = query
        if "post_filter" in body:
            narrowed = interpreter.both(query, Query.const_score_query(interpreter.query(body["post_filter"]), 0.0))
        pager = Pager(self.searcher, schema)
        rows = pager.page(narrowed, body, lambda: self.points, seen)
        hits = [
            FoundHit(
                source=self.searcher.doc(row.address).get_first("source") or b"",
                score=float(row.value) if body["track_scores"] else None,
                sort=[row.value, row.id],
            )
            for row in rows
        ]
        total = count(self.searcher, narrowed) if pager.total is None else pager.total
        return Found(total, hits, self._facets(interpreter, query, body.get("aggs", {})))

    def counts(self) -> dict[str, int]:
        """Documents by kind."""
        return dict(kind_counts(self.searcher, self._index.schema))

    def _facets(self, interpreter: Interpreter, query: Query, aggs: Clause) -> dict[str, list[tuple[str, int]]]:
        # Facets without a filter of their own share one pass.
        passes: dict[str, tuple[Clause, dict[str, Clause]]] = {}
        for name, agg in aggs.items():
            filtered = passes.setdefault(repr(agg["filter"]), (agg["filter"], {}))
            filtered[1][name] = agg["aggs"]["values"]["terms"]
        facets: dict[str, list[tuple[str, int]]] = {}
        for clause, terms in passes.values():
            narrowed = interpreter.both(query, interpreter.query(clause))
            known = {name: _terms(term["field"]) for name, term in terms.items() if self._has(term["field"])}
            found = self.searcher.aggregate(narrowed, known) if known else {}
            for name, term in terms.items():
                facets[name] = _values(found[name]["buckets"])[: term["size"]] if name in found else []
        return {name: facets[name] for name in aggs}

    def _has(self, path: str) -> bool:
        return field_name(path) in self._fields


class TantivyIndex:
    """`SearchIndex` on a folder."""

    engine = "tantivy"
    batch_size = 4000  # a commit costs tens of milliseconds, whatever is in it
    writers = 1

    def __init__(self, folder: str, reader: Reader, clock: Clock) -> None:
        self._reader, self._clock = reader, clock
        self._generations = Generations(folder)
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._snapshot: Snapshot | None = None
        self._writer: GenerationWriter | None = None

    def search(self, request: SearchRequest) -> SearchResponse:
        snapshot = self._current()
        if snapshot is None:
            raise PublishError(
                "there is no index yet: run publish", index=str(self._generations.folder), code="INDEX_MISSING"
            )
        outcome = ask(request, self._reader, snapshot.find, self._clock())
        fresh = freshness(snapshot.name, snapshot.meta["sequence"], snapshot.published_at)
        return respond(request, outcome, fresh)

    def health(self) -> IndexHealth:
        try:
            snapshot = self._current()
        except (TalentfeedError, OSError, ValueError) as error:
            return IndexHealth(False, self.engine, f"the index cannot be read: {error}; rebuild it")
        if snapshot is None:
            return IndexHealth(False, self.engine, "there is no index yet: run publish")
        fresh = freshness(snapshot.name, snapshot.meta["sequence"], snapshot.published_at)
        return IndexHealth(
            True,
            self.engine,
            "",
            fresh.name,
            snapshot.counts(),
            fresh.sequence,
            fresh.published_at,
            fresh.age_seconds,
            snapshot.name.startswith(f"{mapping_version()}-"),
        )

    def state(self) -> IndexState | None:
        name = self._generations.current()
        if name is None:
            return None
        generation = self._write_to(name)
        meta = read_meta(generation.searcher(), generation.schema)
        return IndexState(name, name.partition("-")[0], meta["sequence"], _moment(meta["published_at"]))

    def write(
        self, name: str, batch: Sequence[Operation], *, sequence: int | None = None, repair: bool = False
    ) -> BatchResult:
        return self._write_to(name).write(batch, sequence=sequence, repair=repair)

    def checkpoint(self, name: str, sequence: int) -> None:
        """Nothing to do: a batch and its sequence are one commit."""

    def refresh(self, name: str) -> None:
        """Nothing to do: a batch is visible when it is committed."""

    def counts(self, name: str) -> dict[str, int]:
        generation = self._write_to(name)
        return dict(kind_counts(generation.searcher(), generation.schema))

    def versions(self, name: str) -> Iterator[tuple[str, int]]:
        generation = self._write_to(name)
        everything = Query.term_query(generation.schema, "live", 1)
        return iter(sorted(versions(generation.searcher(), everything)))

    def mark(self, name: str, sequence: int, at: datetime) -> None:
        self._write_to(name).mark(sequence, at)

    def create(self) -> str:
        name = self._generations.create()
        self.close()
        self._writer = GenerationWriter(self._generations.path(name), create=True)
        return name

    def switch(self, name: str, sequence: int) -> list[str]:
        self.mark(name, sequence, datetime.now(UTC))
        return self._generations.switch(name)

    def drop(self, name: str) -> None:
        try:
            if self._writer is not None and self._writer.name == name:
                self.close()
        finally:
            self._generations.drop(name)

    def close(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def _write_to(self, name: str) -> GenerationWriter:
        if self._writer is None or self._writer.name != name:
            self.close()
            self._writer = GenerationWriter(self._generations.path(name))
        return self._writer

    def _current(self) -> Snapshot | None:
        """The snapshot of the last commit of what serves: looks at two file times, no more."""
        stamp = self._generations.stamp()
        if stamp == self._stamp:
            return self._snapshot
        with self._lock:
            if stamp != self._stamp:
                name = self._generations.current()
                self._snapshot = None if name is None else Snapshot(self._generations.path(name))
                self._stamp = stamp
        return self._snapshot


def kind_counts(searcher: Searcher, made_with: Schema) -> list[tuple[str, int]]:
    """Documents by kind."""
    everything = Query.term_query(made_with, "live", 1)
    return _values(searcher.aggregate(everything, {"kinds": _terms("kind")})["kinds"]["buckets"])


def _terms(path: str) -> Clause:
    return {"terms": {"field": field_name(path), "size": ALL_VALUES, "segment_size": ALL_VALUES}}


def _values(buckets: list[dict[str, Any]]) -> list[tuple[str, int]]:
    values = [(_key(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return sorted(values, key=lambda value: (-value[1], value[0]))


def _key(key: str | float) -> str:
    return key if isinstance(key, str) else str(int(key))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
