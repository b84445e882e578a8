"""Why listings are together or apart: what was stored when they were decided, and the pair decided anew.

Read only. The store keeps an edge for matches, re-posts and what a person should look at; of all other
pairs nothing is kept, so deciding anew is the only word on them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import combinations, product

import networkx as nx

from dedupe.blocking import blocking_keys
from dedupe.features.build import features_of
from dedupe.features.model import Features
from dedupe.features.place import relate_all
from dedupe.judging import no_listing
from dedupe.score import Decision, Outcome, decide, holds_both, strangers
from dedupe.stage import life_of
from dedupe.vetoes import compare
from store import Edge, Judgement, Store, StoredListing

# An answer tells this many pairs: the other pairs of a cluster of thirty say nothing new.
MOST_PAIRS = 40
_KEPT_APART = (Outcome.CONTRADICTION, Outcome.REPOST)


@dataclass(frozen=True)
class Member:
    """A listing of the answer. `waits`: it changed, or was judged, since the last resolve."""

    listing_id: str
    title: str
    source_name: str
    status: str
    first_seen_at: datetime
    opportunity_id: str | None
    waits: bool


@dataclass(frozen=True)
class Obstacle:
    """Two listings of two clusters that cannot stand in one, so the clusters are not merged whole."""

    listing_a: str
    listing_b: str
    rule: str


@dataclass(frozen=True)
class Pair:
    """Two listings. `why` is the answer in a sentence, the rest is what it rests on.

    stored: the edge of the last resolve that decided them; anew: the model's word today, with how each
    comparison came out; shared_blocks: keys they share (a pair that shares none is never compared);
    path: where no edge joins them, the listings that do, in order.
    """

    listing_a: str
    listing_b: str
    together: bool
    why: str
    anew: Decision
    shared_blocks: int
    stored: Edge | None = None
    judgement: Judgement | None = None
    path: list[str] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)


@dataclass(frozen=True)
class Explanation:
    """Listings that were asked about, those they are together with, and their pairs.

    pairs: among those asked about; outside: with listings of other opportunities that were compared and
    not merged. redirects: id asked about → id it was merged into. left_out: pairs not told, see MOST_PAIRS.
    """

    members: list[Member]
    pairs: list[Pair]
    outside: list[Pair] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    left_out: int = 0


def explain(store: Store, one: str, other: str | None = None) -> Explanation:
    """Why the listings of `one` are together, or why `one` and `other` are together or apart.

    Each is the id of a listing or of an opportunity, which stands for its listings. ConfigError, which
    names near ids, for an id that is neither.
    """
    redirects: dict[str, str] = {}
    first = _listings(store, one, redirects)
    if other is not None:
        second = _listings(store, other, redirects)
        wanted = {(min(a, b), max(a, b)) for a, b in product(first, second) if a != b}
        work = _Work(store, {*first, *second})
        pairs = work.pairs(wanted)
        return Explanation(work.members(), pairs[:MOST_PAIRS], [], redirects, max(0, len(pairs) - MOST_PAIRS))
    own = store.opportunities.by_listing(first)
    inside = {*first, *(m for members in store.opportunities.members(own.values()).values() for m in members)}
    touching = {(edge.listing_a, edge.listing_b) for edge in store.edges.of(first)}
    touching |= {(said.listing_a, said.listing_b) for said in store.judgements.of(first)}
    across = {pair for pair in touching if not inside.issuperset(pair)}
    work = _Work(store, {*inside, *(listing_id for pair in across for listing_id in pair)})
    wanted = {pair for pair in combinations(sorted(inside), 2) if not {*pair}.isdisjoint(first)}
    pairs, outside = work.pairs(wanted), [pair for pair in work.pairs(across) if not pair.together]
    left_out = max(0, len(pairs) - MOST_PAIRS) + max(0, len(outside) - MOST_PAIRS)
    return Explanation(work.members(inside), pairs[:MOST_PAIRS], outside[:MOST_PAIRS], redirects, left_out)


def _listings(store: Store, wanted: str, redirects: dict[str, str]) -> list[str]:
    """The listings an id stands for."""
    if store.listings.get([wanted]):
        return [wanted]
    live = store.opportunities.live(wanted)
    if live is None:
        raise no_listing(store, wanted)
    if live.id != wanted:
        redirects[wanted] = live.id
    return store.opportunities.members([live.id]).get(live.id, [])


class _Work:
    """What is known of some listings, read once."""

    def __init__(self, store: Store, ids: Collection[str]) -> None:
        asked = store.opportunities.by_listing(ids)
        self.clusters: Mapping[str, list[str]] = store.opportunities.members(set(asked.values()))
        # All that they are together with is read, too: it decides which clusters may be merged.
        every = {*ids, *(member for members in self.clusters.values() for member in members)}
        self.asked = ids
        self.owners = {**asked, **{m: owner for owner, members in self.clusters.items() for m in members}}
        self.stored: dict[str, StoredListing] = store.listings.get(every)
        self.features: dict[str, Features] = {
            listing_id: features_of(one.listing, life_of(one)) for listing_id, one in self.stored.items()
        }
        self.waiting = store.listings.due_among(every)
        self.edges = {(edge.listing_a, edge.listing_b): edge for edge in store.edges.of(every)}
        self.judgements = {(said.listing_a, said.listing_b): said for said in store.judgements.of(every)}

    def members(self, ids: Iterable[str] | None = None) -> list[Member]:
        """The listings, the oldest first."""
        stored = [self.stored[listing_id] for listing_id in (self.asked if ids is None else ids)]
        return [
            Member(
                one.listing.id, one.listing.title, one.source_name, one.status.value, one.first_seen_at,
                self.owners.get(one.listing.id), one.listing.id in self.waiting,
            )
            for one in sorted(stored, key=lambda one: (one.first_seen_at, one.listing.id))
        ]  # fmt: skip

    def pairs(self, wanted: Iterable[tuple[str, str]]) -> list[Pair]:
        """These pairs, what speaks most for being one post first."""
        told = [self.pair(a, b) for a, b in wanted if a in self.stored and b in self.stored]
        return sorted(
            told, key=lambda p: (not p.together, p.judgement is None, -p.anew.score, p.listing_a, p.listing_b)
        )

    def pair(self, a: str, b: str) -> Pair:
        """One pair, `a` before `b`."""
        together = a in self.owners and self.owners[a] == self.owners.get(b)
        anew = self.decide(a, b)
        stored = self.edges.get((a, b))
        joined = stored is not None and stored.merged
        path = self._path(a, b) if together and not joined else []
        said = self.judgements.get((a, b))
        joining = anew.outcome is Outcome.MATCH if said is None else said.same
        obstacles = self._obstacles(a, b) if joining and not together else []
        shared = len(set(blocking_keys(self.features[a])) & set(blocking_keys(self.features[b])))
        found = Pair(a, b, together, "", anew, shared, stored, said, path, obstacles)
        why = why_together(found) if together else why_apart(found, waits=not self.waiting.isdisjoint((a, b)))
        return replace(found, why=why)

    def decide(self, a: str, b: str) -> Decision:
        """The model's word today; a veto, too, with how all else compares."""
        one, two = self.features[a], self.features[b]
        decision = decide(one, two)
        if decision.outcome is not Outcome.CONTRADICTION:
            return decision
        place = relate_all(one.places, two.places)
        compared = compare(one, two, place)
        levels = {
            "title": compared.match.relation.name.lower(),
            "employer": compared.employer.name.lower(),
            "place": place.name.lower(),
            "pay": compared.pay.name.lower(),
            "text": f"{compared.share:.2f} of {compared.shingles}",
        }
        return Decision(decision.outcome, decision.score, decision.rule, {**levels, **decision.evidence})

    def _path(self, a: str, b: str) -> list[str]:
        """The shortest chain of matches from `a` to `b` inside their opportunity."""
        inside = set(self.clusters[self.owners[a]])
        graph: nx.Graph[str] = nx.Graph()
        graph.add_edges_from(pair for pair, edge in self.edges.items() if edge.merged and inside.issuperset(pair))
        if a not in graph or b not in graph or not nx.has_path(graph, a, b):
            return []
        path: list[str] = nx.shortest_path(graph, a, b)
        return path

    def _obstacles(self, a: str, b: str) -> list[Obstacle]:
        """What keeps their clusters apart though the two match: pairs across that contradict."""
        left, right = (self.clusters.get(self.owners.get(i, ""), [i]) for i in (a, b))
        every = [self.features[member] for member in (*left, *right)]
        obstacles = []
        for one, two in product(left, right):
            if rule := self._contradiction(min(one, two), max(one, two), every):
                obstacles.append(Obstacle(one, two, rule))
        return obstacles[:MOST_PAIRS]

    def _contradiction(self, one: str, two: str, every: list[Features]) -> str:
        said = self.judgements.get((one, two))
        if said is not None:
            return "" if said.same else "judgement"
        a, b = self.features[one], self.features[two]
        decision = decide(a, b)
        if decision.outcome in _KEPT_APART:
            return decision.rule
        undecided = decision.outcome is not Outcome.MATCH
        strange = undecided and strangers(a, b) and not any(holds_both(whole, a, b) for whole in every)
        return "texts have little in common" if strange else ""


