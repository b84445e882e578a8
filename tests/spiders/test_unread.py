"""Records that cannot be read close nothing: harvested from a real server, normalised into a real store."""

import json
from datetime import UTC, datetime

import pytest

from normalise.lifecycle import expire
from normalise.stage import normalise
from records.payload import Payload
from records.run import RunReport
from records.source import SourceConfig
from records.vocabulary import ListingStatus, RunState
from spiders.connectors.base import Follow, Found
from spiders.unread import refused
from store import StoredListing
from tests.spiders.conftest import World, board, detail_page, listing, listing_page, make_source
from tests.spiders.server import Answer, Script, Seen, WebServer

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HEAD = "Reference,Job title,Location,Pay\n"


def run(world: World, source: SourceConfig) -> RunReport:
    """One harvest, read into the store, and what expires by it."""
    crawled = world.crawl(source)
    report = normalise(source, world.store, world.archive, run_id=crawled.id, now=NOW)
    expire(world.store, now=NOW)
    return report


def stored(world: World) -> dict[str, StoredListing]:
    return {one.listing.title: one for one in world.store.listings.iterate("demo")}


def open_titles(world: World) -> set[str]:
    return {title for title, one in stored(world).items() if one.status is ListingStatus.OPEN}


def table(*numbers: int, broken: tuple[int, ...] = (), reference: bool = True) -> str:
    """A table; of the `broken` rows a stray comma stands in the title."""
    head = HEAD if reference else HEAD.partition(",")[2]
    rows = []
    for number in (*numbers, *broken):
        title = f"Gardener, {number}" if number in broken else f"Gardener {number}"
        rows.append(",".join([*([f"R{number}"] if reference else []), title, "Leeds", "25000"]))
    return head + "\n".join(rows) + "\n"


def codes(report: RunReport) -> set[str]:
    return {warn.code for warn in report.warnings}


def test_a_stray_comma_in_two_rows_of_thirty_twice(world: World, server: WebServer) -> None:
    source = make_source({"type": "csv", "url": server.url("/t.csv")})
    server.answers["/t.csv"] = Answer(table(*range(30)))
    run(world, source)
    server.answers["/t.csv"] = Answer(table(*range(27), broken=(28, 29)))
    for round_ in (1, 2):
        report = run(world, source)
        # Their references are still told, so that only the one that really left is gone.
        assert (report.state, report.counts.rejected, report.counts.gone) == (RunState.COMPLETE, 2, 1)
        assert stored(world)["Gardener 28"].absent_runs == 0
        assert ("Gardener 27" in open_titles(world)) == (round_ == 1)
    assert open_titles(world) == {f"Gardener {number}" for number in range(30) if number != 27}
    assert {record.key for record in world.store.rejected.for_run(report.id)} == {"R28", "R29"}


def test_rows_that_nothing_tells_apart_close_nothing_and_say_so(world: World, server: WebServer) -> None:
    source = make_source({"type": "csv", "url": server.url("/t.csv")})
    server.answers["/t.csv"] = Answer(table(*range(30), reference=False))
    run(world, source)
    server.answers["/t.csv"] = Answer(table(*range(28), broken=(28, 29), reference=False))
    for _ in range(3):
        report = run(world, source)
        assert (report.state, report.counts.gone) == (RunState.COMPLETE, 2)
        assert next(warn.message for warn in report.warnings if warn.code == "UNREAD_UNTOLD").startswith("2 records")
        assert len(open_titles(world)) == 30
    # Mended, they are what they were; what is missing then is gone.
    server.answers["/t.csv"] = Answer(table(*range(29), reference=False))
    for _ in range(2):
        assert "UNREAD_UNTOLD" not in codes(run(world, source))
    assert open_titles(world) == {f"Gardener {number}" for number in range(29)}


def test_a_row_that_is_broken_for_good_keeps_no_other(world: World, server: WebServer) -> None:
    source = make_source({"type": "csv", "url": server.url("/t.csv")})
    server.answers["/t.csv"] = Answer(table(*range(20), broken=(99,), reference=False))
    run(world, source)
    server.answers["/t.csv"] = Answer(table(*range(19), broken=(99,), reference=False))
    for _ in range(2):
        report = run(world, source)
        assert (report.counts.gone, report.counts.rejected) == (1, 1)
    assert open_titles(world) == {f"Gardener {number}" for number in range(19)}


