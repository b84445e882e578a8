"""Greenhouse: the public job board API, one JSON document a board.

Payload: one element of `jobs[]` as it is (`content` still entity-escaped). Format seen in public boards:
`{"jobs": [...], "meta": {"total": n}}`; one job alone is the same object without the envelope, and the
`departments` and `offices` documents hold the same jobs one level deeper, a job once under each.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import JsonValue

from formats.json import parse_json
from formats.text import page_text
from records.options import GreenhouseOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow, Found
from spiders.platforms.hooks import nested_jobs

_API = "https://boards-api.greenhouse.io/v1/boards/{board}/jobs"
_ASKED = {"content": "true", "pay_transparency": "true"}
_BOARD_HOST = re.compile(r"^(?:job-)?boards(?P<region>\.[a-z]{2})?\.greenhouse\.io$")
_API_HOST = re.compile(r"^boards-api(?:\.[a-z]{2})?\.greenhouse\.io$")
_HOSTS = (b"greenhouse.io", b"gh_jid")


class GreenhouseConnector(Connector[GreenhouseOptions]):
    """A board is one document; an unknown board is 404, never an empty list."""

    name: ClassVar[str] = "greenhouse"
    format: ClassVar[str] = "greenhouse_job"
    version: ClassVar[int] = 2

    def start(self) -> Iterator[Follow]:
        """The board's document."""
        yield Follow(api_url(self.options))

    def read(self, page: Page) -> Extraction:
        """Every job of the document; `advertised` is the board's own total."""
        if page.status in (404, 410):
            message = "Greenhouse knows no such board or job: the token has changed or the board was closed"
            return Extraction(problems=[Problem("UNKNOWN_BOARD", message, fatal=True)])
        parsed = parse_json(
            page_text(page, self.options.encoding).text, marks=("absolute_url", "internal_job_id", "title")
        )
        extraction = Extraction(problems=list(parsed.problems))
        if parsed.root is None and parsed.problems:
            return extraction
        jobs = _jobs(parsed.root)
        if jobs is None:
            message = "a JSON document without `jobs`: not a Greenhouse board"
            excerpt = json.dumps(parsed.root)[:300]
            extraction.problems.append(Problem("NOT_GREENHOUSE", message, excerpt, fatal=True))
            return extraction
        _collect(jobs, extraction)
        extraction.advertised = _total(parsed.root)
        if not jobs and not parsed.problems:
            _judge_empty(extraction)
        return extraction

    @classmethod
    def sniff(cls, page: Page) -> float:
        """Sure when jobs carry Greenhouse's own field names; they stand within the first jobs."""
        start = page.body[:200_000]
        if not start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[")):
            return 0.0
        host = urlsplit(page.url).hostname or ""
        if _API_HOST.match(host) and b'"jobs"' in start:
            return 1.0
        if b'"absolute_url"' in start and b'"internal_job_id"' in start:
            return 1.0
        if b'"absolute_url"' in start and (b'"first_published"' in start or any(h in start for h in _HOSTS)):
            return 0.8
        return 0.6 if b'"jobs"' in start and b'"absolute_url"' in start else 0.0

    @classmethod
    def default_options(cls, url: str) -> GreenhouseOptions:
        """The document at `url`."""
        return GreenhouseOptions(url=url)


def api_url(options: GreenhouseOptions) -> str:
    """Address of the board's document, with the parameters that bring descriptions and pay."""
    if not options.url:
        return f"{_API.format(board=options.board)}?{urlencode(_ASKED)}"
    parts = urlsplit(options.url)
    host = (parts.hostname or "").lower()
    board = _BOARD_HOST.match(host)
    segments = [segment for segment in parts.path.split("/") if segment]
    if board and segments and segments[0] != "embed":
        api = f"https://boards-api{board['region'] or ''}.greenhouse.io/v1/boards/{segments[0]}/jobs"
        return f"{api}?{urlencode(_ASKED)}"
    if board and (token := dict(parse_qsl(parts.query)).get("for")):
        api = f"https://boards-api{board['region'] or ''}.greenhouse.io/v1/boards/{token}/jobs"
        return f"{api}?{urlencode(_ASKED)}"
    if not _API_HOST.match(host):
        return options.url
    path = parts.path.rstrip("/")
    if len(segments) == 3 and segments[1] == "boards":
        path += "/jobs"
    query = {**_ASKED, **dict(parse_qsl(parts.query))}
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query), ""))


def _jobs(root: Any) -> list[Any] | None:
    if isinstance(root, list):
        return root if root and all(_is_job(item) for item in root) else None
    if not isinstance(root, dict):
        return None
    if isinstance(root.get("jobs"), list):
        return list(root["jobs"])
    if _is_job(root):
        return [root]
    for name in ("departments", "offices"):
        if isinstance(groups := root.get(name), list):
            return nested_jobs(groups)
    return None


def _is_job(item: Any) -> bool:
    return isinstance(item, dict) and "title" in item and ("absolute_url" in item or "internal_job_id" in item)


def _collect(jobs: list[Any], extraction: Extraction) -> None:
    for job in jobs:
        if not isinstance(job, dict):
            excerpt = json.dumps(job)[:500]
            extraction.problems.append(
                Problem("NOT_A_JOB", "an entry of `jobs` is not an object", excerpt, record=True)
            )
            continue
        data: dict[str, JsonValue] = job
        identity = job.get("id")
        key = str(identity) if isinstance(identity, int | str) and not isinstance(identity, bool) else ""
        url = job.get("absolute_url")
        extraction.found.append(Found(data, key.strip(), url if isinstance(url, str) and url else None))


def _total(root: Any) -> int | None:
    meta = root.get("meta") if isinstance(root, dict) else None
    total = meta.get("total") if isinstance(meta, dict) else None
    return total if isinstance(total, int) and not isinstance(total, bool) and total >= 0 else None


def _judge_empty(extraction: Extraction) -> None:
    if extraction.advertised == 0:
        extraction.proved_empty = True
        return
    said = f"says {extraction.advertised} jobs but" if extraction.advertised else "gives no total and"
    message = f"the board {said} lists none: not taken as empty"
    extraction.problems.append(Problem("EMPTY_UNPROVED", message, fatal=True))
