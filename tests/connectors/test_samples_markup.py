"""Facts read by eye out of publishers' recorded answers. The answers are not in this repository."""

from pathlib import Path
from typing import Any

import pytest

from records.draft import Draft
from records.page import Page
from spiders.connectors.base import Extraction
from spiders.connectors.registry import make_connector
from tests.connectors.cases import ANY_OPTIONS, NOW, draft_of, source_of

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "samples"
URL = "https://publisher.example/page"
pytestmark = pytest.mark.samples


def read(path: str, connector: str, step: str = "start", **options: Any) -> tuple[Extraction, list[Draft]]:
    file = SAMPLES / path
    if not file.exists():
        pytest.skip(f"no recorded answer {path}: this format is not tested on real input")
    made = make_connector(ANY_OPTIONS.validate_python({"type": connector, "url": URL, **options}))
    page = Page(url=URL, body=file.read_bytes(), content_type="", fetched_at=NOW, step=step)
    extraction = made.read(page)
    return extraction, [draft_of(made, page, found, source_of(made.options))[0] for found in extraction.found]


def places(draft: Draft) -> list[dict[str, Any]]:
    return [place.model_dump(exclude_none=True) for place in draft.places]


PAGES = [
    ("html/jg_stackoverflow_job.html", "Solution Engineer (M/F/X)", "QUAJOO GmbH",
     [{"street": "10 Hainstraße", "town": "Leipzig", "postcode": "04109", "country": "DE"}], "2020-03-24",
     "2021-02-03"),
    ("html/jg_wwr_job.html", "DevOps Engineer, Kubernetes, AWS/GCP", "Bluelight Consulting",
     [{"town": "Sacramento, CA"}], "2020-10-20 20:28:32 UTC", "2020-11-19 20:28:32 UTC"),
    ("html/jg_wwr_job_json_decode_error.html", "Solidity Engineer", "ElevenYellow Pte Ltd", [],
     "2021-01-20 12:47:53 UTC", "2021-02-19 12:47:53 UTC"),
    ("html/ej_ats-paylocity_detail-fermi-4248451.html", "Corporate Tax Director", "Fermi LLC",
     [{"town": "Dallas", "region": "TX", "country": "US"}], "2026-06-11T21:42:38-05:00", None),
    ("html/js_jsonld_neura_robotics_manager.html", "Manager Ecosystem Integration & Certification (Human)",
     "Neura Robotics GmbH", [{"town": "Metzingen", "country": "DE"}], "2025-11-06T00:00:00+01:00",
     "2035-11-06T00:00:00+01:00"),
    ("html/schemaorg_jobposting_microdata.html", "Software Engineer", "ABC Company Inc.",
     [{"town": "Kirkland", "region": "WA"}], "2011-10-31", None),
    ("html/schemaorg_jobposting_jsonld.html", "Software Engineer", None, [{"town": "Kirkland", "region": "WA"}],
     "2011-10-31", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "title", "organisation", "where", "posted", "closes"), PAGES)
def test_pages_with_one_job(
    path: str, title: str, organisation: str | None, where: list, posted: str, closes: str | None
) -> None:
    extraction, [draft] = read(path, "json_ld")
    assert not extraction.malformed
    assert (draft.title, draft.organisation, draft.posted_at, draft.closes_at) == (title, organisation, posted, closes)
    assert places(draft) == where


def test_a_page_whose_script_is_empty_is_not_no_advert() -> None:
    extraction, drafts = read("html/js_ayuda_en_accion_talentclue_jobpage.html", "json_ld")
    assert (drafts, extraction.malformed, extraction.proved_empty) == ([], True, False)


def test_course_instances_of_a_json_document() -> None:
    extraction, drafts = read("events/tess_nbis-course-instances.json", "json_ld")
    assert len(drafts) == 32
    assert drafts[0].title == "Neural Networks and Deep Learning"
    assert (drafts[0].starts_on, drafts[0].ends_on) == ("2023-03-20T00:00:00", "2023-03-24T00:00:00")
    assert places(drafts[0])[0]["town"] == "Uppsala"
    assert (drafts[1].remote, places(drafts[1])) == ("online", [])
    keys = [found.key or found.url for found in extraction.found if found.key or found.url]
    assert len(set(keys)) == len(keys)


def test_learning_material() -> None:
    _, [draft] = read("events/tess_gtn_galaxy-intro-101.html", "json_ld")
    assert (draft.title, draft.organisation, draft.duration) == (
        "Hands-on for 'Galaxy 101' tutorial", "Galaxy Training Network", "PT1H",
    )  # fmt: skip


