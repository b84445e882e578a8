"""Real servers as fixtures: where one cannot be had, its tests skip loudly, or fail when required."""

import gc
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NoReturn

import hypothesis
import pytest

from tests.servers import ServerUnavailable
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.servers.elasticsearch_server import ElasticsearchServer
    from tests.servers.postgres_server import PostgresServer

pytest_plugins = ("tests.order",)
# The fixtures of each server: a test that uses one gets the server's marker by itself.
SERVER_FIXTURES = {
    "elasticsearch": {"elasticsearch_server", "elasticsearch_url", "secured_elasticsearch"},
    "postgres": {"postgres_server", "postgres_url"},
    "browser": {"browser", "browser_page", "plain_page"},
}
# What hypothesis says of slow examples says how busy the machine is.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")
# Modules, tests and their parameters stay to the end: to look for garbage among them again and again takes a third of
# the time in which they are collected.
gc.set_threshold(200_000, 20, 100)
_UNAVAILABLE = pytest.StashKey[dict[str, str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_UNAVAILABLE] = {}
    # As a region's commands have it (`tests.integration.region`): the server that crawls are forked from serves one
    # environment, and would start anew wherever a test changes from a stage to a command.
    os.environ["NO_PROXY"] = ",".join(filter(None, (os.environ.get("NO_PROXY"), "127.0.0.1")))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        for server, fixtures in SERVER_FIXTURES.items():
            if used & fixtures:
                item.add_marker(server)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for server, reason in config.stash[_UNAVAILABLE].items():
        terminalreporter.write_line(f"NOT TESTED on a real {server}: {reason}", red=True, bold=True)


@pytest.fixture(scope="session", autouse=True)
def _patient_with_elasticsearch() -> Iterator[None]:
    """A server that shares a busy machine answers late, and is not out of reach."""
    from search_index.elastic import client as elastic_client

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(elastic_client, "REQUEST_SECONDS", PATIENCE)
        yield


@pytest.fixture(scope="session")
def _unavailable(request: pytest.FixtureRequest) -> Callable[[str, ServerUnavailable], NoReturn]:
    def give_up(server: str, error: ServerUnavailable) -> NoReturn:
        request.config.stash[_UNAVAILABLE][server] = str(error)
        variable = f"TALENTFEED_REQUIRE_{server.upper()}"
        if os.environ.get(variable) == "1":
            pytest.fail(f"{variable}=1, but {error}", pytrace=False)
        pytest.skip(f"not tested on a real {server}: {error}")

    return give_up


@pytest.fixture(scope="session")
def _elasticsearch(
    _unavailable: Callable[[str, ServerUnavailable], NoReturn],
) -> Iterator["ElasticsearchServer"]:
    from tests.servers.elasticsearch_server import start_elasticsearch

    try:
        server = start_elasticsearch(short_lived=True)
    except ServerUnavailable as error:
        _unavailable("elasticsearch", error)
    yield server
    server.close()


@pytest.fixture
def elasticsearch_server(_elasticsearch: "ElasticsearchServer") -> "ElasticsearchServer":
    """The session's server; running at the start of each test, whatever the last one did to it."""
    _elasticsearch.start()
    return _elasticsearch


@pytest.fixture
def elasticsearch_url(elasticsearch_server: "ElasticsearchServer") -> str:
    """The session's server's address. Tests share it: they name their indices apart."""
    return elasticsearch_server.url


@pytest.fixture(scope="session")
def secured_elasticsearch(
    _unavailable: Callable[[str, ServerUnavailable], NoReturn],
) -> Iterator["ElasticsearchServer"]:
    """A server with users and API keys; its `auth` is a superuser's."""
    from tests.servers.elasticsearch_server import start_elasticsearch

    try:
        server = start_elasticsearch(security=True, heap="512m", short_lived=True)
    except ServerUnavailable as error:
        _unavailable("elasticsearch", error)
    yield server
    server.close()


@pytest.fixture(scope="session")
def postgres_server(
    _unavailable: Callable[[str, ServerUnavailable], NoReturn],
) -> Iterator["PostgresServer"]:
    from tests.servers.postgres_server import start_postgres

    try:
        server = start_postgres()
    except ServerUnavailable as error:
        _unavailable("postgres", error)
    yield server
    server.close()


@pytest.fixture
def postgres_url(postgres_server: "PostgresServer") -> Iterator[str]:
    """The SQLAlchemy URL of an empty database of the test's own."""
    url = postgres_server.create_database()
    yield url
    postgres_server.drop_database(url)


# For the tests of one file: while its driver runs, this thread has a running event loop, and nothing that another
# file tests (a server in this process, a proxy) could run its own.
@pytest.fixture(scope="module")
def browser(_unavailable: Callable[[str, ServerUnavailable], NoReturn]) -> Iterator["Browser"]:
    from tests.servers.browser import chromium

    started = chromium()
    try:
        opened = started.__enter__()
    except ServerUnavailable as error:
        _unavailable("browser", error)
    yield opened
    started.__exit__(None, None, None)


@pytest.fixture
def browser_page(browser: "Browser") -> Iterator["Page"]:
    """A fresh page: no cookie or storage of another test."""
    from tests.servers.browser import chromium_page

    with chromium_page(browser) as page:
        yield page


@pytest.fixture
def plain_page(browser: "Browser") -> Iterator["Page"]:
    """A page that runs no script."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """What a test sets in the log ends with it."""
    from tests.command import log_kept

    with log_kept():
        yield
