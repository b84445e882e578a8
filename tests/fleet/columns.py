"""A case for every column of every shipped table: one cell written otherwise, and what the gazetteer says then."""

import csv
import gzip
import io
import shutil
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reference import british_areas, tables
from reference.gazetteer import Gazetteer
from tests.fleet.case import Bench, Case
from tests.fleet.running import fresh

See = Callable[[Gazetteer], Any]
_EMPTY = "all tables of {} share one layout; this column is for {}"
NO_EFFECT = {
    "towns.tsv.gz:admin": _EMPTY.format("towns", "states abroad, and empty at home"),
    "localities.csv:admin": _EMPTY.format("towns", "states abroad, and empty at home"),
    "towns_world.tsv.gz:district": _EMPTY.format("towns", "the districts of the UK, and empty abroad"),
    "areas.tsv.gz:members": _EMPTY.format("areas", "counties without a code, whose members counties.csv holds"),
    "areas_world.tsv.gz:members": _EMPTY.format("areas", "counties without a code, of which there are none abroad"),
    "areas_world.tsv.gz:lat": _EMPTY.format("areas", "the UK, and empty abroad: no outlines are shipped"),
    "areas_world.tsv.gz:lon": _EMPTY.format("areas", "the UK, and empty abroad: no outlines are shipped"),
}


@contextmanager
def changed(bench: Bench, name: str, change: Callable[[str], str]) -> Any:
    """A gazetteer of the shipped tables with one of them written otherwise."""
    folder, shipped = fresh(bench), tables.DATA
    for file in shipped.iterdir():
        shutil.copy(file, folder / file.name)
    path = folder / name
    packed = path.suffix == ".gz"
    text = gzip.decompress(path.read_bytes()).decode() if packed else path.read_text(encoding="utf-8")
    after = change(text)
    path.write_bytes(gzip.compress(after.encode()) if packed else after.encode())
    tables.DATA = folder
    british_areas.county_names.cache_clear()
    try:
        yield Gazetteer()
    finally:
        tables.DATA = Path(shipped)
        british_areas.county_names.cache_clear()


def cell(table: str, row: str, column: str, value: str, see: See) -> tuple[str, Case]:
    """`row`: the first cell of the row, or `first=…,second=…` cells that tell it; `value`: what it is to hold."""

    def of(bench: Bench, written: str | None) -> Any:
        def change(text: str) -> str:
            return text if written is None else _written(table, text, row, column, written)

        with changed(bench, table, change) as known:
            return see(known)

    return f"{table}:{column}", Case(None, value, of)


def _written(table: str, text: str, row: str, column: str, value: str) -> str:
    """The table with that cell of the first row that has those others."""
    wanted = dict(part.split("=") for part in row.split(","))
    # Ours that are made have no quotes: tabs part the cells.
    by_hand = not table.endswith(".gz")
    read = list(csv.reader(io.StringIO(text))) if by_hand else [line.split("\t") for line in text.split("\n") if line]
    header, *lines = read
    chosen = next(line for line in lines if all(line[header.index(name)] == cell for name, cell in wanted.items()))
    chosen[header.index(column)] = value
    if not by_hand:
        return "".join("\t".join(line) + "\n" for line in read)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(read)
    return out.getvalue()


def near(text: str) -> See:
    """All that is said of a place."""
    return lambda known: known.near(text)


def towns(name: str, country: str = "GB") -> See:
    """All towns of a name."""
    return lambda known: known.towns(name, country)


def region(name: str, country: str = "GB") -> See:
    """The area of a name."""
    return lambda known: known.find_region(name, country)


def _outlines(bench: Bench, moved: int) -> Any:
    """The district of a point in Leeds; with other outlines, that of another one."""

    def change(text: str) -> str:
        return text.replace('"E08000035"', '"E08000000"').replace('"E08000032"', '"E08000035"') if moved else text

    with changed(bench, "boundaries.json.gz", change) as known:
        return known.areas_at(53.797, -1.542)


