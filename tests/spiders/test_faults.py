"""What may go wrong between us and a publisher. Numbers are those of the list of faults."""

import gzip
import ssl
import time
from typing import Any

import brotli
import trustme
import zstandard

from records.run import RunReport
from tests.spiders.conftest import OPEN_ROBOTS, World, board, detail_page, jobs_json, listing, listing_page, make_source
from tests.spiders.server import Answer, WebServer, drip, reset, serving, truncated


def outcome(report: RunReport) -> tuple[str, str]:
    return report.state.value, report.reason


def many(server: WebServer, answers: dict[str, Answer]) -> str:
    """A listing of one good job and these; one crawl tests them all."""
    server.answers |= {"/good": Answer(detail_page("Good")), **answers}
    server.answers["/jobs"] = Answer(listing_page("/good", *answers, total=1 + len(answers)))
    return server.url("/jobs")


def test_pages_that_fail_one_by_one(world: World, server: WebServer) -> None:
    """1, 2, 5, 7: each costs its page, none costs the others."""
    zeros = bytes(3_000_000)
    bombs = {
        "/gzip": Answer(gzip.compress(zeros), headers={"Content-Encoding": "gzip"}),
        "/brotli": Answer(brotli.compress(zeros), headers={"Content-Encoding": "br"}),
        "/zstd": Answer(zstandard.compress(zeros), headers={"Content-Encoding": "zstd"}),
        "/twice": Answer(gzip.compress(gzip.compress(zeros)), headers={"Content-Encoding": "gzip, gzip"}),
        "/file.gz": Answer(gzip.compress(zeros), headers={"Content-Type": "application/gzip"}),
        "/large": Answer(zeros),
    }
    cut = gzip.compress(detail_page("Cut").encode() * 50)[:-20]
    url = many(
        server,
        {
            "/short": Answer(act=truncated),
            "/cut": Answer(cut, headers={"Content-Encoding": "gzip"}),
            "/reset": Answer(act=reset),
            "/loop": Answer("", 302, {"Location": "/back"}),
            "/to-file": Answer("", 302, {"Location": "file:///etc/hostname"}),
            "/to-private": Answer("", 302, {"Location": "http://0.0.0.0:1/"}),
            **bombs,
        },
    )
    server.answers["/back"] = Answer("", 302, {"Location": "/loop"})
    report = world.crawl(listing(url, max_page_mb=1))
    assert outcome(report) == ("PARTIAL", "PAGE_FAILED")
    codes = {warn.url.removeprefix(server.url("")): warn.code for warn in report.warnings}
    assert codes == {
        "/short": "TRUNCATED",
        "/cut": "TRUNCATED",
        "/reset": "CONNECTION_LOST",
        "/loop": "REDIRECT_LOOP",
        "/to-file": "HTTP_302",
        "/to-private": "SSRF_BLOCKED",
        **dict.fromkeys(bombs, "TOO_LARGE"),
    }
    assert [payload.data["title"] for payload in world.payloads(report)] == ["Good"]
    assert server.paths().count("/short") == server.paths().count("/cut") == 3
    assert server.paths().count("/gzip") == 1


def test_a_page_that_comes_too_slowly(world: World, server: WebServer) -> None:
    """1: a byte a second. The page before it has time enough on any machine."""
    server.answers["/drip"] = Answer(act=drip)
    assert outcome(world.crawl(board(server.url("/drip"), timeout_seconds=8))) == ("FAILED", "TIMEOUT")
    assert server.paths().count("/drip") == 3


def test_passing_trouble_is_waited_out(world: World, server: WebServer) -> None:
    """1, 3: a page that comes right is no fault; Retry-After is kept to, or left for the next run."""
    server.answers["/board"] = [
        Answer("busy", 503, {"Retry-After": "1"}),
        Answer(act=truncated),
        Answer(jobs_json(1, 2)),
    ]
    report = world.crawl(board(server.url("/board")))
    assert outcome(report) == ("COMPLETE", "")
    first, second, third = (seen.at for seen in server.seen if seen.path == "/board")
    assert second - first >= 1
    assert third - second >= 1
    assert report.counts.responses.server_error == 1

    server.answers["/board"] = Answer("busy", 429, {"Retry-After": "Fri, 31 Dec 2999 23:59:59 GMT"})
    server.seen.clear()
    assert outcome(world.crawl(board(server.url("/board")))) == ("FAILED", "RETRY_AFTER")
    assert server.paths() == ["/robots.txt", "/board"]


