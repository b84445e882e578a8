"""What may be asked, and what is refused before any engine sees it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from records.errors import ConfigError
from records.settings import Settings
from search_index.cursor import Cursor
from search_index.engine import open_index
from search_index.query import literal, next_cursor, search_body
from search_index.request import SearchRequest, Sort, metres
from tests.factories import make_id

NEAR = {"lat": 53.8, "lon": -1.5}


@pytest.mark.parametrize(
    ("text", "expected"), [("10mi", 16093.44), ("15 km", 15000), ("800m", 800), ("0.5 miles", 804.672), (250, 250)]
)
def test_distances(text: object, expected: float) -> None:
    assert metres(text) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "ten miles", "-5km", "1e9km", "5", "10 furlongs", "nan"])
def test_wrong_distances_say_the_form(text: str) -> None:
    with pytest.raises(ValueError, match="write 10mi"):
        metres(text)


@pytest.mark.parametrize(
    "asked",
    [
        {"text": "x" * 301},
        {"limit": 0},
        {"limit": 101},
        {"kinds": ["spaceship"]},
        {"sort": "distance"},
        {"within": "5km"},
        {"near": NEAR, "within": "501km"},
        {"near": {"lat": 91, "lon": 0}},
        {"facets": ["title"]},
        {"sources": ["x"] * 51},
        {"sources": [""]},
        {"pay_at_least": float("inf")},
        {"query": {"match_all": {}}},
        {"posted_since": "2026-01-01T00:00:00"},
        {"cursor": "nonsense"},
        {"cursor": "x" * 501},
    ],
)
def test_refused(asked: dict) -> None:
    with pytest.raises(ValidationError):
        SearchRequest(**asked)


def test_a_place_in_words_is_resolved() -> None:
    near = SearchRequest(near="Leeds").near
    assert near is not None
    assert near.lat == pytest.approx(53.8, abs=0.1)
    assert "Leeds" in near.label
    with pytest.raises(ValidationError, match="not a place we know"):
        SearchRequest(near="Qwertyville-on-Sea")


def test_default_order() -> None:
    assert SearchRequest().order is Sort.NEWEST
    assert SearchRequest(text="nurse").order is Sort.RELEVANCE
    assert SearchRequest(text="++", sort="relevance").order is Sort.NEWEST


@given(st.one_of(st.floats(-1e12, 1e12), st.integers(-(2**61), 2**61)), st.integers(0, 2**38))
def test_cursors_come_back_as_they_were(value: float, seen: int) -> None:
    cursor = Cursor(value, make_id(7), seen, "abc")
    assert Cursor.decode(cursor.encode(), "abc") == cursor


@given(st.text(max_size=200))
def test_no_text_breaks_the_cursor(text: str) -> None:
    with pytest.raises(ValueError, match="start again"):
        Cursor.decode(text, "abc")


def test_a_cursor_fits_its_own_search_only() -> None:
    request = SearchRequest(text="nurse", limit=5)
    cursor = next_cursor(request, [1.5, make_id(3)])
    next_page = SearchRequest(text="nurse", limit=50, cursor=cursor)
    assert search_body(literal(next_page))["search_after"] == [1.5, make_id(3)]
    with pytest.raises(ValidationError, match="another search"):
        SearchRequest(text="doctor", cursor=cursor)


def test_open_index_knows_its_engines(tmp_path: Path) -> None:
    assert open_index(Settings(home=tmp_path)).engine == "tantivy"
    assert open_index(Settings(home=tmp_path, index_url="https://search.example.org")).engine == "elasticsearch"
    with pytest.raises(ConfigError):
        open_index(Settings.model_construct(index_url="ftp://x", index_alias="a", index_api_key=""))
