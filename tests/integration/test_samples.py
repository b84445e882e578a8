"""Publishers' recorded answers, through command and DAGs to the index: each advert is found as it was published.

`sample_sources/` says how each is read, `sample_adverts.tsv` what a person reads in it. The answers
themselves are not in this repository. Nearly all adverts are of past years, so the clock is set back.
"""

import csv
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dedupe.stage import resolve
from normalise.lifecycle import expire
from normalise.stage import normalise
from records.opportunity import Opportunity
from records.run import RunReport
from records.source_file import load_source
from records.vocabulary import RunState
from search_index.engine import SearchIndex, open_index
from search_index.request import SearchRequest
from search_index.stage import publish
from tests.dags.tables import give_tables
from tests.integration.region import ROOT, Region, assert_consistent
from tests.integration.sample_site import SAMPLES, serve_samples, write_sources
from tests.spiders.server import serving

pytestmark = [
    pytest.mark.samples,
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="no recorded answers: nothing is tested on real publishers' data"),
]
EARLY = datetime(2010, 1, 1, tzinfo=UTC)
LATE = datetime(2026, 10, 1, tzinfo=UTC)
FACTS = Path(__file__).with_name("sample_adverts.tsv")
# Records in the answer: what was read, and what could not be.
FETCHED = {
    "amplitude": 2, "anthropic": 4, "anthropic-copy": 4, "avature": 12, "ayuda-en-accion": 0, "broadbean-schools": 1,
    "broken-encoding": 1, "chicago-meetings": 28, "civil-service": 25, "civil-service-detail": 1,
    "council-closing-in-text": 1, "east-sussex": 1, "east-sussex-pay-in-words": 1, "east-sussex-social-work": 1,
    "icims": 2, "jobvite": 2, "mit-events": 2, "nbis-courses": 32, "neogov-agency": 2, "nhs-jobs": 1,
    "open-jobs": 833, "open-university": 2, "open-university-all": 965, "pages-with-schema-org": 8, "personio": 2,
    "poppleton": 1, "startupjobs": 2, "startupjobs-types": 1, "tess-events": 3, "tess-sitemap": 1,
    "we-work-remotely": 3,
}  # fmt: skip
# Nothing was found, and nothing proves that nothing is there: the harvest fails, the rest goes on.
FOUND_NOTHING = {"ayuda-en-accion"}
# Harvested by their DAGs; the others by the command, which calls the same stage functions.
BY_DAG = ("nhs-jobs", "anthropic", "ayuda-en-accion")
# What is wrong with an answer: state, reason, and a warning that says which record or page.
BROKEN = {
    "amplitude": (RunState.PARTIAL, "ADVERTISED_SHORT", ""),
    "avature": (RunState.COMPLETE, "", "MISSING_TITLE"),
    "ayuda-en-accion": (RunState.PARTIAL, "MALFORMED", "no advert in its markup"),
    "pages-with-schema-org": (RunState.COMPLETE, "", "JSON-LD was not valid JSON and was repaired"),
}


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Region:
    """All samples harvested, some by the DAGs, and published by the DAG, while none of them was closed yet."""
    region = Region(tmp_path_factory.mktemp("samples") / "home", now=EARLY)
    give_tables(tmp_path_factory, region.home)
    with serving() as server:
        serve_samples(server)
        sources = write_sources(server, region.home / "config" / "sources" / region.name)
        others = [word for source in sources if source not in BY_DAG for word in ("--source", source)]
        region.run("run", *others)
        done = subprocess.run(
            [sys.executable, "-m", "dags.in_process", *(f"harvest__{source}" for source in BY_DAG), "publish"],
            cwd=ROOT, env=region.environment(), capture_output=True, text=True, timeout=3000, check=False,
        )  # fmt: skip
        asked = {seen.path for seen in server.seen}
    assert done.returncode == 1, done.stdout + done.stderr
    ended = {line for line in done.stdout.splitlines() if line.endswith((": success", ": failed"))}
    how = {source: "failed" if source in FOUND_NOTHING else "success" for source in BY_DAG}
    assert ended == {f"harvest__{source}: {state}" for source, state in how.items()} | {"publish: success"}
    assert "/robots.txt" in asked
    return region


@pytest.fixture(scope="module")
def reports(harvested: Region) -> dict[str, RunReport]:
    with harvested.store() as store:
        return {report.source_id: report for report in store.runs.recent(limit=100)}


def test_every_record_is_accounted_for(reports: dict[str, RunReport]) -> None:
    assert {source: report.counts.fetched for source, report in reports.items()} == FETCHED
    for source, report in reports.items():
        counts = report.counts
        assert counts.fetched == counts.new + counts.rejected + counts.duplicate, source
        assert (counts.changed, counts.unchanged, counts.withdrawn, counts.gone) == (0, 0, 0, 0), source
        assert report.promoted == (source not in FOUND_NOTHING)
        # Personio's answer has one advert twice, word for word.
        assert counts.duplicate == (source == "personio"), source
        assert not [warn for warn in report.warnings if warn.code == "ALREADY_CLOSED"]


