"""One region over some days: what appears, changes, closes, vanishes, returns; and nothing else does.

The sources are written here and served from loopback; each is a board of jobs whose answer is set day by day.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dedupe.stage import resolve
from normalise.lifecycle import expire
from normalise.stage import normalise
from records.opportunity import Opportunity
from records.run import RunReport
from records.source import SourceConfig
from records.source_file import load_source
from records.vocabulary import ListingStatus, RunState
from search_index.report import PublishReport
from search_index.stage import publish
from spiders.stage import crawl
from store import Store
from tests.integration.region import Region, assert_consistent, replay
from tests.spiders.server import Answer, WebServer

DAY_1 = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEXT = "You will {what} for us in Leeds, with training and a pension. Reference {key}."


def job(key: str, title: str, closes: str = "", **more: Any) -> dict[str, Any]:
    """A job of a Greenhouse board."""
    return {
        "id": int(key),
        "title": title,
        "company_name": "Leeds Care Trust",
        "location": {"name": "Leeds, UK"},
        "content": TEXT.format(what=title.lower(), key=key),
        "absolute_url": f"https://jobs.example.org/{key}",
        "application_deadline": closes or None,
        **more,
    }


@dataclass
class Days:
    """A region, its server, and the days that pass."""

    region: Region
    server: WebServer
    store: Store
    reports: dict[str, RunReport] = field(default_factory=dict)
    boards: dict[str, SourceConfig] = field(default_factory=dict)

    def board(self, source: str, *jobs: dict[str, Any], status: int = 200) -> None:
        """What a source's board answers from now on."""
        body = json.dumps({"jobs": list(jobs), "meta": {"total": len(jobs)}})
        self.server.answers[f"/{source}"] = Answer(body, status)
        if source not in self.boards:
            self.add(source, {"type": "greenhouse", "url": self.server.url(f"/{source}")})

    def add(self, source: str, connector: dict[str, Any], **more: Any) -> None:
        """Write a source file."""
        path = self.region.source(source, connector, **more)
        self.boards[source] = load_source(path, allow_loopback=True)

    def harvest(self, source: str) -> RunReport:
        """Crawl and normalise one source."""
        config, region, archive = self.boards[source], self.region, self.region.archive()
        self.store.sources.put(config, region.name)
        report = crawl(config, region.settings, self.store, archive)
        if report.state is not RunState.FAILED:
            report = normalise(config, self.store, archive, run_id=report.id, now=region.settings.clock())
        self.reports[source] = report
        counts = report.counts
        parts = counts.new + counts.changed + counts.unchanged + counts.rejected + counts.withdrawn + counts.duplicate
        assert not report.promoted or counts.fetched == parts
        return report

    def settle(self, *, full: bool = False, rebuild: bool = False) -> PublishReport:
        """Expire, resolve, publish."""
        expire(self.store, now=self.region.settings.clock())
        resolve(self.store, full=full, now=self.region.settings.clock())
        report = publish(self.store, self.region.settings, rebuild=rebuild)
        assert report.reconciled
        return report

    def pass_days(self, days: int = 1) -> None:
        """It is later now."""
        assert self.region.now is not None
        self.region = replace(self.region, now=self.region.now + timedelta(days=days))

    def day(self, *sources: str) -> None:
        """A day's work on these sources (default: all)."""
        for source in sources or tuple(self.boards):
            self.harvest(source)
        self.settle()
        assert_consistent(self.region)

    def shown(self) -> dict[str, Opportunity]:
        """What a portal shows, by title."""
        return {one.title: one for one in self.region.documents().values()}

    def status(self, listing_id: str) -> ListingStatus:
        return self.store.listings.get([listing_id])[listing_id].status


@pytest.fixture
def days(region: Region, server: WebServer) -> Any:
    with region.store() as store:
        yield Days(replace(region, now=DAY_1), server, store)


COOK, NURSE, PORTER, DRIVER = (
    job("1", "Cook"),
    job("2", "Staff Nurse", "2026-03-03T23:59:00+00:00"),
    job("3", "Night Porter"),
    job("4", "Minibus Driver"),
)
GARDENER, TEACHER, WELDER = job("5", "Gardener"), job("6", "Maths Teacher"), job("7", "Welder")


def test_new_edited_closed_vanished_returned(days: Days) -> None:
    """Also: a source that is down keeps its listings; every id and every older position of the feed holds."""
    days.board("trust", COOK, NURSE, PORTER, DRIVER, GARDENER)
    days.board("school", TEACHER)
    days.day()
    first = days.shown()
    assert set(first) == {"Cook", "Staff Nurse", "Night Porter", "Minibus Driver", "Gardener", "Maths Teacher"}
    positions = [(days.store.changes.last_sequence(), {one.id: one for one in first.values()})]

    days.pass_days(2)  # the nurse's closing date is over, the porter is missing once, the school is down
    edited = COOK | {"content": "Cook for 80 people every day, with two helpers."}
    days.board("trust", edited, NURSE, DRIVER, GARDENER, WELDER)
    days.board("school", status=500)
    days.day()
    assert days.reports["trust"].state is RunState.COMPLETE, days.reports["trust"].message
    assert days.reports["school"].state is RunState.FAILED
    second = days.shown()
    assert set(second) == {"Cook", "Night Porter", "Minibus Driver", "Gardener", "Welder", "Maths Teacher"}
    assert "80 people" in (second["Cook"].description or "")
    assert {t: o.id for t, o in second.items() if t in first} == {t: first[t].id for t in second if t in first}
    assert days.status("trust:2") is ListingStatus.CLOSED
    positions.append((days.store.changes.last_sequence(), {one.id: one for one in second.values()}))

    days.pass_days()  # the porter is missing for the second time, the driver for the first
    days.board("trust", edited, GARDENER, WELDER)
    days.board("school", TEACHER)
    days.day()
    third = days.shown()
    assert set(third) == {"Cook", "Minibus Driver", "Gardener", "Welder", "Maths Teacher"}
    assert days.status("trust:3") is ListingStatus.WITHDRAWN
    positions.append((days.store.changes.last_sequence(), {one.id: one for one in third.values()}))

    days.pass_days()  # the driver is back: absences must be in a row
    days.board("trust", edited, DRIVER, GARDENER, WELDER)
    days.day()
    days.pass_days()
    days.board("trust", edited, GARDENER, WELDER)
    days.day()
    last = days.shown()
    assert last["Minibus Driver"].id == first["Minibus Driver"].id

    now = {one.id: one for one in last.values()}
    for since, held in positions:
        assert replay(days.store, since, held) == now