def test_robots_txt(world: World, server: WebServer) -> None:
    """4: no answer means no; 4xx means yes; its delay is kept."""
    server.answers["/board"] = Answer(jobs_json(1))
    server.answers["/robots.txt"] = Answer(act=drip)
    assert outcome(world.crawl(board(server.url("/board"), timeout_seconds=0.5))) == ("FAILED", "ROBOTS_UNAVAILABLE")
    source = board(server.url("/board"))
    server.answers["/robots.txt"] = Answer("down", 503)
    assert outcome(world.crawl(source)) == ("FAILED", "ROBOTS_UNAVAILABLE")
    server.answers["/robots.txt"] = Answer("User-agent: Talentfeed\nDisallow: /board")
    assert outcome(world.crawl(source)) == ("FAILED", "ROBOTS_DISALLOWED")
    assert "/board" not in server.paths()
    del server.answers["/robots.txt"]
    assert outcome(world.crawl(source)) == ("COMPLETE", "")
    server.answers |= {"/robots.txt": Answer("User-agent: *\nCrawl-delay: 1.5"), "/a": Answer(detail_page("A"))}
    server.answers["/jobs"] = Answer(listing_page("/a"))
    server.seen.clear()
    begun = time.monotonic()
    assert outcome(world.crawl(listing(server.url("/jobs")))) == ("COMPLETE", "")
    # From the first request's sending on. When it was seen says less: a busy machine sees it late.
    assert server.paths() == ["/robots.txt", "/jobs", "/a"]
    assert server.seen[-1].at - begun >= 2 * 1.5


def test_no_server_at_all(world: World, server: WebServer) -> None:
    """1: refused, unknown name, not a public address; nothing is retried that cannot pass."""
    with serving() as other:
        closed = other.url("/board")
    assert outcome(world.crawl(board(closed))) == ("FAILED", "REFUSED")
    report = world.crawl(board("http://no-such-host.invalid/board"))
    assert outcome(report) == ("FAILED", "DNS_FAILED")
    # 34: the same server is out of reach without the development switch, before any connection.
    strict = World(world.settings.model_copy(update={"allow_loopback": False}), world.store, world.archive)
    port = server.port
    report = strict.crawl(board(f"http://0x7f.1:{port}/board"))
    assert outcome(report) == ("FAILED", "SSRF_BLOCKED")
    assert server.seen == []


def test_certificates(world: World) -> None:
    """6: an untrusted certificate is refused; a waiver is the source's own."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with serving(context) as server:
        server.answers |= {"/robots.txt": OPEN_ROBOTS, "/board": Answer(jobs_json(1))}
        source = board(server.url("/board"))
        assert outcome(world.crawl(source)) == ("FAILED", "TLS_INVALID")
        assert server.seen == []
        waived = board(server.url("/board"), tls_waiver="a certificate of the test's own")
        assert outcome(world.crawl(waived)) == ("COMPLETE", "")


def test_costly_selector(world: World, server: WebServer) -> None:
    """37: the page is given up, and the run ends with what it has."""
    # The config allows four steps; libxml2 compares every pair of what each of them selects.
    nested = ("<div>" * 150 + "</div>" * 150) * 110
    page = listing_page("/a").replace("</ul>", f"</ul>{nested}", 1)
    server.answers |= {"/jobs": Answer(page), "/a": Answer(detail_page("A"))}
    connector: dict[str, Any] = listing(server.url("/jobs")).connector.model_dump()
    connector["item"] = " ".join(["div:not(.x)"] * 3) + " li.never"
    report = world.crawl(make_source(connector))
    assert outcome(report) == ("PARTIAL", "PAGE_TIMEOUT")
    assert world.pages(report)[-1].url == server.url("/jobs"), "archived although it could not be read"
