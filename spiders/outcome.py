"""How a harvest ended, decided from what happened and never from an exit code."""

from collections import Counter
from dataclasses import dataclass, field

from records.run import RunCounts, Warn
from records.vocabulary import RunState

MOST_WARNINGS = 50


@dataclass(frozen=True)
class Failure:
    """A page that could not be had."""

    code: str
    message: str
    url: str
    start: bool = False


@dataclass
class Events:
    """What stands against a run being COMPLETE."""

    pages_read: int = 0
    failures: list[Failure] = field(default_factory=list)
    malformed: list[Warn] = field(default_factory=list)
    notes: list[Warn] = field(default_factory=list)
    capped: Warn | None = None
    stopped: Warn | None = None
    proved_empty: bool = False

    def warnings(self) -> list[Warn]:
        """All of it for the report; a long list is cut, and says so."""
        failed = [Warn(code=item.code, message=item.message, url=item.url) for item in self.failures]
        ends = [warn for warn in (self.stopped, self.capped) if warn]
        every = ends + failed + self.malformed + self.notes
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
    """COMPLETE only if every page was read and the source's own total is met; rules in order of weight."""
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
        reason = "PAGE_TIMEOUT" if first_bad.code == "PAGE_TIMEOUT" else "MALFORMED"
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
    distinct = counts.fetched - counts.duplicate
    if counts.advertised is not None and distinct < counts.advertised:
        return Outcome(
            RunState.PARTIAL,
            "ADVERTISED_SHORT",
            f"The source says it has {counts.advertised} adverts and gave {distinct}: it may cap its pages, "
            "or links may be missed. Nothing will expire from this run.",
        )
    if counts.fetched == 0 and not events.proved_empty:
        return Outcome(
            RunState.PARTIAL,
            "EMPTY_UNPROVED",
            "No advert was found and the source does not say that it has none: look whether its pages changed.",
        )
    return Outcome(RunState.COMPLETE)
