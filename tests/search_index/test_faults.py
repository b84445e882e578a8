"""Servers and processes that end in the middle: nothing lost, nothing twice, the last good index serves."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from records.errors import BusyError, PublishError
from records.settings import Settings
from search_index.elastic import bulk as elastic_bulk
from search_index.elastic.engine import ElasticsearchIndex
from search_index.stage import publish
from tests.factories import make_id, make_opportunity
from tests.search_index.proxy import Bulk, proxy
from tests.search_index.world import World
from tests.servers.elasticsearch_server import ElasticsearchServer
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.faults
LOOPBACK: dict[str, Any] = {"trust_env": False, "timeout": PATIENCE}


@pytest.fixture
def served(tmp_path: Path, elasticsearch_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """On Elasticsearch, with short pauses between tries and small batches."""
    monkeypatch.setattr(elastic_bulk, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(elastic_bulk, "MAX_PAUSE", 0.05)
    monkeypatch.setattr(ElasticsearchIndex, "batch_size", 20)
    made = World(tmp_path / "home", elasticsearch_url)
    yield made
    made.close()


def _through(world: World, url: str) -> Settings:
    return world.settings.model_copy(update={"index_url": url})


def _stored(world: World) -> dict[str, int]:
    return {o.id: o.sequence for o in world.store.opportunities.iterate("open")}


def _fill(world: World, count: int = 60) -> None:
    world.put(*(make_opportunity(number) for number in range(1, count + 1)))


def test_busy_items_are_sent_again_and_only_they(served: World) -> None:
    sent: list[str] = []

    def every_third_twice(number: int, items: Bulk) -> set[int]:
        sent.extend(about["index"]["_id"] for about, _ in items)
        return set(range(0, len(items), 3)) if number <= 2 else set()

    _fill(served, 18)
    with proxy(served.settings.index_url, every_third_twice) as url:
        report = publish(served.store, _through(served, url))
    assert report.retried == 6 + 2
    assert (report.indexed, report.dead_lettered, report.reconciled) == (18, 0, True)
    assert len(sent) == 18 + 6 + 2
    assert served.contents() == _stored(served)


@pytest.mark.parametrize("fault", [{0, 1, 2}, 503, 429])
def test_an_index_that_stays_busy_stops_the_publish_and_the_next_goes_on(served: World, fault: Any) -> None:
    _fill(served)
    before = served.publish()
    served.put(*(make_opportunity(number, title="Changed") for number in range(1, 61)))
    with (
        proxy(served.settings.index_url, lambda number, _: fault if number > 1 else None) as url,
        pytest.raises(PublishError) as raised,
    ):
        publish(served.store, _through(served, url))
    assert raised.value.code == "INDEX_BUSY"
    assert raised.value.retryable
    assert served.search().index.name == before.index
    assert served.search().total == 60
    assert served.publish().reconciled
    assert served.contents() == _stored(served)
    assert served.store.publications.dead_letters() == []


def test_a_rebuild_that_fails_half_way_leaves_no_index_behind(served: World) -> None:
    _fill(served)
    before = served.publish()
    with (
        proxy(served.settings.index_url, lambda number, _: 503 if number > 1 else None) as url,
        pytest.raises(PublishError),
    ):
        publish(served.store, _through(served, url), rebuild=True)
    assert served.search().index.name == before.index
    names = httpx.get(
        f"{served.settings.index_url}/{served.settings.index_alias}-*", trust_env=False, timeout=PATIENCE
    ).json()
    assert list(names) == [before.index]


def test_filtered_aliases_move_with_the_index(served: World) -> None:
    _fill(served, 4)
    first = served.publish()
    alias = f"{served.settings.index_alias}@leeds"
    definition = {"filter": {"term": {"places.areas.code": "E08000035"}}}
    url = served.settings.index_url
    httpx.put(
        f"{url}/{first.index}/_alias/{alias}", json=definition, trust_env=False, timeout=PATIENCE
    ).raise_for_status()
    second = served.publish(rebuild=True)
    moved = httpx.get(f"{url}/_alias/{alias}", **LOOPBACK).json()
    assert moved == {second.index: {"aliases": {alias: definition}}}


def test_every_alias_moves_as_it_is_in_one_call(served: World) -> None:
    """Also one of another name, with its routing, and one that an earlier rebuild had left behind."""
    _fill(served, 4)
    url, own = served.settings.index_url, served.settings.index_alias
    first = served.publish().index
    second = served.publish(rebuild=True).index
    leeds = {"filter": {"term": {"places.areas.code": "E08000035"}}, "index_routing": "1", "search_routing": "1,2"}
    behind, elsewhere = {"filter": {"term": {"kind": "course"}}}, f"elsewhere-{own}"
    with httpx.Client(base_url=url, trust_env=False) as client:
        for index, alias, definition in ((second, f"jobs-{own}", leeds), (first, f"old-{own}", behind)):
            client.put(f"/{index}/_alias/{alias}", json=definition).raise_for_status()
        # On a part of it, and on an index of somebody else's: only ours is changed.
        client.put(f"/{elsewhere}", json={"aliases": {f"all-{own}": {}}}).raise_for_status()
        client.put(f"/{second}/_alias/all-{own}", json={}).raise_for_status()
        calls: list[str] = []
        with proxy(url, lambda *_: None, calls) as seen:
            third = publish(served.store, _through(served, seen), rebuild=True).index
        found = client.get(f"/_alias/*-{own}").json()
        named = {(index, alias): d for index, one in found.items() for alias, d in one["aliases"].items()}
        client.delete(f"/{elsewhere}")
    assert named == {
        (third, f"jobs-{own}"): leeds,
        (third, f"old-{own}"): behind,
        (third, f"all-{own}"): {},
        (elsewhere, f"all-{own}"): {},
    }
    # The first asks whether all may be moved and moves none: it adds each where it stands.
    assert calls.count("/_aliases") == 2


def test_a_write_makes_no_index(served: World) -> None:
    from search_index.interface import Operation

    _fill(served, 1)
    served.publish()
    with pytest.raises(PublishError):
        served.index.write(f"{served.settings.index_alias}-gone", [Operation(make_id(1), 1, b"{}")])
    names = httpx.get(
        f"{served.settings.index_url}/{served.settings.index_alias}-gone*", trust_env=False, timeout=PATIENCE
    )
    assert not names.json()


def test_an_index_in_the_place_of_the_alias_is_told(served: World) -> None:
    url = f"{served.settings.index_url}/{served.settings.index_alias}"
    httpx.put(url, **LOOPBACK).raise_for_status()
    with pytest.raises(PublishError, match="is an index"):
        served.publish()


def test_unreachable(tmp_path: Path, world: World) -> None:
    settings = world.settings.model_copy(update={"index_url": "http://127.0.0.1:9"})
    world.put(make_opportunity(1))
    with pytest.raises(PublishError) as raised:
        publish(world.store, settings)
    assert (raised.value.code, raised.value.retryable) == ("INDEX_UNREACHABLE", True)
    assert world.publish().reconciled


@pytest.mark.slow
def test_a_server_that_dies_in_the_middle_and_comes_back(
    served: World, elasticsearch_server: ElasticsearchServer
) -> None:
    if not elasticsearch_server.restartable:
        pytest.skip("NOT TESTED: this Elasticsearch is not ours to kill")
    _fill(served, 200)
    before = served.publish()
    served.put(*(make_opportunity(number, title="Changed") for number in range(1, 201)))
    served.put(*(make_opportunity(number, status="closed") for number in range(1, 200, 10)))

    def pull_the_plug(done: int, _total: int | None, _label: str) -> None:
        if done >= 60:
            elasticsearch_server.kill()

    with pytest.raises(PublishError) as raised:
        served.publish(on_progress=pull_the_plug)
    assert raised.value.retryable
    position = served.store.publications.get(before.index)
    assert position is not None
    assert 200 < position.last_sequence < served.store.changes.last_sequence()
    elasticsearch_server.start()
    assert served.search().index.name == before.index
    assert served.publish().reconciled
    assert served.contents() == _stored(served)


LOOP = """
import sys
from pathlib import Path
from records.settings import Settings
from search_index.stage import publish
from search_index.tantivy.engine import TantivyIndex
from store import open_store
TantivyIndex.batch_size = 10
settings = Settings(home=Path(sys.argv[1]))
store = open_store(settings.database_url)
print("ready", flush=True)
publish(store, settings, rebuild=sys.argv[2] == "rebuild", on_progress=lambda *step: print(step[0], flush=True))
"""


@pytest.mark.parametrize("mode", ["incremental", "rebuild"])
@pytest.mark.parametrize("steps", [1, 12])
def test_a_killed_publish_on_the_embedded_engine(tmp_path: Path, mode: str, steps: int) -> None:
    world = World(tmp_path / "home")
    _fill(world, 120)
    first = world.publish()
    world.put(*(make_opportunity(number, title="Changed") for number in range(1, 121)))
    command = [sys.executable, "-c", LOOP, str(world.settings.home), mode]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(1 + steps):
            assert process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
    assert world.search().total == 120, "the last good state serves, whole"
    assert world.index.health().reachable
    report = world.publish()
    assert report.reconciled
    assert world.contents() == _stored(world)
    assert mode == "rebuild" or report.index == first.index
    world.close()


def test_only_one_process_writes_the_embedded_index(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    _fill(world, 1)
    world.publish()
    with world.other(), pytest.raises(BusyError), world.other():
        pass
    assert world.search().total == 1, "while readers go on"
    world.close()


def test_a_reader_sees_a_publish_of_another_process(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    _fill(world, 3)
    world.publish()
    assert world.search().total == 3
    _fill(world, 7)
    command = [sys.executable, "-c", LOOP, str(world.settings.home), "incremental"]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    wait_until(lambda: world.search().total == 7, "the reader sees it")
    world.close()
