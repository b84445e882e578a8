"""What people have decided: two listings are one post, or are not. It outranks the model."""

from collections.abc import Iterable, Mapping


class Judgements:
    """The last word on each judged pair of listing ids."""

    def __init__(self, rows: Iterable[tuple[str, str, bool]] = ()) -> None:
        """`rows`: (one listing id, the other, same), oldest first: a later judgement replaces an earlier."""
        self._same: dict[frozenset[str], bool] = {frozenset((a, b)): same for a, b, same in rows if a != b}
        self._partners: dict[str, set[str]] = {}
        for pair in self._same:
            for listing_id in pair:
                self._partners.setdefault(listing_id, set()).update(pair - {listing_id})

    def partners(self, listing_id: str) -> set[str]:
        """Listings that this one was judged the same as."""
        return {other for other in self._partners.get(listing_id, ()) if self._same[frozenset((listing_id, other))]}

    def among(self, places: Mapping[str, int]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        """Pairs of positions judged the same, and judged apart, each as (lower, higher)."""
        same: set[tuple[int, int]] = set()
        apart: set[tuple[int, int]] = set()
        for pair, verdict in self._same.items():
            known = sorted(places[listing_id] for listing_id in pair if listing_id in places)
            if len(known) == 2:
                (same if verdict else apart).add((known[0], known[1]))
        return same, apart

    def rows_among(self, ids: Iterable[str]) -> list[tuple[str, str, bool]]:
        """(listing id, listing id, same) of the judged pairs that lie inside `ids`, sorted."""
        known = set(ids)
        pairs = {
            frozenset((own, other)) for own in known & self._partners.keys() for other in self._partners[own] & known
        }
        return sorted((min(pair), max(pair), self._same[pair]) for pair in pairs)