def test_a_new_advert_for_a_closed_one_is_a_post_of_its_own(days: Days) -> None:
    days.board("trust", NURSE, COOK)
    days.day()
    old = days.shown()["Staff Nurse"].id
    days.pass_days(30)
    again = job("20", "Staff Nurse", "2026-05-01T23:59:00+00:00")
    days.board("trust", again, COOK)
    days.day()
    new = days.shown()["Staff Nurse"]
    assert new.id != old
    assert new.reposts == [old]
    assert [member.listing_id for member in new.listings] == ["trust:20"]


def test_ids_and_content_stay(days: Days) -> None:
    """After a full resolve, a lost index, reading the archive once more, and a second run."""
    days.board("trust", COOK, NURSE, PORTER)
    days.board("board", job("100", "Staff Nurse", "2026-03-03T23:59:00+00:00"), job("101", "Barista"))
    days.day()
    before = days.region.documents()
    merged = next(one for one in before.values() if one.title == "Staff Nurse")
    assert [member.source for member in merged.listings] == ["board", "trust"]
    sequence = days.store.changes.last_sequence()

    def normalise_again() -> None:
        for config in days.boards.values():
            report = normalise(config, days.store, days.region.archive(), mode="again", now=days.region.now)
            assert report.promoted
        days.settle()

    def lose_the_index() -> None:
        folder = Path(days.region.settings.index_url.removeprefix("tantivy:"))
        folder.rename(folder.with_name("lost"))
        days.settle()

    for again in (lambda: days.settle(full=True), lose_the_index, normalise_again):
        again()
        assert days.store.changes.last_sequence() == sequence
        assert days.region.documents() == before
    days.day()
    seen = {"last_seen_at", "sequence", "listings"}
    assert {i: o.model_dump(exclude=seen) for i, o in days.region.documents().items()} == {
        i: o.model_dump(exclude=seen) for i, o in before.items()
    }


def _pages(days: Days, *titles: str, css: str = "job") -> None:
    """A council's listing page and its adverts' own pages."""
    links = "".join(f'<li class="{css}"><a href="/jobs/{title.replace(" ", "-")}">{title}</a></li>' for title in titles)
    days.server.answers["/jobs"] = Answer(f'<html><body><ul class="jobs">{links}</ul></body></html>')
    for title in titles:
        page = f"<html><body><h1>{title}</h1><p>{TEXT.format(what=title.lower(), key=title)}</p></body></html>"
        days.server.answers[f"/jobs/{title.replace(' ', '-')}"] = Answer(page)


def test_redesign_mass_closure_and_a_page_that_is_gone(days: Days) -> None:
    titles = ("Cook", "Staff Nurse", "Night Porter", "Minibus Driver", "Gardener", "Welder")
    _pages(days, *titles)
    detail = {"required": "h1", "fields": {"title": "h1", "description": "p"}}
    days.add(
        "council",
        {
            "type": "selectors", "url": days.server.url("/jobs"), "required": "ul.jobs", "item": "li.job",
            "fields": {"title": "a"}, "link": "a", "detail": detail,
        },
        defaults={"place": "Leeds", "organisation": "Leeds Council"},
    )  # fmt: skip
    days.day()
    assert set(days.shown()) == set(titles)

    days.pass_days()  # one advert's page is gone: withdrawn at once, without a second run
    days.server.answers["/jobs/Cook"] = Answer("gone", 404)
    days.day()
    assert set(days.shown()) == set(titles) - {"Cook"}

    days.pass_days()  # every class has another name
    _pages(days, *titles[1:], css="vacancy-card")
    days.day()
    redesigned = days.reports["council"]
    assert redesigned.state in (RunState.PARTIAL, RunState.QUARANTINED)
    assert redesigned.message
    assert set(days.shown()) == set(titles) - {"Cook"}

    days.pass_days()  # only two are left, and that is true: a person says so
    _pages(days, *titles[4:])
    days.day()
    held = days.reports["council"]
    assert (held.state, held.reason, held.promoted) == (RunState.QUARANTINED, "LOSS", False)
    assert f"talentfeed approve {held.id}" in held.message
    assert set(days.shown()) == set(titles) - {"Cook"}
    days.region.run("approve", held.id)
    days.day()
    after = days.harvest("council")
    assert after.state is RunState.COMPLETE, after.message
    assert set(days.shown()) == set(titles[4:])