def test_broken_answers_show_in_the_reports(reports: dict[str, RunReport]) -> None:
    for source, report in reports.items():
        state, reason, said = BROKEN.get(source, (RunState.COMPLETE, "", ""))
        assert (report.state, report.reason) == (state, reason), source
        assert said in " ".join(warn.message for warn in report.warnings), source
        assert (report.message == "") == (state is RunState.COMPLETE), "a bad state says what to do"


def test_index_store_and_feed_agree(harvested: Region) -> None:
    assert_consistent(harvested)


def test_each_advert_is_found_as_a_person_reads_it(harvested: Region) -> None:
    with FACTS.open(encoding="utf-8", newline="") as rows, closing(open_index(harvested.settings)) as index:
        facts = list(csv.DictReader(rows, delimiter="\t"))
        wrong = [problem for fact in facts if (problem := _problem(index, fact))]
    assert not wrong, "\n".join(wrong)


def _problem(index: SearchIndex, fact: dict[str, str]) -> str:
    """What is wrong with what a search for the title, in the source, finds; '' if nothing is."""
    # The quotes of a phrase cannot stand within one.
    text = fact["title"].replace('"', " ")
    found = [
        hit.opportunity
        for hit in index.search(SearchRequest(text=text, sources=[fact["source"]], understand=["none"])).results
    ]
    if any(_is(one, fact) for one in found):
        return ""
    return f"{fact}\n    found: {[_shown(one) for one in found]}"


def _is(one: Opportunity, fact: dict[str, str]) -> bool:
    places = " | ".join(f"{place.town} {place.text}" for place in one.places)
    pay = tuple(str(value) for value in (one.pay.min, one.pay.max)) if one.pay and one.pay.min else ("", "")
    return (
        one.title == fact["title"]
        and (one.organisation.name if one.organisation else "") == fact["organisation"]
        and fact["place"] in places
        and pay == (fact["pay_min"], fact["pay_max"])
    )


def _shown(one: Opportunity) -> tuple[object, ...]:
    organisation = one.organisation.name if one.organisation else ""
    pay = (one.pay.min, one.pay.max) if one.pay else None
    return (one.title, organisation, [(place.town, place.text) for place in one.places], pay)


@pytest.mark.parametrize(("source", "most"), [("open-jobs", 833), ("open-university-all", 965), ("nbis-courses", 32)])
def test_all_of_a_large_source_are_found_by_their_titles(harvested: Region, source: str, most: int) -> None:
    """Every listing stands in what a search for the title of its opportunity finds."""
    with harvested.store() as store, closing(open_index(harvested.settings)) as index:
        missing = {stored.listing.id for stored in store.listings.iterate(source_id=source)}
        assert len(missing) == most
        opportunities = [
            one for one in store.opportunities.iterate("open") if any(m.source == source for m in one.listings)
        ]
        for title in {one.title for one in opportunities}:
            for one in _all_found(index, title, source):
                if one.title == title:
                    missing -= {member.listing_id for member in one.listings}
    assert not missing


def _all_found(index: SearchIndex, title: str, source: str) -> list[Opportunity]:
    found, cursor = [], None
    while True:
        page = index.search(
            SearchRequest(text=title[:300], sources=[source], limit=100, cursor=cursor, understand=["none"])
        )
        found += [hit.opportunity for hit in page.results]
        cursor = page.next_cursor
        if cursor is None:
            return found


def test_past_their_closing_date_none_is_shown(harvested: Region, tmp_path: Path) -> None:
    """The same archive read years later: closed adverts are kept, told of, and not in the index."""
    late = replace(harvested, home=tmp_path / "late", now=LATE)
    closed: dict[str, int] = {}
    with late.store() as store:
        for path in sorted((harvested.home / "config" / "sources" / harvested.name).glob("*.yaml")):
            if path.stem in ("open-jobs", "open-university-all"):
                continue  # of their many, none tells more than the others do
            source = load_source(path, allow_loopback=True)
            store.sources.put(source, late.name)
            report = normalise(source, store, harvested.archive(), now=LATE)
            warned = [warn.message for warn in report.warnings if warn.code == "ALREADY_CLOSED"]
            closed[source.id] = int(warned[0].split()[0]) if warned else 0
        expire(store, now=LATE)
        resolve(store, now=LATE)
        publish(store, late.settings)
    assert {source: count for source, count in closed.items() if count} == {
        "chicago-meetings": 28, "civil-service": 25, "civil-service-detail": 1, "council-closing-in-text": 1,
        "east-sussex": 1, "east-sussex-social-work": 1, "mit-events": 2, "neogov-agency": 1, "open-university": 1,
        "pages-with-schema-org": 3, "poppleton": 1, "tess-events": 3, "we-work-remotely": 3,
    }  # fmt: skip
    shown = late.documents()
    assert shown
    assert all(one.closes_at is None or one.closes_at > LATE for one in shown.values())
    titles = {one.title for one in shown.values()}
    assert "Crypto Custodian" not in titles
    assert "Specialist Clinical Pharmacist Cancer and Aseptics" in titles, "it closes in 2027"
    assert_consistent(late)
