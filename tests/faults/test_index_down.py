"""The index's server, or the publishing process, ends in the middle: nothing lost, nothing doubled."""

import uuid
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from search_index.engine import open_index
from tests.factories import make_opportunity, put_opportunities
from tests.faults.processes import kill
from tests.integration.region import Region, assert_consistent
from tests.servers.elasticsearch_server import ElasticsearchServer
from tests.waiting import PATIENCE, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.timeout(3600)]
MANY = 3000


def fill(region: Region, title: str, count: int = MANY) -> None:
    """Opportunities as dedupe leaves them; with another title, all are changed."""
    with region.store() as store:
        put_opportunities(store, *(make_opportunity(number, title=title) for number in range(1, count + 1)))


def versions(region: Region) -> dict[str, int]:
    """What serves: id → version."""
    with closing(open_index(region.settings)) as index:
        state = index.state()
        assert state is not None
        return dict(index.versions(state.name))


def stored(region: Region) -> dict[str, int]:
    with region.store() as store:
        return {one.id: one.sequence for one in store.opportunities.iterate("open")}


@pytest.fixture
def served(region: Region, elasticsearch_server: ElasticsearchServer) -> Iterator[Region]:
    if not elasticsearch_server.restartable:
        pytest.skip("the server is not ours to end")
    region.index_url = elasticsearch_server.url
    region.index_alias = f"test-{uuid.uuid4().hex[:12]}"
    yield region
    elasticsearch_server.start()
    names = list(httpx.get(f"{region.index_url}/{region.index_alias}*", trust_env=False, timeout=PATIENCE).json())
    for name in names:
        httpx.delete(f"{region.index_url}/{name}", trust_env=False, timeout=PATIENCE)


def written(region: Region) -> int:
    """Documents that Elasticsearch has taken so far, in all indices of the region."""
    answer = httpx.get(f"{region.index_url}/{region.index_alias}-*/_stats/indexing", trust_env=False, timeout=PATIENCE)
    return int(answer.json()["_all"]["primaries"].get("indexing", {}).get("index_total", 0))


def test_elasticsearch_is_killed_while_it_is_published_to(
    served: Region, elasticsearch_server: ElasticsearchServer
) -> None:
    fill(served, "Cook")
    served.run("publish")
    before = versions(served)
    fill(served, "Chef")
    already = written(served)
    process = served.start("publish")
    running = wait_until(lambda: written(served) > already, "bulks arrive", meanwhile=lambda: process.poll() is None)
    elasticsearch_server.kill()
    out, errors = process.communicate(timeout=PATIENCE)
    if running and process.returncode != 0:
        assert process.returncode == 8, out + errors
        [line] = errors.strip().splitlines()
        assert line.startswith("INDEX_UNREACHABLE: ")
        assert "publish again" in line
    elasticsearch_server.start()
    assert versions(served).keys() == before.keys(), "the last index serves, whole"
    assert served.run_json("publish")["reconciled"] is True
    assert versions(served) == stored(served)
    assert served.search("chef").total == MANY
    assert served.search("cook").total == 0
    assert_consistent(served)


@pytest.mark.parametrize("arguments", [("publish",), ("publish", "--rebuild")])
def test_a_publish_of_the_embedded_engine_is_killed(region: Region, arguments: tuple[str, ...]) -> None:
    fill(region, "Cook", 1000)
    region.run("publish")
    before = versions(region)
    fill(region, "Chef", 1000)
    folder = region.home / "index"
    files = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    process = region.start(*arguments)

    def writes() -> bool:
        return any(path.is_file() and path not in files and path.suffix for path in folder.rglob("*"))

    wait_until(writes, "segments are written", meanwhile=lambda: process.poll() is None)
    kill(process)
    assert region.search(limit=1).total == 1000, "the last good state serves, whole"
    assert versions(region).keys() == before.keys()
    assert region.run_json("publish")["reconciled"] is True
    assert versions(region) == stored(region)
    assert_consistent(region)
