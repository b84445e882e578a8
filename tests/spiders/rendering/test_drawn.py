"""Lists that a script draws, in a real browser; and what such a page must never reach."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest

from records.run import RunReport
from records.source import SourceConfig
from records.vocabulary import RunState
from services.drafting import draft_source
from spiders.rendering.browser import has_extra
from spiders.replay import replay
from tests.servers.browser import chromium_path
from tests.servers.errors import ServerUnavailable
from tests.spiders.conftest import World, make_source
from tests.spiders.server import Answer, WebServer, serving

pytestmark = pytest.mark.browser

TITLES = ["School Cook", "Night Porter", "Senior Gardener", "Staff Nurse", "Data Analyst", "Lorry Driver"]
JOBS = [{"title": "Cook", "url": "/a"}, {"title": "Driver é", "url": "/b"}]
# The list is fetched by the script, and drawn a moment later.
PAGE = """<!doctype html><html><head><meta charset="utf-8"><link rel="icon" href="data:,"></head><body>
<div id="app"></div><img src="/picture.png"><script src="/app.js"></script></body></html>"""
SCRIPT = """fetch('/data.json').then(r => r.json()).then(jobs => setTimeout(() => {
  const list = document.createElement('ul');
  for (const job of jobs) {
    const item = document.createElement('li'), link = document.createElement('a');
    item.className = 'job'; link.href = job.url; link.textContent = job.title; item.append(link); list.append(item);
  }
  document.getElementById('app').append(list);
}, 50));"""


@pytest.fixture(autouse=True)
def _browser(world: World, _unavailable: Callable[[str, ServerUnavailable], NoReturn]) -> None:
    """Skips loudly where there is no browser, or what drives it."""
    try:
        if not has_extra():
            raise ServerUnavailable("the extra `browser` is not installed")
        world.settings = world.settings.model_copy(update={"browser": chromium_path()})
    except ServerUnavailable as error:
        _unavailable("browser", error)


def drawn(url: str, **politeness: Any) -> SourceConfig:
    connector = {"type": "selectors", "url": url, "item": "li.job", "fields": {"title": "a"}, "link": "a"}
    return make_source({**connector, "render": "browser"}, **politeness)


def titles(world: World, report: RunReport) -> list[object]:
    return [payload.data["title"] for payload in world.payloads(report)]


def put_list(server: WebServer) -> None:
    html = {"Content-Type": "text/html", "ETag": '"shell"'}
    server.answers |= {
        "/jobs": Answer(PAGE, headers=html),
        "/app.js": Answer(SCRIPT, headers={"Content-Type": "text/javascript"}),
        "/data.json": Answer(json.dumps(JOBS), headers={"Content-Type": "application/json"}),
    }


def test_a_list_drawn_by_a_script(world: World, server: WebServer) -> None:
    put_list(server)
    source = drawn(server.url("/jobs"))
    first = world.crawl(source)
    assert (first.state, first.reason, first.warnings) == (RunState.COMPLETE, "", [])
    assert titles(world, first) == ["Cook", "Driver é"]
    assert [payload.url for payload in world.payloads(first)] == [server.url("/a"), server.url("/b")]
    # No picture is fetched, and what is fetched is counted.
    assert server.paths() == ["/robots.txt", "/jobs", "/app.js", "/data.json"]
    assert first.counts.requests == len(server.seen)
    assert {seen.headers["User-Agent"] for seen in server.seen} == {world.settings.user_agent}
    page = next(page for page in world.pages(first) if page.url == server.url("/jobs"))
    assert (page.etag, page.content_type) == (None, "text/html; charset=utf-8")

    # The archive has the drawn page: nothing is fetched or drawn to read it again.
    server.seen.clear()
    again = [payload.data for payload in replay(source, world.archive, first.id)]
    assert again == [payload.data for payload in world.payloads(first)]
    assert server.seen == []

    # The document's own ETag says nothing of what is drawn; the same drawn page is carried over.
    second = world.crawl(source)
    assert titles(world, second) == ["Cook", "Driver é"]
    assert all("If-None-Match" not in seen.headers for seen in server.seen if seen.path == "/jobs")
    server.answers["/data.json"] = Answer(json.dumps(JOBS[:1]), headers={"Content-Type": "application/json"})
    third = world.crawl(source)
    assert (titles(world, third), third.warnings) == (["Cook"], [])


def test_without_a_browser_the_list_is_not_there(world: World, server: WebServer) -> None:
    """What the first test reads is drawn, and nowhere else."""
    put_list(server)
    source = drawn(server.url("/jobs"))
    plain = source.model_copy(update={"connector": source.connector.model_copy(update={"render": None})})
    assert titles(world, world.crawl(plain)) == []


@contextlib.contextmanager
def canary() -> Iterator[tuple[int, list[bytes]]]:
    """A port that answers whatever connects, and what came: by 0.0.0.0 too, which no setting allows."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _address = listener.accept()
                    with connection:
                        heard.append(connection.recv(4096))
                        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")

        threading.Thread(target=serve, daemon=True).start()
        port = listener.getsockname()[1]
        with socket.create_connection(("0.0.0.0", port)) as known:
            known.sendall(b"here")
            assert known.recv(100).startswith(b"HTTP/1.1 200"), "the address does lead to the canary"
        heard.clear()
        yield port, heard
        listener.shutdown(socket.SHUT_RDWR)


