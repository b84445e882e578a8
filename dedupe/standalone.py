"""Duplicates among listings in memory: the engine of `talentfeed dedupe FILE`, without a store."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from dedupe.features.build import features_of
from dedupe.features.model import Features
from dedupe.ids import opportunity_id
from dedupe.judgements import Judgements
from dedupe.partition import Partition, partition
from dedupe.score import Outcome
from records.listing import Listing

Progress = Callable[[int, int | None, str], None]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Assignment:
    """Where a listing belongs. `score` of its best link inside the cluster (1 for a listing alone)."""

    listing_id: str
    opportunity_id: str
    score: float
    reason: str


def cluster(
    listings: Iterable[Listing],
    *,
    judgements: Iterable[tuple[str, str, bool]] = (),
    on_progress: Progress | None = None,
) -> list[Assignment]:
    """Which listings are the same opportunity, in the order given; the same input gives the same ids.

    If two listings have one id, the last counts. `judgements`: (listing id, listing id, same).
    """
    with _no_search_for_cycles():
        features: dict[str, Features] = {}
        for number, listing in enumerate(listings):
            features[listing.id] = features_of(listing)
            if on_progress and number % 1000 == 0:
                on_progress(number, None, "reading")
        adverts = list(features.values())
        del features
        if on_progress:
            on_progress(len(adverts), len(adverts), "comparing")
        by_place = _assignments(partition(adverts, Judgements(judgements)))
        return [by_place[place] for place in range(len(adverts))]


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Python looks through all objects again and again while a million of them pile up; these refer to no cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _assignments(found: Partition) -> dict[int, Assignment]:
    cluster_of = {member: number for number, members in enumerate(found.clusters) for member in members}
    best: dict[int, tuple[float, str]] = {}
    for (a, b), decision in found.decisions.items():
        if decision.outcome is not Outcome.MATCH or cluster_of[a] != cluster_of[b]:
            continue
        for member, other in ((a, b), (b, a)):
            reason = f"{decision.rule} with {found.adverts[other].id}: " + ", ".join(
                f"{name} {level}" for name, level in decision.evidence.items()
            )
            best[member] = max(best.get(member, (0.0, "")), (decision.score, reason))
    assignments = {}
    for members in found.clusters:
        own_id = opportunity_id(found.adverts[members[0]].id, _EPOCH)
        for member in members:
            alone = (1.0, "alone" if len(members) == 1 else "judgement")
            score, reason = best.get(member, alone)
            assignments[member] = Assignment(found.adverts[member].id, own_id, round(score, 4), reason)
    return assignments
