"""The narrow interface of an index, which both engines have, and what goes through it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from search_index.request import SearchRequest
from search_index.response import SearchResponse

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Operation:
    """One document to write, or (`source` None) to delete; an operation with a lower version has no effect."""

    id: str
    version: int
    source: bytes | None


@dataclass(frozen=True)
class Refusal:
    """An item the index will not take however often it is asked."""

    id: str
    version: int
    status: int
    error: str


@dataclass
class BatchResult:
    """What became of each operation of a batch."""

    indexed: int = 0
    deleted: int = 0
    stale: int = 0
    retried: int = 0
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class IndexState:
    """What serves searches now, and that all changes up to `sequence` are in it, as it says itself.

    The index's own word counts, not the store's: an index that was restored from a backup says less.
    """

    name: str
    mapping_version: str
    sequence: int
    published_at: datetime | None


@dataclass(frozen=True)
class IndexHealth:
    """Whether the index answers, and how new it is. `mapping_current` false: publish will rebuild."""

    reachable: bool
    engine: str
    detail: str = ""
    name: str = ""
    documents: dict[str, int] = field(default_factory=dict)
    sequence: int = 0
    published_at: datetime | None = None
    age_seconds: float | None = None
    mapping_current: bool = False


class SearchIndex(Protocol):
    """An index of opportunities. PublishError: it refused, or (retryable) it could not be reached.

    Writes name the physical index, as `state` and `create` give it: a build is written beside what serves.
    """

    engine: str
    batch_size: int  # operations in a batch that is worth a round trip or a commit
    writers: int  # batches in flight at once; 1: one after the other

    def search(self, request: SearchRequest) -> SearchResponse:
        """One page of results."""

    def health(self) -> IndexHealth:
        """Never raises: says instead what is wrong."""

    def state(self) -> IndexState | None:
        """What serves; None when there is none."""

    def write(
        self, name: str, batch: Sequence[Operation], *, sequence: int | None = None, repair: bool = False
    ) -> BatchResult:
        """Write a batch durably, an id at most once. An operation that is not newer than what is there is stale.

        sequence: in publishing order, the batch brings the index up to there.
        repair: write what has the same version as well.
        """

    def checkpoint(self, name: str, sequence: int) -> None:
        """All batches up to `sequence` are acknowledged: `state` may say so from now on."""

    def refresh(self, name: str) -> None:
        """Make what was written visible to searches and counts."""

    def counts(self, name: str) -> dict[str, int]:
        """Documents by kind."""

    def versions(self, name: str) -> Iterator[tuple[str, int]]:
        """(id, sequence) of every document, by id."""

    def mark(self, name: str, sequence: int, at: datetime) -> None:
        """A publish ended well: searches report this sequence and the age since then."""

    def create(self) -> str:
        """A new empty index beside what serves, set up for loading; its name."""

    def switch(self, name: str, sequence: int) -> list[str]:
        """Let `name` serve, in one step; keep the one before, and remove older ones, whose names are given."""

    def drop(self, name: str) -> None:
        """Remove an index that does not serve."""

    def close(self) -> None:
        """Let go of connections and locks."""
