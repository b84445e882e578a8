"""Addresses, page chains and doubts of the vendor platforms."""

from records.options import NhsJobsOptions, TribepadXmlOptions
from records.page import Page
from spiders.connectors.nhs_jobs import NhsJobsConnector
from spiders.connectors.tribepad_xml import TribepadXmlConnector
from tests.connectors.cases import NOW


def test_nhs_search_starts_with_its_parameters() -> None:
    options = NhsJobsOptions(url="https://www.jobs.nhs.uk/api/v1/search_xml?limit=100", query={"location": "Leeds LS1"})
    (follow,) = NhsJobsConnector(options).start()
    assert follow.url == "https://www.jobs.nhs.uk/api/v1/search_xml?limit=100&location=Leeds+LS1"


def test_nhs_page_in_the_middle_follows_nothing() -> None:
    connector = NhsJobsConnector(NhsJobsOptions())
    body = b"<nhsJobs><vacancyDetails><id>1</id></vacancyDetails><totalPages>9</totalPages></nhsJobs>"
    page = Page("https://www.jobs.nhs.uk/api/v1/search_xml?page=2", body, "", NOW, "page", {"pages": 5})
    assert connector.read(page).follow == []


def test_tribepad_jobs_are_read_although_the_codes_cannot_be() -> None:
    options = TribepadXmlOptions(url="https://c.example/jobs", custom_fields="https://c.example/custom")
    connector = TribepadXmlConnector(options)
    (first,) = connector.start()
    assert (first.url, first.step) == ("https://c.example/custom", "custom_fields")
    extraction = connector.read(Page(first.url, b"<html>Sorry</html>", "", NOW, first.step))
    assert [follow.url for follow in extraction.follow] == ["https://c.example/jobs"]
    assert not extraction.malformed
    assert {problem.code for problem in extraction.problems} == {"NOT_XML", "NO_OPTIONS"}


def test_tribepad_options_given_as_jobs_are_known() -> None:
    connector = TribepadXmlConnector(TribepadXmlOptions(url="https://c.example/jobs"))
    body = b"<job_options><job_types><job_type><id>1</id><name>Permanent</name></job_type></job_types></job_options>"
    extraction = connector.read(Page("https://c.example/jobs", body, "", NOW))
    assert extraction.malformed
    assert "job_options" in extraction.problems[0].message
