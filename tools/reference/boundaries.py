"""Outlines of districts out of the ONS's TopoJSON, with districts that were joined since as one."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reference.geometry import Boundaries, Ring


def read_outlines(path: Path, joined: Mapping[str, list[str]]) -> Boundaries:
    """`joined`: code of today → the codes of the file that it replaced."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    arcs = _arcs(document)
    (objects,) = document["objects"].values()
    today = {part: code for code, parts in joined.items() for part in parts}
    outlines: dict[str, list[Ring]] = {}
    for shape in objects["geometries"]:
        code = shape["properties"]["AREACD"]
        outlines.setdefault(today.get(code, code), []).extend(_rings(shape, arcs))
    return Boundaries(outlines)


def _arcs(document: dict[str, Any]) -> list[Ring]:
    (across, down), (left, bottom) = document["transform"]["scale"], document["transform"]["translate"]
    arcs = []
    for steps in document["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            points.append((x * across + left, y * down + bottom))
        arcs.append(points)
    return arcs


def _rings(shape: dict[str, Any], arcs: list[Ring]) -> list[Ring]:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    return [_ring(numbers, arcs) for polygon in polygons for numbers in polygon]


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    """Arcs one after the other; a negative number is an arc walked backwards, and each starts where the last ended."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring
