"""What is left of a run whose time is over, but to which later runs refer: the pages they need, and no more."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from records.run import RunReport
from records.vocabulary import RunState
from store.archive.warc import read_response

if TYPE_CHECKING:
    from store.archive.archive import Archive

PAGES_ONLY = "PAGES_ONLY"
_MARK = "-pages-"


def is_pages_only(run_id: str) -> bool:
    """Whether a run is what `keep_pages` left of another."""
    return _MARK in run_id


def keep_pages(archive: "Archive", source_id: str, run_id: str, digests: Collection[str]) -> str:
    """Copy the bodies with these hashes out of a run into one of their own; its id. The run itself stays.

    The new id stands right behind the old one, so that later runs find the bodies as before. Its manifest says
    FAILED, PAGES_ONLY: nobody normalises it, replays it, or takes up a harvest from it.
    """
    reader = archive.reader(source_id, run_id)
    first, _, number = run_id.partition(_MARK)
    new_id = f"{first}{_MARK}{int(number or 0) + 1}"
    before = reader.manifest()
    report = RunReport(
        id=new_id,
        source_id=source_id,
        state=RunState.FAILED,
        reason=PAGES_ONLY,
        message=f"Pages of run {first} to which later runs refer; the others were deleted when their time was over.",
        config_hash=before.config_hash,
        started_at=before.started_at,
        ended_at=before.ended_at,
    )
    wanted = set(digests)
    with archive.writer(source_id, new_id) as writer, reader.warc() as file:
        for page, offset in reader.entries():
            if offset is None or page.sha256 not in wanted:
                continue
            wanted.discard(page.sha256)
            status_line, headers, body = read_response(file, offset, page.sha256)
            writer.page(page.model_copy(update={"extraction": {}}), body, (), headers, status_line)
        writer.finish(report)
    return new_id
