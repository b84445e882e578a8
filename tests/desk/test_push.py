"""The push API: checked, archived, read as any other run; idempotent; nothing closes by absence."""

import json
from typing import Any

import pytest

from records.vocabulary import ListingStatus, RunState
from tests.desk.conftest import Office
from tests.integration.region import assert_consistent

pytestmark = pytest.mark.timeout(1800)
LISTINGS = "/v1/sources/trust/listings"


def advert(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"job-{number}", "title": f"Night Porter {number}", "url": f"https://trust.example.org/jobs/{number}",
        "organisation": "Hill Trust", "places": [{"text": "Leeds LS1 4AP"}], "description": "You carry things.",
        "pay": {"min": 24000 + number, "currency": "GBP", "period": "year"}, "closes_at": "2036-05-01", **more,
    }  # fmt: skip


def send(office: Office, body: Any, status: int = 201) -> Any:
    answer = office.client.post(LISTINGS, json=body, headers=office.auth)
    assert answer.status_code == status, answer.text
    return answer.json()


def outcomes(answer: Any) -> dict[str, str]:
    return {one["id"]: one["outcome"] for one in answer["listings"]}


def test_sent_changed_sent_again_and_deleted(office: Office) -> None:
    first = send(office, {"listings": [advert(1), advert(2)]})
    assert outcomes(first) == {"job-1": "created", "job-2": "created"}
    assert first["state"] == "COMPLETE"
    listing = office.store.listings.get(["trust:job-1"])["trust:job-1"].listing
    assert (listing.title, listing.organisation.name if listing.organisation else "") == (
        "Night Porter 1",
        "Hill Trust",
    )
    assert listing.places[0].town == "Leeds"
    assert listing.pay is not None
    assert listing.pay.min == 24001
    assert listing.closes_at is not None
    # What a request does not name stays; the same again changes nothing.
    assert outcomes(send(office, advert(1), 200)) == {"job-1": "unchanged"}
    assert outcomes(send(office, advert(1, title="Day Porter"), 200)) == {"job-1": "updated"}
    assert office.store.listings.count("trust", ListingStatus.OPEN) == 2
    gone = office.client.delete(f"{LISTINGS}/job-2", headers=office.auth)
    assert (gone.status_code, outcomes(gone.json())) == (200, {"job-2": "deleted"})
    assert office.client.delete(f"{LISTINGS}/job-2", headers=office.auth).status_code == 200
    assert office.client.delete(f"{LISTINGS}/job-9", headers=office.auth).status_code == 404
    stored = office.client.get(f"{LISTINGS}/job-2", headers=office.auth).json()
    assert (stored["status"], stored["closed_reason"]) == ("withdrawn", "withdrawn_by_source")
    office.region.run("resolve")
    office.region.run("publish")
    assert {one.title for one in office.region.documents().values()} == {"Day Porter"}
    assert_consistent(office.region)
    page = office.client.get(f"{LISTINGS}/job-1", headers=office.auth).json()["opportunity"]
    assert page.endswith(next(iter(office.region.documents())))


def test_each_request_is_a_run_with_its_body_archived(office: Office) -> None:
    answer = send(office, {"listings": [advert(1), advert(2)]})
    [run] = office.ws.archive.runs("trust")
    assert run == answer["run"]
    reader = office.ws.archive.reader("trust", run)
    [(page, body)] = reader.bodies()
    assert (page.method, page.url) == ("POST", f"{office.ws.settings.desk_url}{LISTINGS}")
    assert [one["id"] for one in json.loads(body)["listings"]] == ["job-1", "job-2"]
    counts = office.store.runs.get(run).counts  # type: ignore[union-attr]
    assert (counts.fetched, counts.new, counts.requests) == (2, 2, 1)
    # A better mapper reads it again, and a replay gives the same.
    office.region.run("replay", "trust")
    assert office.store.listings.count("trust", ListingStatus.OPEN) == 2


def test_every_wrong_field_is_listed_with_its_remedy(office: Office) -> None:
    wrong = advert(2, titel="x", closes_at="next week", pay={"min": -1}, places=[{"lat": 200}], id="a b")
    del wrong["url"]
    answer = send(office, {"listings": [advert(1), wrong]}, 422)
    fields = {one["field"]: one for one in answer["fields"]}
    assert set(fields) == {"titel", "closes_at", "pay.min", "places.0.lat", "id", "url"}
    assert {one["listing"] for one in answer["fields"]} == {1}
    assert fields["titel"]["remedy"] == "did you mean `title`?"
    assert "2026-12-24" in fields["closes_at"]["message"]
    assert all(one["remedy"] for one in answer["fields"])
    # All or none: nothing was taken in, and there is no run.
    assert office.store.listings.count("trust") == 0
    assert office.ws.archive.runs("trust") == []
    assert office.store.runs.recent("trust") == []


