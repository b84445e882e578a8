"""Boards of platforms that are tables, harvested: pages, details, posted requests, secrets, missing boards."""

import json
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from records.vocabulary import RunState
from spiders.replay import replay
from tests.spiders.conftest import World, make_source
from tests.spiders.server import Answer, Seen, WebServer

SECRET = "k3y-0f-th3-t3st/&"


def _postings(*numbers: int) -> str:
    made = [
        {"id": f"id-{n}", "text": f"Job {n}", "categories": {}, "hostedUrl": f"https://jobs.lever.co/x/{n}"}
        for n in numbers
    ]
    return json.dumps(made)


def test_pages_by_offset_until_one_is_not_full(world: World, server: WebServer) -> None:
    server.answers["/x?mode=json"] = Answer(_postings(*range(100)))
    server.answers["/x?mode=json&skip=100"] = Answer(_postings(*range(100, 130)))
    report = world.crawl(make_source({"type": "lever", "url": server.url("/x?mode=json")}))
    assert (report.state, report.counts.fetched) == (RunState.COMPLETE, 130)
    assert server.paths()[1:] == ["/x?mode=json", "/x?mode=json&skip=100"]


def test_a_list_that_begins_again_is_no_whole_run(world: World, server: WebServer) -> None:
    server.answers["/x"] = Answer(_postings(*range(100)))
    server.answers["/x?skip=100"] = Answer(_postings(*range(100)))
    report = world.crawl(make_source({"type": "lever", "url": server.url("/x")}))
    assert (report.state, report.reason) == (RunState.PARTIAL, "MALFORMED")
    assert [warn.code for warn in report.warnings] == ["PAGES_REPEAT"]
    assert len(world.payloads(report)) == 100


def test_a_board_that_is_not_there(world: World, server: WebServer) -> None:
    report = world.crawl(make_source({"type": "lever", "url": server.url("/gone")}))
    assert (report.state, report.reason) == (RunState.FAILED, "UNKNOWN_BOARD")
    assert "Lever knows no such board" in report.message


def test_any_name_is_answered_with_an_empty_list(world: World, server: WebServer) -> None:
    server.answers["/c/postings"] = Answer(json.dumps({"offset": 0, "limit": 100, "totalFound": 0, "content": []}))
    board = {"type": "smartrecruiters", "url": server.url("/c/postings")}
    report = world.crawl(make_source(board))
    assert report.state is RunState.PARTIAL
    assert "EMPTY_UNPROVED" in [warn.code for warn in report.warnings]
    assert world.crawl(make_source({**board, "empty_is_true": True})).state is RunState.COMPLETE


KEYED = """\
title: Keyed Jobs
hosts: ["127.0.0.1"]
example: https://jobs.keyed.example/acme
request:
  url: "{base}/boards/{{board}}/search?key={{secret.KEYED}}"
  method: POST
  headers: {{X-Api-Version: "2", Authorization: "Basic {{basic.KEYED}}"}}
  body: {{limit: 2, token: "{{token}}", facets: {{}}}}
records: hits
document: type(hits) == 'array'
empty: total == `0`
total: total
next: {{token: after}}
key: ref
link: "{base}/jobs/{{key}}"
detail: {{url: "{base}/boards/{{board}}/jobs/{{key}}", record: job}}
marks: [[ref, headline]]
fields: {{title: headline}}
sections: [text]
complete: true
verified: {{by: documentation, date: 2026-11-29}}
"""


