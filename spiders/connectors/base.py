"""What a connector is: pure reading of pages, without network, store or Scrapy.

A connector says where to start, and reads one page at a time into an `Extraction`. The spider fetches,
`talentfeed extract` reads a saved file, a replay reads the WARC: all through the same two methods.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from pydantic import JsonValue

from records.options import ConnectorOptions
from records.page import Page, Problem

OptionsT = TypeVar("OptionsT", bound=ConnectorOptions)

DETAIL = "detail"  # the step of pages that hold one advert each


@dataclass(frozen=True)
class Follow:
    """A page to fetch next. `step` tells the connector's `read` what it is; `context` travels with it.

    `key`: the key of the one advert whose own page this is, where the linking page says it. An advert's own
    page that answers 404 or 410 withdraws the advert; pages of the step `DETAIL` are such pages, key or not.

    A request with another method or a `body` is a page of its own. Where a secret belongs, `url`, `headers` and
    `body` hold the name of its place (`{secret.NAME}`): the wire alone knows the secret.
    """

    url: str
    step: str = "start"
    context: dict[str, JsonValue] = field(default_factory=dict)
    key: str = ""
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True)
class Found:
    """One advert read out of a page. `key` is the source's own id ('' → hash of `url`, else of the data).

    `names`: of the records of its list, where what a name means depends on the others.
    """

    data: dict[str, JsonValue]
    key: str = ""
    url: str | None = None
    withdrawn: bool = False
    names: tuple[str, ...] = ()


@dataclass
class Extraction:
    """All that one page gave.

    `proved_empty`: the source itself says, in a word of its format, that there is nothing; never that nothing was
    found. `next_found`: whether the link that the option `next` selects was there; None where none is needed.
    `left_out`: records that the source's file says are no adverts; they count as read, and no more.
    """

    found: list[Found] = field(default_factory=list)
    follow: list[Follow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    advertised: int | None = None
    proved_empty: bool = False
    next_found: bool | None = None
    left_out: int = 0

    @property
    def proves_empty(self) -> bool:
        """`proved_empty`, where nothing else that the page gave speaks against it."""
        doubts = self.found or self.follow or self.advertised or any(p.record or p.fatal for p in self.problems)
        return self.proved_empty and not doubts

    @property
    def malformed(self) -> bool:
        """True when the page is not of the connector's format, whole or in part."""
        return any(problem.fatal for problem in self.problems)


class Connector(ABC, Generic[OptionsT]):
    """Reads one format or vendor platform. Stateless: one instance serves one source with its options."""

    name: ClassVar[str]
    # Payload format, which picks the mapper in `normalise/mappers/`.
    format: ClassVar[str]
    # Other when `read` yields other payloads from the same page: 304s of older runs are then not carried over.
    version: ClassVar[int | str] = 1
    # What it means that the first page is not there (404, 410); '' where that is only a page that is gone.
    unknown_board: ClassVar[str] = ""

    def __init__(self, options: OptionsT) -> None:
        self.options = options

    @abstractmethod
    def start(self) -> Iterator[Follow]:
        """Pages to fetch first."""

    @abstractmethod
    def read(self, page: Page) -> Extraction:
        """Read one page. Never raises for bad input: what is wrong goes into `problems`."""

    @classmethod
    @abstractmethod
    def sniff(cls, page: Page) -> float:
        """How surely this page is of this format, 0..1: 1 a signature nothing else has, 0 certainly not."""

    @classmethod
    @abstractmethod
    def default_options(cls, url: str) -> OptionsT:
        """Options that read a page of this format at `url` without a source file."""
