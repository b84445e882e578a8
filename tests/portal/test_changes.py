"""The change feed: whoever replays it has what the index has. And health, which compares the two."""

from typing import Any

from fastapi.testclient import TestClient

from portal import health
from records.opportunity import Change
from records.vocabulary import ChangeOp, OpportunityStatus
from tests.factories import make_id, make_opportunity, put_opportunities
from tests.portal.conftest import Site

Records = dict[str, dict[str, Any]]


def replay(client: TestClient, kept: Records, since: int = 0, limit: int = 7) -> int:
    """Apply all pages after `since` to `kept`, as a portal would; gives where the next replay begins."""
    while True:
        page = client.get("/v1/changes", params={"since": since, "limit": limit}).json()
        for row in page["changes"]:
            change = Change.model_validate(row)
            if change.op is ChangeOp.UPSERT:
                kept[change.opportunity_id] = row["opportunity"]
            else:
                kept.pop(change.opportunity_id, None)
        since = page["next"]
        if not page["has_more"]:
            return since


def indexed(client: TestClient) -> Records:
    kept: Records = {}
    url: str | None = "/v1/search?limit=50"
    while url:
        answer = client.get(url)
        kept |= {hit["opportunity"]["id"]: hit["opportunity"] for hit in answer.json()["results"]}
        url = answer.links["next"]["url"] if answer.links else None
    return kept


def test_replaying_all_gives_exactly_the_index(site: Site) -> None:
    kept: Records = {}
    replay(site.client, kept)
    assert kept == indexed(site.client)


def test_going_on_from_the_last_page_keeps_up(empty_site: Site) -> None:
    client = empty_site.client
    put_opportunities(empty_site.store, *map(make_opportunity, range(1, 21)))
    empty_site.publish()
    kept: Records = {}
    since = replay(client, kept)
    assert len(kept) == 20

    closed = make_opportunity(3, status=OpportunityStatus.CLOSED)
    put_opportunities(empty_site.store, closed, make_opportunity(4, title="New title"), make_opportunity(21))
    with empty_site.store.resolve_transaction() as transaction:
        transaction.redirect(make_id(5), make_id(6))
    empty_site.publish()
    since = replay(client, kept, since)
    assert kept == indexed(client)
    assert len(kept) == 19
    assert replay(client, kept, since) == since


def test_the_feed_says_where_it_goes_on(client: TestClient) -> None:
    answer = client.get("/v1/changes?limit=10")
    page = answer.json()
    assert (page["next"], page["has_more"], page["last_sequence"]) == (10, True, 66)
    assert answer.links["next"]["url"] == page["next_url"] == "/v1/changes?since=10&limit=10"


def test_beyond_the_last_change_there_is_nothing_yet(client: TestClient) -> None:
    page = client.get("/v1/changes?since=1000000").json()
    assert (page["changes"], page["next"], page["has_more"], page["last_sequence"]) == ([], 1_000_000, False, 66)


def test_what_the_feed_refuses(client: TestClient) -> None:
    for query, field in (("since=-1", "since"), ("limit=0", "limit"), ("since=x", "since"), ("after=1", "after")):
        answer = client.get(f"/v1/changes?{query}")
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
    assert client.get(f"/v1/changes?since={2**63 - 1}").status_code == 200
    assert client.get(f"/v1/changes?since={2**63}").status_code == 400


def test_healthy(client: TestClient) -> None:
    answer = client.get("/healthz")
    found = health.Health.model_validate_json(answer.content)
    assert (answer.status_code, found.status, found.problems) == (200, health.Status.OK, [])
    assert (found.store.last_sequence, found.index.sequence, found.index.behind) == (66, 66, 0)
    assert sum(found.index.documents.values()) == 66


def test_degraded_while_the_index_is_behind(empty_site: Site) -> None:
    put_opportunities(empty_site.store, make_opportunity(1))
    empty_site.publish()
    put_opportunities(empty_site.store, make_opportunity(2), make_opportunity(3))
    answer = empty_site.client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["index"]["behind"] == 2
    empty_site.publish()
    assert empty_site.client.get("/healthz").json()["status"] == "ok"


def test_degraded_without_a_store_and_down_without_an_index(empty_site: Site) -> None:
    assert empty_site.client.get("/healthz").status_code == 503
    put_opportunities(empty_site.store, make_opportunity(1))
    empty_site.publish()
    database = empty_site.settings.home / "talentfeed.db"
    for file in empty_site.settings.home.glob("talentfeed.db*"):
        file.unlink()
    database.write_bytes(b"this is no database" * 1000)
    empty_site.app.state.portal.store.close()
    answer = empty_site.client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["store"]["reachable"] is False
    assert empty_site.client.get("/v1/search").status_code == 200
    assert empty_site.client.get("/").status_code == 200
    lost = empty_site.client.get("/v1/changes")
    assert (lost.status_code, lost.json()["error"]["code"]) == (503, "UNAVAILABLE")
