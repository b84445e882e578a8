"""Saying, and taking back, that two listings are one post or are not. `Judgements` is how a resolve reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import networkx as nx

from records.errors import ConfigError
from store import Judgement, Store


@dataclass(frozen=True)
class Judged:
    """A judgement that was written. `before`: what was said of the pair until now; `together`: as things stand."""

    judgement: Judgement
    before: Judgement | None
    together: bool


def judge(store: Store, said: Judgement) -> Judged:
    """Say that two listings are, or are not, one post; the next resolve acts on it, and every one after it.

    ConfigError, and nothing is written, for a listing that does not exist (near ids are named), and for what
    contradicts other judgements: those would have to be taken back first.
    """
    pair = (said.listing_a, said.listing_b)
    known = store.listings.get(pair)
    for listing_id in pair:
        if listing_id not in known:
            raise no_listing(store, listing_id)
    if said.listing_a == said.listing_b:
        raise ConfigError(f"a judgement is about two listings, got {said.listing_a} twice", rule="listing id")
    judgement = replace(said, listing_a=min(pair), listing_b=max(pair))
    rows = store.judgements.all()
    before = next((row for row in rows if _pair(row) == _pair(judgement)), None)
    against = conflict([row for row in rows if row is not before], judgement)
    if against:
        others = "; ".join(map(in_words, against))
        message = (
            f"{in_words(judgement)} contradicts: {others}. Take one of them back first: `talentfeed judge … --undo`"
        )
        raise ConfigError(message, rule="judgement")
    store.judgements.put(*pair, judgement.same, judgement.by, judgement.at, judgement.note)
    owners = store.opportunities.by_listing(pair)
    together = len(owners) == 2 and len(set(owners.values())) == 1
    return Judged(judgement, before, together)


def undo(store: Store, listing_a: str, listing_b: str) -> Judgement:
    """Take back what was said of a pair; the model decides it again. ConfigError where nothing was said."""
    rows = store.judgements.of((listing_a, listing_b))
    judgement = next((row for row in rows if _pair(row) == frozenset((listing_a, listing_b))), None)
    if judgement is None:
        known = "; ".join(map(in_words, rows)) or "`talentfeed judge --list` shows all"
        raise ConfigError(f"nothing was said of {listing_a} and {listing_b}: {known}", rule="judgement")
    store.judgements.remove(listing_a, listing_b)
    return judgement


@dataclass(frozen=True)
class Doubt:
    """A pair that a person should look at: `why`, and whether it is `merged` as things stand."""

    listing_a: str
    title_a: str
    listing_b: str
    title_b: str
    score: float
    merged: bool
    why: str


def doubts(store: Store, limit: int = 20) -> list[Doubt]:
    """What the last resolves were not sure of and nobody has judged yet, the likeliest matches first."""
    edges = store.edges.for_review(limit)
    titles = {
        listing_id: stored.listing.title
        for listing_id, stored in store.listings.get({i for e in edges for i in (e.listing_a, e.listing_b)}).items()
    }
    return [
        Doubt(
            edge.listing_a,
            titles[edge.listing_a],
            edge.listing_b,
            titles[edge.listing_b],
            edge.score,
            edge.merged,
            f"{edge.rule}: {edge.features.get('review', 'near the threshold')}",
        )
        for edge in edges
    ]


def conflict(rows: Sequence[Judgement], new: Judgement) -> list[Judgement]:
    """Those of `rows` that cannot all hold together with `new`; empty where they can.

    What is the same as the same is the same: a pair judged apart must not be joined by a chain of others.
    """
    same: nx.Graph[str] = nx.Graph()
    same.add_nodes_from((new.listing_a, new.listing_b))
    of_pair = {_pair(row): row for row in rows if row.same}
    same.add_edges_from((row.listing_a, row.listing_b) for row in of_pair.values())
    if not new.same:
        return _chain(same, of_pair, new.listing_a, new.listing_b)
    for row in rows:
        if row.same:
            continue
        for one, other in ((row.listing_a, row.listing_b), (row.listing_b, row.listing_a)):
            if not (_joined(same, one, new.listing_a) and _joined(same, other, new.listing_b)):
                continue
            before, after = _chain(same, of_pair, one, new.listing_a), _chain(same, of_pair, new.listing_b, other)
            return [row, *before, *after]
    return []


def _joined(same: "nx.Graph[str]", one: str, other: str) -> bool:
    return one in same and bool(nx.has_path(same, one, other))


def _chain(same: "nx.Graph[str]", of_pair: Mapping[frozenset[str], Judgement], one: str, other: str) -> list[Judgement]:
    """The judgements that join two listings, in order; empty where none do (or they are one)."""
    if not _joined(same, one, other):
        return []
    path: list[str] = nx.shortest_path(same, one, other)
    return [of_pair[frozenset(step)] for step in pairwise(path)]


def in_words(judgement: Judgement) -> str:
    """`a and b are the same (Jane, 2026-03-02)`."""
    verdict = "the same" if judgement.same else "different"
    return f"{judgement.listing_a} and {judgement.listing_b} are {verdict} ({judgement.by}, {judgement.at:%Y-%m-%d})"


def no_listing(store: Store, wanted: str) -> ConfigError:
    """The error for an id that is no listing, with what may have been meant."""
    if members := store.opportunities.members([wanted]).get(wanted):
        message = f"{wanted} is an opportunity; name one of its listings: {', '.join(members)}"
    elif near := store.listings.near(wanted):
        message = f"there is no listing {wanted}; near are {', '.join(near)}"
    else:
        message = f"there is no listing {wanted}; an id is SOURCE:KEY, as `talentfeed search --json` shows it"
    return ConfigError(message, rule="listing id")


def _pair(judgement: Judgement) -> frozenset[str]:
    return frozenset((judgement.listing_a, judgement.listing_b))
