"""API keys on a secured Elasticsearch: what a publisher needs, and that a portal's key can only read."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from records.errors import PublishError
from search_index.engine import open_index
from search_index.request import SearchRequest
from search_index.stage import publish
from tests.factories import make_opportunity
from tests.search_index.world import World
from tests.servers.elasticsearch_server import ElasticsearchServer
from tests.waiting import PATIENCE


def _key(server: ElasticsearchServer, names: list[str], privileges: list[str]) -> str:
    role = {"one": {"indices": [{"names": names, "privileges": privileges}]}}
    body: dict[str, Any] = {"name": privileges[0], "role_descriptors": role}
    answer = httpx.post(
        f"{server.url}/_security/api_key", json=body, auth=server.auth, trust_env=False, timeout=PATIENCE
    )
    return str(answer.raise_for_status().json()["encoded"])


@pytest.mark.slow
@pytest.mark.elasticsearch
def test_a_publisher_manages_its_indices_and_a_portal_reads(
    tmp_path: Path, secured_elasticsearch: ElasticsearchServer
) -> None:
    server = secured_elasticsearch
    world = World(tmp_path / "home", server.url)
    alias = world.settings.index_alias
    world.put(make_opportunity(1), make_opportunity(2))
    publisher = world.settings.model_copy(
        update={"index_api_key": _key(server, [f"{alias}*"], ["manage", "read", "write"])}
    )
    assert publish(world.store, publisher).reconciled
    assert publish(world.store, publisher, rebuild=True).reconciled

    portal = world.settings.model_copy(update={"index_api_key": _key(server, [alias], ["read", "view_index_metadata"])})
    index = open_index(portal)
    found = index.search(SearchRequest(text="care"))
    assert (found.total, found.index.sequence) == (2, 2)
    index.close()
    world.put(make_opportunity(3))
    for settings in (portal, world.settings):
        with pytest.raises(PublishError) as raised:
            publish(world.store, settings, rebuild=True)
        assert raised.value.code == "INDEX_FORBIDDEN"
        assert portal.index_api_key not in str(raised.value)
    world.close()
