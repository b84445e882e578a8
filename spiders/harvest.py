"""One harvest: pages in, payloads and the archive out. Knows nothing of Scrapy, so a test can drive it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pydantic import JsonValue, ValidationError

from records.page import Page, Problem
from records.payload import PageRecord, Payload
from records.run import RunCounts, RunReport, Warn
from spiders.connectors.base import DETAIL, Connector, Extraction, Follow, Found
from spiders.deadline import OnHang, page_timeout, read_page
from spiders.fetched import Fetched, Headers
from spiders.job import Job, extraction_version
from spiders.keys import told_apart, url_key
from spiders.mender import Mender, mend_in_time
from spiders.outcome import Events, Failure, decide
from spiders.payloads import Origin, make_payload
from spiders.previous import DISTRUSTED, PageKey, PreviousRun, dump_extraction, load_extraction, page_key
from spiders.unread import keys_of_page, name_unread, refused

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
        mender: Mender | None = None,
        on_progress: Callable[[int, int | None, str], None] = lambda done, total, label: None,
    ) -> None:
        self.job, self.connector, self.writer, self.previous = job, connector, writer, previous
        self.events = Events()
        # Raised in place while the run goes on; RunCounts itself is immutable.
        self.tally: dict[str, int] = dict.fromkeys(("requests", "bytes", "fetched", "duplicate"), 0)
        self.classes: dict[str, int] = {}
        self.advertised: int | None = None
        # What robots.txt asks for, where that is slower than the source's own delay.
        self.slowed = ""
        self._mender = mender
        self._reading: Reading | None = None
        self._on_progress = on_progress
        self._payloads: dict[str, str] = {}
        self._asked: set[PageKey] = set()

    # -- which pages to fetch

    def start(self) -> list[Follow]:
        """The pages to fetch first."""
        return [follow for follow in self.connector.start() if self._admit(follow, 0)]

    def _admit(self, follow: Follow, depth: int) -> bool:
        """Whether to fetch a page: not twice, not beyond the limits."""
        key = page_key(follow.url, follow.step, {}, follow.method, follow.body)
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
        if fetched.status == 304 and self.previous.conditional(fetched.url, follow) is None:
            self.archive(fetched)
            self.failed(follow, depth, "HTTP_304", "answered “not modified” though nothing was asked")
            return []
        self.events.pages_read += 1
        if unchanged and before is not None:
            extraction = self._carry_over(fetched, follow, before)
        else:
            extraction = self._read(fetched, follow, on_hang, before)
        self._note(extraction, fetched.url)
        self._on_progress(self.tally["fetched"], self.advertised, f"{self.events.pages_read} pages")
        return [link for link in extraction.follow if self._admit(link, depth + 1)]

    def _read(self, fetched: Fetched, follow: Follow, on_hang: OnHang | None, before: PageRecord | None) -> Extraction:
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
        if self._mender is not None and (mended := mend_in_time(self._mender, page, extraction)):
            if mended.connector is not None:
                # The rest of the run, too, and what it says of itself: its pages were read by these selectors.
                self.connector = mended.connector
                extraction = read_page(self.connector, page, on_hang=on_hang)
            extraction.problems.append(mended.said)
        self._reading = None
        self._keep(reading, extraction, before)
        return extraction

    def _keep(self, reading: Reading, extraction: Extraction, before: PageRecord | None = None) -> None:
        """Archive what was read out of a response that is archived already; `before`: the page as it was."""
        archived, fetched, follow, _page = reading
        name_unread(extraction, self.previous, fetched.url, follow)
        payloads, unkept, whole = self._payloads_of(extraction, fetched, follow)
        extraction.problems.extend(unkept)
        keys = [payload.key for payload in payloads]
        whole = whole and not extraction.malformed
        dumped = dump_extraction(extraction, follow, keys, whole=whole)
        if before is not None and self.previous.lied(before, fetched, payloads, dumped["follow"]):
            dumped[DISTRUSTED] = True
            self._distrust(before, fetched.url)
        self.writer.extracted(archived, dumped)
        for payload in payloads:
            self._add(payload)

    def _distrust(self, before: PageRecord, url: str) -> None:
        if not before.extraction.get(DISTRUSTED):
            message = (
                "The page's adverts changed though its ETag or Last-Modified did not: tell the publisher. "
                "From now on it is fetched whole in every run."
            )
            self.events.notes.append(Warn(code="VALIDATOR_WRONG", message=message, url=url))

    def _payloads_of(
        self, extraction: Extraction, fetched: Fetched, follow: Follow
    ) -> tuple[list[Payload], list[Problem], bool]:
        payloads, unkept, whole = [], [], True
        for found in told_apart(extraction.found, self.connector.format):
            try:
                payload = self._payload(found, fetched, follow)
            except (ValidationError, RecursionError) as error:
                unkept.append(refused(found, follow, error))
                continue
            payloads.append(payload)
            # The archive keeps the first of a key only: carrying this page over later would lose the other.
            whole = whole and self._payloads.get(payload.key, payload.sha256) == payload.sha256
        return payloads, unkept, whole

    def _payload(self, found: Found, fetched: Fetched, follow: Follow) -> Payload:
        origin = Origin(self.job.source.id, self.job.run_id, fetched.url, fetched.fetched_at, follow.key)
        return make_payload(found, self.connector, origin)

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
        keys = keys_of_page(self.previous, fetched.url, follow)
        if not keys and follow.step == DETAIL:
            keys = [url_key(follow.url)]
        if depth == 0 or not keys or (len(keys) > 1 and follow.step != DETAIL):
            self.archive(fetched, follow)
            code, message = f"HTTP_{fetched.status}", f"answered {fetched.status}: the page is gone"
            if depth == 0 and self.connector.unknown_board:
                code, message = "UNKNOWN_BOARD", f"answered {fetched.status}: {self.connector.unknown_board}"
            self.failed(follow, depth, code, message)
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
        self.events.note(extraction, url)
        self.tally["fetched"] += sum(problem.record for problem in extraction.problems)
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
            method=fetched.method,
            request_body=fetched.request_body,
            status=304 if before else fetched.status,
            fetched_at=fetched.fetched_at,
            received_at=before.received_at if before and fetched.status == 304 else _received(fetched),
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

    def out_of_time(self) -> str:
        """What to say of a run that took as long as its source may: whose fault it is, and what to do."""
        limit = f"Stopped after {self.job.source.politeness.max_minutes:g} minutes, the most this source's politeness"
        if not self.slowed:
            return f"{limit} allows: raise `politeness.max_minutes`, or lower the delay if the publisher agrees."
        return f"{limit} allows: {self.slowed}. Ask the publisher for less, or raise `politeness.max_minutes`."

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


def _received(fetched: Fetched) -> datetime:
    return fetched.received_at or fetched.fetched_at
