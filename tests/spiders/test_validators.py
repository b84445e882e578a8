"""Servers that say “not modified” whatever happens: a full fetch now and then finds what they hide."""

from datetime import timedelta

from records.vocabulary import RunState
from spiders.previous import FULL_FETCH_AFTER
from tests.spiders.conftest import World, board, detail_page, jobs_json, listing, listing_page
from tests.spiders.server import Answer, Script, Seen, WebServer
from tests.spiders.test_order_of_runs import clock

DATE = "Mon, 02 Nov 2026 10:00:00 GMT"


def liar(current: dict[str, str], headers: dict[str, str]) -> Script:
    """Answers 304 to every conditional request, whatever has changed."""

    def answer(seen: Seen) -> Answer:
        if {"If-None-Match", "If-Modified-Since"} & seen.headers.keys():
            return Answer(status=304, headers=headers)
        return Answer(current["body"], headers=headers)

    return answer


def conditional(server: WebServer, path: str) -> list[bool]:
    """Whether each request for `path` was."""
    names = {"If-None-Match", "If-Modified-Since"}
    return [bool(names & seen.headers.keys()) for seen in server.seen if seen.path == path]


def test_a_server_that_answers_304_for_ever(world: World, server: WebServer) -> None:
    current = {"body": jobs_json(1)}
    for headers in ({"ETag": '"always"'}, {"Last-Modified": DATE}):
        server.answers["/board"] = liar(current, headers)
        source = board(server.url("/board")).model_copy(update={"id": f"by-{next(iter(headers)).lower()}"})
        current["body"] = jobs_json(1)
        server.seen.clear()
        assert world.crawl(source).counts.fetched == 1
        current["body"] = jobs_json(1, 2)
        assert world.crawl(source).counts.fetched == 1
        with clock(days=3):
            hidden = world.crawl(source)
        assert (hidden.counts.fetched, hidden.counts.responses.not_modified) == (1, 1)
        with clock(days=FULL_FETCH_AFTER / timedelta(days=1)):
            found = world.crawl(source)
        assert (found.counts.fetched, found.state) == (2, RunState.COMPLETE)
        assert [warn.code for warn in found.warnings] == ["VALIDATOR_WRONG"]
        # It lied once: from now on it is asked for everything, and told of once.
        current["body"] = jobs_json(1, 2, 3)
        again = world.crawl(source)
        assert (again.counts.fetched, again.warnings) == (3, [])
        assert world.crawl(source).counts.fetched == 3
        current["body"] = jobs_json(4)
        assert [payload.key for payload in world.payloads(world.crawl(source))] == ["4"]
        assert conditional(server, "/board") == [False, True, True, False, False, False, False]


def test_a_list_whose_links_change_behind_one_etag(world: World, server: WebServer) -> None:
    current = {"body": listing_page("/a")}
    server.answers |= {"/jobs": liar(current, {"ETag": '"one"'})}
    server.answers |= {path: Answer(detail_page(path)) for path in ("/a", "/b", "/c")}
    source = listing(server.url("/jobs"))
    world.crawl(source)
    current["body"] = listing_page("/a", "/b")
    with clock(days=8):
        assert world.crawl(source).counts.fetched == 2
    current["body"] = listing_page("/a", "/b", "/c")
    assert world.crawl(source).counts.fetched == 3


def test_an_honest_server_is_asked_in_full_once_a_week(world: World, server: WebServer) -> None:
    """Its page comes whole, is found unchanged, and counts from then on (a crawl's own process has the true clock)."""
    server.answers["/board"] = liar({"body": jobs_json(1)}, {"ETag": '"one"'})
    source = board(server.url("/board"))
    for days in (0, 6, 8, 6):
        with clock(days=days):
            report = world.crawl(source)
        assert (report.state, report.counts.fetched, report.warnings) == (RunState.COMPLETE, 1, [])
    assert conditional(server, "/board") == [False, True, False, True]


def test_a_body_that_came_while_the_clock_was_ahead(world: World, server: WebServer) -> None:
    """It would count as fresh for a year."""
    server.answers["/board"] = liar({"body": jobs_json(1)}, {"ETag": '"one"'})
    source = board(server.url("/board"))
    [page] = [page for page in world.pages(world.crawl(source)) if page.step or page.extraction]
    assert page.received_at == page.fetched_at
    with clock(days=-400):
        world.crawl(source)
    assert conditional(server, "/board") == [False, False]


def test_not_modified_though_nothing_was_asked(world: World, server: WebServer) -> None:
    """A full fetch that is answered 304 is a page that failed, never an unchanged one."""
    server.answers["/board"] = Answer(jobs_json(1), headers={"ETag": '"one"'})
    source = board(server.url("/board"))
    world.crawl(source)
    server.answers["/board"] = Answer(status=304, headers={"ETag": '"one"'})
    assert world.crawl(source).state is RunState.COMPLETE
    with clock(days=8):
        stuck = world.crawl(source)
    assert (stuck.state, stuck.reason) == (RunState.FAILED, "HTTP_304")
