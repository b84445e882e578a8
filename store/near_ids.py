"""Which ids someone may have meant."""

import heapq
from collections.abc import Iterable

# Of a hundred: below, two ids have little more in common than being ids.
_ALIKE = 60


def nearest(wanted: str, ids: Iterable[str], limit: int = 3) -> list[str]:
    """The ids most like `wanted`, the most alike first; a part of an id finds it, too."""
    from rapidfuzz import fuzz, process  # long to load, for a slip of the pen

    found = process.extract_iter(wanted, ids, scorer=fuzz.WRatio, score_cutoff=_ALIKE)
    best = heapq.nsmallest(limit, ((-score, -fuzz.ratio(wanted, text), text) for text, score, _ in found))
    return [text for *_, text in best]
