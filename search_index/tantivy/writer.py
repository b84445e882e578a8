"""Writing to one generation: durable batches, each with the position it brings the index to."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tantivy import Index, Query, Schema, Searcher

from records.errors import BusyError
from search_index.analysis import analyzer
from search_index.fields import ANALYZER
from search_index.interface import BatchResult, Operation, Refusal
from search_index.tantivy.generations import disk_errors
from search_index.tantivy.schema import (
    ID_PARTS,
    META_ID,
    column,
    count,
    id_text,
    meta_document,
    schema,
    to_tantivy,
)

HEAP_BYTES = 128_000_000
THREADS = 2


def open_generation(path: Path, *, create: bool = False) -> Index:
    """The index in a folder, with our analyzer. It reloads when told to.

    One that another version of this code made has a schema of its own: ask with `Index.schema`, since a
    query made with another schema looks into other fields.
    """
    index = Index(schema(), path=str(path)) if create else Index.open(str(path))
    index.register_tokenizer(ANALYZER, analyzer())
    index.config_reader("manual")
    index.reload()
    return index


def read_meta(searcher: Searcher, made_with: Schema) -> dict[str, Any]:
    """`sequence` and `published_at` (None before the first publish ended)."""
    hits = searcher.search(Query.term_query(made_with, "id", META_ID), 1).hits
    if not hits:
        return {"sequence": 0, "published_at": None}
    meta: dict[str, Any] = json.loads(searcher.doc(hits[0][1]).get_first("source") or b"{}")
    return meta


def versions(searcher: Searcher, query: Query) -> Iterator[tuple[str, int]]:
    """(id, version) of the documents that a query finds, unordered."""
    hits = searcher.search(query, max(count(searcher, query), 1), count=False).hits
    addresses = [address for _, address in hits]
    columns = [column(searcher, name, addresses) for name, _, _ in ID_PARTS]
    ids = map(id_text, zip(*columns, strict=True))
    return zip(ids, column(searcher, "version", addresses), strict=True)


class GenerationWriter:
    """The one writer of a generation. BusyError while another process has it."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.name, self._path = path.name, path
        with disk_errors(path):
            self._index = open_generation(path, create=create)
            self.schema = self._index.schema
            self._writer = self._open_writer()

    def _open_writer(self) -> Any:
        try:
            return self._index.writer(HEAP_BYTES, THREADS)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            raise BusyError(
                f"another process writes to the index {self._path}; wait for it to end", name="index", holder="unknown"
            ) from error

    def write(self, batch: Sequence[Operation], *, sequence: int | None, repair: bool) -> BatchResult:
        """One commit: the batch, and that all changes up to `sequence` are in, or neither."""
        result = BatchResult()
        searcher = self._index.searcher()
        meta = read_meta(searcher, self.schema)
        # In publishing order, an id that is not there although a change up to the position named it
        # was deleted: the position is the tombstone.
        floor = 0 if sequence is None else meta["sequence"]
        known = self._known(searcher, batch)
        with disk_errors(self._path):
            for operation in batch:
                if operation.version + repair <= known.get(operation.id, floor):
                    result.stale += 1
                else:
                    self._apply(operation, result)
            if sequence is not None and sequence > meta["sequence"]:
                self._put_meta({**meta, "sequence": sequence})
            self._commit()
        return result

    def mark(self, sequence: int, at: datetime) -> None:
        """Set position and time of publishing."""
        with disk_errors(self._path):
            self._put_meta({"sequence": sequence, "published_at": at.astimezone(UTC).isoformat()})
            self._commit()

    def searcher(self) -> Searcher:
        """Of the last commit."""
        return self._index.searcher()

    def close(self) -> None:
        """Let merges end and give up the lock."""
        with disk_errors(self._path):
            self._writer.wait_merging_threads()
        del self._writer

    def _known(self, searcher: Searcher, batch: Sequence[Operation]) -> dict[str, int]:
        if searcher.num_docs <= 1:
            return {}
        return dict(versions(searcher, Query.term_set_query(self.schema, "id", [item.id for item in batch])))

    def _apply(self, operation: Operation, result: BatchResult) -> None:
        if operation.source is None:
            self._writer.delete_documents_by_term("id", operation.id)
            result.deleted += 1
            return
        try:
            document = to_tantivy(operation.id, operation.version, operation.source)
        except (ValueError, OverflowError, TypeError, KeyError) as error:
            result.refused.append(Refusal(operation.id, operation.version, 400, f"{type(error).__name__}: {error}"))
            return
        self._writer.delete_documents_by_term("id", operation.id)
        self._writer.add_document(document)
        result.indexed += 1

    def _put_meta(self, meta: dict[str, Any]) -> None:
        self._writer.delete_documents_by_term("id", META_ID)
        self._writer.add_document(meta_document(meta))

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()