REACH = """<!doctype html><html><body><ul><li class="job"><a href="/a">Cook</a></li></ul>
<script src="http://HOST/script.js"></script><iframe src="http://HOST/frame"></iframe>
<link rel="stylesheet" href="http://HOST/style.css"><link rel="preconnect" href="http://HOST/">
<script src="/moves"></script>
<script>
fetch('http://HOST/fetch', {mode: 'no-cors'}).catch(() => 0);
fetch('https://HOST/tls', {mode: 'no-cors'}).catch(() => 0);
navigator.sendBeacon('http://HOST/beacon', 'x');
new WebSocket('ws://HOST/socket'); new WebSocket('wss://HOST/socket');
new EventSource('http://HOST/events');
new Worker(URL.createObjectURL(new Blob(["fetch('http://HOST/worker', {mode: 'no-cors'}).catch(() => 0); new WebSocket('ws://HOST/w')"])));
window.open('http://HOST/window');
const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:UDP'},
  {urls: 'turn:HOST?transport=tcp', username: 'a', credential: 'b'}]});
peer.createDataChannel('x'); peer.createOffer().then(offer => peer.setLocalDescription(offer));
</script></body></html>"""


def test_a_page_reaches_no_private_address(world: World, server: WebServer) -> None:
    with canary() as (port, heard), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
        host = f"0.0.0.0:{port}"
        body = REACH.replace("HOST", host).replace("UDP", str(udp.getsockname()[1]))
        server.answers |= {
            "/jobs": Answer(body, headers={"Content-Type": "text/html"}),
            "/moves": Answer("", 302, {"Location": f"http://{host}/moved.js"}),
        }
        report = world.crawl(drawn(server.url("/jobs")))
        assert heard == []
        with pytest.raises(BlockingIOError):
            udp.recv(100)
    assert titles(world, report) == ["Cook"]
    assert "SSRF_BLOCKED" in {warn.code for warn in report.warnings}, "the proxy's refusal is said"


@pytest.mark.parametrize("how", ["redirect", "script", "refresh"])
def test_a_page_that_goes_to_a_private_address_is_refused(world: World, server: WebServer, how: str) -> None:
    with canary() as (port, heard):
        target = f"http://0.0.0.0:{port}/x"
        server.answers["/jobs"] = {
            "redirect": Answer("", 302, {"Location": target}),
            "script": Answer(f"<script>location.href = '{target}'</script>", headers={"Content-Type": "text/html"}),
            "refresh": Answer(
                f'<meta http-equiv="refresh" content="0;url={target}">', headers={"Content-Type": "text/html"}
            ),
        }[how]
        report = world.crawl(drawn(server.url("/jobs")))
        assert heard == []
    assert (report.state, report.reason) == (RunState.FAILED, "SSRF_BLOCKED")


