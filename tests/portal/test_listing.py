"""The page of one opportunity: its facts, its links, its linked data; and that nothing can break out of it."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from portal.facts import NAMES, ORDER, ORDERS, VALUES
from records.listing import Event, Organisation
from records.source import SourceConfig
from records.vocabulary import Kind, OpportunityStatus, Remote
from tests.factories import make_id, make_member, make_opportunity, put_opportunities
from tests.portal.conftest import Site
from tests.portal.samples import COURSE, EVENT, HOSTILE, NOW, NURSE, PAST, SUPPORT
from tests.portal.shown import linked_data, page, text, titles


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
