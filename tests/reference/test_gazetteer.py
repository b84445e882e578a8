"""The gazetteer: names, codes and points."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.gazetteer import gazetteer
from reference.names import fold
from reference.postcodes import find_postcodes

KNOWN = gazetteer()


@pytest.mark.parametrize(
    ("text", "name", "precision", "area"),
    [
        ("LS1 4AP", "LS1 4AP", "outcode", "Leeds"),
        ("ls1", "LS1", "outcode", "Leeds"),
        ("Leeds", "Leeds", "town", "Leeds"),
        ("Leeds, West Yorkshire", "Leeds", "town", "Leeds"),
        ("Newcastle", "Newcastle upon Tyne", "town", "Newcastle upon Tyne"),
        ("Richmond, North Yorkshire", "Richmond", "town", "North Yorkshire"),
        ("West Yorkshire", "West Yorkshire", "area", "West Yorkshire"),
        ("Cornwall", "Cornwall", "area", "Cornwall"),
        ("Berkshire", "Berkshire", "area", "South East"),
        ("London", "London", "town", "Greater London"),
        ("San Francisco, CA", "San Francisco", "town", "California"),
    ],
)
def test_near(text: str, name: str, precision: str, area: str) -> None:
    found = KNOWN.near(text)
    assert found is not None
    assert (found.name, found.precision.value, found.areas[0].name) == (name, precision, area)


@pytest.mark.parametrize("text", ["", ",", "Nowhere at all", "ZZ9 9ZZ"])
def test_near_nothing(text: str) -> None:
    assert KNOWN.near(text) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("West Yorkshire", "E47000003"),
        ("E08000035", "E08000035"),
        ("Leeds City Council", "E08000035"),
        ("London Borough of Camden", "E09000007"),
        ("West Midlands", "E12000005"),
        ("Wales", "W92000004"),
        ("Texas", "48"),
        ("nowhere", None),
    ],
)
def test_area(name: str, code: str | None) -> None:
    area = KNOWN.area(name)
    assert (area.code if area else None) == code


def test_areas_at_a_point_run_from_district_to_nation() -> None:
    assert [area.code for area in KNOWN.areas_at(53.8, -1.55)] == [
        "E08000035", "E11000006", "E47000003", "E12000003", "E92000001",
    ]  # fmt: skip
    assert KNOWN.areas_at(48.85, 2.35) == []


def test_every_outcode_of_the_uk_has_a_district_and_a_town() -> None:
    british = [one for one in KNOWN.outcodes.values() if one.country == "GB"]
    assert len(british) > 2800
    assert not [one.code for one in british if not one.district or not one.town or not KNOWN.areas_of(one.district)]


def test_a_town_within_an_area() -> None:
    town = KNOWN.town("Newport", within="Isle of Wight")
    assert town is not None
    assert town.district == "E06000046"


@given(st.text(max_size=40))
def test_any_text_may_be_asked(text: str) -> None:
    KNOWN.near(text)
    KNOWN.area(text)
    KNOWN.country(text)
    for found in find_postcodes(text, KNOWN.outcodes):
        assert found.outcode in KNOWN.outcodes
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("name", "district"),
    [("Loughton", "Epping Forest"), ("Clapham", "Lambeth"), ("Wymondham", "South Norfolk"), ("Bootle", "Sefton")],
)
def test_of_several_bearers_the_post_town_is_meant(name: str, district: str) -> None:
    town = KNOWN.town(name)
    assert town is not None
    assert KNOWN.areas_of(town.district)[0].name == district


@pytest.mark.parametrize(
    ("text", "postcode"), [("London SW1A OAA", "SW1A 0AA"), ("SWIA 1AA", "SW1A 1AA"), ("ls14ap", "LS1 4AP")]
)
def test_mended_postcodes(text: str, postcode: str) -> None:
    assert [found.postcode for found in find_postcodes(text, KNOWN.outcodes)] == [postcode]


def test_loading_is_light() -> None:
    code = (
        "import sys; from reference.gazetteer import gazetteer;gazetteer().near('Leeds'); print('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False", "numpy is loaded"