def test_where_a_page_moves_robots_txt_holds(world: World, server: WebServer) -> None:
    put_list(server)
    server.answers |= {
        "/old": Answer("", 302, {"Location": "/jobs"}),
        "/shut": Answer("", 302, {"Location": "/private/jobs"}),
        "/private/jobs": Answer("no"),
        "/robots.txt": Answer("User-agent: *\nDisallow: /private/\n"),
    }
    assert titles(world, world.crawl(drawn(server.url("/old")))) == ["Cook", "Driver é"]
    assert world.crawl(drawn(server.url("/shut"))).reason == "ROBOTS_DISALLOWED"
    server.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /data.json\n")
    server.seen.clear()
    report = world.crawl(drawn(server.url("/jobs")))
    assert "/data.json" not in server.paths()
    assert "/private/jobs" not in server.paths()
    assert "ROBOTS_DISALLOWED" in {warn.code for warn in report.warnings}
    assert titles(world, report) == []


def test_a_page_from_another_host_asks_its_robots_txt(world: World, server: WebServer) -> None:
    put_list(server)
    with serving() as other:
        other.answers |= {
            "/robots.txt": Answer("User-agent: *\nDisallow: /no\n"),
            "/yes.js": Answer(SCRIPT, headers={"Content-Type": "text/javascript"}),
        }
        body = PAGE.replace("/app.js", other.url("/yes.js")) + f'<script src="{other.url("/no.js")}"></script>'
        server.answers["/jobs"] = Answer(body, headers={"Content-Type": "text/html"})
        report = world.crawl(drawn(server.url("/jobs")))
        assert titles(world, report) == ["Cook", "Driver é"]
        assert sorted(other.paths()) == ["/robots.txt", "/yes.js"]


def test_statuses_and_sizes(world: World, server: WebServer) -> None:
    server.answers["/jobs"] = Answer("<p>gone</p>", 404, {"Content-Type": "text/html"})
    assert world.crawl(drawn(server.url("/jobs"))).reason == "HTTP_404"
    server.answers["/jobs"] = Answer(b"%PDF-1.7\n", headers={"Content-Type": "application/zip"})
    assert world.crawl(drawn(server.url("/jobs"))).reason == "NO_PAGE"
    put_list(server)
    server.answers["/app.js"] = Answer("//" + "x" * 300_000, headers={"Content-Type": "text/javascript"})
    report = world.crawl(drawn(server.url("/jobs"), max_page_mb=0.1))
    assert (report.state, report.reason) == (RunState.FAILED, "TOO_LARGE")


def test_no_browser_is_said_with_its_remedy(world: World, server: WebServer) -> None:
    world.settings = world.settings.model_copy(update={"browser": "/nowhere/chromium"})
    report = world.crawl(drawn(server.url("/jobs")))
    assert (report.state, report.reason) == (RunState.FAILED, "BROWSER_MISSING")
    assert "TALENTFEED_BROWSER" in report.message
    world.settings = world.settings.model_copy(update={"browser": "/bin/false"})
    server.answers["/jobs"] = Answer("<p>")
    report = world.crawl(drawn(server.url("/jobs")))
    assert (report.state, report.reason) == (RunState.FAILED, "BROWSER_FAILED")
    assert server.paths() == ["/robots.txt"]


def test_a_draft_of_a_page_that_scripts_draw(world: World, server: WebServer) -> None:
    """The list is nowhere in the page, nor is the address that its script puts together."""
    jobs = [{"title": title, "url": f"/vacancies/{number}"} for number, title in enumerate(TITLES, 1)]
    put_list(server)
    script = SCRIPT.replace("'/data.json'", "'/da' + 'ta.js' + 'on'")
    server.answers |= {
        "/app.js": Answer(script, headers={"Content-Type": "text/javascript"}),
        "/data.json": Answer(json.dumps(jobs), headers={"Content-Type": "application/json"}),
    }
    settings = world.settings.model_copy(update={"config_dir": world.settings.home / "config"})
    draft = draft_source(server.url("/jobs"), settings)
    assert draft.config is not None, draft.told
    assert getattr(draft.config.connector, "render", None) == "browser"
    assert "render: browser" in draft.text
    assert draft.trial is not None
    assert {one.title for one in draft.trial.listings} == set(TITLES)
