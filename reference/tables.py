"""Reading the shipped tables: gzipped, tab-separated, one header line; those written by hand are plain CSV."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
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
    return [(*row[:-1], "|".join(fold(name) for name in _many(row[-1]))) for row in _written("localities.csv")]


@dataclass(frozen=True)
class AliasRow:
    """Further names of an area or a town (`kind`), by the name it has in the tables; of several towns the biggest."""

    name: str
    kind: str
    country: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class CountyRow:
    """A county in use. Without `members` it is only a name that addresses end with (`in_addresses`)."""

    code: str
    name: str
    members: tuple[str, ...]
    aliases: tuple[str, ...]
    point: tuple[float, float] | None
    in_addresses: bool


def read_aliases(kind: str) -> list[AliasRow]:
    """The rows of `aliases.csv` for areas or towns."""
    rows = [AliasRow(name, of, country, _many(aliases)) for name, of, country, aliases in _written("aliases.csv")]
    if wrong := [row.name for row in rows if row.kind not in ("area", "town")]:
        raise ValueError(f"aliases.csv: kind must be area or town: {', '.join(wrong)}")
    return [row for row in rows if row.kind == kind]


def read_counties() -> list[CountyRow]:
    """The rows of `counties.csv`."""
    return [
        CountyRow(
            code, name, _many(members), _many(aliases), (float(lat), float(lon)) if lat else None, in_addresses == "yes"
        )
        for code, name, members, aliases, lat, lon, in_addresses in _written("counties.csv")
    ]


def _written(name: str) -> list[list[str]]:
    """The rows of a table that is written by hand."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


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
