"""One harvest: pages in, payloads and the archive out. Knows nothing of Scrapy, so a test can drive it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pydantic import JsonValue, ValidationError

from records.payload import PageRecord, Payload
from records.run import RunCounts, RunReport, Warn
from spiders.connectors.base import DETAIL, Connector, Extraction, Follow, Found, Page, Problem
from spiders.deadline import OnHang, page_timeout, read_page
from spiders.fetched import Fetched, Headers
from spiders.job import Job, extraction_version
from spiders.keys import payload_key, told_apart, url_key
from spiders.outcome import Events, Failure, decide
from spiders.previous import PreviousRun, dump_extraction, load_extraction, page_key, page_keys

MOST_DEPTH = 1000
GONE = frozenset({404, 410})
# What the archive calls the response, the response, its link, and the page as the connector sees it.
Reading = tuple[Any, Fetched, Follow, Page]


class Harvest:
    """Reads pages in the order they come, keeps count, and writes the run's archive."""

    def __init__(
        self,
        job: Job,
        connector: Connector[Any],
        writer: Any,
        previous: PreviousRun,
        *,
        on_progress: Callable[[int, int | None, str], None] = lambda done, total, label: None,
    ) -> None:
        self.job, self.connector, self.writer, self.previous = job, connector, writer, previous
        self.events = Events()
        # Raised in place while the run goes on; RunCounts itself is immutable.
        self.tally: dict[str, int] = dict.fromkeys(("requests", "bytes", "fetched", "duplicate"), 0)
        self.classes: dict[str, int] = {}
        self.advertised: int | None = None
        self._reading: Reading | None = None
        self._on_progress = on_progress
        self._payloads: dict[str, str] = {}
        self._asked: set[tuple[str, str, str]] = set()

    # -- which pages to fetch

    def start(self) -> list[Follow]:
        """The pages to fetch first."""
        return [follow for follow in self.connector.start() if self._admit(follow, 0)]

    def _admit(self, follow: Follow, depth: int) -> bool:
        """Whether to fetch a page: not twice, not beyond the limits."""
        key = page_key(follow.url, follow.step, {})
        if key in self._asked:
            return False
        limit = self.job.source.politeness.max_pages
        if len(self._asked) >= limit:
            self._cap("MAX_PAGES", f"Stopped after {limit} pages, the most this source's politeness allows.")
            return False
        if depth > MOST_DEPTH:
            self._cap("MAX_DEPTH", f"Stopped {MOST_DEPTH} links away from the start: the links may never end.")
            return False
        self._asked.add(key)
        return True

    def _cap(self, code: str, message: str) -> None:
        self.events.capped = self.events.capped or Warn(code=code, message=message)

    # -- responses

    def page(self, fetched: Fetched, follow: Follow, depth: int, *, on_hang: OnHang | None = None) -> list[Follow]:
        """Read one page (or carry it over unread), archive it, and say what to fetch next."""
        if fetched.status in GONE:
            self._gone(fetched, follow, depth)
            return []
        before = self.previous.carried(fetched.url, follow)
        unchanged = fetched.status == 304 or fetched.sha256 == (before.sha256 if before else None)
        if fetched.status == 304 and before is None:
            self.archive(fetched)
            self.failed(follow, depth, "HTTP_304", "answered “not modified” though nothing was asked")
            return []
        self.events.pages_read += 1
        if unchanged and before is not None:
            extraction = self._carry_over(fetched, follow, before)
        else:
            extraction = self._read(fetched, follow, on_hang)
        self._note(extraction, fetched.url)
        self._on_progress(self.tally["fetched"], self.advertised, f"{self.events.pages_read} pages")
        return [link for link in extraction.follow if self._admit(link, depth + 1)]

    def _read(self, fetched: Fetched, follow: Follow, on_hang: OnHang | None) -> Extraction:
        page = Page(
            url=fetched.url,
            body=fetched.body or b"",
            content_type=fetched.header("content-type") or "",
            fetched_at=fetched.fetched_at,
            step=follow.step,
            context=follow.context,
            status=fetched.status,
        )
        archived = self.writer.response(*self._record(fetched, follow))
        self._reading = reading = (archived, fetched, follow, page)
        extraction = read_page(self.connector, page, on_hang=on_hang)
        self._reading = None
        self._keep(reading, extraction)
        return extraction

    def _keep(self, reading: Reading, extraction: Extraction) -> None:
        """Archive what was read out of a response that is archived already."""
        archived, fetched, follow, _page = reading
        payloads, refused, whole = self._payloads_of(extraction, fetched, follow)
        extraction.problems.extend(refused)
        keys = [payload.key for payload in payloads]
        whole = whole and not extraction.malformed
        self.writer.extracted(archived, dump_extraction(extraction, follow, keys, whole=whole))
        for payload in payloads:
            self._add(payload)

    def _payloads_of(
        self, extraction: Extraction, fetched: Fetched, follow: Follow
    ) -> tuple[list[Payload], list[Problem], bool]:
        payloads, refused, whole = [], [], True
        for found in told_apart(extraction.found, self.connector.format):
            try:
                payload = self._payload(_clean(found), fetched, follow)
            except (ValidationError, RecursionError) as error:
                message = f"This record cannot be kept: {type(error).__name__}"
                refused.append(Problem("PAYLOAD_INVALID", message, ascii(found.data)[:2000], record=True))
                continue
            payloads.append(payload)
            # The archive keeps the first of a key only: carrying this page over later would lose the other.
            whole = whole and self._payloads.get(payload.key, payload.sha256) == payload.sha256
        return payloads, refused, whole

    def _payload(self, found: Found, fetched: Fetched, follow: Follow) -> Payload:
        return Payload(
            source_id=self.job.source.id,
            run_id=self.job.run_id,
            key=payload_key(found, self.connector.format) if found.key or not follow.key else follow.key,
            connector=self.connector.name,
            format=self.connector.format,
            data=found.data,
            url=found.url,
            page_url=fetched.url,
            fetched_at=fetched.fetched_at,
            withdrawn=found.withdrawn,
        )

    def _carry_over(self, fetched: Fetched, follow: Follow, before: PageRecord) -> Extraction:
        """Write the page's earlier payloads again, so that this run is whole without the earlier one."""
        extraction = load_extraction(before)
        payloads = list(self.previous.payloads(before))
        fetched.body = None
        self.archive(fetched, follow, before.extraction, before)
        for payload in payloads:
            self._add(payload.model_copy(update={"run_id": self.job.run_id, "fetched_at": fetched.fetched_at}))
        return extraction

    def _gone(self, fetched: Fetched, follow: Follow, depth: int) -> None:
        """A page that is no more: an advert's own page withdraws it, any other is a failure."""
        before = self.previous.known(fetched.url, follow) or self.previous.known(follow.url, follow)
        keys = page_keys(before) if before else []
        if not keys and follow.key:
            keys = [follow.key]
        if not keys and follow.step == DETAIL:
            keys = [url_key(follow.url)]
        if depth == 0 or not keys or (len(keys) > 1 and follow.step != DETAIL):
            self.archive(fetched, follow)
            self.failed(follow, depth, f"HTTP_{fetched.status}", f"answered {fetched.status}: the page is gone")
            return
        self.withdraw(fetched, follow, keys)

    def withdraw(self, fetched: Fetched, follow: Follow, keys: list[str]) -> None:
        """The adverts with these keys are gone: their page says so."""
        self.events.pages_read += 1
        self.archive(fetched, follow, dump_extraction(Extraction(), follow, keys, whole=False))
        for key in keys:
            self._add(self._payload(Found({}, key=key, url=follow.url, withdrawn=True), fetched, follow))

    def _add(self, payload: Payload) -> None:
        """The first of a key wins."""
        self.tally["fetched"] += 1
        seen = self._payloads.get(payload.key)
        if seen is None:
            self._payloads[payload.key] = payload.sha256
            self.writer.payload(payload)
            return
        self.tally["duplicate"] += 1
        if seen != payload.sha256:
            message = f"Key {payload.key[:100]!r} came twice with different content; the first was kept."
            self.events.notes.append(Warn(code="DUPLICATE_KEY", message=message, url=payload.page_url))

    def _note(self, extraction: Extraction, url: str) -> None:
        for problem in extraction.problems:
            warn = Warn(code=problem.code, message=problem.message, url=url)
            self.tally["fetched"] += problem.record
            if problem.fatal:
                self.events.malformed.append(warn)
            else:
                self.events.notes.append(warn)
        self.events.proved_empty = self.events.proved_empty or extraction.proved_empty
        if extraction.advertised is not None:
            self.advertised = max(self.advertised or 0, extraction.advertised)

    def archive(
        self,
        fetched: Fetched,
        follow: Follow | None = None,
        extraction: dict[str, JsonValue] | None = None,
        before: PageRecord | None = None,
    ) -> None:
        """Write one response; `before` is the page as it was, when this one only says that it still is."""
        self.writer.page(*self._record(fetched, follow, extraction, before))

    def _record(
        self,
        fetched: Fetched,
        follow: Follow | None = None,
        extraction: dict[str, JsonValue] | None = None,
        before: PageRecord | None = None,
    ) -> tuple[PageRecord, bytes | None, Headers, Headers, str]:
        """What the archive's writer takes."""
        record = PageRecord(
            url=fetched.url,
            step=follow.step if follow else "",
            status=304 if before else fetched.status,
            fetched_at=fetched.fetched_at,
            etag=fetched.header("etag") or (before.etag if before else None),
            last_modified=fetched.header("last-modified") or (before.last_modified if before else None),
            content_type=fetched.header("content-type") or (before.content_type if before else ""),
            sha256=before.sha256 if before else fetched.sha256 or "",
            size=before.size if before else len(fetched.body or b""),
            extraction=extraction or {},
        )
        return record, fetched.body, fetched.request_headers, fetched.headers, fetched.status_line

    def failed(self, follow: Follow, depth: int, code: str, message: str) -> None:
        """A page that could not be had."""
        self.events.failures.append(Failure(code, message, follow.url, start=depth == 0))

    # -- the end

    def hung(self) -> None:
        """The page being read hangs beyond help: archive it with that problem (called from another thread)."""
        if self._reading is None:
            return
        _archived, fetched, _follow, page = self._reading
        extraction = page_timeout(page)
        self._keep(self._reading, extraction)
        self._note(extraction, fetched.url)
        message = extraction.problems[0].message
        self.events.stopped = Warn(code="PAGE_TIMEOUT", message=message, url=fetched.url)

    def stop(self, code: str, message: str) -> None:
        """The crawl ends before its pages do."""
        self.events.stopped = self.events.stopped or Warn(code=code, message=message)

    def finish(self) -> RunReport:
        """Decide how it ended, and write the manifest: from then on the run exists."""
        counts = RunCounts.model_validate({**self.tally, "advertised": self.advertised, "responses": self.classes})
        outcome = decide(self.events, counts)
        report = RunReport(
            id=self.job.run_id,
            source_id=self.job.source.id,
            state=outcome.state,
            reason=outcome.reason,
            message=outcome.message[:1000],
            config_hash=self.job.source.config_hash,
            extraction=extraction_version(self.connector),
            started_at=self.job.started_at,
            ended_at=datetime.now(UTC),
            counts=counts,
            warnings=self.events.warnings(),
        )
        self.writer.finish(report)
        self.previous.close()
        return report


def _clean(found: Found) -> Found:
    """Replace lone surrogates, which no UTF-8 file can hold, by U+FFFD."""
    text = json.dumps([found.data, found.key, found.url], ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        data, key, url = json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        return Found(data, key, url, found.withdrawn)
    return found
