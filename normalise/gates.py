"""Gates: what must hold for a run as a whole before anything of it is promoted.

A gate that fails keeps the run (payloads, counts, reasons) and leaves the last good listings as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from records.errors import GateError
from records.source import Expectations
from records.vocabulary import RunState

# One advert gone, or a handful rejected, is the ordinary day of a small source, not a pattern.
_LOSS_ALLOWANCE = 1
_REJECTED_ALLOWANCE = 4
# Ten times the usual is a crawler trap or a repeated page; five times is already no council's ordinary day.
_SURGE_FACTOR = 5.0
_SURGE_FLOOR = 20


@dataclass(frozen=True)
class RunFacts:
    """What the gates look at. Counts of listings; `lost` = open listings of a whole run that it did not see."""

    state: RunState
    complete: bool
    seen: int
    rejected: int
    open_before: int
    lost: int
    fill: dict[str, float]


@dataclass(frozen=True)
class Verdict:
    """A gate that failed: the state and reason the run gets."""

    state: RunState
    reason: str
    error: GateError


Gate = Callable[[RunFacts, Expectations], Verdict | None]


def _quarantine(reason: str, message: str, metric: str, got: float, limit: float) -> Verdict:
    return Verdict(RunState.QUARANTINED, reason, GateError(message, metric=metric, got=got, limit=limit))


def rejected_share(facts: RunFacts, expect: Expectations) -> Verdict | None:
    """Too many records could not be read: the format has changed."""
    total = facts.seen + facts.rejected
    share = facts.rejected / total if total else 0.0
    if facts.rejected and (not facts.seen or (share > expect.max_rejected and facts.rejected > _REJECTED_ALLOWANCE)):
        message = (
            f"{facts.rejected} of {total} records could not be read ({share:.0%}; limit {expect.max_rejected:.0%}): "
            "see the rejected records of the run, mend the source file, then run it again"
        )
        error = GateError(message, metric="rejected_share", got=share, limit=expect.max_rejected)
        return Verdict(RunState.FAILED, "TOO_MANY_REJECTED", error)
    return None


def volume(facts: RunFacts, expect: Expectations) -> Verdict | None:
    """Fewer or more listings than the source file expects. A cut-short run may be short."""
    if facts.state is RunState.COMPLETE and facts.seen < expect.min_listings:
        return _quarantine(
            "TOO_FEW",
            f"{facts.seen} listings, at least {expect.min_listings} expected",
            "listings",
            facts.seen,
            expect.min_listings,
        )
    if expect.max_listings is not None and facts.seen > expect.max_listings:
        return _quarantine(
            "TOO_MANY",
            f"{facts.seen} listings, at most {expect.max_listings} expected",
            "listings",
            facts.seen,
            expect.max_listings,
        )
    return None


def surge(facts: RunFacts, _expect: Expectations) -> Verdict | None:
    """Many times the usual number."""
    limit = facts.open_before * _SURGE_FACTOR
    if facts.open_before and facts.seen > max(limit, _SURGE_FLOOR):
        return _quarantine(
            "SURGE",
            f"{facts.seen} listings where {facts.open_before} are usual",
            "listings",
            facts.seen,
            limit,
        )
    return None


def loss(facts: RunFacts, expect: Expectations) -> Verdict | None:
    """Too large a share of the open listings vanished in one run."""
    if facts.state is not RunState.COMPLETE or not facts.complete or not facts.open_before:
        return None
    share = facts.lost / facts.open_before
    if share > expect.max_loss and facts.lost > _LOSS_ALLOWANCE:
        return _quarantine(
            "LOSS",
            f"{facts.lost} of {facts.open_before} open listings are gone ({share:.0%}; limit {expect.max_loss:.0%})",
            "loss",
            share,
            expect.max_loss,
        )
    return None


def fill_rate(facts: RunFacts, expect: Expectations) -> Verdict | None:
    """A field that is usually there is missing: the site was redesigned."""
    for name, least in expect.fill.items():
        got = facts.fill.get(name, 0.0)
        if facts.seen and got < least:
            return _quarantine(
                "FILL_RATE",
                f"only {got:.0%} of the listings have `{name}`, at least {least:.0%} expected",
                f"fill.{name}",
                got,
                least,
            )
    return None


GATES: tuple[Gate, ...] = (rejected_share, volume, surge, loss, fill_rate)


def judge(facts: RunFacts, expect: Expectations) -> Verdict | None:
    """The first gate that fails, None when all pass."""
    return next((verdict for gate in GATES if (verdict := gate(facts, expect))), None)
