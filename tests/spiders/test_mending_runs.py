"""A site is redesigned between two runs: what the second run reports, proposes, and keeps."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from normalise.stage import normalise
from records.options import SelectorsOptions
from records.page import Page
from records.run import RunReport, Warn
from records.source import SourceConfig
from records.vocabulary import ListingStatus, RunState
from records.yaml_text import read_yaml
from spiders.connectors.base import Extraction
from spiders.mender import Mender, Mending, mend_in_time
from tests.spiders.conftest import World, make_source
from tests.spiders.server import Answer, WebServer

ADVERTS = [
    ("Highways Inspector", "Skipton", "£29,093 a year", "4 January 2027"),
    ("Library Assistant", "Settle", "£23,656 a year", "11 January 2027"),
    ("Social Worker", "Skipton", "£38,626 a year", "18 January 2027"),
    ("Planning Officer", "Ingleton", "£33,366 a year", "25 January 2027"),
    ("Lifeguard", "Skipton", "£12.60 an hour", "1 February 2027"),
]
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def before(adverts: Sequence[tuple[str, ...]] = ADVERTS) -> Answer:
    items = "".join(
        f'<li class="job"><h3><a href="/jobs/{at}">{title}</a></h3><p class="place">{place}</p>'
        f'<p class="pay">{pay}</p><p class="closes">{closes}</p></li>'
        for at, (title, place, pay, closes) in enumerate(adverts)
    )
    return Answer(f"<html><body><main><h1>Jobs</h1><ul class='jobs'>{items}</ul></main></body></html>")


def after(adverts: Sequence[tuple[str, ...]] = ADVERTS) -> Answer:
    items = "".join(
        f'<div class="vacancy-card"><span class="vacancy-closing">{closes}</span>'
        f'<h2><a href="/jobs/{at}">{title}</a></h2>'
        f"<dl><dt>Salary</dt><dd>{pay}</dd><dt>Location</dt><dd>{place}</dd></dl></div>"
        for at, (title, place, pay, closes) in enumerate(adverts)
    )
    news = '<div class="news"><h2><a href="/news/1">Pool to reopen</a></h2><p>4 January 2027</p></div>'
    return Answer(f"<html><body><main><h1>Careers</h1><section>{items}</section>{news}</main></body></html>")


def source(server: WebServer, **more: object) -> SourceConfig:
    fields = {"title": "h3", "place": ".place", "pay": ".pay", "closes_at": ".closes", "url": "a::attr(href)"}
    stated = {"type": "selectors", "url": server.url("/jobs"), "item": "li.job", "required": "ul.jobs"}
    return make_source({**stated, "fields": fields, **more})


def warned(report: RunReport, code: str) -> Warn | None:
    return next((warn for warn in report.warnings if warn.code == code), None)


def harvested(world: World, config: SourceConfig) -> RunReport:
    report = world.crawl(config)
    return normalise(config, world.store, world.archive, run_id=report.id, now=NOW)


def test_new_selectors_are_proposed_and_the_last_good_adverts_stay(world: World, server: WebServer) -> None:
    server.answers["/jobs"] = before()
    config = source(server)
    first = harvested(world, config)
    assert (first.state, first.counts.new) == (RunState.COMPLETE, 5)
    server.answers["/jobs"] = after()
    second = harvested(world, config)
    assert second.state is RunState.PARTIAL
    said = warned(second, "SELECTORS_MENDED_PROPOSED")
    assert said is not None
    message, *lines = said.message.split("\n")
    assert "100% of the titles" in message
    # What is proposed is what may be pasted.
    pasted: Any = read_yaml("\n".join(lines)).data
    mended = SelectorsOptions.model_validate({"type": "selectors", "url": server.url("/jobs"), **pasted})
    assert mended.item == ".vacancy-card"
    assert mended.fields["closes_at"] == ".vacancy-closing"
    assert mended.fields["pay"] == "::label(Salary)"
    states = world.store.listings.states("demo")
    assert [state.status for state in states.values()] == [ListingStatus.OPEN] * 5


def test_they_are_used_at_once_where_the_file_says_so(world: World, server: WebServer) -> None:
    server.answers["/jobs"] = before()
    config = source(server, mend="accept")
    harvested(world, config)
    # One advert is gone, and one is new: four of five titles are found again.
    server.answers["/jobs"] = after([*ADVERTS[:4], ("Beach Warden", "Filey", "£12.60 an hour", "8 February 2027")])
    second = harvested(world, config)
    assert (second.state, second.promoted) == (RunState.COMPLETE, True), second
    assert warned(second, "SELECTORS_MENDED") is not None
    rows = {str(payload.data["title"]): payload.data for payload in world.payloads(second)}
    assert {title: row["pay"] for title, row in rows.items()} == {
        **{title: pay for title, _, pay, _ in ADVERTS[:4]}, "Beach Warden": "£12.60 an hour",
    }  # fmt: skip
    # The next run, of a page that did not change, reads it by them again.
    third = harvested(world, config)
    assert (third.state, third.counts.unchanged + third.counts.new + third.counts.changed) == (RunState.COMPLETE, 5)


def test_they_are_only_proposed_where_too_few_titles_are_found_again(world: World, server: WebServer) -> None:
    server.answers["/jobs"] = before()
    config = source(server, mend="accept")
    harvested(world, config)
    others = [(f"{title} (Nights)", *rest) for title, *rest in ADVERTS[3:]]
    server.answers["/jobs"] = after([*ADVERTS[:3], *others])
    second = harvested(world, config)
    assert second.state is RunState.PARTIAL
    assert warned(second, "SELECTORS_MENDED") is None
    assert (said := warned(second, "SELECTORS_MENDED_PROPOSED")) is not None
    assert "60% of the titles" in said.message
    assert [state.status for state in world.store.listings.states("demo").values()] == [ListingStatus.OPEN] * 5


def test_a_field_that_is_empty_everywhere(world: World, server: WebServer) -> None:
    server.answers["/jobs"] = before()
    config = source(server)
    harvested(world, config)
    page = before()
    server.answers["/jobs"] = Answer(str(page.body).replace('class="closes"', 'class="deadline"'))
    second = harvested(world, config)
    said = warned(second, "SELECTORS_MENDED_PROPOSED")
    assert said is not None
    assert said.message.splitlines()[1:] == ["fields:", "  closes_at: '.deadline'"]
    assert second.promoted is False  # FILL_FELL: a person decides
    accepting = source(server, mend="accept")
    third = harvested(world, accepting)
    assert warned(third, "SELECTORS_MENDED") is not None
    assert {str(one.data["closes_at"]) for one in world.payloads(third)} == {closes for *_, closes in ADVERTS}


def test_a_list_whose_adverts_have_pages_of_their_own(world: World, server: WebServer) -> None:
    for at, (title, *_) in enumerate(ADVERTS):
        server.answers[f"/jobs/{at}"] = Answer(f"<html><body><h1>{title}</h1><p>What it is.</p></body></html>")
    detail = {"fields": {"title": "h1", "description": "p"}, "required": "h1"}
    config = source(server, fields={"title": "h3"}, link="h3 a", detail=detail, mend="accept")
    server.answers["/jobs"] = before()
    harvested(world, config)
    keys = {payload.key for payload in world.payloads(harvested(world, config))}
    server.answers["/jobs"] = after()
    report = harvested(world, config)
    assert report.state is RunState.COMPLETE
    assert warned(report, "SELECTORS_MENDED") is not None
    assert {payload.key for payload in world.payloads(report)} == keys
    assert report.counts.new == 0


def test_a_run_is_not_lost_for_want_of_a_proposal(world: World, server: WebServer) -> None:
    page = Page(url=server.url("/jobs"), body=b"<p>x</p>", content_type="", fetched_at=NOW)

    class Broken(Mender):
        def mend(self, page: Page, extraction: Extraction) -> Mending | None:
            raise RecursionError(page.url)

    options = SelectorsOptions.model_validate({"type": "selectors", "url": page.url, "item": "li"})
    mended = mend_in_time(Broken(options, world.archive, "demo"), page, Extraction())
    assert mended is not None
    assert (mended.said.code, mended.connector) == ("MENDING_FAILED", None)


def test_nothing_is_proposed_for_a_login_page_nor_on_the_first_run(world: World, server: WebServer) -> None:
    server.answers["/jobs"] = after()
    config = source(server)
    assert not any(warn.code.startswith("SELECTORS") for warn in world.crawl(config).warnings)
    server.answers["/jobs"] = before()
    harvested(world, config)
    server.answers["/jobs"] = Answer("<html><body><form><h1>Please log in</h1><input name='user'></form></body></html>")
    report = harvested(world, config)
    assert report.state is RunState.PARTIAL
    assert not any(warn.code.startswith("SELECTORS") for warn in report.warnings)
