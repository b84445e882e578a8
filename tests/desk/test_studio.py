"""The studio without a browser: who gets in, what each role may do, forms, the log, runs that wait."""

import re
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from desk.people import COOKIE, invite
from desk.snapshot import Marks, snapshot
from records.page import Page
from store import Store
from store.repositories.desk import StoredDraft
from tests.connectors.cases import NOW
from tests.desk.conftest import Office

pytestmark = pytest.mark.timeout(1800)
CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Visitor:
    """Somebody with a browser of their own."""

    def __init__(
        self, office: Office, name: str = "", role: str = "officer", organisation: str = "", store: Store | None = None
    ) -> None:
        self.client = TestClient(office.app, raise_server_exceptions=False, follow_redirects=False)
        self.csrf = ""
        if name:
            ws = replace(office.ws, store=store) if store else office.ws
            link = invite(ws, name, role, organisation).removeprefix(office.ws.settings.desk_url)
            assert "Sign in" in self.client.get(link).text
            assert self.client.post(link).status_code == 303
            self.csrf = CSRF.findall(self.client.get("/").text)[0]

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, path: str, code: int = 303, /, **form: str) -> Any:
        answer = self.client.post(path, data={"csrf": self.csrf, **form})
        assert answer.status_code == code, answer.text
        return answer


@pytest.fixture
def ordinary(office: Office) -> Office:
    """Beside the pushed source, one of the council's, a draft, and one of somebody else's."""
    feed = {"type": "rss", "url": "https://www.example.org/feed"}
    office.region.source("council", feed, publisher={"name": "Hill Council"}, status="draft")
    office.region.source("other", feed, publisher={"name": "Other Ltd"})
    return office


def test_a_link_signs_in_once(office: Office) -> None:
    link = invite(office.ws, "Ada", "operator", "").removeprefix(office.ws.settings.desk_url)
    first, second = Visitor(office), Visitor(office)
    # A program that looks at the link does not use it up.
    first.get(link)
    answer = first.client.post(link)
    cookie = answer.headers["set-cookie"].casefold()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "Ada" in first.get("/")
    assert "used already" in second.get(link, 410)
    assert second.client.post(link).status_code == 410
    second.get("/", 401)
    # Neither the link nor the session stands in the database.
    token = first.client.cookies[COOKIE]
    assert token not in str(office.store.people.all())
    first.csrf = CSRF.findall(first.get("/"))[0]
    first.post("/signout")
    first.client.cookies.set(COOKIE, token)
    first.get("/", 401)


def test_who_has_left_is_out_at_once(office: Office) -> None:
    ada = Visitor(office, "Ada", "operator")
    [person] = office.store.people.all()
    office.region.run("desk", "people", "--end", person.id)
    ada.get("/", 401)


def test_an_identity_provider_in_front(office: Office) -> None:
    settings = office.ws.settings.model_copy(update={"desk_identity_header": "X-Forwarded-User"})
    office.app.state.desk.settings = settings
    invite(office.ws, "Ada", "officer", "Hill Council", "ada@hill.example")
    visitor = Visitor(office)
    visitor.client.headers["X-Forwarded-User"] = "ada@hill.example"
    assert visitor.client.get("/").headers["location"].startswith("/signin")
    answer = visitor.client.get("/signin?to=//elsewhere.example")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Hill Council" in visitor.get("/")
    # Somebody else at the provider has not the session of the one before.
    visitor.client.headers["X-Forwarded-User"] = "eve@hill.example"
    assert visitor.client.get("/").status_code == 303
    assert "nobody has invited you" in visitor.get("/signin", 403)


def test_officers_see_their_own_and_approve_nothing(ordinary: Office) -> None:
    ada = Visitor(ordinary, "Ada", "officer", "HILL COUNCIL")
    home = ada.get("/")
    assert "council" in home
    assert "/sources/other" not in home
    ada.get("/sources/other", 404)
    ada.get("/sources/other/patch", 404)
    assert "Approve" not in ada.get("/sources/council")
    for path in ("/waiting", "/log"):
        ada.get(path, 403)
    ada.post("/sources/council/status", 403, status="active")
    ada.post("/runs/01k00000000000000000000000/approve", 403)


def test_an_operator_approves_or_takes_the_patch(ordinary: Office) -> None:
    ben = Visitor(ordinary, "Ben", "operator")
    assert "/sources/council" in ben.get("/waiting")
    patch = ben.get("/sources/council/patch")
    assert "+++ b/config/sources/testshire/council.yaml" in patch
    assert '"status": "active"' in patch or "status: active" in patch
    ben.post("/sources/council/status", status="active")
    assert "active" in ben.get("/sources/council")
    assert "/sources/council" not in ben.get("/waiting")
    log = ben.get("/log")
    assert "set status" in log
    assert "draft → active" in log
    ben.post("/sources/council/status", 400, status="nonsense")


def test_a_form_of_another_site_does_nothing(ordinary: Office) -> None:
    ben = Visitor(ordinary, "Ben", "operator")
    for token in ("", "wrong"):
        ben.csrf = token
        ben.post("/sources/council/status", 403, status="active")
        ben.post("/drafts", 403, url="https://www.example.org/")
        ben.post("/signout", 403)
    assert "draft" in ben.get("/sources/council")


def test_what_answers_carry(office: Office) -> None:
    answer = Visitor(office).client.get("/signin")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert Visitor(office).client.get("/healthz").status_code == 200
    assert "Traceback" not in Visitor(office).get("/sources/x", 401)


