"""Facts read by eye out of publishers' real answers."""

import json
from pathlib import Path
from typing import Any

import pytest

from records.draft import Draft
from records.options import TribepadXmlOptions
from records.page import Page
from spiders.connectors.base import Extraction
from spiders.connectors.registry import connector_class
from spiders.connectors.tribepad_xml import TribepadXmlConnector
from tests.connectors.cases import NOW, draft_of, source_of

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "samples"
pytestmark = pytest.mark.samples


def _body(name: str) -> bytes:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"the recorded answer {name} is not on this machine: its facts are not checked")
    return path.read_bytes()


def _read(connector: str, name: str) -> tuple[Extraction, list[Draft]]:
    cls = connector_class(connector)
    options = cls.default_options("https://source.example/feed")
    page = Page("https://source.example/feed", _body(name), "", NOW)
    assert cls.sniff(page) == 1.0
    reader = cls(options)
    extraction = reader.read(page)
    source = source_of(options)
    drafts = [draft_of(reader, page, found, source) for found in extraction.found]
    assert not [untaken for _, untaken in drafts if untaken]
    return extraction, [draft for draft, _ in drafts]


def _places(draft: Draft) -> list[str | None]:
    return [place.text for place in draft.places]


def test_greenhouse_board_that_was_trimmed_says_how_many_are_missing() -> None:
    extraction, (london, bangalore) = _read("greenhouse", "ats/ck_greenhouse.json")
    assert (len(extraction.found), extraction.advertised) == (2, 37)
    assert extraction.found[0].key == "8636903002"
    assert london.title == "Customer Data Scientist - Experimentation"
    assert (london.organisation, london.reference, london.language) == ("Amplitude", "R-12263", "en")
    assert (_places(london), _places(bangalore)) == (["London, UK"], ["Bangalore, India"])
    assert london.posted_at == "2026-07-16T11:55:32-04:00"
    assert (london.contract, london.closes_at, london.pay) == (["Regular"], None, None)
    assert london.apply_url == "https://job-boards.greenhouse.io/amplitude/jobs/8636903002"
    assert (london.description or "").startswith('<div class="content-intro"><p>Amplitude is the leading')


def test_greenhouse_pay_stands_in_the_description() -> None:
    _, drafts = _read("greenhouse", "ats/ljs_greenhouse_jobs.json")
    sydney, partner, fellows, _ = drafts
    assert (sydney.remote, _places(sydney)) == ("Remote", ["Sydney, Australia"])
    assert partner.pay is not None
    assert (partner.pay.min, partner.pay.max, partner.pay.currency) == (265000, 365000, "USD")
    assert partner.pay.period == "annual"
    assert _places(partner) == ["San Francisco, CA", "New York City, NY", "Seattle, WA"]
    assert _places(fellows) == ["London, UK", "Ontario, CAN", "United States", "San Francisco, CA"]
    assert fellows.reference == "PIP-11677"


def test_nhs_vacancy_of_two_places() -> None:
    extraction, (job,) = _read("nhs_jobs", "uk/nhs_jobs_search_a.xml")
    assert extraction.found[0].key == "5086796"
    assert extraction.found[0].url == "https://www.jobs.nhs.uk/candidate/jobadvert/M0042-86784"
    assert job.title == "Specialist Clinical Pharmacist Cancer and Aseptics"
    assert job.organisation == "Buckinghamshire Healthcare NHS Trust"
    assert [(p.town, p.postcode) for p in job.places] == [("Aylesbury", "HP21 8AL"), ("High Wycombe", "HP11 2TT")]
    assert (job.closes_at, job.reference) == ("2027-01-07", "M0042-86784")
    assert job.pay is not None
    assert job.pay.text == "£35,000 - £40,000"


def test_tribepad_council_job() -> None:
    extraction, (job,) = _read("tribepad_xml", "council/tribepad_job_full.xml")
    assert extraction.found[0].key == "142"
    assert (job.title, job.reference, job.vacancies) == ("Job", "orbis/TP/12/142", "2")
    assert job.organisation == "East Sussex County Council"
    assert (job.posted_at, job.closes_at) == ("2019-01-11", "2019-02-11")
    assert (job.hours, job.hours_per_week) == (["Full time"], "37")
    assert [(p.town, p.postcode, p.lat) for p in job.places] == [("Lewes", "BN7 1UE", "50.8717")]
    assert job.pay is not None
    assert (job.pay.text, job.pay.min, job.pay.max, job.pay.currency) == ("£34 to £35", "34", "35", "GBP")
    archived = json.dumps(extraction.found[0].data)
    assert "John Smith" not in archived
    assert "john.smith@example.org" not in archived


