"""What a change touches: the adverts it meets in its blocks, and theirs, as far as matches reach.

A resolve of a few listings must end in the same partition as a resolve of all. The partition of a
component of matching adverts depends on that component alone; so it is enough to gather, whole, every
component that a change touches, before the change and after it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from dedupe.blocking import CAP, WINDOW, blocking_keys
from dedupe.blocks import Blocks
from dedupe.candidates import worth_deciding
from dedupe.features.model import Features
from dedupe.judgements import Judgements
from dedupe.partition import LINKS, decide_pairs
from dedupe.score import Decision

IdPair = tuple[str, str]


def touched_before(blocks: Blocks, old: Mapping[str, Features], new: Mapping[str, Features]) -> set[str]:
    """Adverts that a pair of theirs linked or unlinked when others changed; the changed ones among them.

    `old`: what changed adverts were; `new`: what they are, and those that were not there.
    """
    of_old: dict[str, list[str]] = {}
    for advert in old.values():
        for key in blocking_keys(advert):
            of_old.setdefault(key, []).append(advert.id)
    keys = {*of_old, *(key for advert in new.values() for key in blocks.keys(advert))}
    suspects: set[IdPair] = set()
    for key, now in blocks.members(keys).items():
        if key not in of_old and len(now) <= CAP:
            continue  # it only grew, and everybody still meets everybody
        then = blocks.as_stored(key, old)
        suspects.update(_neighbours(then, of_old.get(key, ())))
        suspects.update(_shifted(then, now, new))
    before = {**blocks.features(m for pair in suspects for m in pair if m not in old), **old}
    return {m for pair in _decided(before, suspects) for m in pair}


def _neighbours(members: Sequence[str], own: Iterable[str]) -> Iterator[IdPair]:
    """Pairs of these of a block's members with those they meet there."""
    place = {m: number for number, m in enumerate(members)}
    reach = _reach(members)
    for one in own:
        start = max(0, place[one] - reach)
        yield from (_pair(one, other) for other in members[start : place[one] + reach + 1] if other != one)


def _shifted(then: Sequence[str], now: Sequence[str], changed: Mapping[str, Features]) -> Iterator[IdPair]:
    """Pairs of unchanged members that meet in a block only before others came and went, or only after it."""
    if len(then) <= CAP and len(now) <= CAP:
        return
    place = {m: number for number, m in enumerate(now) if m not in changed}
    same = [(m, number, place[m]) for number, m in enumerate(then) if m in place]
    if min(len(then), len(now)) <= CAP:
        # All of them met before, or meet now: the window goes over them in the order of the larger block.
        same.sort(key=lambda row: row[1] if len(then) > CAP else row[2])
    was, now_is = np.array([row[1] for row in same]), np.array([row[2] for row in same])
    for step in range(1, min(max(_reach(then), _reach(now)), len(same) - 1) + 1):
        met = (was[step:] - was[:-step] <= WINDOW) | (len(then) <= CAP)
        meet = (now_is[step:] - now_is[:-step] <= WINDOW) | (len(now) <= CAP)
        for first in np.flatnonzero(met != meet):
            yield _pair(same[first][0], same[first + step][0])


def _reach(members: Sequence[str]) -> int:
    return WINDOW if len(members) > CAP else CAP


def _pair(one: str, other: str) -> IdPair:
    return (one, other) if one < other else (other, one)


def partners(blocks: Blocks, ids: Iterable[str]) -> set[IdPair]:
    """Pairs of each of these adverts with all that it meets in its blocks, lower id first."""
    of_key: dict[str, list[str]] = {}
    for advert in blocks.features(ids).values():
        for key in blocks.keys(advert):
            of_key.setdefault(key, []).append(advert.id)
    met: set[IdPair] = set()
    for key, members in blocks.members(of_key).items():
        place, reach = blocks.ranks(key), _reach(members)
        for own in of_key[key]:
            near = members[max(0, place[own] - reach) : place[own] + reach + 1]
            met.update(_pair(own, other) for other in near if other != own)
    return met


def _decided(adverts: Mapping[str, Features], pairs: Iterable[IdPair]) -> dict[IdPair, Decision]:
    """Matches, re-posts and pairs for review among these; a pair with an unknown advert is none."""
    known = [pair for pair in sorted(pairs) if pair[0] in adverts and pair[1] in adverts]
    if not known:
        return {}
    listed = [adverts[m] for m in dict.fromkeys(m for pair in known for m in pair)]
    places = {advert.id: place for place, advert in enumerate(listed)}
    kept = worth_deciding(listed, np.array([(places[a], places[b]) for a, b in known], np.int64))
    return {(listed[a].id, listed[b].id): decision for (a, b), decision in decide_pairs(listed, kept).items()}


def closure(
    blocks: Blocks, start: Iterable[str], judgements: Judgements
) -> tuple[list[Features], dict[IdPair, Decision]]:
    """Every component of matches that `start` reaches, whole, and the decisions about its adverts.

    A pair for review may have its other advert outside.
    """
    reached: set[str] = set()
    asked: set[IdPair] = set()
    made: dict[IdPair, Decision] = {}
    frontier = set(start)
    while frontier:
        reached |= frontier
        pairs = partners(blocks, frontier) - asked
        asked |= pairs
        found = _decided(blocks.features(m for pair in pairs for m in pair), pairs)
        made.update(found)
        following = {m for pair, decision in found.items() if decision.outcome in LINKS for m in pair}
        following.update(m for own in frontier for m in judgements.partners(own))
        frontier = set(blocks.features(following - reached))
    adverts = blocks.features(reached)
    known = {pair: decision for pair, decision in made.items() if pair[0] in adverts or pair[1] in adverts}
    return sorted(adverts.values(), key=lambda advert: advert.order), known
