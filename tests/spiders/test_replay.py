"""Reading an archived run again, as a run of its own: nothing is fetched, and the next harvest goes on from it."""

from datetime import UTC, datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from normalise.stage import normalise
from records.errors import BusyError, StoreError
from records.run import RunReport
from records.source import SourceConfig
from records.vocabulary import ListingStatus, RunState
from spiders.replay import replay_run
from store.retention import Keep, retain
from tests.spiders.conftest import World, detail_page, listing, listing_page, make_source
from tests.spiders.server import Answer, Script, Seen, WebServer


def tagged(body: str, tag: str) -> Script:
    def answer(seen: Seen) -> Answer:
        if seen.headers.get("If-None-Match") == tag:
            return Answer(status=304, headers={"ETag": tag})
        return Answer(body, headers={"ETag": tag, "Content-Type": "text/html; charset=utf-8"})

    return answer


def mended(source: SourceConfig) -> SourceConfig:
    """The source with another selector for the title of an advert's page."""
    connector = source.connector.model_dump(exclude_defaults=True) | {"type": source.connector.type}
    connector["detail"] = {"fields": {"title": "h1", "description": "p", "reference": "b"}, "required": "h1"}
    return make_source(connector, source.id)


@pytest.fixture
def source(server: WebServer) -> SourceConfig:
    page = "<html><body><h1>{0}</h1><p>Do the work of {0}.</p><b>REF-{0}</b></body></html>"
    server.answers |= {
        "/jobs": tagged(listing_page("/a", "/b", total=2), '"jobs"'),
        "/a": tagged(page.format("Cook"), '"a"'),
        "/b": tagged(page.format("Driver"), '"b"'),
    }
    return listing(server.url("/jobs"))


def titles(world: World, report: RunReport) -> list[tuple[object, object]]:
    return [(each.data.get("title"), each.data.get("reference")) for each in world.payloads(report)]


def test_a_mended_connector_reads_old_pages(world: World, server: WebServer, source: SourceConfig) -> None:
    first = world.crawl(source)
    assert titles(world, first) == [("Cook", None), ("Driver", None)]
    normalise(source, world.store, world.archive, run_id=first.id)
    server.seen.clear()
    told: list[int] = []
    again = replay_run(
        mended(source), world.store, world.archive, on_progress=lambda done, _total, _label: told.append(done)
    )
    assert server.seen == [], "nothing is fetched"
    assert told == [1, 2, 3]
    assert titles(world, again) == [("Cook", "REF-Cook"), ("Driver", "REF-Driver")]
    assert (again.state, again.reason, again.ended_at) == (RunState.PARTIAL, "REPLAYED", first.ended_at)
    assert (again.id > first.id, world.store.runs.get(again.id)) == (True, again)
    with world.archive.reader("demo", again.id).warc() as file:
        assert [record.rec_type for record in ArchiveIterator(file)] == ["warcinfo", *["revisit"] * 3]
    bodies = [body for _, body in world.archive.reader("demo", again.id).bodies()]
    assert len(bodies) == 3
    done = normalise(mended(source), world.store, world.archive, run_id=again.id)
    assert (done.promoted, done.counts.changed) == (True, 2)
    stored = world.store.listings.iterate("demo")
    assert {one.listing.reference for one in stored} == {"REF-Cook", "REF-Driver"}

    # The next harvest asks only for what changed, and carries over what was read again.
    second = world.crawl(mended(source))
    assert second.counts.responses.not_modified == 3
    assert titles(world, second) == titles(world, again)
    # A replayed run can be replayed; what holds its pages outlasts the time with it.
    retain(world.store, world.archive, keep_days=1, now=datetime.now(UTC) + timedelta(days=100))
    assert first.id in world.archive.runs("demo")
    third = replay_run(source, world.store, world.archive)
    assert titles(world, third) == titles(world, first)


def test_what_later_runs_saw_stays(world: World, server: WebServer, source: SourceConfig) -> None:
    """An advert that was closed since does not open; one that is not found any more is not counted as absent."""
    first = world.crawl(source)
    normalise(source, world.store, world.archive, run_id=first.id)
    cook, driver = sorted(world.store.listings.iterate("demo"), key=lambda one: one.listing.title)
    world.store.listings.close([cook.listing.id], ListingStatus.WITHDRAWN, "test", datetime.now(UTC))
    other = make_source(
        {"type": "selectors", "url": server.url("/jobs"), "item": "li.job", "fields": {"title": "a"}}, "demo"
    )
    for config in (mended(source), other):
        again = replay_run(config, world.store, world.archive)
        normalise(config, world.store, world.archive, run_id=again.id)
    found = world.store.listings.get([cook.listing.id, driver.listing.id])
    assert found[cook.listing.id].status is ListingStatus.WITHDRAWN
    assert found[driver.listing.id].status is ListingStatus.OPEN
    assert found[driver.listing.id].absent_runs == 0
    assert found[driver.listing.id].last_seen_at == first.ended_at


