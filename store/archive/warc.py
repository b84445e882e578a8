"""WARC records: one response, or one revisit that points to a body archived before."""

import hashlib
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import IO, Any
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from records.payload import PageRecord
from store.archive.jsonl import damaged

Headers = Iterable[tuple[str, str]]

# What would let a reader of the archive act as us.
_SECRET = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key"})
# The archived body is decoded: a replay must not decode it again. Their values are kept under the
# prefix that other archiving tools use.
_CODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})


class WarcFile:
    """Writes records to one gzipped WARC file, a member each."""

    def __init__(self, file: IO[bytes], run_id: str) -> None:
        self._file = file
        self._writer = WARCWriter(file, gzip=True)
        info = {"software": "talentfeed", "format": "WARC File Format 1.1", "isPartOf": run_id}
        self._writer.write_record(self._writer.create_warcinfo_record("pages.warc.gz", info))

    def request(self, page: PageRecord, headers: Headers) -> None:
        """What was asked."""
        line = StatusAndHeaders("GET / HTTP/1.1", _plain(headers), is_http_request=True)
        self._write("request", page, http_headers=line)

    def response(self, page: PageRecord, body: bytes, status_line: str, headers: Headers) -> int:
        """A response with its body; gives the offset of its record in the file."""
        coded = [(f"X-Archive-Orig-{name}" if name.lower() in _CODED else name, value) for name, value in headers]
        coded.append(("Content-Length", str(len(body))))
        answer = StatusAndHeaders(_status(status_line, page), _plain(coded), protocol="HTTP/1.1")
        return self._write("response", page, payload=io.BytesIO(body), length=len(body), http_headers=answer)

    def revisit(self, page: PageRecord, status_line: str, headers: Headers) -> int:
        """A page whose body (`page.sha256`) is archived already, here or in an earlier run."""
        profile = "server-not-modified" if page.status == 304 else "identical-payload-digest"
        extra = {
            "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{profile}",
            "WARC-Refers-To-Target-URI": safe_url(page.url),
        }
        if page.sha256:
            extra["WARC-Payload-Digest"] = f"sha256:{page.sha256}"
        answer = StatusAndHeaders(_status(status_line, page), _plain(headers), protocol="HTTP/1.1")
        return self._write("revisit", page, http_headers=answer, warc_headers_dict=extra)

    def _write(self, kind: str, page: PageRecord, **parts: Any) -> int:
        offset = self._file.tell()
        parts["warc_headers_dict"] = {**parts.get("warc_headers_dict", {}), "WARC-Date": _date(page.fetched_at)}
        self._writer.write_record(self._writer.create_warc_record(safe_url(page.url), kind, **parts))
        return offset


def read_body(file: IO[bytes], offset: int, sha256: str) -> bytes:
    """The body of the response record at `offset`, which has this hash; StoreError where it is another."""
    return read_response(file, offset, sha256)[2]


def read_response(file: IO[bytes], offset: int, sha256: str) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status line, headers (but the archived body's length) and body of the response record at `offset`."""
    file.seek(offset)
    try:
        record: Any = next(iter(ArchiveIterator(file)), None)
        answer = record.http_headers if record and record.rec_type == "response" else None
        body = record.content_stream().read() if answer else b""
    except (ArchiveLoadFailed, AttributeError) as error:  # warcio trips over a record that lost its address
        raise damaged(file, f"{type(error).__name__} at {offset}") from error
    if answer is None or hashlib.sha256(body).hexdigest() != sha256:
        raise damaged(file, f"at {offset} is not the page that should be there")
    headers = [(name, value) for name, value in answer.headers if name.lower() != "content-length"]
    return f"{answer.protocol} {answer.statusline}", headers, body


def safe_url(url: str) -> str:
    """The URL with what would break a header line percent-encoded."""
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~")


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _status(status_line: str, page: PageRecord) -> str:
    return " ".join(status_line.removeprefix("HTTP/1.1 ").split()) or str(page.status)


def _plain(headers: Headers) -> list[tuple[str, str]]:
    """Headers as single lines of latin-1, secrets blanked."""
    return [(_line(name), "[removed]" if name.lower() in _SECRET else _line(value)) for name, value in headers]


def _line(text: str) -> str:
    one_line = "".join(" " if character in "\r\n\0" else character for character in text)
    return one_line.encode("latin-1", "replace").decode("latin-1")
