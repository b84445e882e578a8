"""Records that are broken on purpose, one for each thing that goes wrong at real sources."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from examples.region import plan
from examples.region.model import Record

# What each flaw does to a record's standing; a flaw that is not here leaves it readable.
_STANDING = {
    "no_title": "rejected",
    "markup_lost": "unread",
    "ragged_row": "unread",
    "already_closed": "closed",
    "closing_before_posting": "closed",
    "to_be_reposted": "closed",
}
# Source → flaws. Those that take a record away are given to one that no other source shows and that has no
# near-miss, so that the planted groups stay whole.
FLAWS = {
    plan.COUNCIL_FEED: ("mojibake", "bare_ampersand", "already_closed", "to_be_reposted", "no_closing_date"),
    plan.COUNCIL_PAGES: ("to_be_reposted", "already_closed"),
    plan.NHS: ("year_one",),
    plan.BOARD: ("raw_newlines", "entities", "no_title", "markup_lost", "to_be_reposted", "already_closed"),
    plan.AGGREGATOR: (
        "mojibake", "ragged_row", "no_title", "impossible_date", "closing_before_posting", "already_closed",
        "to_be_reposted",
    ),
}  # fmt: skip
# A post that was on offer for a month and closed three days ago.
_CLOSED_AGO, _OPEN_FOR = 3, 28
# UTF-8 that some system read as Windows-1252, and wrote again as UTF-8.
_MOJIBAKE = "The café opens at 8 – and we’re proud of it.".encode().decode("cp1252")


def with_flaws(records: list[Record], near: Iterable[str], today: date) -> list[Record]:
    """The records, some of them broken; which, depends on their order only."""
    shown = Counter(record.thing.id for record in records)
    kept_whole = set(near)
    waiting = {source: list(flaws) for source, flaws in FLAWS.items()}
    found = []
    for record in records:
        flaws = waiting.get(record.source)
        if flaws and record.thing.kind == "job" and not record.thing.fresh:
            alone = shown[record.thing.id] == 1 and record.thing.id not in kept_whole
            if alone or flaws[0] not in _STANDING:
                found.append(_broken(record, flaws.pop(0), today))
                continue
        found.append(record)
    left = {source: flaws for source, flaws in waiting.items() if flaws}
    if left:
        raise ValueError(f"too few lone records to carry the flaws {left}")
    return found


def _broken(record: Record, flaw: str, today: date) -> Record:
    record = replace(record, flaw=flaw, status=_STANDING.get(flaw, "ok"))
    closed = today - timedelta(days=_CLOSED_AGO)
    changes = {
        "no_title": lambda: replace(record, title=""),
        "mojibake": lambda: replace(record, extra=_MOJIBAKE),
        "closing_before_posting": lambda: replace(record, closes=record.posted - timedelta(days=40)),
        "bare_ampersand": lambda: replace(record, extra="You will work with R&D and with B&Q's community team."),
        "already_closed": lambda: replace(record, closes=closed, posted=closed - timedelta(days=_OPEN_FOR)),
        "to_be_reposted": lambda: replace(record, closes=closed, posted=closed - timedelta(days=_OPEN_FOR)),
        "no_closing_date": lambda: replace(record, closes=None),
        "year_one": lambda: replace(record, closes=None),
        "impossible_date": lambda: replace(record, closes=None),
    }
    change = changes.get(flaw)
    return change() if change else record
