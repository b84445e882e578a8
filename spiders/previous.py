"""What an earlier run knows: for conditional requests, and for carrying over pages that did not change."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import IO, Any

from pydantic import JsonValue

from records.disk import disk_errors
from records.page import Problem
from records.payload import PageRecord, Payload
from records.vocabulary import USABLE
from spiders.connectors.base import Extraction, Follow
from spiders.fetched import Fetched

_RUNS_TO_LOOK_AT = 5
# A page whose body was last really received longer ago than this is asked for without conditions.
FULL_FETCH_AFTER = timedelta(days=7)
# In `PageRecord.extraction`: the server's ETag or Last-Modified stayed while the adverts changed.
DISTRUSTED = "distrusted"
PageKey = tuple[str, str, str, str]


def page_key(
    url: str, step: str, context: dict[str, JsonValue], method: str = "GET", request_body: str = ""
) -> PageKey:
    """What must be equal for two pages to be read alike."""
    request = f"{method} {request_body}" if request_body or method != "GET" else ""
    return (url.partition("#")[0], step, json.dumps(context, sort_keys=True) if context else "", request)


def dump_extraction(extraction: Extraction, follow: Follow, keys: list[str], *, whole: bool) -> dict[str, Any]:
    """`PageRecord.extraction`: what the page gave, and what reading it again needs.

    `whole`: the page was read to its end and all it gave stands in this run, so it may be carried over.
    """
    return {
        "context": follow.context,
        "key": follow.key,
        "keys": keys,
        "follow": [vars(link) for link in extraction.follow],
        "problems": [{**vars(problem), "keys": list(problem.keys)} for problem in extraction.problems],
        "advertised": extraction.advertised,
        "proved_empty": extraction.proved_empty,
        "next_found": extraction.next_found,
        "left_out": extraction.left_out,
        "whole": whole,
    }


def load_extraction(record: PageRecord) -> Extraction:
    """The extraction of a page that was carried over, without what it found."""
    saved: dict[str, Any] = record.extraction
    return Extraction(
        follow=[Follow(**link) for link in saved.get("follow", ())],
        problems=[Problem(**{**problem, "keys": tuple(problem.get("keys", ()))}) for problem in _problems(record)],
        advertised=saved.get("advertised"),
        proved_empty=bool(saved.get("proved_empty")),
        next_found=saved.get("next_found"),
        left_out=int(saved.get("left_out") or 0),
    )


def _problems(record: PageRecord) -> list[dict[str, Any]]:
    problems: Any = record.extraction.get("problems", ())
    return list(problems)


def page_keys(record: PageRecord) -> list[str]:
    """The keys of the payloads that stood on the page."""
    keys: Any = record.extraction.get("keys", ())
    return list(keys)


def unread_keys(record: PageRecord) -> list[str]:
    """The keys of the records of the page that could not be read, so far as they can be told."""
    return [key for problem in _problems(record) if problem.get("record") for key in problem.get("keys", ())]


class PreviousRun:
    """The newest usable run that read its pages as we would; empty where there is none.

    A page's extraction depends on its body, the connector's version and options only. So a page that was
    read whole may be carried over from a PARTIAL or CAPPED run as well.
    """

    def __init__(self, reader: Any = None, now: datetime | None = None) -> None:
        self._reader = reader
        self._now = now or datetime.now(UTC)
        self._pages: dict[PageKey, PageRecord] = {}
        self._at: dict[tuple[str, str], PageRecord] = {}
        self._spool: IO[bytes] | None = None
        self._places: dict[str, tuple[int, int]] = {}
        for record in reader.pages() if reader else ():
            if "context" in record.extraction:
                context: Any = record.extraction["context"]
                key = page_key(record.url, record.step, context, record.method, record.request_body)
                self._pages[key] = self._at[key[:2]] = record

    @classmethod
    def find(cls, archive: Any, source_id: str, extraction: str, *, now: datetime | None = None) -> "PreviousRun":
        """The newest run of `source_id` with the same `extraction` (RunReport.extraction), as seen at `now`."""
        for run_id in list(reversed(archive.runs(source_id)))[:_RUNS_TO_LOOK_AT]:
            reader = archive.reader(source_id, run_id)
            manifest = reader.manifest()
            if manifest.state in USABLE and manifest.extraction == extraction:
                return cls(reader, now)
        return cls(now=now)

    def known(self, url: str, follow: Follow) -> PageRecord | None:
        """The page as it was, read whole or not."""
        return self._pages.get(page_key(url, follow.step, follow.context, follow.method, follow.body))

    def at(self, url: str, step: str) -> PageRecord | None:
        """The page of this address, whatever the page that linked to it said."""
        return self._at.get((url.partition("#")[0], step))

    def carried(self, url: str, follow: Follow) -> PageRecord | None:
        """The page as it was, if it may be carried over."""
        record = self.known(url, follow)
        return record if record and record.extraction.get("whole") else None

    def conditional(self, url: str, follow: Follow) -> PageRecord | None:
        """The page as it was, if it is enough to ask whether it changed.

        Now and then it is not: a server that says “not modified” whatever happens would hide every change.
        """
        record = self.carried(url, follow)
        if record is None or record.extraction.get(DISTRUSTED) or record.received_at is None:
            return None
        # A body that came in the future came while the clock was wrong.
        return record if timedelta(0) <= self._now - record.received_at < FULL_FETCH_AFTER else None

    def lied(self, record: PageRecord, fetched: Fetched, payloads: Sequence[Payload], links: JsonValue) -> bool:
        """Whether the server vouched, by the same ETag or date as before, for adverts or links that are others now."""
        if record.extraction.get(DISTRUSTED):
            return True
        etag, date = fetched.header("etag"), fetched.header("last-modified")
        vouched = etag == record.etag if etag or record.etag else date is not None and date == record.last_modified
        if not vouched:
            return False
        before = [payload.sha256 for payload in self.payloads(record)]
        return before != [payload.sha256 for payload in payloads] or record.extraction.get("follow") != links

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
        with disk_errors("keeping the last run's adverts in a temporary file"):
            self._spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
            place = 0
            for payload in self._reader.payloads():
                line = payload.model_dump_json().encode()
                self._spool.write(line)
                self._places[payload.key] = (place, len(line))
                place += len(line)
            self._spool.flush()

    def close(self) -> None:
        """Drop the temporary file."""
        if self._spool is not None:
            self._spool.close()
