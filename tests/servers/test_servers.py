"""The test servers themselves: each answers, is fresh, and comes back after a crash."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from operator import methodcaller
from threading import Thread
from typing import TYPE_CHECKING

import psycopg
import pytest
from elasticsearch import Elasticsearch
from elasticsearch import NotFoundError as IndexNotFoundError

from tests.servers import ServerUnavailable
from tests.servers.elasticsearch_server import ElasticsearchServer, ExternalServer
from tests.servers.postgres_server import PostgresServer

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_elasticsearch_indexes_and_finds(elasticsearch_url: str) -> None:
    with Elasticsearch(elasticsearch_url) as client:
        client.index(index="servers-find", document={"title": "Trainee lift engineer"}, refresh=True)
        found = client.search(index="servers-find", query={"match": {"title": "engineer"}})
        client.indices.delete(index="servers-find")
    assert found["hits"]["total"]["value"] == 1


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.parametrize("end", [methodcaller("kill"), methodcaller("stop")], ids=["kill", "stop"])
def test_elasticsearch_keeps_its_data_over_an_end(
    elasticsearch_server: ElasticsearchServer, end: Callable[[ElasticsearchServer], None]
) -> None:
    if not elasticsearch_server.restartable:
        pytest.skip("ELASTICSEARCH_URL names a server that is not ours to end")
    with Elasticsearch(elasticsearch_server.url) as client:
        client.index(index="servers-end", id="1", document={"title": "Baker"})
    end(elasticsearch_server)
    assert not elasticsearch_server.healthy()

    elasticsearch_server.start()

    with Elasticsearch(elasticsearch_server.url) as client:
        assert client.get(index="servers-end", id="1")["_source"] == {"title": "Baker"}
        client.indices.delete(index="servers-end")


@pytest.mark.slow
def test_secured_elasticsearch_gives_api_keys(secured_elasticsearch: ElasticsearchServer) -> None:
    with Elasticsearch(secured_elasticsearch.url, basic_auth=secured_elasticsearch.auth) as admin:
        key = admin.security.create_api_key(name="reader")["encoded"]
    with Elasticsearch(secured_elasticsearch.url, api_key=key) as client:
        assert client.security.authenticate()["api_key"]["name"] == "reader"
        with pytest.raises(IndexNotFoundError):
            client.get(index="nothing-here", id="1")


def test_a_named_server_that_is_silent_is_unavailable() -> None:
    with pytest.raises(ServerUnavailable, match="does not answer"):
        ExternalServer("http://127.0.0.1:1").start()


def _tables(url: str) -> int:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert row is not None
    return int(row[0])


def test_postgres_gives_each_test_an_empty_database(postgres_url: str, postgres_server: PostgresServer) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE listings (id text PRIMARY KEY)")
    other = postgres_server.create_database()
    assert (_tables(postgres_url), _tables(other)) == (1, 0)
    postgres_server.drop_database(other)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        _tables(other)


class _Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<!doctype html><h1></h1><script>document.querySelector('h1').append('Jobs')</script>")

    def log_message(self, *_: object) -> None:
        """Quiet."""


def test_browser_runs_a_page_of_loopback(browser_page: "Page") -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Hello) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        browser_page.goto(f"http://127.0.0.1:{server.server_port}/")
        assert browser_page.get_by_role("heading").inner_text() == "Jobs"
        server.shutdown()
