"""``python -m tests.servers elasticsearch [--security] [--heap 1g]``: one server until Ctrl-C.

``fetch`` downloads what the servers need and ends: before the tests, because the first time takes longer
than one test may. It never fails: the tests say what they did without, and whether that matters.
"""

import argparse
import os
import signal
import sys
import threading

from tests.servers.elasticsearch_archive import cache_folder, elasticsearch_home
from tests.servers.elasticsearch_docker import docker_runs
from tests.servers.elasticsearch_server import start_elasticsearch
from tests.servers.errors import ServerUnavailable
from tests.servers.java import java_home


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("server", choices=["elasticsearch", "postgres", "fetch"])
    parser.add_argument("--security", action="store_true", help="with users and API keys")
    parser.add_argument("--heap", default="1g", help="memory of the server")
    options = parser.parse_args()
    if options.server == "fetch":
        _fetch()
        return
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    if options.server == "elasticsearch":
        _serve_elasticsearch(ended, heap=options.heap, security=options.security)
    else:
        _serve_postgres(ended)


def _fetch() -> None:
    if os.environ.get("ELASTICSEARCH_URL") or docker_runs():
        return
    try:
        java_home(cache_folder())
        elasticsearch_home()
    except ServerUnavailable as error:
        sys.stderr.write(f"talentfeed: no Elasticsearch for the tests: {error}\n")


def _serve_elasticsearch(ended: threading.Event, *, heap: str, security: bool) -> None:
    server = start_elasticsearch(heap=heap, security=security)
    try:
        _announce(server.url, f"user {server.auth[0]}, password {server.auth[1]}" if server.auth else "")
        ended.wait()
    finally:
        server.close()


def _serve_postgres(ended: threading.Event) -> None:
    from tests.servers.postgres_server import start_postgres

    server = start_postgres()
    try:
        _announce(server.create_database(), "")
        ended.wait()
    finally:
        server.close()


def _announce(url: str, note: str) -> None:
    """The address alone on standard output, so that a script can read it."""
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    sys.stderr.write(f"{note or 'serving'}; Ctrl-C ends it\n")


if __name__ == "__main__":
    main()