def test_sitemap() -> None:
    extraction, _ = read("events/tess_sitemap_index.xml", "json_ld", step="sitemap")
    assert [follow.url for follow in extraction.follow[:2]] == [
        "http://mytess.training",
        "http://mytess.training/about",
    ]
    assert len(extraction.follow) == 8


def test_neogov() -> None:
    _, [manager, consultant] = read("ats/ck_neogov.xml", "rss")
    assert (manager.title, manager.organisation) == ("Enterprise Applications Manager", "Example Public Agency")
    assert manager.pay is not None
    assert (manager.pay.min, manager.pay.max, manager.pay.currency, manager.pay.period) == (
        "135000", "175000", "USD", "Year",
    )  # fmt: skip
    assert manager.closes_at == "Sun, 20 Sep 2026 04:59:00 +0000"
    assert (consultant.remote, places(consultant)) == ("remote", [])


def test_we_work_remotely_titles_are_cut() -> None:
    _, drafts = read("feeds/mda_feed.rss", "rss")
    assert [(draft.organisation, draft.title) for draft in drafts] == [
        ("Remote", "Account Executive DACH"),
        ("Justworks", "Account Executive - In-Territory (SF/Bay Area, CA)"),
        ("Amplitude", "Senior Enterprise Account Executive"),
    ]
    assert drafts[0].closes_at == "Thu, 10 Sep 2026 07:30:41 +0000"


def test_dotted_descriptions_prove_organisation_and_place() -> None:
    _, drafts = read("feeds/ojd_new-jobs.xml", "rss")
    assert len(drafts) == 833
    assert (drafts[1].title, drafts[1].organisation, places(drafts[1])) == (
        "Account Executive - LATAM", "Stripe", [{"text": "Mexico City, Mexico"}],
    )  # fmt: skip
    assert (drafts[-1].title, drafts[-1].organisation) == ("Senior Manager, Software Engineering", "Salesforce")


def test_a_vendors_own_xml() -> None:
    _, drafts = read("feeds/jg_startupjobs_feed.xml", "rss")
    assert [(draft.organisation, places(draft)) for draft in drafts] == [
        ("Cloudinfrastack", [{"text": "Praha, Česko"}]), ("CZ.NIC, z. s. p. o.", [{"text": "Praha, Česko"}]),
    ]  # fmt: skip


def test_meetings() -> None:
    _, drafts = read("events/cb_chi_teacherpension.xml", "rss")
    assert len(drafts) == 28
    assert (drafts[0].kind, drafts[0].title, drafts[0].starts_on) == (
        "event", "Investment Committee Meeting", "2018-10-25",
    )  # fmt: skip


CSJ: dict[str, Any] = {
    "item": "li.search-results-job-box",
    "fields": {
        "title": ".search-results-job-box-title a", "organisation": ".search-results-job-box-department",
        "place": ".search-results-job-box-location", "pay": ".search-results-job-box-salary",
        "closes_at": ".search-results-job-box-closingdate", "reference": ".search-results-job-box-refcode",
    },
    "link": ".search-results-job-box-title a", "total": "title",
    "next": '.search-results-paging-menu a[title="Go to next search results page"]',
}  # fmt: skip


def test_civil_service_listing() -> None:
    extraction, drafts = read("html/csj_result_page1.html", "selectors", **CSJ)
    assert (len(drafts), extraction.advertised, len(extraction.follow)) == (25, 2371, 1)
    custodian = drafts[1]
    assert custodian.organisation == "Defence Science and Technology Laboratory"
    assert custodian.pay is not None
    assert custodian.pay.text == "£27,620 to £32,163"
    assert (custodian.closes_at, custodian.reference) == ("11:50 pm on Sunday 2nd July 2023", "292892")
    assert extraction.found[1].url == "https://www.civilservicejobs.service.gov.uk/csr/jobs.cgi?jcode=1859771"
    assert not any("SID=" in str(found.data) for found in extraction.found)


def test_avature_listing_without_its_decoy() -> None:
    extraction, drafts = read(
        "html/ej_avature_page1.html", "selectors", item="article.job", link="a",
        fields={"title": ".job-title", "place": ".job-location"},
    )  # fmt: skip
    assert len(drafts) == 11
    assert [problem.record for problem in extraction.problems] == [False]


def test_events_table() -> None:
    _, drafts = read("events/tess_events.csv", "csv")
    assert [draft.title for draft in drafts] == ["First Event", "Awesome Training Day", "Another Event"]
    assert (drafts[0].starts_on, drafts[0].timezone, drafts[0].remote) == (
        "2022-01-12T11:00:00", "Australia/Sydney", "remote",
    )  # fmt: skip
    assert drafts[2].description == "This is another event, which includes a comma."
