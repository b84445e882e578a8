"""What an earlier run knows: for conditional requests, and for carrying over pages that did not change."""

import json
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from pydantic import JsonValue

from records.payload import PageRecord, Payload
from records.vocabulary import RunState
from spiders.connectors.base import Extraction, Follow, Problem

USABLE = frozenset({RunState.COMPLETE, RunState.CAPPED, RunState.PARTIAL})
_RUNS_TO_LOOK_AT = 5
PageKey = tuple[str, str, str]


def page_key(url: str, step: str, context: dict[str, JsonValue]) -> PageKey:
    """What must be equal for two pages to be read alike."""
    return (url.partition("#")[0], step, json.dumps(context, sort_keys=True) if context else "")


def dump_extraction(extraction: Extraction, follow: Follow, keys: list[str], *, whole: bool) -> dict[str, Any]:
    """`PageRecord.extraction`: what the page gave, and what reading it again needs.

    `whole`: the page was read to its end and all it gave stands in this run, so it may be carried over.
    """
    return {
        "context": follow.context,
        "key": follow.key,
        "keys": keys,
        "follow": [vars(link) for link in extraction.follow],
        "problems": [vars(problem) for problem in extraction.problems],
        "advertised": extraction.advertised,
        "proved_empty": extraction.proved_empty,
        "whole": whole,
    }


def load_extraction(record: PageRecord) -> Extraction:
    """The extraction of a page that was carried over, without what it found."""
    saved: dict[str, Any] = record.extraction
    return Extraction(
        follow=[Follow(**link) for link in saved.get("follow", ())],
        problems=[Problem(**problem) for problem in saved.get("problems", ())],
        advertised=saved.get("advertised"),
        proved_empty=bool(saved.get("proved_empty")),
    )


def page_keys(record: PageRecord) -> list[str]:
    """The keys of the payloads that stood on the page."""
    keys: Any = record.extraction.get("keys", ())
    return list(keys)


class PreviousRun:
    """The newest usable run that read its pages as we would; empty where there is none.

    A page's extraction depends on its body, the connector's version and options only. So a page that was
    read whole may be carried over from a PARTIAL or CAPPED run as well.
    """

    def __init__(self, reader: Any = None) -> None:
        self._reader = reader
        self._pages: dict[PageKey, PageRecord] = {}
        self._spool: IO[bytes] | None = None
        self._places: dict[str, tuple[int, int]] = {}
        for record in reader.pages() if reader else ():
            if "context" in record.extraction:
                context: Any = record.extraction["context"]
                self._pages[page_key(record.url, record.step, context)] = record

    @classmethod
    def find(cls, archive: Any, source_id: str, extraction: str) -> "PreviousRun":
        """The newest run of `source_id` with the same `extraction` (RunReport.extraction)."""
        for run_id in list(reversed(archive.runs(source_id)))[:_RUNS_TO_LOOK_AT]:
            reader = archive.reader(source_id, run_id)
            manifest = reader.manifest()
            if manifest.state in USABLE and manifest.extraction == extraction:
                return cls(reader)
        return cls()

    def known(self, url: str, follow: Follow) -> PageRecord | None:
        """The page as it was, read whole or not."""
        return self._pages.get(page_key(url, follow.step, follow.context))

    def carried(self, url: str, follow: Follow) -> PageRecord | None:
        """The page as it was, if it may be carried over."""
        record = self.known(url, follow)
        return record if record and record.extraction.get("whole") else None

    def payloads(self, record: PageRecord) -> Iterator[Payload]:
        """What stood on the page, in its order."""
        if self._spool is None:
            self._fill_spool()
        assert self._spool is not None
        for key in page_keys(record):
            place, length = self._places[key]
            self._spool.seek(place)
            yield Payload.model_validate_json(self._spool.read(length))

    def _fill_spool(self) -> None:
        # A compressed file cannot be read by place, and 100,000 payloads do not belong in memory.
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        place = 0
        for payload in self._reader.payloads():
            line = payload.model_dump_json().encode()
            self._spool.write(line)
            self._places[payload.key] = (place, len(line))
            place += len(line)

    def close(self) -> None:
        """Drop the temporary file."""
        if self._spool is not None:
            self._spool.close()
