"""The pages as they are sent: what they say, and that nothing a publisher wrote can break out of them."""

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from records.source import SourceConfig
from records.vocabulary import OpportunityStatus
from tests.factories import make_id, make_opportunity, put_opportunities
from tests.portal.conftest import Site
from tests.portal.samples import COURSE, EVENT, HOSTILE, NOW, NURSE, PAST, SUPPORT


def page(client: TestClient, path: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return html.document_fromstring(answer.text)


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def titles(element: html.HtmlElement) -> list[str]:
    return [text(link) for link in element.cssselect(".results h3 a")]


def linked_data(element: html.HtmlElement) -> Any:
    (script,) = element.cssselect("script")
    assert script.get("type") == "application/ld+json"
    return json.loads(script.text)


def test_results(client: TestClient) -> None:
    shown = page(client, "/?q=nurse&near=LS1+4AP&within=5mi&kind=job")
    assert titles(shown) == ["Registered Nurse – Acute Medicine"]
    assert text(shown.cssselect("#results")[0]) == "1 result for “nurse” near LS1 4AP"
    hit = text(shown.cssselect(".results li")[0])
    for said in (
        "Airedale Hospitals NHS Trust",
        "Leeds LS1 4AP, Bradford (less than a mile away)",
        "£31,049 to £37,796 a year, pro rata",
        "Full time",
        "Closes in 5 days",
        "Posted 2 days ago",
        "Found on 2 sites",
    ):
        assert said in hit
    assert shown.cssselect("input[name=q]")[0].get("value") == "nurse"
    assert shown.cssselect("input[name=kind][value=job]")[0].get("checked") is not None


def test_filters_show_their_counts_and_can_be_taken_away(client: TestClient) -> None:
    shown = page(client, "/?kind=apprenticeship&hours=full_time&area=E08000032")
    counts = {text(label) for label in shown.cssselect("label")}
    assert "Apprenticeships (3 results)" in counts
    chips = {text(chip): chip.get("href") for chip in shown.cssselect(".chips a")}
    assert chips["Remove filter: Full time ×"] == "/?kind=apprenticeship&area=E08000032"
    # A filter without a field of its own goes along with the next search.
    assert [(hidden.get("name"), hidden.get("value")) for hidden in shown.cssselect("input[type=hidden]")] == [
        ("area", "E08000032")
    ]


def test_pages_go_forwards_and_back(client: TestClient) -> None:
    seen: list[list[str]] = []
    url = "/?sort=closing"
    while True:
        shown = page(client, url)
        seen.append([link.get("href") for link in shown.cssselect(".results h3 a")])
        following = shown.cssselect("a[rel=next]")
        if not following:
            break
        url = following[0].get("href")
    assert len({link for links in seen for link in links}) == 66
    for links in reversed(seen[:-1]):
        url = shown.cssselect("a[rel=prev]")[0].get("href")
        shown = page(client, url)
        assert [link.get("href") for link in shown.cssselect(".results h3 a")] == links
    assert url == "/?sort=closing"
    assert not shown.cssselect("a[rel=prev]")


def test_a_page_of_a_search_that_is_no_more_begins_anew(client: TestClient) -> None:
    assert len(titles(page(client, "/?q=care&cursor=abc&back=x.y"))) == 20


def test_a_place_nobody_knows(client: TestClient) -> None:
    shown = page(client, "/?q=nurse&near=Xyzzyx", 400)
    assert "We do not know “Xyzzyx”: try a postcode such as LS1" in text(shown.cssselect("[role=alert]")[0])
    field = shown.cssselect("#near")[0]
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "near-hint problem"
    assert shown.cssselect("title")[0].text.startswith("Problem: ")


@pytest.mark.parametrize(
    "query", ["utm_source=x", "near=&within=10mi&sort=distance&q=", "facet=kinds&limit=1", "cursor=&back="]
)
def test_links_with_more_or_less_than_we_ask_for_work(client: TestClient, query: str) -> None:
    assert len(titles(page(client, f"/?{query}"))) == 20


def test_other_mistakes_are_told_too(client: TestClient) -> None:
    assert "pay_at_least" in text(page(client, "/?pay_at_least=lots", 400).cssselect("[role=alert]")[0])
    assert "at most 300" in text(page(client, "/?q=" + "x" * 301, 400).cssselect("[role=alert]")[0])


def test_nothing_found_says_what_to_do(client: TestClient) -> None:
    shown = page(client, "/?q=astronaut&near=Leeds")
    assert "0 results" in text(shown.cssselect("#results")[0])
    assert "search everywhere" in text(shown.cssselect(".empty")[0])


def test_where_nothing_has_all_words_most_of_them_are_searched(client: TestClient) -> None:
    shown = page(client, "/?q=nurse+astronaut")
    assert "Nothing has all of these words" in text(shown.cssselect(".note")[0])
    assert shown.cssselect("ol.results li")
    assert not shown.cssselect("#search [name=match]"), "the next search asks for all words again"
    assert not page(client, "/?q=nurse").cssselect(".note")
    assert not shown.cssselect(".note a")
    [nearby] = page(client, "/?q=astronaut+nurse+in+leeds&kind=job").cssselect(".note a")
    assert text(nearby) == "astronaut nurse near Leeds"
    assert nearby.get("href") == "/?q=astronaut+nurse&near=Leeds&kind=job"
    assert page(client, "/?q=astronaut+cosmonaut").cssselect(".empty")


def test_a_job(client: TestClient) -> None:
    shown = page(client, f"/opportunities/{make_id(NURSE)}")
    facts = {text(row[0]): text(row[1]) for row in shown.cssselect(".summary div")}
    assert facts["Pay"].startswith("£31,049 to £37,796 a year, pro rata")
    assert facts["Hours a week"] == "30 to 37.5"
    assert facts["Reference"] == "AH-2201"
    assert [heading.text for heading in shown.cssselect(".description h3")] == ["What you will do", "What we offer"]
    sources = {link.text: link for link in shown.cssselect(".sources a")}
    assert set(sources) == {"Airedale Hospitals jobs", "Leeds job board"}
    assert all("nofollow" in link.get("rel") and not link.get("target") for link in sources.values())
    assert shown.cssselect("a.button")[0].get("href") == "https://apply.example.org/AH-2201"
    assert shown.cssselect("link[rel=canonical]")[0].get("href") == (
        f"https://jobs.example.org/opportunities/{make_id(NURSE)}"
    )
    assert "Contains listings of Airedale Hospitals. Licence: OGL-UK-3.0" in text(shown)


def test_linked_data(client: TestClient) -> None:
    job = linked_data(page(client, f"/opportunities/{make_id(NURSE)}"))
    assert (job["@type"], job["title"]) == ("JobPosting", "Registered Nurse – Acute Medicine")
    assert job["employmentType"] == ["FULL_TIME"]
    assert job["hiringOrganization"]["name"] == "Airedale Hospitals NHS Trust"
    assert job["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "minValue": 31049.0,
        "maxValue": 37796.0,
        "unitText": "YEAR",
    }
    assert job["jobLocation"][0]["address"]["postalCode"] == "LS1 4AP"
    assert job["validThrough"] == "2026-03-07T12:00:00+00:00"
    course = linked_data(page(client, f"/opportunities/{make_id(COURSE)}"))
    assert (course["@type"], course["name"]) == ("Course", "Early Years Educator, Level 3")
    assert course["hasCourseInstance"][0]["courseMode"] == "Onsite"
    event = linked_data(page(client, f"/opportunities/{make_id(EVENT)}"))
    assert (event["@type"], event["startDate"]) == ("EducationEvent", "2026-03-12T14:00:00+00:00")
    assert event["offers"]["price"] == 0.0
    assert not page(client, f"/opportunities/{make_id(SUPPORT)}").cssselect("script")


@pytest.mark.parametrize("path", [f"/opportunities/{make_id(HOSTILE)}", "/?q=plumber", "/?q=%3Cimg+onerror%3D1%3E"])
def test_nothing_that_was_written_becomes_markup(client: TestClient, path: str) -> None:
    sent = client.get(path).text
    shown = html.document_fromstring(sent)
    assert "<img src=x" not in sent
    assert "javascript:" not in sent
    assert all(script.get("type") == "application/ld+json" for script in shown.cssselect("script"))
    assert not shown.cssselect("iframe, object, embed, style, img[src='x'], [onclick], [onload], [onerror]")
    links = [link.get("href") or "" for link in shown.cssselect("[href]")]
    assert not [link for link in links if not re.match(r"https?://|/|#", link)]


def test_linked_data_cannot_be_left(client: TestClient) -> None:
    job = linked_data(page(client, f"/opportunities/{make_id(HOSTILE)}"))
    assert job["title"] == "Plumber <img src=x onerror=alert(1)></script><script>alert(2)</script>"


def test_a_closing_date_that_has_passed_and_a_guess_of_pay(client: TestClient) -> None:
    shown = page(client, f"/opportunities/{make_id(PAST)}")
    assert "The closing date has passed" in text(shown)
    assert not shown.cssselect("a.button")
    assert "90,000" not in html.tostring(shown, encoding="unicode")


def test_closed_merged_and_unknown(empty_site: Site) -> None:
    put_opportunities(
        empty_site.store,
        make_opportunity(1, title="Cook", status=OpportunityStatus.CLOSED, closes_at=NOW),
        make_opportunity(2),
        make_opportunity(3),
    )
    with empty_site.store.resolve_transaction() as transaction:
        transaction.redirect(make_id(2), make_id(3))
    client = empty_site.client
    closed = page(client, f"/opportunities/{make_id(1)}", 410)
    assert "This job is closed since 2 March 2026." in text(closed)
    assert [link.get("href") for link in closed.cssselect("main li a")] == [
        "/?q=Cook",
        "/?kind=job&near=Leeds&within=20mi",
    ]
    moved = client.get(f"/opportunities/{make_id(2)}")
    assert (moved.status_code, moved.headers["location"]) == (308, f"/opportunities/{make_id(3)}")
    assert "Page not found" in text(page(client, f"/opportunities/{make_id(9)}", 404))


def test_the_footer_names_the_sources_as_their_licences_ask(empty_site: Site) -> None:
    source = {
        "id": "leeds-jobs",
        "name": "Leeds jobs",
        "publisher": {"name": "Leeds City Council", "authority": "employer"},
        "connector": {"type": "rss", "url": "https://leeds.example.org/jobs.rss"},
        "licence": {"name": "OGL-UK-3.0", "attribution": "© Leeds City Council <2026>"},
    }
    empty_site.store.sources.put(SourceConfig.model_validate(source), "west-yorkshire")
    empty_site.publish()
    assert "© Leeds City Council <2026>" in text(page(empty_site.client, "/").cssselect("footer")[0])


def test_docs_robots_and_sitemap(client: TestClient) -> None:
    described = text(page(client, "/docs"))
    assert "GET /v1/search" in described
    assert "posted_since" in described
    assert "Sitemap: https://jobs.example.org/sitemap.xml" in client.get("/robots.txt").text
    sitemap = client.get("/sitemap.xml")
    assert sitemap.headers["content-type"].startswith("application/xml")
    assert sitemap.text.count("<url>") == 66


@pytest.mark.parametrize("path", ["/", f"/opportunities/{make_id(NURSE)}", "/docs"])
def test_nothing_is_loaded_from_elsewhere(client: TestClient, path: str) -> None:
    shown = page(client, path)
    loaded = shown.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //img/@src | //script/@src")
    assert loaded
    assert all(re.fullmatch(r"/static/[a-z.]+\?v=[0-9a-f]{12}", address) for address in loaded)
    assert all(client.get(address).status_code == 200 for address in loaded)
