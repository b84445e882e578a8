"""Reading one finished run."""

import json
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, NamedTuple

from records.errors import StoreError
from records.payload import PageRecord, Payload
from records.run import RunReport
from store.archive.jsonl import read_lines
from store.archive.names import run_folder
from store.archive.warc import read_body
from store.archive.writer import MANIFEST, PAGES, PAGES_WARC, PAYLOADS
from store.documents import load
from store.failures import disk_errors

if TYPE_CHECKING:
    from store.archive.archive import Archive


class PageEntry(NamedTuple):
    """A page, and where its body stands in the WARC of its run (None: in an earlier run)."""

    page: PageRecord
    offset: int | None


class ArchiveReader:
    """What a run archived. StoreError RUN_NOT_FOUND when it never finished, or was deleted."""

    def __init__(self, archive: "Archive", source_id: str, run_id: str) -> None:
        self._archive = archive
        self._source_id, self._run_id = source_id, run_id
        self._folder = run_folder(archive.root, source_id, run_id)
        if not archive.fs.exists(f"{self._folder}/{MANIFEST}"):
            message = (
                f"the archive has no run {run_id} of {source_id}: it never finished, or its raw pages were deleted "
                f"after TALENTFEED_ARCHIVE_KEEP_DAYS (see `talentfeed run-show {run_id}`); "
                f"fetch them anew: `talentfeed harvest {source_id}`"
            )
            raise StoreError(message, code="RUN_NOT_FOUND")

    def manifest(self) -> RunReport:
        """The report as it was when the run finished."""
        with self._file(MANIFEST) as file:
            return load(RunReport, file.read(), self._run_id)

    def payloads(self) -> Iterator[Payload]:
        """The adverts as the source gave them, in the order they were read."""
        with self._file(PAYLOADS) as file:
            for line in read_lines(file):
                yield load(Payload, line, self._run_id)

    def pages(self) -> Iterator[PageRecord]:
        """The pages, in the order they were fetched."""
        for entry in self.entries():
            yield entry.page

    def bodies(self, *, missing: str = "raise") -> Iterator[tuple[PageRecord, bytes]]:
        """Each page with its body; that of an unchanged page is looked for in earlier runs.

        missing: "raise" (StoreError BODY_MISSING) or "skip" pages whose body was deleted since, or never had one.
        """
        with self._file(PAGES_WARC) as own:
            elsewhere = self._bodies_before({e.page.sha256 for e in self.entries() if e.offset is None})
            for page, offset in self.entries():
                if offset is not None:
                    yield page, read_body(own, offset, page.sha256)
                elif page.sha256 in elsewhere:
                    run_id, there = elsewhere[page.sha256]
                    with self._archive.reader(self._source_id, run_id).warc() as other:
                        yield page, read_body(other, there, page.sha256)
                elif missing == "raise":
                    message = f"the body of {page.url} is in no archived run of {self._source_id}; fetch it again"
                    raise StoreError(message, code="BODY_MISSING")

    def entries(self) -> Iterator[PageEntry]:
        """The pages with the places of their bodies."""
        with self._file(PAGES) as file:
            for line in read_lines(file):
                head, _, page = line.partition(',"page":')
                offset = json.loads(head + "}")["offset"]
                yield PageEntry(load(PageRecord, page.removesuffix("}"), self._run_id), offset)

    def digests(self) -> tuple[set[str], set[str]]:
        """(hashes of the bodies that stand in this run, hashes of those it refers to in earlier ones)."""
        own: set[str] = set()
        earlier: set[str] = set()
        with self._file(PAGES) as file:
            for line in read_lines(file):
                # Not as a PageRecord: a year of runs is looked through each night.
                parsed = json.loads(line)
                (earlier if parsed["offset"] is None else own).add(parsed["page"].get("sha256", ""))
        return own - {""}, earlier - own - {""}

    def warc(self) -> IO[bytes]:
        """The WARC file, open for reading."""
        return self._file(PAGES_WARC)

    def _bodies_before(self, wanted: set[str]) -> dict[str, tuple[str, int]]:
        """Body hash → (run id, offset), the newest earlier run first."""
        found: dict[str, tuple[str, int]] = {}
        wanted = wanted - {""}
        earlier = [run for run in self._archive.runs(self._source_id) if run < self._run_id] if wanted else []
        for run_id in reversed(earlier):
            for page, offset in self._archive.reader(self._source_id, run_id).entries():
                if page.sha256 in wanted and offset is not None:
                    found.setdefault(page.sha256, (run_id, offset))
            if wanted <= found.keys():
                break
        return found

    def _file(self, name: str) -> IO[bytes]:
        with disk_errors(f"reading the archive of {self._source_id}"):
            file: IO[bytes] = self._archive.fs.open(f"{self._folder}/{name}", "rb")
            return file
