"""Write clusters into the store: ids that live on, merged records, redirects, explanations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dedupe.cluster import components
from dedupe.ids import opportunity_id
from dedupe.merge.opportunity import merge
from dedupe.score import Decision, Outcome
from records.opportunity import Opportunity
from store import Store
from store.types import BlockEntry, Edge, StoredListing

# Only this may differ without being a change for portals: when a source was last looked at.
_QUIET: Any = {"sequence": True, "last_seen_at": True, "listings": {"__all__": {"last_seen_at"}}}


@dataclass(slots=True)
class Group:
    """Clusters that are written together: no old opportunity has listings inside and outside.

    `clusters`: listing ids, the oldest first. `reposts`: pairs of listing ids of which one re-posts the other.
    """

    clusters: list[list[str]]
    edges: list[Edge] = field(default_factory=list)
    reposts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """All listing ids."""
        return [listing_id for cluster in self.clusters for listing_id in cluster]


@dataclass(slots=True)
class Written:
    """How many opportunities were written, by what became of them."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    redirected: int = 0

    def add(self, other: "Written") -> None:
        """Sum up."""
        self.created += other.created
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.redirected += other.redirected


def grouped(
    clusters: Sequence[list[str]],
    owners: Mapping[str, str],
    decisions: Mapping[tuple[str, str], Decision],
    judged: Sequence[tuple[str, str, bool]],
    now: datetime,
    odd: Mapping[str, str],
) -> list[Group]:
    """Clusters that share a component of decisions, or an old opportunity, in one group each.

    `decisions` may reach outside the clusters: such a pair is explained, and joins nothing. `odd`: first
    listing of a cluster → why a person should look at it.
    """
    number = {listing_id: place for place, cluster in enumerate(clusters) for listing_id in cluster}
    links = [(number[a], number[b]) for a, b in decisions if a in number and b in number]
    links += [(number[a], number[b]) for a, b, _ in judged]
    first_of: dict[str, int] = {}
    for listing_id, owner in owners.items():
        if listing_id in number:
            links.append((first_of.setdefault(owner, number[listing_id]), number[listing_id]))
    groups = []
    group_of: dict[int, Group] = {}
    for part in components(len(clusters), links):
        group = Group([clusters[place] for place in part])
        groups.append(group)
        group_of.update(dict.fromkeys(part, group))
    for (a, b), decision in decisions.items():
        group = group_of[number[a if a in number else b]]
        together = number.get(a) == number.get(b)
        if decision.outcome is Outcome.REPOST and not together:
            group.reposts.append((a, b))
        features = {"outcome": decision.outcome.value, **decision.evidence}
        if together and clusters[number[a]][0] in odd:
            features["review"] = odd[clusters[number[a]][0]]
        group.edges.append(Edge(a, b, decision.score, decision.rule, now, together, features))
    for a, b, same in judged:
        together = number[a] == number[b]
        group_of[number[a]].edges.append(Edge(a, b, float(same), "judgement", now, together, {"same": same}))
    return groups


def write_groups(
    store: Store, groups: Sequence[Group], entries: Mapping[str, BlockEntry], due: set[str], now: datetime
) -> Written:
    """Write these groups in one transaction, which is complete in itself."""
    ids = [listing_id for group in groups for listing_id in group.ids]
    stored = store.listings.get(ids)
    owners = store.opportunities.by_listing(ids)
    known = store.opportunities.many(set(owners.values()))
    minted = [opportunity_id(i, stored[i].first_seen_at) for g in groups for i in (c[0] for c in g.clusters)]
    known |= store.opportunities.many(set(minted) - known.keys())
    taken = {own_id for own_id, record in known.items() if record.merged_into is None}
    written = Written()
    with store.resolve_transaction() as tx:
        tx.put_blocks(entries)
        for group in groups:
            # Only this group's owners (see Group): reading all of them for every group would cost the square.
            own = {listing_id: owners[listing_id] for listing_id in group.ids if listing_id in owners}
            named, redirects = name_clusters(group.clusters, stored, own, known, taken)
            for record in _records(group, named, stored, known):
                old = known.get(record.id)
                if old is not None and _same(old, record):
                    written.unchanged += 1
                    continue
                tx.put_opportunity(record, at=now)
                written.created += old is None
                written.changed += old is not None
            for old_id, new_id in redirects:
                if known[old_id].merged_into != new_id:
                    tx.redirect(old_id, new_id, at=now)
                    written.redirected += 1
            tx.put_edges(group.edges)
        tx.mark_resolved(due.intersection(ids))
    return written


def name_clusters(
    clusters: Sequence[Sequence[str]],
    stored: Mapping[str, StoredListing],
    owners: Mapping[str, str],
    known: Mapping[str, Opportunity],
    taken: set[str],
) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """(opportunity id → listing ids, redirects as (old id, id that lives on)); adds the ids it gives to `taken`.

    Every old opportunity goes with the oldest of the listings it had. If several meet in one cluster,
    the oldest lives on; a cluster that no old opportunity goes with gets a new id.
    """

    def age(listing_id: str) -> tuple[datetime, str]:
        return (stored[listing_id].first_seen_at, listing_id)

    founder: dict[str, str] = {}
    for listing_id, owner in owners.items():
        if owner in known and (owner not in founder or age(listing_id) < age(founder[owner])):
            founder[owner] = listing_id
    claims: dict[str, list[str]] = {}
    for owner, listing_id in founder.items():
        claims.setdefault(listing_id, []).append(owner)
    named: dict[str, list[str]] = {}
    redirects: list[tuple[str, str]] = []
    taken.update(founder)
    for cluster in sorted(clusters, key=lambda members: age(members[0])):
        claiming = sorted(
            (owner for listing_id in cluster for owner in claims.get(listing_id, ())),
            key=lambda owner: (known[owner].first_seen_at, age(founder[owner]), owner),
        )
        if claiming:
            own_id = claiming[0]
            redirects.extend((old, own_id) for old in claiming[1:])
        else:
            first = cluster[0]
            own_id = opportunity_id(first, stored[first].first_seen_at, taken)
        taken.add(own_id)
        named[own_id] = list(cluster)
    return named, redirects


def _records(
    group: Group,
    named: Mapping[str, list[str]],
    stored: Mapping[str, StoredListing],
    known: Mapping[str, Opportunity],
) -> list[Opportunity]:
    owner = {listing_id: own_id for own_id, members in named.items() for listing_id in members}
    earlier: dict[str, set[str]] = {}
    for pair in group.reposts:
        before, later = sorted(pair, key=lambda m: (stored[m].first_seen_at, m))
        if owner[later] != owner[before]:
            earlier.setdefault(owner[later], set()).add(owner[before])
    first_seen = {own_id: min(stored[m].first_seen_at for m in members) for own_id, members in named.items()}
    records = []
    for own_id, members in named.items():
        reposts = sorted(earlier.get(own_id, ()), key=lambda other: (first_seen[other], other))
        related = known[own_id].related if own_id in known else ()
        records.append(merge(own_id, [stored[m] for m in members], reposts=reposts, related=related))
    return records


def _same(old: Opportunity, new: Opportunity) -> bool:
    if old.merged_into is not None:
        return False
    if old.model_copy(update={"sequence": 0}) == new:
        return True
    return old.model_dump(exclude=_QUIET) == new.model_dump(exclude=_QUIET)
