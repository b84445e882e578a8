"""A harvest as it should go: archive, unchanged pages, gone pages, limits, outcomes."""

from pathlib import Path

from records.vocabulary import RunState
from spiders.preview import fetch_preview
from spiders.replay import replay
from tests.spiders.conftest import World, board, detail_page, jobs_json, listing, listing_page, make_source
from tests.spiders.server import Answer, Script, Seen, WebServer


def test_listing_with_details_then_unchanged_then_gone(world: World, server: WebServer) -> None:
    source = listing(server.url("/jobs"))

    def tagged(body: str, tag: str) -> Script:
        def answer(seen: Seen) -> Answer:
            if seen.headers.get("If-None-Match") == tag:
                return Answer(status=304, headers={"ETag": tag})
            return Answer(body, headers={"ETag": tag, "Content-Type": "text/html; charset=utf-8"})

        return answer

    server.answers |= {
        "/jobs": tagged(listing_page("/a", "/b", next_path="/jobs2", total=3), '"one"'),
        "/jobs2": Answer(listing_page("/c", "/b", total=3)),
        "/a": tagged(detail_page("Cook"), '"a"'),
        "/b": Answer(detail_page("Driver é"), headers={"Last-Modified": "Mon, 02 Nov 2026 10:00:00 GMT"}),
        "/c": Answer("", 302, {"Location": "/c2"}),
        "/c2": tagged(detail_page("Carer"), '"c"'),
    }
    told: list[tuple[int, int | None, str]] = []
    first = world.crawl(source, on_progress=lambda *progress: told.append(progress))
    assert (first.state, first.reason, first.warnings) == (RunState.COMPLETE, "", [])
    assert first.counts.advertised == first.counts.fetched == 3
    assert server.paths() == ["/robots.txt", "/jobs", "/a", "/b", "/jobs2", "/c", "/c2"]
    assert first.counts.requests == len(server.seen)
    assert first.counts.responses.model_dump() == {
        "ok": 6,
        "redirect": 1,
        "not_modified": 0,
        "client_error": 0,
        "server_error": 0,
        "failed": 0,
    }
    assert all(seen.headers["User-Agent"] == world.settings.user_agent for seen in server.seen)
    assert told
    assert told[-1][1] == 3
    kept = world.payloads(first)
    assert [payload.data["title"] for payload in kept] == ["Cook", "Driver é", "Carer"]
    assert len({payload.key for payload in kept}) == 3
    bodies = {page.url: body for page, body in world.archive.reader("demo", first.id).bodies(missing="skip")}
    assert bodies[server.url("/c2")] == detail_page("Carer").encode()
    assert {server.url(path) for path in server.paths()} == bodies.keys()

    # Nothing changed: one conditional request a page, and a run that is whole in itself.
    server.seen.clear()
    second = world.crawl(source)
    assert second.state is RunState.COMPLETE
    assert sorted(server.paths()) == sorted(["/robots.txt", "/jobs", "/a", "/b", "/jobs2", "/c", "/c2"])
    assert second.counts.responses.not_modified == 3
    since = next(seen for seen in server.seen if seen.path == "/b").headers["If-Modified-Since"]
    assert since == "Mon, 02 Nov 2026 10:00:00 GMT"
    same = world.payloads(second)
    assert [(p.key, p.data, p.url, p.page_url) for p in same] == [(p.key, p.data, p.url, p.page_url) for p in kept]
    assert {payload.run_id for payload in same} == {second.id}
    assert sorted(p.key for p in replay(source, world.archive, second.id)) == sorted(p.key for p in kept)

    # One advert's page is gone: withdrawn under the key that it had.
    server.answers["/b"] = Answer("gone", 410)
    third = world.crawl(source)
    assert third.state is RunState.COMPLETE, third
    assert [payload.key for payload in world.payloads(third) if payload.withdrawn] == [kept[1].key]
    again = {(p.key, p.withdrawn) for p in replay(source, world.archive, third.id)}
    assert again == {(p.key, p.withdrawn) for p in world.payloads(third)}

    # Other options read pages otherwise: nothing is carried over, nothing is asked conditionally.
    server.seen.clear()
    changed = source.model_copy(update={"connector": source.connector.model_copy(update={"encoding": "utf-8"})})
    world.crawl(changed)
    assert not [seen for seen in server.seen if "If-None-Match" in seen.headers]


