"""Distances as Elasticsearch computes them: haversine on the mean earth radius, on quantised points.

Lucene keeps a coordinate in 32 bits (steps of 4 to 9 mm); the embedded engine keeps the same 32 bits, so
that an advert on the edge of a radius is inside for both or outside for both.
"""

import math

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_008.7714
_LAT_STEP = 180.0 / 2**32
_LON_STEP = 360.0 / 2**32
_OFFSET = 2**31
Floats = NDArray[np.float64]


def encode_point(lat: float, lon: float) -> int:
    """64 bits: latitude, then longitude."""
    return (_encode(lat, _LAT_STEP) << 32) | _encode(lon, _LON_STEP)


def decode_points(encoded: NDArray[np.uint64]) -> tuple[Floats, Floats]:
    """(latitudes, longitudes) in degrees."""
    lat = (encoded >> np.uint64(32)).astype(np.float64) - _OFFSET
    lon = (encoded & np.uint64(0xFFFFFFFF)).astype(np.float64) - _OFFSET
    return lat * _LAT_STEP, lon * _LON_STEP


def distances(lat: float, lon: float, encoded: NDArray[np.uint64]) -> Floats:
    """Metres from a point to each encoded point, to the tenth of a millimetre.

    Rounded because vector instructions may differ in the last bit with the position in the array, and
    a cursor compares distances of two calls.
    """
    lats, lons = decode_points(encoded)
    there, here = np.radians(lats), math.radians(lat)
    half = np.sin((there - here) / 2) ** 2
    half += math.cos(here) * np.cos(there) * np.sin(np.radians(lons - lon) / 2) ** 2
    rounded: Floats = np.round(2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(half))), 4)
    return rounded


def haversine(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Metres between two points."""
    here, there = math.radians(lat_a), math.radians(lat_b)
    half = math.sin((there - here) / 2) ** 2
    half += math.cos(here) * math.cos(there) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def _encode(degrees: float, step: float) -> int:
    return min(math.floor(degrees / step), _OFFSET - 1) + _OFFSET
