"""Coordinates as a publisher gives them: checked against the country and the place, mended where swapped."""

import math

from records.listing import Place
from records.vocabulary import PlacePrecision
from reference.gazetteer import gazetteer
from reference.geometry import kilometres

# South, west, north, east of the British Isles, the Channel Islands included.
_BOX = {"GB": (49.0, -8.8, 61.0, 2.2), "IE": (51.2, -10.8, 55.5, -5.3)}
# A point further than this from the postcode or the town beside it belongs to another place.
_FAR = 100.0
Point = tuple[float, float]
Doubt = tuple[str, str]


def _degrees(value: str | float | None) -> float | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        degrees = float(value.strip().rstrip("°").replace(",", ".") if isinstance(value, str) else value)
    except ValueError:
        return None
    return degrees if math.isfinite(degrees) else None


def _in_box(point: Point, country: str) -> bool:
    south, west, north, east = _BOX[country]
    return south <= point[0] <= north and west <= point[1] <= east


def read_point(
    lat: str | float | None, lon: str | float | None, place: Place | None, home: str
) -> tuple[Point | None, list[Doubt]]:
    """Latitude and longitude to believe, or None, with doubts as (code, message). 0,0 is none."""
    north, east = _degrees(lat), _degrees(lon)
    if north is None or east is None:
        given = any(value not in (None, "") for value in (lat, lon))
        return None, [("PLACE_POINT_INVALID", f"{lat!r}, {lon!r} are no coordinates.")] if given else []
    if abs(north) < 0.001 and abs(east) < 0.001:
        return None, [("PLACE_POINT_INVALID", "0,0 is no place; leave coordinates out where they are unknown.")]
    point, swapped = (north, east), (east, north)
    country = (place.country if place else None) or home
    if _believable(point, place, country):
        return point, []
    if _believable(swapped, place, country):
        return swapped, [("PLACE_POINT_SWAPPED", f"Latitude and longitude were swapped: {north}, {east}.")]
    return None, [
        ("PLACE_POINT_FAR", f"{north}, {east} is not where {place.text if place else country!r} is; it was left out.")
    ]


def _believable(point: Point, place: Place | None, country: str) -> bool:
    if abs(point[0]) > 90 or abs(point[1]) > 180:
        return False
    stated = place is not None and place.country is not None
    if country in _BOX and not _in_box(point, country):
        return not stated and country != "GB"
    if place is None or place.lat is None or place.lon is None:
        return True
    narrow = place.precision in {PlacePrecision.OUTCODE, PlacePrecision.TOWN}
    return not narrow or kilometres(point[0], point[1], place.lat, place.lon) <= _FAR


def placed(place: Place, point: Point, *, exact: bool) -> Place:
    """The place at the given point, with the areas that hold it."""
    lat, lon = round(point[0], 6), round(point[1], 6)
    areas = gazetteer().areas_at(lat, lon) or place.areas
    known = place.precision
    full = place.postcode is not None and " " in place.postcode
    if exact or known is None:
        precision = PlacePrecision.ADDRESS
    elif known is PlacePrecision.OUTCODE and full:
        precision = PlacePrecision.POSTCODE
    else:
        precision = PlacePrecision.TOWN if known in {PlacePrecision.AREA, PlacePrecision.COUNTRY} else known
    country = place.country or ("GB" if areas else None)
    return place.model_copy(update={"lat": lat, "lon": lon, "areas": areas, "precision": precision, "country": country})
