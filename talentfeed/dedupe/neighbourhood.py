"""What a change touches: the adverts it meets in its blocks, and theirs, as far as matches reach.

A resolve of a few listings must end in the same partition as a resolve of all. The partition of a
component of matching adverts depends on that component alone; so it is enough to gather, whole, every
component that a change touches, before the change and after it.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from talentfeed.dedupe.blocking import CAP, WINDOW, blocking_keys, window_order
from talentfeed.dedupe.candidates import worth_deciding
from talentfeed.dedupe.features.model import Features, decode
from talentfeed.dedupe.judgements import Judgements
from talentfeed.dedupe.partition import LINKS, decide_pairs
from talentfeed.dedupe.score import Decision
from talentfeed.store import Store

IdPair = tuple[str, str]


class Blocks:
    """The blocks as the store has them, with `changed` adverts put over them: new, or other than stored."""

    def __init__(self, store: Store, changed: Mapping[str, Features]) -> None:
        self._store, self._changed = store, changed
        self._features: dict[str, Features] = dict(changed)
        self._members: dict[str, list[str]] = {}
        self._added: dict[str, set[str]] = {}
        for advert in changed.values():
            for key in blocking_keys(advert):
                self._added.setdefault(key, set()).add(advert.id)
        self._keys: dict[str, set[str]] = {}

    def features(self, ids: Iterable[str]) -> dict[str, Features]:
        """Features by id; an id the store has no sketch of is left out."""
        wanted = list(dict.fromkeys(ids))
        missing = [listing_id for listing_id in wanted if listing_id not in self._features]
        for listing_id, sketch in self._store.blocks.sketches(missing).items():
            self._features[listing_id] = decode(sketch)
        return {listing_id: self._features[listing_id] for listing_id in wanted if listing_id in self._features}

    def members(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """key → ids that have it now."""
        wanted = set(keys)
        unread = wanted - self._members.keys()
        stored = self._store.blocks.members(unread)
        for key in unread:
            still = [m for m in stored.get(key, ()) if m not in self._changed]
            self._members[key] = sorted({*still, *self._added.get(key, ())})
        return {key: self._members[key] for key in wanted}

    def keys(self, advert: Features) -> set[str]:
        """Blocking keys of an advert as it is now."""
        found = self._keys.get(advert.id)
        if found is None:
            found = self._keys[advert.id] = set(blocking_keys(advert))
        return found

    def in_window_order(self, members: Iterable[str]) -> list[str]:
        """Members of a large block in the order its window goes over."""
        return sorted(found := self.features(members), key=lambda listing_id: window_order(found[listing_id]))


def partners(blocks: Blocks, ids: Iterable[str]) -> set[IdPair]:
    """Pairs of each of these adverts with all that it meets in its blocks, lower id first."""
    adverts = blocks.features(ids)
    of_key: dict[str, list[str]] = {}
    for advert in adverts.values():
        for key in blocks.keys(advert):
            of_key.setdefault(key, []).append(advert.id)
    found: set[IdPair] = set()
    for key, members in blocks.members(of_key).items():
        large = len(members) > CAP
        ordered = blocks.in_window_order(members) if large else members
        place = {listing_id: number for number, listing_id in enumerate(ordered)}
        for own in of_key[key]:
            near = ordered[max(0, place[own] - WINDOW) : place[own] + WINDOW + 1] if large else ordered
            found.update((min(own, other), max(own, other)) for other in near if other != own)
    return found


def decisions(blocks: Blocks, pairs: Iterable[IdPair]) -> dict[IdPair, Decision]:
    """Matches, re-posts and pairs for review among these."""
    listed = sorted(pairs)
    adverts = list(blocks.features(listing_id for pair in listed for listing_id in pair).values())
    places = {advert.id: place for place, advert in enumerate(adverts)}
    known = [(places[a], places[b]) for a, b in listed if a in places and b in places]
    if not known:
        return {}
    kept = worth_deciding(adverts, np.array(known, np.int64))
    return {(adverts[a].id, adverts[b].id): decision for (a, b), decision in decide_pairs(adverts, kept).items()}


def touched_before(blocks: Blocks, store: Store, old: Mapping[str, Features], new: Mapping[str, Features]) -> set[str]:
    """Adverts other than the changed ones whose pairs changed: old matches, and neighbours in large blocks."""
    found: set[str] = set()
    keys = {key for advert in (*old.values(), *new.values()) for key in blocking_keys(advert)}
    before, after = store.blocks.members(keys), blocks.members(keys)
    for key in keys:
        was, now = before.get(key, []), after[key]
        if set(was) == set(now) and not any(m in new for m in was):
            continue
        if (len(was) > CAP) != (len(now) > CAP):
            found.update(was, now)
        elif len(now) > CAP:
            found.update(_near(blocks, now, new), _near_old(blocks, was, old))
    before_pairs = {
        (min(own, other), max(own, other))
        for own, advert in old.items()
        for key in blocking_keys(advert)
        for other in before.get(key, ())
        if other != own and len(before[key]) <= CAP
    }
    for pair in before_pairs:
        found.update(_once_linked(blocks, pair, old))
    return found


def _near(blocks: Blocks, members: list[str], changed: Mapping[str, Features]) -> set[str]:
    ordered = blocks.in_window_order(members)
    return _around(ordered, [place for place, listing_id in enumerate(ordered) if listing_id in changed])


def _near_old(blocks: Blocks, members: list[str], old: Mapping[str, Features]) -> set[str]:
    then = {**blocks.features(m for m in members if m not in old), **{m: old[m] for m in members if m in old}}
    ordered = sorted(then, key=lambda listing_id: window_order(then[listing_id]))
    return _around(ordered, [place for place, listing_id in enumerate(ordered) if listing_id in old])


def _around(ordered: list[str], places: list[int]) -> set[str]:
    return {m for place in places for m in ordered[max(0, place - WINDOW) : place + WINDOW + 1]}


def _once_linked(blocks: Blocks, pair: IdPair, old: Mapping[str, Features]) -> set[str]:
    adverts = [old.get(m) or blocks.features([m]).get(m) for m in pair]
    if adverts[0] is None or adverts[1] is None:
        return set()
    both = [adverts[0], adverts[1]]
    kept = worth_deciding(both, np.array([[0, 1]], np.int64))
    linked = any(decision.outcome in LINKS for decision in decide_pairs(both, kept).values())
    return set(pair) if linked else set()


def closure(
    blocks: Blocks, start: Iterable[str], judgements: Judgements
) -> tuple[list[Features], dict[IdPair, Decision]]:
    """Every component of matches that `start` reaches, whole, and the decisions about its adverts.

    A pair for review may have its other advert outside.
    """
    reached: set[str] = set()
    made: dict[IdPair, Decision] = {}
    frontier = set(start)
    while frontier:
        reached |= frontier
        found = decisions(blocks, partners(blocks, frontier) - made.keys())
        made.update(found)
        following = {m for pair, decision in found.items() if decision.outcome in LINKS for m in pair}
        following.update(m for own in frontier for m in judgements.partners(own))
        frontier = set(blocks.features(following - reached))
    adverts = blocks.features(reached)
    known = {pair: decision for pair, decision in made.items() if pair[0] in adverts or pair[1] in adverts}
    return sorted(adverts.values(), key=lambda advert: advert.order), known