@pytest.fixture
def keyed(tmp_path: Path, server: WebServer, monkeypatch: pytest.MonkeyPatch) -> WebServer:
    """An operator's own platform, whose boards are asked by POST with a key, and have a page for each advert."""
    folder = tmp_path / "config" / "platforms"
    folder.mkdir(parents=True)
    (folder / "keyed.yaml").write_text(KEYED.format(base=server.url("").rstrip("/")), encoding="utf-8")
    monkeypatch.setenv("TALENTFEED_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("TALENTFEED_ALLOW_LOOPBACK", "true")
    monkeypatch.setenv("TALENTFEED_SECRET_KEYED", SECRET)
    monkeypatch.setenv("TALENTFEED_SECRET_OTHER", "not-for-this-crawl")

    def search(seen: Seen) -> Answer:
        token = json.loads(seen.body)["token"]
        hits = [{"ref": "A1", "headline": "Cook"}, {"ref": "B2", "headline": "Carer"}]
        if token:
            return Answer(json.dumps({"hits": [{"ref": "C3", "headline": "Clerk"}], "total": 3, "after": None}))
        return Answer(json.dumps({"hits": hits, "total": 3, "after": "t2", "you": SECRET}))

    server.answers["/boards/acme/search?key=k3y-0f-th3-t3st%2F%26"] = search
    for ref in ("A1", "B2", "C3"):
        job = {"job": {"ref": ref, "text": f"All about {ref}"}}
        server.answers[f"/boards/acme/jobs/{ref}"] = Answer(json.dumps(job), headers={"ETag": f'"{ref}"'})
    return server


def _everything(folder: Path) -> bytes:
    """Whatever a run left on the disk, unpacked."""
    import zstandard

    parts = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".zst":
                data = zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()
            parts.append(data)
    return b"\n".join(parts)


def test_posted_pages_details_and_a_secret(world: World, keyed: WebServer) -> None:
    source = make_source({"type": "keyed", "board": "acme"})
    report = world.crawl(source)
    assert (report.state, report.counts.advertised, report.counts.fetched) == (RunState.COMPLETE, 3, 3), report
    posted = [seen for seen in keyed.seen if seen.method == "POST"]
    assert [json.loads(seen.body) for seen in posted] == [
        {"limit": 2, "token": "", "facets": {}},
        {"limit": 2, "token": "t2", "facets": {}},
    ]
    assert {seen.headers["Content-Type"] for seen in posted} == {"application/json"}
    assert {seen.headers["X-Api-Version"] for seen in posted} == {"2"}
    assert {seen.headers["Authorization"] for seen in posted} == {"Basic azN5LTBmLXRoMy10M3N0LyY6"}
    assert [(payload.key, payload.data) for payload in world.payloads(report)] == [
        ("A1", {"ref": "A1", "headline": "Cook", "text": "All about A1"}),
        ("B2", {"ref": "B2", "headline": "Carer", "text": "All about B2"}),
        ("C3", {"ref": "C3", "headline": "Clerk", "text": "All about C3"}),
    ]

    # What was sent is archived as sent, but for the secret, which is nowhere.
    with world.archive.reader("demo", report.id).warc() as file:
        records = [
            (record.http_headers.protocol, record.http_headers.statusline, record.content_stream().read().decode())
            for record in ArchiveIterator(file)
            if record.rec_type == "request"
        ]
    sent = [(method, body) for method, target, body in records if "search" in target]
    assert sent == [("POST", seen.body) for seen in posted]
    left = _everything(world.settings.home)
    for form in (SECRET, "k3y-0f-th3-t3st%2F%26", "azN5LTBmLXRoMy10M3N0LyY6", "not-for-this-crawl"):
        assert form.encode() not in left
    assert b"{secret.KEYED}" in left

    # The archived run can be read again, each posted page as a page of its own.
    again = [(payload.key, payload.data) for payload in replay(source, world.archive, report.id)]
    assert again == [(payload.key, payload.data) for payload in world.payloads(report)]

    # Nothing changed: the lists are carried over by their bodies, the adverts' own pages by their tags.
    keyed.seen.clear()
    second = world.crawl(source)
    assert (second.state, second.counts.fetched) == (RunState.COMPLETE, 3)
    assert [payload.key for payload in world.payloads(second)] == ["A1", "B2", "C3"]
    assert "If-None-Match" not in keyed.seen[1].headers


def test_an_advert_that_is_gone_is_withdrawn_under_its_key(world: World, keyed: WebServer) -> None:
    keyed.answers["/boards/acme/jobs/B2"] = Answer("gone", 410)
    report = world.crawl(make_source({"type": "keyed", "board": "acme"}))
    assert [(payload.key, payload.withdrawn) for payload in world.payloads(report)] == [
        ("A1", False),
        ("B2", True),
        ("C3", False),
    ]


def test_a_secret_that_is_not_set(world: World, keyed: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALENTFEED_SECRET_KEYED")
    report = world.crawl(make_source({"type": "keyed", "board": "acme"}))
    assert (report.state, report.reason) == (RunState.FAILED, "SECRET_MISSING")
    assert "TALENTFEED_SECRET_KEYED" in report.message
    assert not keyed.seen


def test_a_secret_goes_to_no_other_host(world: World, keyed: WebServer) -> None:
    keyed.answers["/boards/acme/search?key=k3y-0f-th3-t3st%2F%26"] = Answer(
        "", 307, {"Location": keyed.url("/elsewhere").replace("127.0.0.1", "localhost")}
    )
    keyed.answers["/elsewhere"] = Answer("{}")
    report = world.crawl(make_source({"type": "keyed", "board": "acme"}))
    assert (report.state, report.reason) == (RunState.FAILED, "SECRET_ELSEWHERE")
    assert "/elsewhere" not in keyed.paths()
    assert SECRET.encode() not in _everything(world.settings.home)
