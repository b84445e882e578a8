"""API keys on a secured Elasticsearch: what a publisher needs, and that a portal's key can only read."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from deploy import index_keys
from portal.app import create_app
from records.errors import PublishError
from records.settings import Settings
from search_index.engine import open_index
from search_index.request import SearchRequest
from search_index.stage import publish
from tests.factories import make_opportunity
from tests.search_index.world import World
from tests.servers.elasticsearch_server import ElasticsearchServer


def _made(server: ElasticsearchServer, role: dict[str, Any]) -> str:
    body = {"name": "test", "role_descriptors": {"one": role}}
    answer = httpx.post(f"{server.url}/_security/api_key", json=body, auth=server.auth, trust_env=False)
    return str(answer.raise_for_status().json()["encoded"])


def _key(server: ElasticsearchServer, names: list[str], privileges: list[str]) -> str:
    role = {"one": {"indices": [{"names": names, "privileges": privileges}]}}
    body: dict[str, Any] = {"name": privileges[0], "role_descriptors": role}
    answer = httpx.post(f"{server.url}/_security/api_key", json=body, auth=server.auth, trust_env=False)
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


@pytest.mark.slow
@pytest.mark.elasticsearch
def test_an_alias_of_another_name_moves_or_the_rebuild_says_which_stays(
    tmp_path: Path, secured_elasticsearch: ElasticsearchServer
) -> None:
    """With the keys of the deployment: `opportunities*`, and what was named beside it."""
    server = secured_elasticsearch
    world = World(tmp_path / "home", server.url)
    jobs = {"jobs-portal": {"filter": {"term": {"kind": "job"}}}}
    own = "opportunities-keys"
    with httpx.Client(base_url=server.url, auth=server.auth, trust_env=False, timeout=60) as superuser:
        world.put(make_opportunity(1), make_opportunity(2, kind="course"))
        allowed = {further: _made(server, index_keys.roles(further)["publisher"]) for further in ((), ("jobs-portal",))}
        settings = world.settings.model_copy(update={"index_alias": own, "index_api_key": allowed[()]})
        first = publish(world.store, settings).index
        superuser.put(f"/{first}/_alias/jobs-portal", json=jobs["jobs-portal"]).raise_for_status()

        with pytest.raises(PublishError, match=r"may not move .*jobs-portal.*`manage`") as raised:
            publish(world.store, settings, rebuild=True)
        assert raised.value.code == "INDEX_FORBIDDEN"
        assert list(superuser.get(f"/{own}-*").json()) == [first], "nothing was built in vain"
        assert publish(world.store, settings).reconciled, "changes are published all the same"

        settings = settings.model_copy(update={"index_api_key": allowed[("jobs-portal",)]})
        second = publish(world.store, settings, rebuild=True).index
        assert superuser.get("/_alias/jobs-portal").json() == {second: {"aliases": jobs}}
    world.close()


@pytest.mark.slow
@pytest.mark.elasticsearch
def test_the_portals_key_serves_a_portal_and_shows_nothing_of_the_cluster(
    tmp_path: Path, secured_elasticsearch: ElasticsearchServer
) -> None:
    server = secured_elasticsearch
    home = tmp_path / "home"
    keys = {name: _made(server, role) for name, role in index_keys.ROLES.items()}
    shared = Settings(home=home, index_url=server.url, index_alias="opportunities-portal-test")
    publisher = shared.model_copy(update={"index_api_key": keys["publisher"]})
    portal = shared.model_copy(update={"index_api_key": keys["portal"]})
    world = World(home, server.url)
    world.put(make_opportunity(1))
    assert publish(world.store, publisher).reconciled
    app = create_app(portal)
    with TestClient(app) as client:
        assert client.get("/healthz").json()["status"] == "ok"
        assert client.get("/v1/search?q=care&facet=kind").json()["total"] == 1
        assert client.get("/?q=care").status_code == 200
    world.close()
    for settings in (portal, publisher):
        headers = {"Authorization": f"ApiKey {settings.index_api_key}"}
        with httpx.Client(base_url=server.url, headers=headers, trust_env=False, timeout=60) as client:
            for path in ("/_cluster/settings", "/_tasks", "/_nodes", "/_cluster/state"):
                assert client.get(path).status_code == 403, path