def test_tribepad_codes_are_read_through_the_documents_of_options() -> None:
    tables = Path(__file__).parents[1] / "fixtures" / "tribepad_xml" / "_tables"
    options = TribepadXmlOptions(
        url="https://c.example/jobs", job_options="https://c.example/options", custom_fields="https://c.example/custom"
    )
    connector = TribepadXmlConnector(options)
    (follow,) = connector.start()
    bodies = {
        options.job_options: (tables / "job_options.xml").read_bytes(),
        options.custom_fields: (tables / "custom_fields.xml").read_bytes(),
        options.url: _body("council/tribepad_job_full.xml"),
    }
    steps = []
    for _ in range(2):
        steps.append(follow.step)
        page = Page(follow.url, bodies[follow.url], "", NOW, follow.step, follow.context)
        (follow,) = connector.read(page).follow
    assert (steps, follow.url, follow.step) == (["options", "custom_fields"], options.url, "start")
    page = Page(follow.url, bodies[follow.url], "", NOW, follow.step, json.loads(json.dumps(follow.context)))
    (found,) = connector.read(page).found
    job, _ = draft_of(connector, page, found, source_of(options))
    assert job.hours == ["Full Time"]
    assert found.data["category_id_text"] == "Administration & Clerical"
    custom: Any = found.data["custom_15"]
    assert (custom["label"], custom["text"]) == ("Pay Grade", "Single Status")


def test_xcri_example_of_the_standard() -> None:
    extraction, (mba,) = _read("xcri_cap", "courses/xcri_PG_Generic_1.2.xml")
    assert extraction.found[0].key == "http://www.poppleton.ac.uk/postgraduate/mba"
    assert (mba.title, mba.organisation) == ("Business and Marketing", "Poppleton University")
    assert mba.organisation_identifiers == {"ukprn": "10099999"}
    assert (mba.provider_course_id, mba.award, mba.qualification_level) == ("PG064", "MBA Business and Marketing", 7)
    assert (mba.starts_on, mba.ends_on, mba.closes_at) == ("2015-09-01", "2017-07-01", "2015-09-30")
    assert (mba.duration, mba.cost) == ("2 years", "GBP6,000 per stage")
    assert mba.entry_requirements == "First degree in any subject."
    (run,) = mba.course_runs
    assert (run.mode, run.study_mode, run.attendance_pattern) == ("Campus", "Part time", "Daytime")
    assert run.place is not None
    assert (run.place.venue, run.place.town, run.place.postcode) == ("Main Campus", "Poppleton", "PP99 1PP")
    assert "course-enquiries@" not in json.dumps(extraction.found[0].data)


def test_xcri_catalogue_converted_from_an_older_version() -> None:
    extraction, (fiction, history) = _read("xcri_cap", "courses/xcri_ou-example.xml")
    assert [found.key for found in extraction.found] == ["http://data.open.ac.uk/course/a174", "B01"]
    assert [run.id for run in fiction.course_runs] == ["A1742011E", "A1742011J", "A1742012B"]
    assert (fiction.starts_on, fiction.closes_at) == ("2012-02-04", "2012-01-06")
    assert (fiction.duration, fiction.qualification_level, fiction.remote) == ("4 months (approx)", 4, "online")
    assert fiction.subjects == ["Literature and Creative Writing"]
    assert (history.award, history.qualification_level, history.starts_on) == ("BA (Honours) History", 6, None)
    assert (history.closes_at, history.duration) == (None, "Variable")


def test_xcri_catalogue_of_a_whole_university() -> None:
    extraction, drafts = _read("xcri_cap", "courses/xcri_ou-conversion.xml")
    assert len(drafts) == len({found.key for found in extraction.found}) == 965
    assert sum(len(draft.course_runs) for draft in drafts) == 1034
    assert not extraction.problems
    assert all(draft.title and draft.organisation == "The Open University" for draft in drafts)
    assert drafts[0].provider_course_id == "A150"
    assert drafts[0].starts_on == "2013-10-05"
