"""Which district holds a point: ray casting over simplified outlines, with a box around each.

The outlines are simplified to a few hundred metres, so a point at a border may be told its neighbour,
and one on a pier is told the nearest district.
"""

import json
import math
from collections.abc import Iterator

Ring = list[tuple[float, float]]
Box = tuple[float, float, float, float]

# A point outside every outline belongs to the nearest one up to this far away, in degrees of latitude (~10 km).
NEAREST = 0.09


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Distance on the ground between two points, to 0.5 %."""
    x = math.radians(lon2 - lon1) * math.cos(math.radians((lat1 + lat2) / 2))
    return 6371.0 * math.hypot(x, math.radians(lat2 - lat1))


def _inside(ring: Ring, x: float, y: float) -> bool:
    inside = False
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
        x1, y1 = x2, y2
    return inside


class Boundaries:
    """Outlines of districts by code. Holes are rings too: a point in an even number of rings is outside."""

    def __init__(self, rings: dict[str, list[Ring]]) -> None:
        self._rings = rings
        self._boxes: list[tuple[Box, str]] = []
        for code, outline in rings.items():
            xs = [x for ring in outline for x, _ in ring]
            ys = [y for ring in outline for _, y in ring]
            self._boxes.append(((min(xs), min(ys), max(xs), max(ys)), code))

    @classmethod
    def from_json(cls, text: str) -> "Boundaries":
        """Read `{code: [[lon, lat, lon, lat, …], …]}` in units of 1e-4 degrees."""
        stored: dict[str, list[list[int]]] = json.loads(text)
        return cls(
            {
                code: [[(x / 1e4, y / 1e4) for x, y in zip(flat[::2], flat[1::2], strict=True)] for flat in rings]
                for code, rings in stored.items()
            }
        )

    def to_json(self) -> str:
        """The form that `from_json` reads."""
        return json.dumps(
            {
                code: [[round(part * 1e4) for point in ring for part in point] for ring in rings]
                for code, rings in self._rings.items()
            },
            separators=(",", ":"),
        )

    def district_at(self, lat: float, lon: float) -> str | None:
        """Code of the district at a point, or of the nearest within about 10 km, else None."""
        for (left, bottom, right, top), code in self._boxes:
            if left <= lon <= right and bottom <= lat <= top:
                rings = self._rings[code]
                if sum(_inside(ring, lon, lat) for ring in rings) % 2:
                    return code
        near = min(self._distances(lat, lon), default=None)
        return near[1] if near and near[0] <= NEAREST else None

    def _distances(self, lat: float, lon: float) -> Iterator[tuple[float, str]]:
        shrink = math.cos(math.radians(lat))
        for (left, bottom, right, top), code in self._boxes:
            near_x = left - NEAREST * 2 <= lon <= right + NEAREST * 2
            if near_x and bottom - NEAREST <= lat <= top + NEAREST:
                for ring in self._rings[code]:
                    yield min(math.hypot((x - lon) * shrink, y - lat) for x, y in ring), code

    def centre(self, codes: list[str]) -> tuple[float, float] | None:
        """Latitude and longitude of the centre of area of these districts together."""
        total = x_sum = y_sum = 0.0
        for code in codes:
            for ring in self._rings.get(code, []):
                area, x, y = _ring_centre(ring)
                total, x_sum, y_sum = total + area, x_sum + area * x, y_sum + area * y
        return (y_sum / total, x_sum / total) if total else None


def _ring_centre(ring: Ring) -> tuple[float, float, float]:
    """Area (degrees squared, as if at the equator) and centre of one ring."""
    area = x_sum = y_sum = 0.0
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        cross = x1 * y2 - x2 * y1
        area, x_sum, y_sum = area + cross, x_sum + (x1 + x2) * cross, y_sum + (y1 + y2) * cross
        x1, y1 = x2, y2
    if not area:
        return 0.0, 0.0, 0.0
    return abs(area) / 2, x_sum / (3 * area), y_sum / (3 * area)