def test_an_address_that_must_not_be_fetched(office: Office) -> None:
    """The network guard, in words; in production loopback is refused as well."""
    ada = Visitor(office, "Ada", "officer", "Hill Council")
    for url in ("http://169.254.169.254/latest", "file:///etc/passwd", "http://10.0.0.1/", "nonsense://x"):
        answer = ada.post("/drafts", 400, url=url)
        assert "That did not work" in answer.text
        assert "Traceback" not in answer.text
    ada.post("/drafts", 400, url=" ")


def test_a_run_that_waits_shows_what_would_change(office: Office) -> None:
    office.region.source("trust", {"type": "push"}, expectations={"fill": {"pay": 1.0}})
    page, pay = "https://trust.example.org/1", {"text": "£25,000 a year"}
    advert = {"id": "1", "title": "Night Porter", "url": page, "pay": pay}
    assert office.client.post("/v1/sources/trust/listings", json=advert, headers=office.auth).status_code == 201
    edited = {"id": "1", "title": "Day Porter", "url": "https://trust.example.org/1"}
    new = {"id": "2", "title": "Cook", "url": "https://trust.example.org/2"}
    both = {"listings": [edited, new]}
    held = office.client.post("/v1/sources/trust/listings", json=both, headers=office.auth)
    assert held.status_code == 202
    run = held.json()["run"]
    ben = Visitor(office, "Ben", "operator")
    assert run in ben.get("/waiting")
    shown = ben.get(f"/runs/{run}")
    for said in ("New adverts: 1", "Cook", "Night Porter → Day Porter", "100%", "0%"):
        assert said in shown, said
    ben.post(f"/runs/{run}/approve")
    assert office.store.listings.count("trust") == 2
    assert "approved by a person" in ben.get(f"/runs/{run}")
    ben.post(f"/runs/{run}/approve", 409)
    assert "approved run" in ben.get("/log")
    assert "no such run" in ben.get("/runs/nonsense", 404)


def test_nothing_of_a_page_comes_through_but_words() -> None:
    hostile = (
        b"<html><body onload=alert(1)><p onclick=x style='position:fixed' >Cook &lt;b&gt;</p><script>alert(1)</script>"
        b"<a href='javascript:alert(1)'>Porter</a><svg><a xlink:href='javascript:x'><text>svg</text></a></svg>"
        b"<iframe srcdoc='<script>x</script>'></iframe><form action=//evil><input value=y><button>Go</button></form>"
        b"<img src=//evil/x.png><link rel=stylesheet href=//evil><meta http-equiv=refresh content='0;url=//evil'>"
        b"<math><mtext><img src=x onerror=y></mtext></math><p>\"'&amp;</p></body></html>"
    )
    page = Page(url="https://x.example/", body=hostile, content_type="text/html", fetched_at=NOW)
    written = snapshot(page, Marks(), lambda path: f"/pick?title={path}", "n")
    assert "Cook &lt;b&gt;" in written
    assert ">Porter</a>" in written
    body = written.partition("<main>")[2]
    acting = (
        "script",
        "javascript",
        "evil",
        "onload",
        "onclick",
        "onerror",
        "style=",
        "<form",
        "<input",
        "<img",
        "svg",
    )
    for what in acting:
        assert what not in body, what
    assert set(re.findall(r"<([a-z0-9]+)", body)) <= {"p", "a", "span", "div"}


def test_a_config_folder_that_is_read_only_gives_a_patch(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = Visitor(office, "Ada", "officer", "Hill Council")
    person = office.store.people.all()[0]
    text = (
        "id: hill-jobs\nname: Jobs\npublisher:\n  name: Hill\nconnector:\n  type: rss\n  url: https://x.example/feed\n"
        "licence:\n  name: to be settled  # ask\nstatus: draft\n"
    )
    trial = {"rows": [], "verdicts": [], "lines": [], "cost": "", "found": 3}
    found: dict[str, Any] = {
        "connector": "rss",
        "why": "a feed",
        "told": [],
        "robots": "allowed",
        "terms": None,
        "form": "document",
    }
    document = {**found, "terms": None, "text": text, "region": "hill", "trial": trial, "recording": None, "page": None}
    draft = StoredDraft("d1", person.id, "Hill Council", "https://x.example/feed", "open", NOW, document)
    office.store.drafts.put(draft)
    form = {"id": "hill-jobs", "name": "Hill jobs", "publisher": "Hill Council", "kind": "job", "schedule": "@daily"}
    again = ada.post("/drafts/d1/save", 400, **form, area="Leedz")
    assert "Area: we know no place" not in again.text  # the licence comes first
    assert "On what terms" in again.text
    assert "Licence: write it down." in again.text
    wrong = ada.post("/drafts/d1/save", 400, **{**form, "id": "Hill Jobs!"}, licence="permission")
    assert 'aria-invalid="true" aria-describedby="id-problem"' in wrong.text
    assert "did you mean Leeds?" in ada.post("/drafts/d1/save", 400, **form, area="Leedz", licence="permission").text

    def refused(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("desk.drafting.save_draft", refused)
        taken = ada.post("/drafts/d1/save", 200, **form, licence="permission").text
    assert "+++ b/config/sources/hill/hill-jobs.yaml" in taken
    assert "+  name: permission" in taken
    assert "to be settled" not in taken
    ada.post("/drafts/d1/save", 303, **form, licence="permission")
    assert (office.region.config_dir / "sources" / "hill" / "hill-jobs.yaml").exists()
    ada.get("/drafts/d1", 303)
    Visitor(office, "Eve", "officer", "Other Ltd").get("/drafts/d1", 404)
