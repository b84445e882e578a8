"""A list whose further pages are told by their number: where it ends, and that nothing is read twice."""

import pytest
from pydantic import ValidationError

from records.options import SelectorsOptions
from records.vocabulary import RunState
from tests.spiders.conftest import World, listing_page, make_source
from tests.spiders.server import Answer, WebServer


def source(server: WebServer, **more: object):  # type: ignore[no-untyped-def]
    options = {"url": server.url("/jobs"), "item": "li.job", "fields": {"title": "a", "url": "a::attr(href)"}}
    return make_source({"type": "selectors", **options, "page_url": server.url("/jobs") + "?page={page}", **more})


def asked(server: WebServer) -> list[str]:
    return [seen.path for seen in server.seen if seen.path.startswith("/jobs")]


def test_it_ends_with_the_first_page_without_an_advert(world: World, server: WebServer) -> None:
    server.answers["/jobs"] = Answer(listing_page("/a", "/b"))
    server.answers["/jobs?page=2"] = Answer(listing_page("/c"))
    server.answers["/jobs?page=3"] = Answer(listing_page())
    report = world.crawl(source(server))
    assert (report.state, report.counts.fetched) == (RunState.COMPLETE, 3)
    assert asked(server) == ["/jobs", "/jobs?page=2", "/jobs?page=3"]


def test_it_ends_where_the_last_page_comes_again(world: World, server: WebServer) -> None:
    server.answers["/jobs"] = Answer(listing_page("/a", "/b"))
    for number in (1, 2, 3, 4):
        server.answers[f"/jobs?page={number}"] = Answer(listing_page("/c"))
    report = world.crawl(source(server, first_page=1))
    assert (report.state, report.counts.fetched) == (RunState.COMPLETE, 3)
    assert asked(server) == ["/jobs", "/jobs?page=1", "/jobs?page=2"]


def test_the_total_saves_a_request(world: World, server: WebServer) -> None:
    server.answers["/jobs"] = Answer(listing_page("/a", "/b", total=3))
    server.answers["/jobs?page=2"] = Answer(listing_page("/c", total=3))
    report = world.crawl(source(server, total=".total"))
    assert (report.state, report.counts.advertised, report.counts.fetched) == (RunState.COMPLETE, 3, 3)
    assert asked(server) == ["/jobs", "/jobs?page=2"]


def test_a_further_page_that_is_another_is_no_end(world: World, server: WebServer) -> None:
    server.answers["/jobs"] = Answer(listing_page("/a", "/b"))
    server.answers["/jobs?page=2"] = Answer("<html><body><h1>Something went wrong</h1></body></html>")
    report = world.crawl(source(server, required="ul.jobs"))
    assert (report.state, report.reason) == (RunState.PARTIAL, "MALFORMED")


def test_one_way_on() -> None:
    given = {"type": "selectors", "url": "https://a.example/", "item": "li", "page_url": "https://a.example/?p={page}"}
    with pytest.raises(ValidationError, match="keep the one"):
        SelectorsOptions.model_validate({**given, "next": "a.next"})
    with pytest.raises(ValidationError):
        SelectorsOptions.model_validate({**given, "page_url": "https://a.example/?p=2"})
