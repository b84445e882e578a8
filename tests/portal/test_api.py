"""The read API: what it gives, what it refuses, and how it says so."""

import json
from datetime import timedelta
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
        ({"posted_since": "2026-03-02"}, 3),
        ({"posted_since": "2026-03-02T00:00:00Z"}, 3),
        ({"posted_since": "2026-03-02T01:00:00 01:00"}, 3),
        ({"posted_since": "1970-01-01"}, 65),
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


def test_a_question_is_understood_and_each_part_can_be_undone(client: TestClient) -> None:
    question = {"q": "nurse jobs in leeds"}
    answer = client.get("/v1/search", params=question).json()
    parts = answer["understood"]["parts"]
    assert {part["part"]: part["parameters"] for part in parts} == {
        "kind": {"kind": ["job"]},
        "place": {"near": ["Leeds"]},
    }
    assert answer["near"]["label"] == "Leeds"
    asked = {name: value for part in parts for name, value in part["parameters"].items()}
    as_parameters = found(client, q=answer["understood"]["words"], **asked)
    assert [hit.opportunity.id for hit in as_parameters.results if not hit.broader] == [
        hit["opportunity"]["id"] for hit in answer["results"] if "broader" not in hit
    ]
    kept = client.get("/v1/search", params={**question, "understand": ["kind", "synonyms"]}).json()
    assert [part["part"] for part in kept["understood"]["parts"]] == ["kind"]
    plain = client.get("/v1/search", params={**question, "understand": "none"}).json()
    assert "understood" not in plain
    assert "near" not in plain


def test_broader_results_are_marked_and_not_counted(client: TestClient) -> None:
    answer = found(client, q="nurse astronaut")
    assert (answer.total, answer.next_cursor) == (0, None)
    assert {tuple(hit.broader.why) for hit in answer.results if hit.broader} == {("words",)}
    assert len(answer.results) == sum(hit.broader is not None for hit in answer.results) > 0
    assert found(client, q="***").results == []


def test_a_score_is_explained(client: TestClient) -> None:
    hit = found(client, q="nurse", explain=True).results[0]
    assert hit.explain
    assert sum(given.points for given in hit.explain) == hit.score
    assert found(client, q="nurse").results[0].explain is None


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
        ("understand=mind", "BAD_VALUE", "understand", "place"),
        ("understand=none&understand=kind", "BAD_VALUE", "understand", "one of both"),
        ("facet=title", "BAD_VALUE", "facet", "kinds"),
        ("posted_since=yesterday", "BAD_VALUE", "posted_since", "date"),
        ("posted_since=2026-03-02T10:00:00", "BAD_VALUE", "posted_since", "timezone"),
        ("posted_since=0", "BAD_VALUE", "posted_since", "2026-03-01T09:30:00Z"),
        ("closes_before=1767225600", "BAD_VALUE", "closes_before", "2026-03-01"),
        ("closes_after=1e9", "BAD_VALUE", "closes_after", "2026-03-01"),
        ("starts_after=0", "BAD_VALUE", "starts_after", "2026-03-01"),
        ("starts_after=2026-03-01T10:00:00Z", "BAD_VALUE", "starts_after", "date"),
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
    for path in ("/v1/search", "/v1/changes", f"/v1/opportunities/{make_id(NURSE)}", "/healthz"):
        assert refused(client, f"{path}?q=" + "x" * 4001, 414)["code"] == "TOO_LONG"
    shown = client.get("/?q=" + "x" * 4001)
    assert (shown.status_code, shown.headers["content-type"]) == (414, "text/html; charset=utf-8")
    assert "at most 4000 bytes" in shown.text
    answer = client.post("/v1/search")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
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
        "closed_at": "2026-03-02T12:00:00Z",
    }
    for old in (2, 3):
        moved = client.get(f"/v1/opportunities/{make_id(old)}", headers={"Host": "evil.example"})
        assert moved.json() == {"id": make_id(old), "merged_into": make_id(4)}
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


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://council.example"}])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/search", 200),
        ("/v1/search?x=1", 400),
        ("/v1/nothing", 404),
        ("/v1/search?q=" + "x" * 4001, 414),
        (f"/v1/opportunities/{make_id(999)}", 404),
    ],
)
def test_scripts_of_every_site_may_read_answers_and_errors(
    client: TestClient, path: str, status: int, headers: dict[str, str]
) -> None:
    """Without an Origin too: a cache gives that answer to the next site."""
    for answer in (client.get(path, headers=headers), client.head(path, headers=headers)):
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["access-control-expose-headers"] == "ETag, Link, Location, Retry-After"


def test_browsers_may_ask_beforehand(client: TestClient) -> None:
    asked = {
        "Origin": "https://council.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "If-None-Match",
    }
    for path in (
        "/v1/search?q=nurse",
        "/v1/changes",
        f"/v1/opportunities/{make_id(NURSE)}",
        "/v1/search?q=" + "x" * 9000,
    ):
        answer = client.options(path, headers=asked)
        assert answer.status_code == 200, answer.text
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "GET" in answer.headers["access-control-allow-methods"]
        assert "if-none-match" in answer.headers["access-control-allow-headers"].lower()
    refused_method = client.options("/v1/search", headers={**asked, "Access-Control-Request-Method": "DELETE"})
    assert refused_method.status_code == 400
    plain = client.options("/v1/search")
    assert (plain.status_code, plain.headers["allow"], plain.content) == (204, "GET, HEAD, OPTIONS", b"")
    assert client.options("/v1/nothing").status_code == 404


@pytest.mark.parametrize("path", ["/v1/search/", "/v1/changes/", "/docs/", "/static", "//evil.example/v1/search/"])
def test_no_answer_leads_to_a_host_that_the_request_names(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 404
    assert "location" not in answer.headers


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
        assert answer.headers["access-control-allow-origin"] == "*"


def test_a_member_that_moved_shows_at_once(empty_site: Site) -> None:
    put_opportunities(empty_site.store, make_opportunity(1))
    empty_site.publish()
    assert found(empty_site.client).total == 1
    put_opportunities(empty_site.store, make_opportunity(2, listings=[make_member("other:2")]))
    empty_site.publish()
    assert found(empty_site.client).total == 2


def test_what_is_undated_is_not_new(empty_site: Site) -> None:
    """Found a minute ago, posted nobody knows when: it stands after all that has a date, the last found first."""
    put_opportunities(
        empty_site.store,
        make_opportunity(1, posted_at=NOW - timedelta(days=400)),
        make_opportunity(2, first_seen_at=NOW - timedelta(days=2)),
        make_opportunity(3, posted_at=NOW - timedelta(days=1)),
        make_opportunity(4, first_seen_at=NOW - timedelta(minutes=1)),
    )
    empty_site.publish()
    client = empty_site.client
    ids = [make_id(number) for number in (3, 1, 4, 2)]
    assert [hit.opportunity.id for hit in found(client).results] == ids
    paged: list[str] = []
    url: str | None = "/v1/search?sort=newest&limit=1"
    while url:
        answer = client.get(url)
        paged += [hit["opportunity"]["id"] for hit in answer.json()["results"]]
        url = answer.links["next"]["url"] if answer.links else None
    assert paged == ids
    assert found(client, posted_since="0001-01-01").total == 2
    assert "posted_at" not in client.get(f"/v1/opportunities/{make_id(4)}").json()
