"""A Crawl-delay that a run cannot keep to and come to an end: named, with what to do."""

from records.vocabulary import RunState
from tests.spiders.conftest import World, board, detail_page, jobs_json, listing, listing_page
from tests.spiders.server import Answer, WebServer


def test_a_delay_longer_than_the_run_ends_at_once(world: World, server: WebServer) -> None:
    server.answers |= {"/robots.txt": Answer("User-agent: *\nCrawl-delay: 3600"), "/board": Answer(jobs_json(1))}
    report = world.crawl(board(server.url("/board")))
    assert (report.state, report.reason) == (RunState.FAILED, "CRAWL_DELAY")
    for words in ("robots.txt", "Crawl-delay", "3600 s", "30 minutes", "politeness.max_minutes"):
        assert words in report.message
    assert server.paths() == ["/robots.txt"]


def test_a_delay_that_takes_the_time_is_named(world: World, server: WebServer) -> None:
    server.answers |= {
        "/robots.txt": Answer("User-agent: *\nCrawl-delay: 10"),
        "/jobs": Answer(listing_page("/a")),
        "/a": Answer(detail_page("Cook")),
    }
    report = world.crawl(listing(server.url("/jobs"), max_minutes=0.3))
    assert (report.state, report.reason) == (RunState.PARTIAL, "TIME_LIMIT")
    for words in ("robots.txt asks for 10 s", "Crawl-delay", "politeness.max_minutes"):
        assert words in report.message
