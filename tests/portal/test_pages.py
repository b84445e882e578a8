"""The pages of results as they are sent, and what is on every page."""

import re
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from lxml import html

from records.source import SourceConfig
from tests.factories import make_id
from tests.portal.conftest import Site
from tests.portal.samples import NURSE
from tests.portal.shown import page, text, titles


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


def test_words_are_searched_for_by_best_match_also_after_browsing(client: TestClient) -> None:
    """The form of a page without words must not ask for the newest when words are typed into it."""
    browsed = page(client, "/")
    assert orders(browsed) == {"Newest": "", "Closing soonest": "closing", "Highest pay": "pay"}
    assert chosen(browsed) == "Newest"
    sort = browsed.cssselect("#sort option[selected]")[0].get("value")
    words = page(client, "/?" + urlencode({"q": "care", "near": "", "within": "10mi", "sort": sort}))
    assert chosen(words) == "Best match"
    assert orders(words)["Newest"] == "newest"
    assert {title.startswith("Care Assistant") for title in titles(words)[:5]} == {True}
    newest = page(client, "/?q=care&sort=newest")
    assert titles(newest)[0] == "Jobs fair: health and social care"
    assert chosen(newest) == "Newest"
    assert chosen(page(client, "/?sort=newest")) == "Newest"


def orders(element: html.HtmlElement) -> dict[str, str]:
    return {text(option): option.get("value") for option in element.cssselect("#sort option")}


def chosen(element: html.HtmlElement) -> str:
    return text(element.cssselect("#sort option[selected]")[0])


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


def test_where_too_little_is_found_broader_results_follow(client: TestClient) -> None:
    shown = page(client, "/?q=nurse+astronaut")
    assert text(shown.cssselect("#results")[0]) == "0 results for “nurse astronaut”"
    assert text(shown.cssselect("h3.others")[0]) == "Other results: with some of the words"
    assert "Registered Nurse – Acute Medicine" in [text(link) for link in shown.cssselect("ol.broader h3 a")]
    assert not shown.cssselect(".empty")
    assert page(client, "/?q=qwxzv+cosmonaut").cssselect(".empty")
    assert page(client, "/?q=***").cssselect(".empty")


def test_the_page_says_what_it_understood_and_each_part_can_be_undone(client: TestClient) -> None:
    shown = page(client, "/?q=nurse+jobs+in+leeds&hours=full_time")
    said = text(shown.cssselect("#understood")[0])
    assert said.startswith("We took “jobs” for job (“jobs”: undo), “in leeds” for Leeds (“in leeds”: undo)")
    assert "near Leeds" in text(shown.cssselect("#results")[0])
    undo = shown.cssselect("#understood a")[1].get("href")
    assert "hours=full_time" in undo
    undone = page(client, undo)
    assert "leeds” for" not in text(undone.cssselect("#understood")[0])
    assert not undone.cssselect("input[type=hidden][name=understand]"), "the next question is understood again"
    assert not page(client, "/?q=nurse&understand=none").cssselect("#understood")


def test_another_spelling_or_place_is_offered(client: TestClient) -> None:
    shown = page(client, "/?q=nurse+in+newport")
    places = {text(link): link.get("href") for link in shown.cssselect("#instead a")}
    assert any(label.startswith("Newport, ") and "q=nurse&near=Newport" in url for label, url in places.items())
    spelt = page(client, "/?q=nurze")
    assert "“nurze” for nurse" in text(spelt.cssselect("#understood")[0])
    assert titles(spelt)


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


@pytest.mark.parametrize("path", ["/", f"/opportunities/{make_id(NURSE)}", "/docs"])
def test_nothing_is_loaded_from_elsewhere(client: TestClient, path: str) -> None:
    shown = page(client, path)
    loaded = shown.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //img/@src | //script/@src")
    assert loaded
    assert all(re.fullmatch(r"/static/[a-z.]+\?v=[0-9a-f]{12}", address) for address in loaded)
    assert all(client.get(address).status_code == 200 for address in loaded)
