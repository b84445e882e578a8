"""The read API: what it gives, what it refuses, and how it says so."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from records.opportunity import Opportunity
from records.vocabulary import OpportunityStatus
from search_index.request import SearchRequest
from search_index.response import SearchResponse
from tests.factories import make_id, make_member, make_opportunity, put_opportunities
from tests.portal.conftest import Site
from tests.portal.samples import COURSE, NOW, NURSE


def found(client: TestClient, **parameters: Any) -> SearchResponse:
    answer = client.get("/v1/search", params=parameters)
    assert answer.status_code == 200, answer.text
    return SearchResponse.model_validate_json(answer.content)


def refused(client: TestClient, path: str, status: int = 400) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    error: dict[str, Any] = answer.json()["error"]
    assert set(error) == {"code", "message", "field"}
    return error


def test_search_gives_the_record_with_score_and_distance(client: TestClient) -> None:
    page = found(client, q="nurse", near="LS1 4AP", within="5mi", facet=["kinds", "hours"])
    assert page.total == 1
    hit = page.results[0]
    assert hit.opportunity.id == make_id(NURSE)
    assert hit.score is not None
    assert hit.score > 0
    assert hit.distance_m is not None
    assert hit.distance_m < 2000
    assert {value.value: value.count for value in page.facets["kinds"]} == {"job": 1}
    assert page.index.sequence == 66
    assert page.index.age_seconds is not None


def test_contacts_that_a_source_left_in_never_leave(client: TestClient) -> None:
    assert "ward.manager@example.org" not in client.get("/v1/search", params={"q": "nurse"}).text
    assert "ward.manager@example.org" not in client.get(f"/v1/opportunities/{make_id(NURSE)}").text
    assert "ward.manager@example.org" not in client.get("/v1/changes", params={"limit": 5}).text


@pytest.mark.parametrize(
    ("parameters", "total"),
    [
        ({"kind": ["course", "event"]}, 2),
        ({"kind": "support", "audience": "veterans"}, 1),
        ({"source": "aire-college"}, 1),
        ({"area": "E08000032", "kind": "apprenticeship"}, 5),
        ({"posted_since": "2026-03-02"}, 5),
        ({"posted_since": "2026-03-02T00:00:00Z"}, 5),
        ({"posted_since": "2026-03-02T01:00:00 01:00"}, 5),
        ({"text": '"jobs fair"'}, 1),
        ({"near": "53.7968,-1.5420", "within": "1km", "q": "nurse"}, 1),
        ({"near": "Bradford", "within": "3 miles", "kind": "course"}, 0),
        ({"starts_after": "2026-09-01"}, 1),
        ({"qualification_level": 3}, 1),
        ({"pay_at_least": "30000"}, 1),
    ],
)
def test_parameters_narrow(client: TestClient, parameters: dict[str, Any], total: int) -> None:
    assert found(client, **parameters).total == total


def test_every_field_of_a_search_is_a_parameter(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]["/v1/search"]["get"]["parameters"]
    assert len(described) == len(SearchRequest.model_fields)
    assert all(parameter["description"] and parameter["schema"] for parameter in described)


def test_pages_follow_one_another_by_link(client: TestClient) -> None:
    ids: list[str] = []
    url: str | None = "/v1/search?sort=closing&limit=25"
    while url:
        answer = client.get(url)
        ids += [hit["opportunity"]["id"] for hit in answer.json()["results"]]
        url = answer.links["next"]["url"] if answer.links else None
    assert sorted(ids) == [make_id(number) for number in range(1, 67)]


@pytest.mark.parametrize(
    ("query", "code", "field", "says"),
    [
        ("kinds=job", "UNKNOWN_PARAMETER", "kinds", "there are q, kind, near"),
        ("kind=jobs", "BAD_VALUE", "kind", "'job'"),
        ("near=Xyzzyx", "BAD_VALUE", "near", "Xyzzyx"),
        ("within=10mi", "BAD_VALUE", "within", "need near"),
        ("near=Leeds&within=far", "BAD_VALUE", "within", "10mi"),
        ("near=Leeds&within=900mi", "BAD_VALUE", "within", "500000"),
        ("limit=1000", "BAD_VALUE", "limit", "100"),
        ("limit=1&limit=2", "BAD_VALUE", "limit", "once"),
        ("cursor=abc", "BAD_VALUE", "cursor", "start again"),
        ("sort=best", "BAD_VALUE", "sort", "newest"),
        ("facet=title", "BAD_VALUE", "facet", "kinds"),
        ("posted_since=yesterday", "BAD_VALUE", "posted_since", "date"),
        ("posted_since=2026-03-02T10:00:00", "BAD_VALUE", "posted_since", "timezone"),
        ("q=" + "x" * 301, "BAD_VALUE", "q", "300"),
        ("&".join(["hours=shifts"] * 201), "TOO_MANY", None, "200"),
    ],
)
def test_what_a_search_cannot_be_is_named(
    client: TestClient, query: str, code: str, field: str | None, says: str
) -> None:
    error = refused(client, f"/v1/search?{query}")
    assert (error["code"], error["field"]) == (code, field)
    assert says in error["message"]


def test_a_cursor_of_another_search_is_refused(client: TestClient) -> None:
    cursor = found(client, limit=1).next_cursor
    assert refused(client, f"/v1/search?q=nurse&cursor={cursor}")["field"] == "cursor"


def test_long_queries_and_other_methods_are_refused(client: TestClient) -> None:
    assert refused(client, "/v1/search?q=" + "x" * 4001, 414)["code"] == "TOO_LONG"
    answer = client.post("/v1/search")
    assert answer.status_code == 405
    assert answer.json()["error"]["code"] == "METHOD_NOT_ALLOWED"
    assert refused(client, "/v1/nothing", 404)["code"] == "NOT_FOUND"


def test_one_opportunity_is_the_record_that_a_search_gives(client: TestClient) -> None:
    answer = client.get(f"/v1/opportunities/{make_id(COURSE)}")
    assert Opportunity.model_validate_json(answer.content) == found(client, kind="course").results[0].opportunity


@pytest.mark.parametrize("id_", [make_id(999), "x", "%00", "..%2Fv1", "0" * 25 + "é", "0" * 3000])
def test_unknown_ids(client: TestClient, id_: str) -> None:
    assert refused(client, f"/v1/opportunities/{id_}", 404)["code"] == "NOT_FOUND"


def test_closed_and_merged_opportunities(empty_site: Site) -> None:
    closed = make_opportunity(1, title="Cook", status=OpportunityStatus.CLOSED, closes_at=NOW)
    put_opportunities(empty_site.store, closed, make_opportunity(2), make_opportunity(3), make_opportunity(4))
    with empty_site.store.resolve_transaction() as transaction:
        transaction.redirect(make_id(2), make_id(3))
    with empty_site.store.resolve_transaction() as transaction:
        transaction.redirect(make_id(3), make_id(4))
    client = empty_site.client
    gone = client.get(f"/v1/opportunities/{make_id(1)}")
    assert gone.status_code == 410
    assert gone.json()["error"]["code"] == "CLOSED"
    assert "since 2026-03-02" in gone.json()["error"]["message"]
    assert gone.json()["closed"] == {
        "id": make_id(1),
        "kind": "job",
        "title": "Cook",
        "status": "closed",
        "closed_at": NOW.isoformat(),
    }
    for old in (2, 3):
        moved = client.get(f"/v1/opportunities/{make_id(old)}")
        assert (moved.status_code, moved.headers["location"]) == (308, f"/v1/opportunities/{make_id(4)}")


@pytest.mark.parametrize("path", ["/v1/search?q=nurse", f"/v1/opportunities/{make_id(1)}", "/v1/changes"])
def test_answers_can_be_kept_and_asked_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert "max-age=" in first.headers["cache-control"]
    tag = first.headers["etag"]
    again = client.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_answers_are_compressed_and_open_to_every_site(client: TestClient) -> None:
    answer = client.get("/v1/search", headers={"Origin": "https://council.example"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "path", ["/", "/v1/search", "/v1/search?x=1", "/static/site.css", "/docs", "/nothing", "/v1/search?q=" + "x" * 5000]
)
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]


def test_head_is_get_without_a_body(client: TestClient) -> None:
    got, head = client.get("/v1/changes?limit=1"), client.head("/v1/changes?limit=1")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", got.headers["etag"])


def test_before_the_first_publish(empty_site: Site) -> None:
    error = refused(empty_site.client, "/v1/search", 503)
    assert error["code"] == "INDEX_MISSING"
    assert str(empty_site.settings.home) not in json.dumps(error)
    page = empty_site.client.get("/")
    assert page.status_code == 503
    assert "not available just now" in page.text
    assert page.headers["retry-after"]


def test_a_fault_of_ours_shows_nothing_of_it(empty_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_request: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(empty_site.app.state.portal.index, "search", broken)
    for path in ("/v1/search", "/"):
        answer = empty_site.client.get(path)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.headers["content-security-policy"]


def test_a_member_that_moved_shows_at_once(empty_site: Site) -> None:
    put_opportunities(empty_site.store, make_opportunity(1))
    empty_site.publish()
    assert found(empty_site.client).total == 1
    put_opportunities(empty_site.store, make_opportunity(2, listings=[make_member("other:2")]))
    empty_site.publish()
    assert found(empty_site.client).total == 2
