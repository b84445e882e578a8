"""The pages as they are sent: what they say, and that nothing a publisher wrote can break out of them."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from lxml import etree, html

from talentfeed.portal import crawlers
from talentfeed.portal.facts import NAMES, ORDER, ORDERS, VALUES
from talentfeed.records.listing import Event, Organisation
from talentfeed.records.source import SourceConfig
from talentfeed.records.vocabulary import Kind, OpportunityStatus, Remote
from tests.factories import make_id, make_member, make_opportunity, put_opportunities
from tests.portal.conftest import Site
from tests.portal.samples import COURSE, EVENT, HOSTILE, NOW, NURSE, PAST, SUPPORT

SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


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


def test_an_event_says_each_thing_once(client: TestClient) -> None:
    shown = page(client, f"/opportunities/{make_id(EVENT)}")
    assert [(text(row[0]), text(row[1])) for row in shown.cssselect(".summary div")] == [
        ("Starts", "12 March 2026, 2pm"),
        ("Ends", "12 March 2026, 4:30pm"),
        ("Venue", "Central Library, Leeds LS1 4AP"),
        ("How to take part", "In person"),
        ("Price", "Free"),
        ("Especially for", "Young people, People out of work"),
        ("Posted", "2 March 2026"),
    ]


def test_an_event_with_all_its_dates_and_ways(empty_site: Site) -> None:
    start = datetime(2026, 3, 12, 14, tzinfo=UTC)
    both = Event(starts_at=start, ends_at=start + timedelta(hours=1), venue="Leeds", format=Remote.ON_SITE)
    days = {"starts_on": date(2026, 3, 12), "ends_on": date(2026, 3, 12)}
    put_opportunities(
        empty_site.store, make_opportunity(1, kind=Kind.EVENT, event=both, remote=Remote.HYBRID, places=[], **days)
    )
    rows = page(empty_site.client, f"/opportunities/{make_id(1)}").cssselect(".summary div")
    assert {text(row[0]): text(row[1]) for row in rows} == {
        "Starts": "12 March 2026, 2pm",
        "Ends": "12 March 2026, 3pm",
        "Venue": "Leeds",
        "How to take part": "In person",
    }
    assert len(rows) == 4


def test_no_kind_leaves_a_fact_out() -> None:
    assert set(NAMES) == set(VALUES)
    for order in (ORDER, *ORDERS.values()):
        assert sorted(order) == sorted(VALUES)


def test_without_a_date_nobody_says_when_it_was_posted(empty_site: Site) -> None:
    long_ago = NOW - timedelta(days=30)
    put_opportunities(
        empty_site.store,
        make_opportunity(1, title="Undated", first_seen_at=NOW),
        make_opportunity(2, title="Bounded", posted_at=long_ago, posted_at_is_bound=True),
        make_opportunity(3, title="Dated", posted_at=NOW),
    )
    empty_site.publish()
    shown = page(empty_site.client, "/")
    assert titles(shown) == ["Dated", "Bounded", "Undated"]
    dated, bounded, undated = (text(hit) for hit in shown.cssselect(".results li article"))
    assert "Posted today" in dated
    assert "Posted on or before 31 January 2026" in bounded
    assert "osted" not in undated
    facts, data = {}, {}
    for number in (1, 2, 3):
        one = page(empty_site.client, f"/opportunities/{make_id(number)}")
        facts[number] = {text(row[0]): text(row[1]) for row in one.cssselect(".summary div")}.get("Posted")
        data[number] = bool(one.cssselect("script"))
    assert facts == {1: None, 2: "on or before 31 January 2026", 3: "2 March 2026"}
    # A JobPosting must have the date of posting: without one there is none.
    assert data == {1: False, 2: False, 3: True}


def source(id_: str, connector: dict[str, Any], url: str | None = None) -> SourceConfig:
    publisher = {"name": "Leeds City Council", "url": url}
    given = {"id": id_, "name": id_, "publisher": publisher, "connector": connector, "licence": {"name": "OGL-UK-3.0"}}
    return SourceConfig.model_validate(given)


SELECTORS = {"type": "selectors", "url": "https://leeds.example.org/jobs", "item": "li", "fields": {"title": "a"}}


@pytest.mark.parametrize(
    ("fields", "member", "source_", "url", "says"),
    [
        ({"url": "https://a.example.org/1"}, None, None, "https://a.example.org/1", "Apply for this job"),
        ({}, "https://b.example.org/1", None, "https://b.example.org/1", "Apply for this job"),
        ({}, None, source("leeds-jobs", SELECTORS), "https://leeds.example.org/jobs", "See the page we found this on"),
        (
            {"url": "javascript:alert(1)"},
            None,
            source(
                "leeds-jobs", {"type": "rss", "url": "https://leeds.example.org/feed.xml"}, "https://leeds.example/"
            ),
            "https://leeds.example/",
            "Go to Leeds City Council",
        ),
        (
            {},
            None,
            source("leeds-jobs", {"type": "rss", "url": "https://leeds.example.org/feed.xml"}),
            "https://leeds.example.org/",
            "Go to Leeds City Council",
        ),
        (
            {"organisation": Organisation(name="Acme", url="https://acme.example/")},
            None,
            source("leeds-jobs", {"type": "csv"}),
            "https://acme.example/",
            "Go to Acme",
        ),
        ({}, None, None, None, "Neither the advert nor its publisher gives an address. Ask Leeds City Council."),
    ],
)
def test_there_is_always_a_way_on_and_the_page_says_where_it_leads(
    empty_site: Site,
    fields: dict[str, Any],
    member: str | None,
    source_: SourceConfig | None,
    url: str | None,
    says: str,
) -> None:
    if source_:
        empty_site.store.sources.put(source_, "west-yorkshire")
    listing = make_member("leeds-jobs:1", url=member)
    put_opportunities(empty_site.store, make_opportunity(1, **{"url": None, "listings": [listing], **fields}))
    shown = page(empty_site.client, f"/opportunities/{make_id(1)}")
    found = shown.cssselect("a.button")
    assert {link.get("href") for link in found} == ({url} if url else set())
    first = text(shown.cssselect(".apply, .notice")[0])
    assert says in first
    own = "Apply" in says
    assert ("no page of its own" in first) is (bool(url) and not own)
    if url and not own and says != "Go to Acme":
        assert shown.cssselect(".sources a")[0].get("href") == url


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


def test_the_sitemaps_have_every_open_opportunity(empty_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawlers, "SITEMAP_SIZE", 20)
    client = empty_site.client
    assert not sitemap(client, "/sitemap.xml")
    assert not sitemap(client, "/sitemaps/1.xml")
    put_opportunities(empty_site.store, *map(make_opportunity, range(1, 51)))
    put_opportunities(
        empty_site.store, make_opportunity(7, status=OpportunityStatus.CLOSED), make_opportunity(9, title="Newer")
    )
    with empty_site.store.resolve_transaction() as transaction:
        transaction.redirect(make_id(8), make_id(10))
    parts = sitemap(client, "/sitemap.xml")
    base = "https://jobs.example.org"
    assert list(parts) == [f"{base}/sitemaps/{number}.xml" for number in (1, 2, 3)]
    pages: dict[str, datetime] = {}
    for part, changed in parts.items():
        inside = sitemap(client, part.removeprefix(base))
        assert changed == max(inside.values())
        pages |= inside
    open_ = [make_id(number) for number in range(1, 51) if number not in (7, 8)]
    assert list(pages) == [f"{base}/opportunities/{id_}" for id_ in open_]
    last = {change.opportunity_id: change.at.replace(microsecond=0) for change in empty_site.store.changes.page(0, 100)}
    assert pages == {f"{base}/opportunities/{id_}": last[id_] for id_ in open_}
    for path in ("/sitemaps/0.xml", "/sitemaps/4.xml", "/sitemaps/x.xml", "/sitemaps/99999999999999999999.xml"):
        assert client.get(path).status_code == 404


def sitemap(client: TestClient, path: str) -> dict[str, datetime]:
    """Address → when it changed last, of a sitemap or of their index."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml"
    root = etree.fromstring(answer.content)
    assert root.tag.removeprefix(SITEMAPS) in ("sitemapindex", "urlset")
    return {
        str(one.findtext(f"{SITEMAPS}loc")): datetime.fromisoformat(str(one.findtext(f"{SITEMAPS}lastmod")))
        for one in root
    }


@pytest.mark.parametrize("path", ["/", f"/opportunities/{make_id(NURSE)}", "/docs"])
def test_nothing_is_loaded_from_elsewhere(client: TestClient, path: str) -> None:
    shown = page(client, path)
    loaded = shown.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //img/@src | //script/@src")
    assert loaded
    assert all(re.fullmatch(r"/static/[a-z.]+\?v=[0-9a-f]{12}", address) for address in loaded)
    assert all(client.get(address).status_code == 200 for address in loaded)