LEEDS, CALIFORNIA = "code=E08000035", "code=06"
TOWN, ABROAD = "name=Sheffield", "name=Lyon"
COLUMNS: dict[str, Case] = dict([
    cell("areas.tsv.gz", LEEDS, "code", "E08000099", region("Leeds")),
    cell("areas.tsv.gz", LEEDS, "name", "Loidis", region("Leeds")),
    cell("areas.tsv.gz", LEEDS, "level", "county", region("Leeds")),
    cell("areas.tsv.gz", LEEDS, "country", "IM", region("Leeds")),
    cell("areas.tsv.gz", LEEDS, "lat", "50", region("Leeds")),
    cell("areas.tsv.gz", LEEDS, "lon", "0", region("Leeds")),
    cell("areas.tsv.gz", LEEDS, "parents", "E12000001", region("Leeds")),
    cell("areas.tsv.gz", LEEDS, "names", "leeds|loidis", region("Loidis")),
    cell("areas_world.tsv.gz", CALIFORNIA, "code", "99", region("California", "US")),
    cell("areas_world.tsv.gz", CALIFORNIA, "name", "Golden State", region("California", "US")),
    cell("areas_world.tsv.gz", CALIFORNIA, "level", "county", region("California", "US")),
    cell("areas_world.tsv.gz", CALIFORNIA, "country", "CA", region("California", "US")),
    cell("areas_world.tsv.gz", "code=06001", "parents", "01", region("Alameda County", "US")),
    cell("areas_world.tsv.gz", CALIFORNIA, "names", "california|golden state", region("Golden State", "US")),
    cell("countries.tsv.gz", "code=FR", "code", "XX", lambda known: known.country("France")),
    cell("countries.tsv.gz", "code=FR", "names", "gallia", lambda known: known.country("Gallia")),
    cell("outcodes.tsv.gz", "code=LS1", "code", "ZZ99", near("LS1")),
    cell("outcodes.tsv.gz", "code=LS1", "lat", "50", near("LS1")),
    cell("outcodes.tsv.gz", "code=LS1", "lon", "0", near("LS1")),
    cell("outcodes.tsv.gz", "code=LS1", "town", "Loidis", lambda known: known.outcode("LS1")),
    cell("outcodes.tsv.gz", "code=LS1", "district", "E08000032", near("LS1")),
    cell("outcodes.tsv.gz", "code=LS1", "country", "JE", near("LS1")),
    cell("towns.tsv.gz", TOWN, "name", "Steel City", towns("Sheffield")),
    cell("towns.tsv.gz", TOWN, "country", "IE", towns("Sheffield")),
    cell("towns.tsv.gz", TOWN, "district", "E08000032", near("Sheffield")),
    cell("towns.tsv.gz", TOWN, "lat", "50", near("Sheffield")),
    cell("towns.tsv.gz", TOWN, "lon", "0", near("Sheffield")),
    cell("towns.tsv.gz", TOWN, "population", "5", towns("Sheffield")),
    cell("towns.tsv.gz", TOWN, "names", "steel city", towns("Steel City")),
    cell("towns_world.tsv.gz", ABROAD, "name", "Lugdunum", towns("Lyon", "FR")),
    cell("towns_world.tsv.gz", ABROAD, "country", "DE", towns("Lyon", "FR")),
    cell("towns_world.tsv.gz", "name=Boston,admin=MA", "admin", "CA", lambda known: known.abroad("Boston", ["MA"])),
    cell("towns_world.tsv.gz", ABROAD, "lat", "50", towns("Lyon", "FR")),
    cell("towns_world.tsv.gz", ABROAD, "lon", "0", towns("Lyon", "FR")),
    cell("towns_world.tsv.gz", ABROAD, "population", "5", towns("Lyon", "FR")),
    cell("towns_world.tsv.gz", ABROAD, "names", "lugdunum batavorum", towns("Lugdunum Batavorum", "FR")),
    cell("aliases.csv", "name=Hampshire", "name", "Kent", region("Hants")),
    cell("aliases.csv", "name=Durham", "kind", "area", towns("Durham City")),
    cell("aliases.csv", "name=Durham", "country", "US", towns("Durham City")),
    cell("aliases.csv", "name=Hampshire", "aliases", "Hamps", region("Hamps")),
    cell("counties.csv", "name=Greater Manchester", "code", "E11000099", region("Gtr Manchester")),
    cell("counties.csv", "name=Sussex", "name", "South Saxons", region("South Saxons")),
    cell("counties.csv", "name=Sussex", "members", "West Sussex", region("Sussex")),
    cell("counties.csv", "name=Bedfordshire", "aliases", "Bedshire", region("Bedshire")),
    cell("counties.csv", "name=Sussex", "lat", "50", region("Sussex")),
    cell("counties.csv", "name=Sussex", "lon", "9", region("Sussex")),
    cell("counties.csv", "name=Sussex", "in_addresses", "yes", lambda _known: british_areas.county_names()),
    cell("localities.csv", "name=Armley", "name", "Armlea", towns("Armlea")),
    cell("localities.csv", "name=Armley", "country", "IE", towns("Armley")),
    cell("localities.csv", "name=Armley", "district", "E08000032", near("Armley")),
    cell("localities.csv", "name=Armley", "lat", "50", near("Armley")),
    cell("localities.csv", "name=Armley", "lon", "0", near("Armley")),
    cell("localities.csv", "name=Armley", "population", "5", towns("Armley")),
    cell("localities.csv", "name=Armley", "names", "Armlea", towns("Armlea")),
    ("boundaries.json.gz", Case(0, 1, _outlines)),
])  # fmt: skip
