"""Candidate pairs of many adverts at once: sharing a key, and with titles that could agree.

Works on arrays: a million pairs that share a key are cut to the few thousand worth deciding before
any Python code looks at one of them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from dedupe.blocking import CAP, WINDOW, key_numbers, window_order
from dedupe.features.hashing import word_hash
from dedupe.features.model import Features
from dedupe.features.place import PlaceKey, Relation, relate_all

Pairs = NDArray[np.int64]

# Below this the titles (own place words off) have too little in common to name one post.
LEAST_TITLE_RATIO = 45
# Two located towns more than 110 km apart contradict each other, unless they share the first word of their name:
# that may be one town that was located at its namesake.
FAR_DEGREES = 1.0
CHUNK = 400_000


def block_pairs(adverts: Sequence[Features]) -> Pairs:
    """Pairs (n, 2) of positions that share a key, each once, first < second, sorted."""
    sizes_of = np.zeros(len(adverts), np.int64)
    flat = np.fromiter(_all_keys(adverts, sizes_of), np.uint64)
    owner = np.repeat(np.arange(len(adverts), dtype=np.int64), sizes_of)
    if not len(flat):
        return np.empty((0, 2), np.int64)
    order = np.argsort(flat, kind="stable")
    flat, owner = flat[order], owner[order]
    starts = np.flatnonzero(np.r_[True, flat[1:] != flat[:-1]])
    sizes = np.diff(np.r_[starts, len(flat)])
    large = sizes > CAP
    coded_pairs = [_all_pairs(owner, starts[sizes == size], int(size)) for size in np.unique(sizes[~large]) if size > 1]
    if large.any():
        rank = _window_ranks(adverts)
        for start, size in zip(starts[large], sizes[large], strict=True):
            members = owner[start : start + size]
            coded_pairs.append(_window_pairs(members[np.argsort(rank[members], kind="stable")]))
    if not coded_pairs:
        return np.empty((0, 2), np.int64)
    coded = _distinct(np.concatenate(coded_pairs))
    return np.stack((coded >> 32, coded & 0xFFFFFFFF), axis=1)


def _distinct(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sorted in place, each once: many times as fast as `np.unique`, which makes a table of them first."""
    codes.sort()
    distinct: NDArray[np.int64] = codes[np.r_[True, codes[1:] != codes[:-1]]]
    return distinct


def _all_keys(adverts: Sequence[Features], sizes: NDArray[np.int64]) -> Iterator[int]:
    """The keys of all adverts, one advert after the other; how many each has goes into `sizes`."""
    for place, advert in enumerate(adverts):
        keys = key_numbers(advert)
        sizes[place] = len(keys)
        yield from keys


def _all_pairs(owner: NDArray[np.int64], starts: NDArray[np.intp], size: int) -> NDArray[np.int64]:
    """All pairs of every block of this size, coded first << 32 | second."""
    one, two = np.triu_indices(size, 1)
    members = owner[starts[:, None] + np.arange(size)]
    return _coded(members[:, one].ravel(), members[:, two].ravel())


def _window_pairs(ordered: NDArray[np.int64]) -> NDArray[np.int64]:
    steps = [_coded(ordered[:-step], ordered[step:]) for step in range(1, WINDOW + 1) if step < len(ordered)]
    return np.concatenate(steps)


def _coded(one: NDArray[np.int64], two: NDArray[np.int64]) -> NDArray[np.int64]:
    coded: NDArray[np.int64] = (np.minimum(one, two) << 32) | np.maximum(one, two)
    return coded


def _window_ranks(adverts: Sequence[Features]) -> NDArray[np.int64]:
    order = sorted(range(len(adverts)), key=lambda place: window_order(adverts[place]))
    ranks = np.empty(len(adverts), np.int64)
    ranks[order] = np.arange(len(adverts))
    return ranks