def test_the_same_advert_under_another_id(office: Office) -> None:
    send(office, advert(1))
    for again in (advert(1) | {"id": "other"}, advert(1, description="Otherwise.") | {"id": "other"}):
        answer = send(office, again, 409)
        [known] = answer["duplicates"]
        assert (known["id"], known["same_as"]) == ("other", "job-1")
        assert office.client.get(known["link"], headers=office.auth).json()["status"] == "open"
    send(office, {"listings": [advert(5), advert(5) | {"id": "job-6"}]}, 409)
    assert office.store.listings.count("trust") == 1
    # Another post with the same careers page is another advert.
    send(office, advert(7, url="https://trust.example.org/jobs/1"))
    office.client.delete(f"{LISTINGS}/job-1", headers=office.auth)
    send(office, advert(1) | {"id": "other"})


def test_keys(office: Office) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {office.key}"}):
        answer = office.client.post(LISTINGS, json=advert(1), headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "NO_KEY")
        assert answer.headers["www-authenticate"] == "Bearer"
    # A key is of one source, and stands nowhere.
    office.region.source("other", {"type": "push"})
    assert office.client.post("/v1/sources/other/listings", json=advert(1), headers=office.auth).status_code == 401
    assert office.key not in repr(office.store.pushes.key_hash("trust"))
    new = office.region.run("source", "key", "trust").stdout.strip()
    assert office.client.post(LISTINGS, json=advert(1), headers=office.auth).status_code == 401
    assert office.client.post(LISTINGS, json=advert(1), headers={"Authorization": f"Bearer {new}"}).status_code == 201
    office.region.run("source", "key", "trust", "--revoke")
    assert office.client.post(LISTINGS, json=advert(1), headers={"Authorization": f"Bearer {new}"}).status_code == 401
    office.region.source("fetched", {"type": "rss", "url": "https://trust.example.org/feed"})
    assert "is fetched by `rss`" in office.region.run("source", "key", "fetched", code=2).stderr


def test_limits(office: Office) -> None:
    large = office.client.post(LISTINGS, content=b" " * (5 * 1024 * 1024 + 1), headers=office.auth)
    assert large.status_code == 413
    deep = office.client.post(LISTINGS, content=b"[" * 100_000, headers=office.auth)
    assert deep.status_code == 400
    codes = [office.client.get(f"{LISTINGS}/job-1", headers=office.auth).status_code for _ in range(80)]
    assert codes.count(429) > 0
    assert int(office.client.get(f"{LISTINGS}/job-1", headers=office.auth).headers["retry-after"]) >= 1


def test_a_gate_holds_a_push_back_until_a_person_approves(office: Office) -> None:
    office.region.source("trust", {"type": "push"}, expectations={"fill": {"pay": 1.0}})
    bare = {name: value for name, value in advert(1).items() if name != "pay"}
    answer = send(office, bare, 202)
    assert outcomes(answer) == {"job-1": "held"}
    assert "talentfeed approve" in answer["message"]
    assert office.store.listings.count("trust") == 0
    office.region.run("approve", answer["run"])
    assert office.store.listings.count("trust") == 1


def test_a_resting_source_and_one_that_is_gone(office: Office) -> None:
    path = office.region.source("trust", {"type": "push"}, status="paused")
    assert send(office, advert(1), 403)["error"]["code"] == "SOURCE_RESTING"
    path.unlink()
    assert send(office, advert(1), 404)["error"]["code"] == "NO_SOURCE"


def test_it_is_not_harvested(office: Office) -> None:
    send(office, advert(1))
    office.region.run("run")
    assert len(office.store.runs.recent("trust")) == 1
    assert "publisher sends its adverts" in office.region.run("harvest", "trust", code=2).stderr
    [row] = office.region.run_json("source", "list")
    assert (row["connector"], row["problem"]) == ("push", "")


def test_what_is_taken_down_cannot_be_pushed_again(office: Office) -> None:
    send(office, advert(1))
    office.region.run("takedown", "--listing", "trust:job-1", "--why", "asked")
    assert outcomes(send(office, advert(1), 200)) == {"job-1": "taken_down"}
    assert office.store.listings.get(["trust:job-1"])["trust:job-1"].listing.title == "—"
    assert office.store.runs.recent("trust")[0].state is RunState.COMPLETE
