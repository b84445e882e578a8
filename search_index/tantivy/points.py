"""The distinct points of an index: adverts share places, so a radius is a set of points, found at once."""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tantivy import DocAddress, Searcher

from search_index.geo import Floats, distances, encode_point
from search_index.tantivy.schema import GEO_SLOTS


class PointTable:
    """All points of one snapshot. Made once a snapshot: about 1 µs a point."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self.terms = [term for term, _ in searcher.terms_with_prefix("point", "")]
        self.encoded = np.array([int(term, 16) for term in self.terms], dtype=np.uint64)

    def within(self, lat: float, lon: float, metres: float) -> list[str]:
        """The terms of the points at most that far away."""
        inside = np.nonzero(distances(lat, lon, self.encoded) <= metres)[0]
        return [self.terms[index] for index in inside]

    def by_distance(self, lat: float, lon: float, *, at_least: float, at_most: float) -> tuple[list[str], Floats]:
        """Terms and distances of the points between two distances in metres, nearest first."""
        away = distances(lat, lon, self.encoded)
        order = np.nonzero((away >= at_least) & (away <= at_most))[0]
        order = order[np.argsort(away[order], kind="stable")]
        return [self.terms[index] for index in order], away[order]

    def nearest(self, lat: float, lon: float, addresses: list[DocAddress]) -> Floats:
        """Metres from the point to the nearest place of each document; infinite where it has none."""
        best = np.full(len(addresses), np.inf)
        counts = np.array(self._column("points", addresses), dtype=np.int64)
        for slot, name in enumerate(GEO_SLOTS):
            rows = np.nonzero(counts > slot)[0]
            if not len(rows):
                break
            values = self._column(name, [addresses[row] for row in rows])
            best[rows] = np.minimum(best[rows], distances(lat, lon, np.array(values, dtype=np.uint64)))
        for row in np.nonzero(counts > len(GEO_SLOTS))[0]:
            best[row] = distances(lat, lon, self._all_points(addresses[row])).min()
        return best

    def _column(self, name: str, addresses: list[DocAddress]) -> list[Any]:
        return [value or 0 for value in self._searcher.fast_field_values(name, addresses)]

    def _all_points(self, address: DocAddress) -> NDArray[np.uint64]:
        """Of the rare document with more places than slots: from what is stored."""
        source = json.loads(self._searcher.doc(address).get_first("source") or b"{}")
        located = source["search"]["location"]
        return np.array([encode_point(point["lat"], point["lon"]) for point in located], dtype=np.uint64)