def worth_deciding(adverts: Sequence[Features], pairs: Pairs) -> Pairs:
    """Those pairs whose titles and places may agree, or that an identity link joins."""
    titles = [bare_title(advert) for advert in adverts]
    signs = np.array([_sign(title) for title in titles], np.uint64)
    levels = _numbered([" ".join(advert.title.levels) for advert in adverts])
    repeated = _with_repeated_identity(adverts)
    points, names = _points(adverts)
    places = _Places(adverts)
    kept = []
    for start in range(0, len(pairs), CHUNK):
        part = pairs[start : start + CHUNK]
        part = part[levels[part[:, 0]] == levels[part[:, 1]]]
        one, two = part[:, 0], part[:, 1]
        near = ~(np.abs(points[one] - points[two]) > FAR_DEGREES).any(axis=1)
        linked = repeated[one] & repeated[two]
        linked[linked] = [_share_identity(adverts[a], adverts[b]) for a, b in part[linked].tolist()]
        may = near | (names[one] == names[two]) | linked
        part, linked = part[may], linked[may]
        one, two = part[:, 0], part[:, 1]
        ratio = process.cpdist(
            [titles[i] for i in one],
            [titles[i] for i in two],
            scorer=fuzz.ratio,
            score_cutoff=LEAST_TITLE_RATIO,
            dtype=np.uint8,
            workers=1,
        )
        both = signs[one] & signs[two]
        alike = (ratio > 0) | (both == signs[one]) | (both == signs[two])
        part, linked = part[alike | linked], linked[alike | linked]
        kept.append(part[linked | ~places.contradict(part)])
    return np.concatenate(kept) if kept else pairs


def _sign(title: str) -> int:
    """A bit for each of a title's words: where one title's bits are all in another's, its words may be, too."""
    sign = 0
    for word in title.split():
        sign |= 1 << (word_hash(word) >> 8) % 64
    return sign


class _Places:
    """The adverts' places, each set of them once: most adverts are in the same few towns."""

    def __init__(self, adverts: Sequence[Features]) -> None:
        numbers: dict[tuple[PlaceKey, ...], int] = {}
        self._number = np.array([numbers.setdefault(advert.places, len(numbers)) for advert in adverts], np.int64)
        self._known = list(numbers)

    def contradict(self, pairs: Pairs) -> NDArray[np.bool_]:
        """Which pairs' places contradict each other."""
        if not len(pairs):
            return np.zeros(0, np.bool_)
        one, two = self._number[pairs[:, 0]], self._number[pairs[:, 1]]
        coded, back = np.unique(_coded(one, two), return_inverse=True)
        related = [self._related(code >> 32, code & 0xFFFFFFFF) for code in coded.tolist()]
        apart = np.array(related, np.int8) == Relation.CONTRADICTING
        contradicting: NDArray[np.bool_] = apart[back]
        return contradicting

    def _related(self, one: int, two: int) -> Relation:
        return relate_all(self._known[one], self._known[two])


def _with_repeated_identity(adverts: Sequence[Features]) -> NDArray[np.bool_]:
    """Which adverts have an identity that another has, too: most have an address of their own alone."""
    counts = Counter(identity for advert in adverts for identity in advert.identities)
    return np.array([any(counts[identity] > 1 for identity in advert.identities) for advert in adverts], np.bool_)


def _share_identity(a: Features, b: Features) -> bool:
    return not set(a.identities).isdisjoint(b.identities)


def _points(adverts: Sequence[Features]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Latitude and longitude of adverts at one located town (else NaN), and the number of its first word."""
    points = np.full((len(adverts), 2), np.nan)
    names = []
    for number, advert in enumerate(adverts):
        place = advert.places[0] if len(advert.places) == 1 else None
        if place is not None and not place.wide and place.lat is not None and place.lon is not None:
            points[number] = place.lat, place.lon
        names.append(place.local.partition(" ")[0] if place is not None else "")
    return points, _numbered(names)


def bare_title(advert: Features) -> str:
    """The sorted core title without the words of the advert's own places and employer."""
    return " ".join(sorted(set(advert.title.core) - advert.own_words)) or advert.joined


def _numbered(values: Sequence[str]) -> NDArray[np.int64]:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)


def candidate_pairs(adverts: Sequence[Features]) -> Pairs:
    """Pairs worth deciding among these adverts."""
    return worth_deciding(adverts, block_pairs(adverts))