def test_outcomes_that_are_not_complete(world: World, server: WebServer) -> None:
    """Faults 12, 14 and 16: soft errors, empty answers, capped listings."""
    source = listing(server.url("/jobs"))
    cases = {
        "login page": (Answer("<html><h1>Please sign in</h1></html>"), "PARTIAL", "MALFORMED"),
        "says 9, serves 1": (Answer(listing_page("/a", total=9)), "PARTIAL", "ADVERTISED_SHORT"),
        "proved empty": (Answer('<ul class="jobs"></ul><p class="none">No jobs</p>'), "COMPLETE", ""),
        "not found": (Answer("no", 404), "FAILED", "HTTP_404"),
        "a page fails": (Answer(listing_page("/a", "/broken")), "PARTIAL", "PAGE_FAILED"),
        "a page is forbidden": (Answer(listing_page("/a", "/private/x")), "PARTIAL", "ROBOTS_DISALLOWED"),
    }
    server.answers |= {
        "/a": Answer(detail_page("Cook")),
        "/broken": Answer("no", 403),
        "/robots.txt": Answer("User-agent: *\nDisallow: /private"),
    }
    got = {}
    for name, (answer, _state, _reason) in cases.items():
        server.answers["/jobs"] = answer
        report = world.crawl(source)
        got[name] = (report.state.value, report.reason)
        assert bool(report.message) == (report.state is not RunState.COMPLETE)
    assert got == {name: (state, reason) for name, (_answer, state, reason) in cases.items()}
    assert "/private/x" not in server.paths()


def test_trap_ends_capped(world: World, server: WebServer) -> None:
    """Fault 13: an endless calendar."""
    for number in range(40):
        server.answers[f"/p{number}"] = Answer(listing_page(next_path=f"/p{number + 1}").replace("<ul", "<i>x</i><ul"))
    report = world.crawl(listing(server.url("/p0"), max_pages=5))
    assert (report.state, report.reason) == (RunState.CAPPED, "MAX_PAGES")
    assert report.counts.requests == 6
    server.seen.clear()
    late = world.crawl(listing(server.url("/p0"), max_minutes=0.15, delay_seconds=0.5))
    assert (late.state, late.reason) == (RunState.PARTIAL, "TIME_LIMIT")


def test_records_that_cannot_be_kept(world: World, server: WebServer) -> None:
    """Fault 11: all are counted, none ends the run."""
    address = '"absolute_url": "https://jobs.example.org/1"'
    jobs = f'{{"id": 1, "title": "Lone \\ud800 surrogate", {address}}}, {{"id": 2, "title": "NUL \\u0000", {address}}}'
    server.answers["/board"] = Answer(f'{{"jobs": [{jobs}], "meta": {{"total": 2}}}}')
    report = world.crawl(board(server.url("/board")))
    assert report.state is RunState.COMPLETE, report
    assert report.counts.fetched == 2
    assert world.payloads(report)[0].data["title"] == "Lone \ufffd surrogate"


def test_keys_that_come_twice(world: World, server: WebServer) -> None:
    """All are counted; only what differs is said."""
    server.answers["/t.csv"] = Answer("Reference,Job title\n1,Cook\n1,Another\n2,Porter\n2,Porter\n")
    report = world.crawl(make_source({"type": "csv", "url": server.url("/t.csv")}))
    assert report.state is RunState.COMPLETE, report
    assert (report.counts.fetched, report.counts.duplicate) == (4, 2)
    assert [warn.code for warn in report.warnings].count("DUPLICATE_KEY") == 1


def test_preview_keeps_nothing(world: World, server: WebServer, tmp_path: Path) -> None:
    server.answers |= {"/jobs": Answer(listing_page("/a", "/b", "/c")), "/a": Answer(detail_page("Cook"))}
    preview = fetch_preview(listing(server.url("/jobs")), world.settings, limit=1)
    assert [payload.data["title"] for payload in preview.payloads] == ["Cook"]
    assert (preview.robots, preview.requests, preview.report.state) == ("allowed", 3, RunState.CAPPED)
    assert world.archive.runs("demo") == []
    server.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /")
    assert fetch_preview(board(server.url("/x")), world.settings).robots == "disallowed"
    assert jobs_json(1)
