"""Reading the shipped tables: gzipped, tab-separated, one header line; those written by hand are plain CSV."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

from reference.names import fold
from reference.types import Outcode, Region, Town

DATA = Path(__file__).parent / "data"


def read_text(name: str) -> str:
    """The text of one file of `data/`."""
    return gzip.decompress((DATA / name).read_bytes()).decode()


def _rows(name: str) -> Iterator[list[str]]:
    lines = read_text(name).split("\n")
    return (line.split("\t") for line in lines[1:] if line)


def _many(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def read_regions(name: str) -> Iterator[tuple[Region, tuple[str, ...]]]:
    """Areas with the keys of all their names."""
    for code, title, level, country, lat, lon, parents, members, names in _rows(name):
        north, east = (float(lat), float(lon)) if lat else (None, None)
        yield Region(code, title, level, north, east, country, _many(parents), _many(members)), _many(names)


# A row of a table of towns: name, country, admin, district, lat, lon, population, keys of other names.
# A tuple of texts: the garbage collector forgets those, and would walk 70,000 lists again and again.
TownRow = tuple[str, ...]


def read_town_rows(name: str) -> list[TownRow]:
    """Rows of towns, biggest first; `town_of` makes a Town of one (50,000 objects would be slow to make)."""
    return [tuple(row) for row in _rows(name)]


def read_locality_rows() -> list[TownRow]:
    """Parts of cities that people name and the publisher's table has not, and corrections of its rows."""
    with (DATA / "localities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [(*row[:-1], "|".join(fold(name) for name in row[-1].split("|") if name)) for row in rows]


def town_of(row: TownRow) -> Town:
    """The town of a row, 'Saint' as British adverts spell it."""
    name, country, admin, district, lat, lon, population, _ = row
    name = f"St {name[6:]}" if country == "GB" and name.startswith("Saint ") else name
    return Town(name, float(lat), float(lon), country, int(population), admin, district)


def read_outcodes() -> dict[str, Outcode]:
    """Every outcode by its code."""
    return {
        code: Outcode(code, float(lat), float(lon), town, district, country)
        for code, lat, lon, town, district, country in _rows("outcodes.tsv.gz")
    }


def read_countries() -> dict[str, tuple[str, ...]]:
    """Keys of a country's names (English, own languages, three letters) by ISO 3166-1 alpha-2 code."""
    return {code: _many(names) for code, names in _rows("countries.tsv.gz")}
