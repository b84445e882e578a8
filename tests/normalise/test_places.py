"""Places: a table of strings as UK adverts write them, given parts and points, and what must hold for any text."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.steps.places import PlaceReading, examine_place, read_place
from records.draft import DraftPlace
from records.listing import Place

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "fixtures" / "places" / "strings.tsv"
SAMPLES = ROOT.parent.parent / "shared" / "data" / "samples" / "salary" / "location_strings_open.tsv"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _shown(place: Place) -> str:
    precision = place.precision.value if place.precision else "unknown"
    area = place.areas[0].name if place.areas else "-"
    return f"{place.town or '-'}, {place.postcode or '-'}, {place.country or '-'}, {precision}, {area}"


@pytest.mark.parametrize("row", list(_rows(TABLE)), ids=lambda row: row["text"])
def test_strings(row: dict[str, str]) -> None:
    reading = examine_place(row["text"], "GB")
    assert " | ".join(map(_shown, reading.places)) == row["places"]
    assert (reading.remote.value if reading.remote else "") == row["remote"]


def _sample(reading: PlaceReading) -> list[str]:
    places = reading.places
    return [
        "|".join(place.town for place in places if place.town),
        "|".join(dict.fromkeys(place.country for place in places if place.country)),
        "|".join(place.postcode for place in places if place.postcode),
        str(reading.remote is not None),
    ]


@pytest.mark.samples
def test_sample_strings() -> None:
    if not SAMPLES.exists():
        pytest.skip(f"no samples at {SAMPLES}")
    wrong = []
    for row in _rows(SAMPLES):
        got = _sample(examine_place(row["text"], "GB"))
        want = [row["places"], row["countries"], row["postcodes"], row["remote"]]
        if got != want:
            wrong.append((row["text"], got, want))
    assert not wrong


@pytest.mark.parametrize(
    ("draft", "country", "hint", "shown"),
    [
        (DraftPlace(town="Leeds", region="West Yorkshire", country="UK"), "GB", None, "Leeds, -, GB, town, Leeds"),
        (DraftPlace(text="Newport"), "GB", "Isle of Wight", "Newport, -, GB, town, Isle of Wight"),
        (DraftPlace(text="Melbourne"), "GB", "Derbyshire", "Melbourne, -, GB, town, South Derbyshire"),
        (DraftPlace(text="Countywide"), "GB", "East Sussex", "-, -, GB, area, East Sussex"),
        (DraftPlace(text="Durham"), "US", "North Carolina", "Durham, -, US, town, North Carolina"),
        (
            DraftPlace(town="Dallas", region="TX", postcode="75201", country="US"),
            "US",
            None,
            "Dallas, 75201, US, town, Texas",
        ),
        (DraftPlace(town="Leipzig", country="DE", postcode="04109"), "DE", None, "Leipzig, 04109, DE, town, -"),
        (DraftPlace(town="London", region="Ontario", country="CA"), "CA", None, "London, -, CA, town, Ontario"),
        (DraftPlace(town="-", region="-", country="GB"), "GB", None, "-, -, GB, country, -"),
        (
            DraftPlace(street="County Hall", town="Lewes", postcode="BN7 1UE"),
            "GB",
            None,
            "Lewes, BN7 1UE, GB, outcode, Lewes",
        ),
        (DraftPlace(text="Leeds", postcode="LS1", country="GB"), "GB", None, "Leeds, LS1, GB, outcode, Leeds"),
        (DraftPlace(town="København", country="DK"), "DK", None, "Copenhagen, -, DK, town, -"),
        # What a field for the town names is one, whether a table has it or not; other words there are none.
        (
            DraftPlace(town="Kleinrinderfeld", postcode="97271", country="DE"),
            "GB",
            None,
            "Kleinrinderfeld, 97271, DE, country, -",
        ),
        (DraftPlace(town="Various", country="DE"), "GB", None, "-, -, DE, country, -"),
        (DraftPlace(town="Remote", country="NL"), "GB", None, "-, -, NL, country, -"),
        (
            DraftPlace(text="Grimsby, Yorkshire and the Humber, DN32 8JH", postcode="DN32 8JH"),
            "GB",
            None,
            "Grimsby, DN32 8JH, GB, outcode, North East Lincolnshire",
        ),
        (
            DraftPlace(text="Call Lane, Leeds", venue="Corn Exchange", postcode="LS1 7BR"),
            "GB",
            None,
            "Leeds, LS1 7BR, GB, outcode, Leeds",
        ),
        (DraftPlace(town="Cornwall"), "GB", None, "-, -, GB, area, Cornwall"),
    ],
)
def test_given_parts_and_hints(draft: DraftPlace, country: str, hint: str | None, shown: str) -> None:
    assert [_shown(place) for place in read_place(draft, country, hint)] == [shown]


@pytest.mark.parametrize(
    ("lat", "lon", "at", "issue"),
    [
        ("53.79", "-1.55", (53.79, -1.55), None),
        (-1.55, 53.79, (53.79, -1.55), "PLACE_POINT_SWAPPED"),
        (0, 0, (53.7965, -1.5478), "PLACE_POINT_INVALID"),
        (51.5, -0.1, (53.7965, -1.5478), "PLACE_POINT_FAR"),
        ("x", "y", (53.7965, -1.5478), "PLACE_POINT_INVALID"),
        (float("nan"), 1, (53.7965, -1.5478), "PLACE_POINT_INVALID"),
        (None, None, (53.7965, -1.5478), None),
    ],
)
def test_given_points(
    lat: str | float | None, lon: str | float | None, at: tuple[float, float], issue: str | None
) -> None:
    reading = examine_place(DraftPlace(text="Leeds", lat=lat, lon=lon))
    assert (reading.places[0].lat, reading.places[0].lon) == at
    assert [one.code for one in reading.issues] == ([issue] if issue else [])


def test_a_point_alone_has_its_areas() -> None:
    (place,) = read_place(DraftPlace(lat=53.79, lon=-1.55))
    assert [area.name for area in place.areas][:1] == ["Leeds"]
    assert place.country == "GB"


_PIECES = st.sampled_from(
    ["Leeds", "LS1 4AP", ", ", "/", " - ", "UK", "West Yorkshire", "CA", "Remote",
     "(", ")", "|", ";", " and ", "Hybrid", "Newport",
     "USA.VA.",
     "London", "New York", "\n", "12 ", "Hospital", "&amp;", "Countywide"]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=10).map("".join))


@given(_TEXTS, st.sampled_from(["GB", "US", "IE", "DE", "ZZ"]), st.sampled_from([None, "West Yorkshire", "nowhere"]))
def test_any_text_keeps_its_text_and_never_means_0_0(text: str, country: str, hint: str | None) -> None:
    places = read_place(text, country, hint)
    assert bool(places) == bool(text.strip()) or not places
    for place in places:
        assert (place.lat is None) == (place.lon is None)
        assert (place.lat, place.lon) != (0, 0)
        assert place.precision is not None or place.text


@given(st.one_of(st.floats(), _TEXTS), st.one_of(st.floats(), _TEXTS), _TEXTS)
def test_any_point_is_checked(lat: str | float, lon: str | float, text: str) -> None:
    for place in read_place(DraftPlace(text=text, lat=lat, lon=lon)):
        assert (place.lat, place.lon) != (0, 0)
