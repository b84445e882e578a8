"""Which adverts are one opportunity: candidates decided, components clustered."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dedupe.candidates import Pairs, candidate_pairs
from dedupe.cluster import Edge, components, constrained
from dedupe.features.model import Features
from dedupe.judgements import Judgements
from dedupe.score import Decision, Outcome, decide, holds_both, strangers

LINKS = (Outcome.MATCH, Outcome.REPOST)
# A cluster beyond these is shown to a person.
MOST_MEMBERS, MOST_DAYS = 8, 60


@dataclass(slots=True)
class Partition:
    """Clusters of positions in `adverts`, oldest member first, and the decisions that made them."""

    adverts: Sequence[Features]
    clusters: list[list[int]]
    decisions: dict[tuple[int, int], Decision] = field(default_factory=dict)

    def reposts(self) -> list[tuple[int, int]]:
        """(later, earlier) pairs of adverts of which the later re-posts the earlier."""
        pairs_again = []
        for (a, b), decision in self.decisions.items():
            if decision.outcome is Outcome.REPOST:
                first, second = sorted((a, b), key=lambda i: self.adverts[i].order)
                pairs_again.append((second, first))
        return sorted(pairs_again)


def decide_pairs(adverts: Sequence[Features], pairs: Pairs) -> dict[tuple[int, int], Decision]:
    """The decisions worth keeping: matches, re-posts, and what a person should look at."""
    kept: dict[tuple[int, int], Decision] = {}
    for a, b in pairs.tolist():
        decision = decide(adverts[a], adverts[b])
        if decision.outcome in LINKS or decision.outcome is Outcome.REVIEW or "review" in decision.evidence:
            kept[a, b] = decision
    return kept


def worth_a_look(members: Sequence[Features]) -> str:
    """Why a person should look at a cluster, '' where nothing is odd: too many adverts, or too long a time."""
    if len(members) > MOST_MEMBERS:
        return f"{len(members)} adverts"
    posted = [advert.posted for advert in members if advert.posted is not None]
    days = (max(posted) - min(posted)) / 86_400 if posted else 0.0
    return f"posted over {days:.0f} days" if days > MOST_DAYS else ""


def partition(adverts: Sequence[Features], judgements: Judgements | None = None) -> Partition:
    """Cluster all of these adverts."""
    return clusters_of(adverts, decide_pairs(adverts, candidate_pairs(adverts)), judgements)


def clusters_of(
    adverts: Sequence[Features], decisions: dict[tuple[int, int], Decision], judgements: Judgements | None = None
) -> Partition:
    """Cluster adverts of which these pairs are linked; every component for itself."""
    judged = judgements or Judgements()
    places = {advert.id: place for place, advert in enumerate(adverts)}
    same, apart = judged.among(places)
    linked = [pair for pair, decision in decisions.items() if decision.outcome in LINKS]
    edges: dict[int, list[Edge]] = {}
    parts = components(len(adverts), [*linked, *same])
    part_of = {member: number for number, part in enumerate(parts) for member in part}
    for (a, b), decision in decisions.items():
        if decision.outcome is Outcome.MATCH and (a, b) not in apart:
            edges.setdefault(part_of[a], []).append(Edge(decision.score, a, b))
    for a, b in same:
        edges.setdefault(part_of[a], []).append(Edge(JUDGED, a, b))
    contradict = _Contradictions(adverts, same, apart)
    clusters: list[list[int]] = []
    for number, part in enumerate(parts):
        members = sorted(part, key=lambda place: adverts[place].order)
        clusters.extend([members] if len(members) == 1 else constrained(members, edges.get(number, ()), contradict))
    return Partition(adverts, clusters, decisions)


JUDGED = 2.0


class _Contradictions:
    """Whether two adverts contradict; asked for the same pair more than once, answered once."""

    def __init__(self, adverts: Sequence[Features], same: set[tuple[int, int]], apart: set[tuple[int, int]]) -> None:
        self._adverts, self._known = adverts, {**dict.fromkeys(same, False), **dict.fromkeys(apart, True)}
        self._strange: dict[tuple[int, int], bool] = {}

    def __call__(self, a: int, b: int, among: Sequence[int]) -> bool:
        """Whether they cannot stand in one cluster with these others."""
        pair = (a, b) if a < b else (b, a)
        known = self._known.get(pair)
        if known is None:
            one, two = self._adverts[pair[0]], self._adverts[pair[1]]
            outcome = decide(one, two).outcome
            known = self._known[pair] = outcome in (Outcome.CONTRADICTION, Outcome.REPOST)
            undecided = outcome in (Outcome.DISTINCT, Outcome.REVIEW)
            self._strange[pair] = undecided and strangers(one, two)
        if known or not self._strange.get(pair, False):
            return known
        return not any(holds_both(self._adverts[z], self._adverts[a], self._adverts[b]) for z in among)