def why_together(pair: Pair) -> str:
    """One sentence; every merge has its reason (invariant 6)."""
    said, edge = pair.judgement, pair.stored
    if said is not None and said.same:
        return f"{said.by} judged them the same on {said.at:%Y-%m-%d}"
    if said is not None:
        return f"{said.by} judged them different on {said.at:%Y-%m-%d}: the next `talentfeed resolve` parts them"
    if edge is not None and edge.merged:
        if edge.rule == "identity":
            return f"they carry the same link or reference ({edge.features.get('link', '')})"
        return f"the evidence is enough: score {edge.score:.2f}, a match from 0.5"
    if pair.path:
        return f"each matches the next: {' – '.join(pair.path)}"
    return "an earlier reading joined them: the next `talentfeed resolve` decides anew"


def why_apart(pair: Pair, *, waits: bool) -> str:
    """One sentence."""
    said, anew = pair.judgement, pair.anew
    if said is not None:
        return _judged_apart(said, waits=waits)
    if anew.outcome is Outcome.CONTRADICTION:
        return f"they contradict each other ({anew.rule.removeprefix('veto:')})"
    if anew.outcome is Outcome.REPOST:
        return "one is a re-post: they were not on offer at one time"
    if anew.outcome is not Outcome.MATCH:
        review = "; near enough for a person to look" if anew.outcome is Outcome.REVIEW else ""
        return f"not enough speaks for it: score {anew.score:.2f}, a match from 0.5{review}"
    return _matching_apart(pair, waits=waits)


def _judged_apart(said: Judgement, *, waits: bool) -> str:
    if not said.same:
        return f"{said.by} judged them different on {said.at:%Y-%m-%d}"
    when = "the next `talentfeed resolve` joins them" if waits else "but other judgements keep their clusters apart"
    return f"{said.by} judged them the same on {said.at:%Y-%m-%d}: {when}"


def _matching_apart(pair: Pair, *, waits: bool) -> str:
    if waits:
        return "they match, and one of them waits for the next `talentfeed resolve`"
    if pair.obstacles:
        first = pair.obstacles[0]
        return f"they match, but {first.listing_a} and {first.listing_b} cannot be one ({first.rule})"
    if not pair.shared_blocks:
        return "they would match, but share no block, so nobody compared them: judge them"
    return "they match now: `talentfeed resolve --full` compares all anew"
