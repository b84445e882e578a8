"""Gates: what must hold for a run as a whole before anything of it is promoted.

A gate that fails keeps the run (payloads, counts, reasons) and leaves the last good listings as they are.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median_low

from records.errors import GateError
from records.run import RunReport
from records.source import Expectations
from records.vocabulary import RunState

# On an ordinary day of a small source a few adverts go or are edited, and a handful is rejected: that is no pattern.
# A source file that states its own `max_loss` means it, except for a single advert.
_LOSS_ALLOWANCE = 2
_STATED_LOSS_ALLOWANCE = 1
_REJECTED_ALLOWANCE = 4
# Ten times the usual is a crawler trap or a repeated page; five times is already no council's ordinary day.
_SURGE_FACTOR = 5.0
_SURGE_FLOOR = 20
# The usual number is the median of this many runs, so that one odd day moves nothing.
USUAL_RUNS = 5
# A field is lost when less than this part of the listings that should have it have it, and more than a few lack it.
_FILL_LEFT = 0.7
_FILL_ALLOWANCE = 3
# A feed of the latest adverts has fallen when it holds less than this part of the usual number.
_VOLUME_LEFT = 0.5
_VOLUME_ALLOWANCE = 5
# It is chance which adverts are in it: a difference of this many standard deviations is no news.
_SIGMAS = 3.0


@dataclass(frozen=True)
class RunFacts:
    """What the gates look at. Counts of listings; `lost` = open listings of a whole run that it did not see.

    `usual`: the source's own last good runs; None where it has none yet. `compared`: this run's listings
    with the stored ones. `delta`: the source sent changes only.
    """

    state: RunState
    complete: bool
    seen: int
    rejected: int
    open_before: int
    lost: int
    fill: dict[str, float]
    usual: "Usual | None" = None
    compared: "Compared | None" = None
    delta: bool = False


@dataclass(frozen=True)
class Compared:
    """What the listings of a run have, held against what is stored; counts by field.

    lost: of those known before, how many more had the field than have it. new, new_have: of those not known.
    """

    new: int
    new_have: dict[str, int]
    lost: dict[str, int]


@dataclass(frozen=True)
class Usual:
    """What a source's last good runs had: the median number of listings, and of each field's share."""

    seen: int
    fill: dict[str, float]


def usual_of(runs: Sequence[RunReport]) -> Usual | None:
    """What is usual after these promoted runs of one source, the newest first.

    An approved run begins a new history: a person said that what it brought is right.
    """
    counted = []
    for run in runs:
        if run.counts.new + run.counts.changed + run.counts.unchanged:
            counted.append(run)
        if run.approved or len(counted) == USUAL_RUNS:
            break
    if not counted:
        return None
    names = dict.fromkeys(name for run in counted for name in run.fill)
    seen = median_low([run.counts.new + run.counts.changed + run.counts.unchanged for run in counted])
    return Usual(seen, {name: median_low([run.fill[name] for run in counted if name in run.fill]) for name in names})


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
    """Fewer or more listings than the source file expects. One cut short, or of changes only, may be short."""
    if facts.state is RunState.COMPLETE and not facts.delta and facts.seen < expect.min_listings:
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
    before = facts.open_before or (facts.usual.seen if facts.usual else 0)
    limit = before * _SURGE_FACTOR
    if before and facts.seen > max(limit, _SURGE_FLOOR):
        return _quarantine(
            "SURGE",
            f"{facts.seen} listings where {before} are usual",
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
    stated = "max_loss" in expect.model_fields_set or facts.lost == facts.open_before
    if share > expect.max_loss and facts.lost > (_STATED_LOSS_ALLOWANCE if stated else _LOSS_ALLOWANCE):
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


def usual_volume(facts: RunFacts, _expect: Expectations) -> Verdict | None:
    """Far fewer than its last good runs had, where absence says nothing of a single advert (`loss` does else)."""
    if facts.usual is None or facts.state is not RunState.COMPLETE or facts.complete or facts.delta:
        return None
    usual = facts.usual.seen
    lost = usual - facts.seen
    if facts.seen < usual * _VOLUME_LEFT and lost > max(_VOLUME_ALLOWANCE, _SIGMAS * math.sqrt(usual)):
        message = f"{facts.seen} listings where {usual} are usual"
        return _quarantine("VOLUME_FELL", message, "listings", facts.seen, usual * _VOLUME_LEFT)
    return None


def usual_fill(facts: RunFacts, expect: Expectations) -> Verdict | None:
    """A field is missing that its last good runs had: the site was redesigned. Nobody has to expect it in YAML.

    An advert that was there before is held against itself, a new one against the usual share: what other
    adverts came or went is no redesign. The file's own word on a field counts alone.
    """
    if facts.usual is None or facts.compared is None or not facts.seen:
        return None
    fallen = [
        (name, got, due)
        for name, share in facts.usual.fill.items()
        if name not in expect.fill
        for got, due in [_had_and_due(facts, facts.compared, name, share)]
        if _is_lost(got, due, facts.compared.new, share)
    ]
    if not fallen:
        return None
    said = ", ".join(f"{got} have `{name}` ({due:.0f} would)" for name, got, due in fallen)
    name, got, due = fallen[0]
    message = f"of {facts.seen} listings fewer have what the last good runs had: {said}"
    return _quarantine("FILL_FELL", message, f"fill.{name}", got, due * _FILL_LEFT)


def _had_and_due(facts: RunFacts, compared: Compared, name: str, share: float) -> tuple[int, float]:
    """How many listings have the field, and how many would if nothing had been redesigned."""
    got = round(facts.fill.get(name, 0.0) * facts.seen)
    return got, got + compared.lost.get(name, 0) + compared.new * share - compared.new_have.get(name, 0)


def _is_lost(got: int, due: float, new: int, share: float) -> bool:
    # Even a source of three adverts does not lose all of them on an ordinary day.
    allowance = _FILL_ALLOWANCE if got else _FILL_ALLOWANCE - 1
    chance = _SIGMAS * math.sqrt(new * share * (1 - share))
    return got < due * _FILL_LEFT and due - got > max(allowance, chance)


GATES: tuple[Gate, ...] = (rejected_share, volume, surge, loss, fill_rate, usual_volume, usual_fill)


def judge(facts: RunFacts, expect: Expectations) -> Verdict | None:
    """The first gate that fails, None when all pass."""
    return next((verdict for gate in GATES if (verdict := gate(facts, expect))), None)
