"""Outcodes, and the towns of the British Isles: those of GeoNames, and places that only outcodes name."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from reference.geometry import Boundaries, kilometres
from reference.names import fold
from tools.reference.tables import degrees, other_names, rows, small_words

OUTCODES_HEADER = "code lat lon town district country"
TOWNS_HEADER = "name country admin district lat lon population names"
Line = tuple[object, ...]
Point = tuple[float, float]
_CROWN = {"GG": "GG", "IM": "IM", "JE": "JE"}
# The bases on Cyprus are no part of the British Isles.
_LEAST_LATITUDE = 49.0
# A town of the name that is nearer is the same one.
_SAME_WITHIN = 15.0
# 'Ash', 'Ely' and 'Esh' would be found in words that are no places.
_SHORTEST = 3
_BETWEEN = re.compile(r",\s*| and ")
COMPLETED = Path(__file__).parent / "outcode_towns.csv"


def outcode_lines(folder: Path, outlines: Boundaries) -> Iterator[Line]:
    """Each outcode with its centre, the town that people there would name, and the district of its centre."""
    completed = {row["outcode"]: row["town"] for row in rows(COMPLETED)}
    for row in rows(folder / "gibbs_outcodes.csv"):
        code, lat, lon = row["postcode"], float(row["latitude"]), float(row["longitude"])
        country = _CROWN.get(row["country"], "GB")
        town = completed.get(code) or row["town"].partition(", ")[0]
        district = outlines.district_at(lat, lon) if country == "GB" else None
        yield (code, lat, lon, town, district or "", country)


def town_lines(folder: Path, outlines: Boundaries) -> Iterator[Line]:
    """Towns, biggest first; those that GeoNames has not, at the middle of their outcodes, without a population."""
    lines: list[Line] = []
    known: dict[str, list[Point]] = defaultdict(list)
    for row in rows(folder / "geonames_cities500_GB_IE.csv"):
        point = float(row["latitude"]), float(row["longitude"])
        if point[0] < _LEAST_LATITUDE:
            continue
        name = small_words(row["name"])
        others = other_names(name, row["alternatenames"].split("|"))
        known[fold(name)].append(point)
        lines.append(_line(name, row["countrycode"], point, outlines, int(row["population"]), others))
    lines += _named_by_outcodes(folder, outlines, known)
    return iter(sorted(lines, key=lambda line: (-int(str(line[6])), str(line[0]), float(str(line[4])))))


def _named_by_outcodes(folder: Path, outlines: Boundaries, known: dict[str, list[Point]]) -> Iterator[Line]:
    for row in rows(folder / "gibbs_outcodes.csv"):
        point = float(row["latitude"]), float(row["longitude"])
        for name in _BETWEEN.split(row["town"]):
            if len(name) > _SHORTEST and all(kilometres(*point, *other) > _SAME_WITHIN for other in known[fold(name)]):
                known[fold(name)].append(point)
                yield _line(name, _CROWN.get(row["country"], "GB"), point, outlines, 0, "")


def _line(
    name: str, country: str, point: tuple[float, float], outlines: Boundaries, population: int, others: str
) -> Line:
    district = outlines.district_at(*point) if country == "GB" else None
    return (name, country, "", district or "", degrees(point[0]), degrees(point[1]), population, others)
