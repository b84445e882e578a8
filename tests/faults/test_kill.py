"""SIGKILL between the stages and at random times: run again, and all is as if nothing had been."""

import json
import random
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records.vocabulary import ListingStatus
from store import Store
from tests.faults.processes import kill
from tests.integration.region import Region, assert_consistent
from tests.spiders.server import Answer, WebServer
from tests.waiting import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.timeout(3600)]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TITLES = ("Cook", "Staff Nurse", "Night Porter", "Minibus Driver", "Gardener", "Welder", "Maths Teacher", "Barista")
Moment = Callable[[], bool]


class Town:
    """Two boards that share adverts, whose texts are others on each day."""

    def __init__(self, region: Region, server: WebServer) -> None:
        self.region, self.server, self.day = region, server, 0
        for name in ("board", "trust"):
            region.source(name, {"type": "greenhouse", "url": server.url(f"/{name}")})

    def next_day(self) -> None:
        """One advert more, and every text is another."""
        self.day += 1
        titles = TITLES[: self.day + 2]
        self.server.answers["/trust"] = self._answer(titles, 1)
        self.server.answers["/board"] = self._answer(titles[::2], 100)

    def _answer(self, titles: tuple[str, ...], first: int) -> Answer:
        jobs = [
            {
                "id": first + number, "title": title, "company_name": "Leeds Care Trust",
                "location": {"name": "Leeds, UK"}, "absolute_url": f"https://jobs.example.org/{first}/{number}",
                "content": f"On day {self.day} the {title.lower()} works in Leeds with a team of {number + 4} people.",
            }
            for number, title in enumerate(titles)
        ]  # fmt: skip
        return Answer(json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}))


def end_state(region: Region) -> dict[str, Any]:
    """All that must not depend on how often, or how far, the stages ran."""
    with region.store() as store:
        listings = {s.listing.id: (s.status, s.listing.content_hash, s.absent_runs) for s in store.listings.iterate()}
        partition = {frozenset(m.listing_id for m in o.listings) for o in store.opportunities.iterate("open")}
        due = store.listings.due_for_resolve()
    documents = {
        tuple(sorted(m.listing_id for m in o.listings)): (o.title, o.description, o.status)
        for o in region.documents().values()
    }
    return {"listings": listings, "partition": partition, "due": due, "documents": documents}


def moments(region: Region, store: Store, server: WebServer) -> dict[str, Moment]:
    """What can be seen from outside when a stage has just ended, compared with now."""
    manifests, promoted = _manifests(region), store.runs.latest("trust", promoted=True)
    sequence, asked = store.changes.last_sequence(), len(server.seen)

    return {
        "fetching": lambda: len(server.seen) > asked,
        "archived": lambda: _manifests(region) > manifests,
        "normalised": lambda: store.runs.latest("trust", promoted=True) != promoted,
        "resolved": lambda: store.changes.last_sequence() > sequence,
        "published": lambda: region.search(limit=1).index.sequence > sequence,
    }


def _manifests(region: Region) -> int:
    return len(list(Path(region.archive().root).rglob("manifest.json")))


def undisturbed(tmp_path: Path, town: Town) -> dict[str, Any]:
    """The end state of a region that was fetched once, on the last day."""
    fresh = Town(Region(tmp_path / "undisturbed", now=NOW), town.server)
    fresh.region.run("run")
    return end_state(fresh.region)


def assert_nothing_lost(region: Region, before: dict[str, Any]) -> None:
    """After a kill: the last good index serves, and no listing is closed."""
    served = region.search(limit=100)
    assert served.total >= len(before["documents"])
    with region.store() as store:
        assert all(one.status is ListingStatus.OPEN for one in store.listings.iterate())


@pytest.mark.parametrize("kind", ["embedded", "servers"])
def test_killed_at_the_end_of_each_stage(
    kind: str, tmp_path: Path, server: WebServer, request: pytest.FixtureRequest
) -> None:
    region = Region(tmp_path / "home", now=NOW)
    chosen = ["fetching", "archived", "normalised", "resolved", "published"]
    if kind == "servers":
        region.database_url = request.getfixturevalue("postgres_url")
        region.index_url = request.getfixturevalue("elasticsearch_url")
        region.index_alias = f"test-{uuid.uuid4().hex[:12]}"
        chosen = ["normalised", "resolved"]
    town = Town(region, server)
    town.next_day()
    region.run("run")
    for name in chosen:
        before = end_state(region)
        town.next_day()
        with region.store() as store:
            process = region.start("run")
            reached = moments(region, store, server)[name]
            wait_until(reached, name, meanwhile=lambda p=process: p.poll() is None)  # type: ignore[misc]
            kill(process)
        assert_nothing_lost(region, before)
        region.run("run")
        assert_consistent(region)
        assert {d[1] for d in end_state(region)["documents"].values()} != {d[1] for d in before["documents"].values()}
    assert end_state(region) == undisturbed(tmp_path, town)


def test_killed_at_random_times(tmp_path: Path, server: WebServer) -> None:
    region = Region(tmp_path / "home", now=NOW)
    town = Town(region, server)
    town.next_day()
    began = time.monotonic()
    region.run("run")
    lasts = time.monotonic() - began
    chance = random.Random(20260302)
    for _ in range(3):
        town.next_day()
        process = region.start("run")
        until = time.monotonic() + chance.uniform(0.1, 1.0) * lasts
        wait_until(lambda u=until: time.monotonic() > u, "time", meanwhile=lambda p=process: p.poll() is None)  # type: ignore[misc]
        kill(process)
    region.run("run")
    assert_consistent(region)
    assert end_state(region) == undisturbed(tmp_path, town)