def test_two_bad_records_of_forty_in_json(world: World, server: WebServer) -> None:
    source = board(server.url("/board"))
    jobs = [
        {"id": number, "title": f"Job {number}", "absolute_url": f"https://x.example/{number}"} for number in range(40)
    ]

    def answer(*changed: dict[str, object]) -> Answer:
        every = [*jobs[: 40 - len(changed)], *changed]
        return Answer(json.dumps({"jobs": every, "meta": {"total": 40}}))

    server.answers["/board"] = answer()
    run(world, source)
    # One lost its title and keeps its id, one is no object at all.
    lost: list[dict[str, object]] = [{"id": 38, "title": ""}, {"id": 39, "title": None}]
    server.answers["/board"] = answer(*lost)
    for _ in range(2):
        report = run(world, source)
        assert (report.state, report.counts.rejected, report.counts.gone) == (RunState.COMPLETE, 2, 0)
    lost = [{"id": 38, "title": ""}, {"absolute_url": "https://x.example/39", "title": ""}]
    server.answers["/board"] = answer(*lost)
    for _ in range(2):
        report = run(world, source)
        assert (report.counts.rejected, report.counts.gone) == (2, 1)
        assert "UNREAD_UNTOLD" in codes(report)
    assert len(open_titles(world)) == 40


def test_a_record_that_is_told_but_unread_ends_an_absence(world: World, server: WebServer) -> None:
    source = make_source({"type": "csv", "url": server.url("/t.csv")})
    texts = [
        table(1, 2, 3, 4, 5, 6),
        table(1, 2, 3, 4, 5),
        table(1, 2, 3, 4, 5) + "R6,,Leeds,1\n",
        table(1, 2, 3, 4, 5),
    ]
    for text, absent in zip(texts, (0, 1, 0, 1), strict=True):
        server.answers["/t.csv"] = Answer(text)
        run(world, source)
        assert stored(world)["Gardener 6"].absent_runs == absent
    assert len(open_titles(world)) == 6


def test_an_advert_of_another_key_cannot_be_the_missing_one(world: World, server: WebServer) -> None:
    source = make_source({"type": "csv", "url": server.url("/t.csv")})
    server.answers["/t.csv"] = Answer(table(*range(10)))
    run(world, source)
    server.answers["/t.csv"] = Answer(table(*range(9)) + "R77,,Leeds,1\n")
    for _ in range(2):
        report = run(world, source)
        assert (report.counts.rejected, report.counts.gone) == (1, 1)
    assert len(open_titles(world)) == 9


def test_unchanged_pages_carry_what_could_not_be_read(world: World, server: WebServer) -> None:
    source = make_source({"type": "csv", "url": server.url("/t.csv")})

    def tagged(body: str, tag: str) -> Script:
        def answer(seen: Seen) -> Answer:
            if seen.headers.get("If-None-Match") == tag:
                return Answer(status=304, headers={"ETag": tag})
            return Answer(body, headers={"ETag": tag})

        return answer

    server.answers["/t.csv"] = tagged(table(*range(20)), '"1"')
    run(world, source)
    server.answers["/t.csv"] = tagged(table(*range(18), broken=(18, 19)), '"2"')
    for responses in (0, 1, 1):
        report = run(world, source)
        assert report.counts.responses.not_modified == responses
        assert (report.counts.rejected, report.counts.gone) == (2, 0)
    assert len(open_titles(world)) == 20


def test_pages_of_adverts_that_cannot_be_read(world: World, server: WebServer) -> None:
    source = listing(server.url("/jobs"))
    paths = [f"/{letter}" for letter in "abcdef"]
    server.answers |= {path: Answer(detail_page(f"Job {path}")) for path in paths}
    server.answers["/jobs"] = Answer(listing_page(*paths, total=6))
    run(world, source)
    server.answers |= {path: Answer("<html><p>Service temporarily unavailable</p></html>") for path in ("/a", "/b")}
    for _ in range(3):
        report = run(world, source)
        assert (report.counts.rejected, report.counts.gone) == (2, 0)
    assert len(open_titles(world)) == 6


