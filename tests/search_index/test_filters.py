"""A filter is one row: the row's parts fit together, and a new one works wherever a filter does."""

import json
import subprocess
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest

from portal.words import LEGENDS, TEMPLATES
from records.vocabulary import SupportOffer
from search_index.fields import Exact
from search_index.filters import FILTERS, Compare
from tests.search_index.conftest import ENGINES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_added_row_works_everywhere(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """In a process of its own: what is made of the table is made when the modules are loaded."""
    url = "" if engine == "tantivy" else request.getfixturevalue("elasticsearch_url")
    program = [sys.executable, "-m", "tests.search_index.added_filter", str(tmp_path / "home"), url]
    ran = subprocess.run(program, check=False, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    asked = json.loads(ran.stdout)
    both = [2, {"grant": 2, "loan": 1}]
    assert asked == {
        "engine": both,
        "api": both,
        "openapi": [[offer.value for offer in SupportOffer]],
        "form": ["grant", "loan"],
        "link": [["Remove filter: Grant ×", "/"]],
        "refused": "offer",
        "command": 2,
    }


def test_rows_fit_together() -> None:
    assert len({row.name for row in FILTERS}) == len({row.parameter for row in FILTERS}) == len(FILTERS)
    for row in FILTERS:
        assert row.about.endswith("."), row.name
        if issubclass(row.takes, (StrEnum, str)):
            assert (row.exact, row.compare) == (Exact.KEYWORD, Compare.ANY), row.name
        elif issubclass(row.takes, date):
            assert row.compare is not Compare.ANY, row.name
        else:
            assert row.least < row.most, row.name


def test_words_are_of_filters() -> None:
    names = {row.name for row in FILTERS}
    assert LEGENDS.keys() | TEMPLATES.keys() <= names
    assert {row.name for row in FILTERS if row.on_page} == LEGENDS.keys()
