"""Writing one run: staged beside, then moved into place whole, its manifest last."""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from pydantic import JsonValue

from records.errors import StoreError
from records.payload import PageRecord, Payload
from records.run import RunReport
from store.archive.folders import Folders
from store.archive.jsonl import JsonlWriter
from store.archive.names import MANIFEST, PAGES, PAGES_WARC, PAYLOADS, STAGING, run_folder, source_folder
from store.archive.warc import Headers, WarcFile
from store.documents import dump
from store.failures import disk_errors


class Archived(NamedTuple):
    """A response in the WARC; `offset` is where its body stands, None for an earlier run's."""

    page: PageRecord
    offset: int | None


class ArchiveWriter:
    """One run of one source, as a context manager. Without `finish` nothing of it can be seen.

    Every failure of the disk is a StoreError (DISK_FULL, STORE_FAILED).
    """

    def __init__(self, archive: Folders, source_id: str, run_id: str, *, replacing: bool = False) -> None:
        self._archive = archive
        self._run_id, self._source_id = run_id, source_id
        self._final = run_folder(archive.root, source_id, run_id)
        if not replacing and archive.fs.exists(f"{self._final}/{MANIFEST}"):
            raise StoreError(f"run {run_id} of {source_id} is archived already; take a new run id")
        with disk_errors(f"archiving {source_id}"):
            self._folder = self._stage()
            self._warc_file = (self._folder / PAGES_WARC).open("wb")
            self._warc = WarcFile(self._warc_file, run_id)
            self._pages = JsonlWriter(self._folder / PAGES)
            self._payloads = JsonlWriter(self._folder / PAYLOADS)
        self._bodies: dict[str, int] = {}
        self._open = True

    def page(
        self,
        page: PageRecord,
        body: bytes | None,
        request_headers: Headers = (),
        response_headers: Headers = (),
        http_status_line: str = "",
    ) -> None:
        """Archive one response that nobody reads, or whose reading `page.extraction` holds already."""
        self.extracted(self.response(page, body, request_headers, response_headers, http_status_line))

    def response(
        self,
        page: PageRecord,
        body: bytes | None,
        request_headers: Headers = (),
        response_headers: Headers = (),
        http_status_line: str = "",
    ) -> Archived:
        """Archive one response before it is read; `extracted` is to follow.

        body: decoded content; None when the page is unchanged (304): then `page.sha256` says which body,
        of this or an earlier run, it had. headers: (name, value); secrets among them are blanked.
        """
        with disk_errors(f"archiving {page.url}"):
            if request_headers:
                self._warc.request(page, request_headers)
            digest = page.sha256
            if body is not None:
                digest = hashlib.sha256(body).hexdigest()
                page = page.model_copy(update={"sha256": digest, "size": len(body)})
            if body is None or digest in self._bodies:
                offset = self._bodies.get(digest)
                self._warc.revisit(page, http_status_line, response_headers)
            else:
                offset = self._warc.response(page, body, http_status_line, response_headers)
                self._bodies[digest] = offset
        return Archived(page, offset)

    def extracted(self, archived: Archived, extraction: dict[str, JsonValue] | None = None) -> None:
        """Say what reading an archived response gave."""
        page, offset = archived
        if extraction is not None:
            page = page.model_copy(update={"extraction": extraction})
        with disk_errors(f"archiving {page.url}"):
            # The page's own text comes last, as it is; `offset` is where its body stands in this run.
            self._pages.line(f'{{"offset":{json.dumps(offset)},"page":{dump(page)}}}')

    def payload(self, payload: Payload) -> None:
        """Archive one advert as the source gave it."""
        with disk_errors(f"archiving {payload.page_url}"):
            self._payloads.line(dump(payload))

    def finish(self, report: RunReport) -> None:
        """Make the run visible, whatever its state: the manifest is the last thing written."""
        if not self._open:
            raise StoreError(f"run {self._run_id} of {self._source_id} is no longer being written")
        with disk_errors(f"archiving {self._source_id}"):
            self._close()
            manifest = self._folder / MANIFEST
            manifest.write_text(dump(report), encoding="utf-8")
            if self._archive.is_local:
                self._move_local()
            else:
                self._upload()

    def abort(self) -> None:
        """Drop what was written; does nothing after `finish`."""
        if self._open:
            # What is dropped need not be written to its end: a full disk would hide why it is dropped.
            with contextlib.suppress(OSError):
                self._close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> "ArchiveWriter":
        """The writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Drop what was not finished."""
        self.abort()

    def _stage(self) -> Path:
        if not self._archive.is_local:
            return Path(tempfile.mkdtemp(prefix="talentfeed-archive-"))
        # In the archive itself: only within one file system can a folder be moved in one step.
        parent = Path(source_folder(self._archive.root, self._source_id))
        parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f"{STAGING}{self._run_id}-", dir=parent))

    def _close(self) -> None:
        self._open = False
        with contextlib.ExitStack() as files:
            for file in (self._warc_file, self._payloads, self._pages):
                files.callback(file.close)

    def _move_local(self) -> None:
        for file in self._folder.iterdir():
            sync(file)
        sync(self._folder)
        self._folder.chmod(0o755)  # mkdtemp's is for its owner alone
        target = Path(self._final)
        old = self._folder.with_name(f"{self._folder.name}-old")
        if target.exists():  # without a manifest, or replaced: see __init__
            target.rename(old)
        self._folder.rename(target)
        sync(target.parent)
        shutil.rmtree(old, ignore_errors=True)  # else `delete_unfinished` does it

    def _upload(self) -> None:
        self._archive.fs.makedirs(self._final, exist_ok=True)
        if self._archive.fs.exists(f"{self._final}/{MANIFEST}"):
            # One that is replaced is unfinished meanwhile: nobody reads half of each.
            self._archive.fs.rm_file(f"{self._final}/{MANIFEST}")
        for name in (PAGES_WARC, PAGES, PAYLOADS, MANIFEST):
            self._archive.fs.put_file(str(self._folder / name), f"{self._final}/{name}")
        shutil.rmtree(self._folder)


def sync(path: Path) -> None:
    """Put a file, or the names in a folder, on the disk itself."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
