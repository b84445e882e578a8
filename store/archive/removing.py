"""Adverts out of an archived run: their payloads, and every page on which they stand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from records.payload import PageRecord, Payload
from records.run import RunReport
from records.vocabulary import RunState
from store.archive.warc import read_body, read_response

if TYPE_CHECKING:
    from store.archive.archive import Archive
    from store.archive.reader import ArchiveReader

TAKEN_DOWN = "TAKEN_DOWN"
PageGoes = Callable[[PageRecord, bytes | None], bool]
PayloadGoes = Callable[[Payload], bool]


@dataclass(frozen=True)
class Removed:
    """How many of a run's pages and payloads went."""

    pages: int = 0
    payloads: int = 0


def remove(
    archive: "Archive", source_id: str, run_id: str, *, page_goes: PageGoes, payload_goes: PayloadGoes
) -> Removed:
    """Write a run anew without the pages and payloads that go; where none does, nothing is written.

    A page that goes leaves no record of its request, and nothing by which an unchanged one is known: the next
    harvest fetches it. What the run was COMPLETE about it no longer shows: it becomes PARTIAL, TAKEN_DOWN. Killed
    meanwhile, the run is as it was, or (between two renames) gone. Hold the source's lease.
    """
    reader = archive.reader(source_id, run_id)
    going = _pages_that_go(reader, page_goes)
    fewer = sum(payload_goes(payload) for payload in reader.payloads())
    if not going and not fewer:
        return Removed()
    with archive.writer(source_id, run_id, replacing=True) as writer:
        lost = _copy_pages(reader, writer, going)
        for payload in reader.payloads():
            if not payload_goes(payload):
                writer.payload(payload)
        writer.finish(_manifest(reader.manifest(), fewer, lost))
    return Removed(len(going), fewer)


def _pages_that_go(reader: "ArchiveReader", page_goes: PageGoes) -> set[int]:
    going = set()
    with reader.warc() as file:
        for number, (page, offset) in enumerate(reader.entries()):
            body = None if offset is None else read_body(file, offset, page.sha256)
            if page_goes(page, body):
                going.add(number)
    return going


def _copy_pages(reader: "ArchiveReader", writer: Any, going: set[int]) -> int:
    """Copy the pages that stay; how many records that could not be read stood on the others."""
    lost = 0
    with reader.warc() as file:
        for number, (page, offset) in enumerate(reader.entries()):
            if number in going:
                problems: Any = page.extraction.get("problems", ())
                lost += sum(bool(problem.get("record")) for problem in problems)
            elif offset is None:
                writer.page(page, None)
            else:
                status_line, headers, body = read_response(file, offset, page.sha256)
                writer.page(page, body, (), headers, status_line)
    return lost


def _manifest(before: RunReport, payloads: int, problems: int) -> RunReport:
    counts = before.counts.model_copy(update={"fetched": max(0, before.counts.fetched - payloads - problems)})
    update: dict[str, object] = {"counts": counts}
    if before.state is RunState.COMPLETE:
        message = "A takedown removed pages of this run: reading it again closes nothing."
        update |= {"state": RunState.PARTIAL, "reason": TAKEN_DOWN, "message": message}
    return before.model_copy(update=update)
