"""How a harvest ended, decided from what happened and never from an exit code."""

from collections import Counter
from dataclasses import dataclass, field

from records.run import RunCounts, Warn
from records.vocabulary import RunState
from spiders.connectors.base import Extraction

MOST_WARNINGS = 50
EMPTY_UNPROVED = "EMPTY_UNPROVED"
NEXT_NEVER_FOUND = "NEXT_NEVER_FOUND"
NOTHING_FOUND = "No advert was found and the source does not say that it has none: look whether its pages changed."
_NO_NEXT = (
    "`next` selects no link on any page that was read: are there more pages? Correct the selector, or say how one page "
    "is known to be all: `total` (selectors), or `next_optional: true`."
)


@dataclass(frozen=True)
class Failure:
    """A page that could not be had."""

    code: str
    message: str
    url: str
    start: bool = False


@dataclass
class Events:
    """What stands against a run being COMPLETE.

    `unread`: records that could not be read, which count as fetched. `next_found`: whether any page had the link
    that the option `next` selects; None where no page needed one. `left_out`: records that are no adverts.
    """

    pages_read: int = 0
    unread: int = 0
    left_out: int = 0
    next_found: bool | None = None
    failures: list[Failure] = field(default_factory=list)
    malformed: list[Warn] = field(default_factory=list)
    notes: list[Warn] = field(default_factory=list)
    capped: Warn | None = None
    stopped: Warn | None = None
    proved_empty: bool = False

    def note(self, extraction: Extraction, url: str) -> None:
        """Take down what one page, read or carried over, says against the run."""
        for problem in extraction.problems:
            warn = Warn(code=problem.code, message=problem.message, url=url)
            (self.malformed if problem.fatal else self.notes).append(warn)
            self.unread += problem.record
        self.left_out += extraction.left_out
        self.proved_empty = self.proved_empty or extraction.proves_empty
        if extraction.next_found is not None:
            self.next_found = bool(self.next_found) or extraction.next_found

    def warnings(self) -> list[Warn]:
        """All of it for the report; a long list is cut, and says so."""
        failed = [Warn(code=item.code, message=item.message, url=item.url) for item in self.failures]
        ends = [warn for warn in (self.stopped, self.capped) if warn]
        lost = [Warn(code=NEXT_NEVER_FOUND, message=_NO_NEXT)] if self.next_found is False else []
        every = ends + failed + self.malformed + lost + self.notes
        if len(every) <= MOST_WARNINGS:
            return every
        counts = Counter(warn.code for warn in every[MOST_WARNINGS:])
        rest = ", ".join(f"{count} × {code}" for code, count in counts.most_common())
        return [*every[:MOST_WARNINGS], Warn(code="MORE_WARNINGS", message=f"Not shown: {rest}.")]


@dataclass(frozen=True)
class Outcome:
    """State, stable reason code and what to do."""

    state: RunState
    reason: str = ""
    message: str = ""


def decide(events: Events, counts: RunCounts) -> Outcome:
    """COMPLETE only if every page was read, the source's own total is met, and emptiness is proved.

    Rules in order of weight.
    """
    if events.pages_read == 0:
        return _nothing_read(events)
    if events.stopped:
        return Outcome(RunState.PARTIAL, events.stopped.code, events.stopped.message)
    if events.capped:
        return Outcome(RunState.CAPPED, events.capped.code, events.capped.message)
    if events.failures:
        codes = {failure.code for failure in events.failures}
        reason = codes.pop() if codes == {"ROBOTS_DISALLOWED"} else "PAGE_FAILED"
        first = events.failures[0]
        return Outcome(
            RunState.PARTIAL, reason, f"{len(events.failures)} pages failed, first {first.url}: {first.message}"
        )
    if events.malformed:
        first_bad = events.malformed[0]
        reason = first_bad.code if first_bad.code in ("PAGE_TIMEOUT", EMPTY_UNPROVED) else "MALFORMED"
        return Outcome(RunState.PARTIAL, reason, f"{first_bad.url}: {first_bad.message}")
    return _what_was_found(events, counts)


def _nothing_read(events: Events) -> Outcome:
    if events.failures:
        first = events.failures[0]
        return Outcome(RunState.FAILED, first.code, f"{first.url}: {first.message}")
    if events.stopped:
        return Outcome(RunState.PARTIAL, events.stopped.code, events.stopped.message)
    return Outcome(RunState.FAILED, "NO_START", "The connector named no page to start from: check its options.")


def _what_was_found(events: Events, counts: RunCounts) -> Outcome:
    distinct = counts.fetched - counts.duplicate + events.left_out
    if counts.advertised is not None and distinct < counts.advertised:
        return Outcome(
            RunState.PARTIAL,
            "ADVERTISED_SHORT",
            f"The source says it has {counts.advertised} adverts and gave {distinct}: it may cap its pages, "
            "or links may be missed. Nothing will expire from this run.",
        )
    read = counts.fetched - events.unread
    if read + events.left_out == 0 and not (events.proved_empty and not events.unread):
        unread = f" {events.unread} records could not be read: see the warnings." if events.unread else ""
        return Outcome(RunState.PARTIAL, EMPTY_UNPROVED, f"{NOTHING_FOUND}{unread}")
    if events.next_found is False:
        return Outcome(RunState.PARTIAL, NEXT_NEVER_FOUND, f"{_NO_NEXT} Nothing will expire from this run.")
    return Outcome(RunState.COMPLETE)