def test_a_page_that_was_gone_is_still_gone(world: World, server: WebServer, source: SourceConfig) -> None:
    world.crawl(source)
    server.answers["/b"] = Answer("gone", 410)
    second = world.crawl(source)
    again = replay_run(mended(source), world.store, world.archive)
    assert [(p.key, p.withdrawn) for p in world.payloads(again)] == [
        (p.key, p.withdrawn) for p in world.payloads(second)
    ]


def test_what_retention_leaves_is_enough(world: World, source: SourceConfig) -> None:
    """Pages that did not change since stand in an old run: of that run they alone stay, and can be read."""
    first, _, newest = (world.crawl(source) for _ in range(3))
    retain(world.store, world.archive, keep_days=1, now=datetime.now(UTC) + timedelta(days=100))
    assert world.archive.runs("demo") == [f"{first.id}-pages-1", newest.id]
    again = replay_run(mended(source), world.store, world.archive)
    assert again.message.startswith(f"Read again from the pages of run {newest.id};")
    assert titles(world, again) == [("Cook", "REF-Cook"), ("Driver", "REF-Driver")]
    next_one = world.crawl(mended(source))
    assert next_one.counts.responses.not_modified == 3


def test_what_cannot_be_replayed(world: World, server: WebServer, source: SourceConfig) -> None:
    with pytest.raises(StoreError, match="talentfeed harvest demo") as raised:
        replay_run(source, world.store, world.archive)
    assert raised.value.code == "RUN_NOT_FOUND"
    first, second = world.crawl(source), world.crawl(source)
    normalise(source, world.store, world.archive, run_id=second.id)
    with pytest.raises(StoreError, match=f"older than {second.id}"):
        replay_run(source, world.store, world.archive, run_id=first.id)
    with world.store.leases.hold("harvest:demo"), pytest.raises(BusyError):
        replay_run(source, world.store, world.archive)
    world.archive.delete("demo", first.id)
    with pytest.raises(StoreError, match="talentfeed harvest demo") as raised:
        replay_run(source, world.store, world.archive)
    assert raised.value.code == "BODY_MISSING"
    with pytest.raises(StoreError, match="talentfeed harvest demo") as raised:
        replay_run(source, world.store, world.archive, run_id=first.id)
    assert raised.value.code == "RUN_NOT_FOUND"
    assert world.archive.runs("demo") == [second.id]
    assert world.archive.delete_unfinished("demo") == 0
    server.answers["/jobs"] = Answer("down", 503)
    failed = world.crawl(source)
    assert failed.state is RunState.FAILED


def test_a_quarantined_run_is_mended_without_asking_again(
    world: World, server: WebServer, source: SourceConfig
) -> None:
    """The site was redesigned: the gate holds the run back, new selectors read the same pages."""
    expecting = source.model_copy(
        update={"expectations": source.expectations.model_copy(update={"fill": {"description": 1.0}})}
    )
    assert normalise(expecting, world.store, world.archive, run_id=world.crawl(expecting).id).promoted
    for path, title in (("/a", "Cook"), ("/b", "Driver")):
        server.answers[path] = Answer(detail_page(title).replace("<p>", "<div>").replace("</p>", "</div>"))
    held = normalise(expecting, world.store, world.archive, run_id=world.crawl(expecting).id)
    assert (held.state, held.reason, held.promoted) == (RunState.QUARANTINED, "FILL_RATE", False)
    done = retain(world.store, world.archive, keep_days=1, now=datetime.now(UTC) + timedelta(days=9))
    assert done.sources[0].kept[held.id] is Keep.APPROVAL
    connector = expecting.connector.model_dump(exclude_defaults=True) | {"type": "selectors"}
    connector["detail"] = {"fields": {"title": "h1", "description": "div"}, "required": "h1"}
    redesigned = make_source(connector, "demo").model_copy(update={"expectations": expecting.expectations})
    server.seen.clear()
    again = replay_run(redesigned, world.store, world.archive)
    report = normalise(redesigned, world.store, world.archive, run_id=again.id)
    assert (report.promoted, report.reason, server.seen) == (True, "REPLAYED", [])
