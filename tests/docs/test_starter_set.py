"""The sources that ship: real publishers, in draft, and each says that nobody has run it."""

from pathlib import Path

import pytest

from docs.generate import ROOT
from records.settings import Settings
from records.source_file import load_source
from records.source_schema import LINE
from records.vocabulary import SourceStatus
from services.checking import check_file
from services.workspace import pick_each
from spiders.connectors.registry import make_connector

SOURCES = sorted((ROOT / "config" / "sources").glob("*/*.yaml"))
# What the first request of a search must say, so that a region is asked for and not the whole country.
NARROWED = {
    "nhs-jobs-west-yorkshire": "location=Leeds",
    "nhs-jobs-greater-manchester": "location=Manchester",
    "apprenticeships-west-yorkshire": "Lat=53.75",
    "apprenticeships-greater-manchester": "Lat=53.48",
    "usajobs-hawaii": "LocationName=Hawaii",
    "state-of-hawaii-jobs": "agency=hawaii",
}
SETTINGS = Settings(config_dir=ROOT / "config")


def test_two_english_regions_and_one_of_the_united_states() -> None:
    countries = {path.parent.name: load_source(path).country for path in SOURCES}
    assert sorted(countries.values()) == ["GB", "GB", "US"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_each_is_a_good_draft_that_nothing_fetches(path: Path) -> None:
    checked = check_file(path, SOURCES, SETTINGS)
    assert not checked.mistakes, checked.said
    text = path.read_text(encoding="utf-8")
    first, second, *_ = text.splitlines()
    assert first == LINE
    assert (path.parent / first.partition("$schema=")[2]).resolve() == ROOT / "config" / "source.schema.json"
    assert second.startswith("# Nobody has run this source live yet")
    config = load_source(path)
    assert (config.id, config.status) == (path.stem, SourceStatus.DRAFT)
    start = next(iter(make_connector(config.connector).start()))
    assert NARROWED.get(config.id, "") in start.url


def test_a_run_of_all_sources_takes_none_of_them() -> None:
    assert pick_each(SETTINGS, []) == []