def test_a_payload_that_cannot_be_kept_is_told_by_its_key() -> None:
    problem = refused(Found({"title": "x"}, key=" R7 "), Follow("https://x.example/"), ValueError())
    assert (problem.code, problem.record, problem.keys) == ("PAYLOAD_INVALID", True, ("R7",))
    assert refused(Found({"title": "x"}), Follow("https://x.example/"), ValueError()).keys == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html><body><h1>Service temporarily unavailable</h1></body></html>", "MALFORMED"),
        ("<maintenance/>", "EMPTY_UNPROVED"),
        ('<rss version="2.0"/>', "EMPTY_UNPROVED"),
    ],
)
def test_a_page_in_place_of_a_feed_is_no_empty_feed(world: World, server: WebServer, body: str, reason: str) -> None:
    source = make_source({"type": "rss", "url": server.url("/feed")})
    server.answers["/feed"] = Answer(body, headers={"Content-Type": "text/html"})
    report = world.crawl(source)
    assert (report.state, report.reason, report.counts.fetched) == (RunState.PARTIAL, reason, 0)
    server.answers["/feed"] = Answer("<rss><channel><title>Jobs</title></channel></rss>")
    assert world.crawl(source).state is RunState.COMPLETE


def test_a_next_that_selects_nothing(world: World, server: WebServer) -> None:
    def source(**options: object) -> SourceConfig:
        made = listing(server.url("/jobs"))
        plain = {"next": "a.nxt", "next_optional": False, "detail": None, "link": None, **options}
        return made.model_copy(update={"connector": made.connector.model_copy(update=plain)})

    server.answers |= {
        "/jobs": Answer(listing_page("/a", "/b", next_path="/jobs2")),
        "/jobs2": Answer(listing_page("/c")),
    }
    report = world.crawl(source())
    assert (report.state, report.reason, report.counts.fetched) == (RunState.PARTIAL, "NEXT_NEVER_FOUND", 2)
    assert "NEXT_NEVER_FOUND" in codes(report)
    # An unchanged page says the same again.
    again = world.crawl(source())
    assert (again.state, again.reason) == (RunState.PARTIAL, "NEXT_NEVER_FOUND")
    found = world.crawl(source(next="a.next"))
    assert (found.state, found.counts.fetched, "NEXT_NEVER_FOUND" in codes(found)) == (RunState.COMPLETE, 3, False)
    # A list that has one page: by its own total, by its notice, or because the source file says that it may.
    assert world.crawl(source(next_optional=True)).state is RunState.COMPLETE
    server.answers["/jobs"] = Answer(listing_page("/a", "/b", total=2))
    assert world.crawl(source()).state is RunState.COMPLETE
    server.answers["/jobs"] = Answer('<ul class="jobs"></ul><p class="none">No jobs</p>')
    assert world.crawl(source()).state is RunState.COMPLETE


def test_a_next_of_marked_up_pages_that_selects_nothing(world: World, server: WebServer) -> None:
    options = {"type": "json_ld", "url": server.url("/jobs"), "follow": "li.job a", "next": "a.nxt"}
    advert = '<script type="application/ld+json">{"@type": "JobPosting", "title": "Cook"}</script>'
    server.answers |= {"/jobs": Answer(listing_page("/a", next_path="/jobs2")), "/a": Answer(f"<html>{advert}</html>")}
    report = world.crawl(make_source(options))
    assert (report.state, report.reason) == (RunState.PARTIAL, "NEXT_NEVER_FOUND")
    assert world.crawl(make_source(options | {"next_optional": True})).state is RunState.COMPLETE


def test_an_advert_without_an_address_keeps_the_page_it_stood_on(world: World, server: WebServer) -> None:
    source = make_source({"type": "csv", "url": server.url("/t.csv")})
    server.answers["/t.csv"] = Answer(table(1), headers={"ETag": '"1"'})

    def kept(report: RunReport) -> tuple[str | None, str]:
        payload: Payload
        (payload,) = world.payloads(report)
        return payload.url, payload.page_url

    assert kept(world.crawl(source)) == (None, server.url("/t.csv"))
    assert kept(world.crawl(source)) == (None, server.url("/t.csv"))
