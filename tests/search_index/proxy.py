"""A loopback proxy before a real Elasticsearch: overload and cut connections at the moment a test wants."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.waiting import PATIENCE

Bulk = list[tuple[dict[str, Any], bytes | None]]
# What to do with a bulk request: None passes it on, indices answer those items 429, an int is a status.
Rule = Callable[[int, Bulk], set[int] | int | None]


@contextmanager
def proxy(target: str, rule: Rule, asked: list[str] | None = None) -> Iterator[str]:
    """The address of a proxy that asks `rule` (number of the bulk request, its items) before each bulk.

    asked: every path that was asked for is added to it.
    """
    with httpx.Client(base_url=target, trust_env=False, timeout=PATIENCE) as client:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(client, rule, [] if asked is None else asked))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def _handler(client: httpx.Client, rule: Rule, asked: list[str]) -> type[BaseHTTPRequestHandler]:
    seen = iter(range(1, 10**9))
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            asked.append(urlsplit(self.path).path)
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            status, answer = self._bulk(body) if "_bulk" in urlsplit(self.path).path else self._pass_on(body)
            self.send_response(status)
            self.send_header("content-type", "application/vnd.elasticsearch+json;compatible-with=9")
            self.send_header("x-elastic-product", "Elasticsearch")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Tests read no access log."""

        def _pass_on(self, body: bytes) -> tuple[int, bytes]:
            names = ("content-type", "accept")
            headers = {name: self.headers[name] for name in names if self.headers.get(name)}
            answer = client.request(self.command, self.path, content=body, headers=headers)
            return answer.status_code, answer.content

        def _bulk(self, body: bytes) -> tuple[int, bytes]:
            items = _items(body)
            with lock:
                decided = rule(next(seen), items)
            if isinstance(decided, int):
                return decided, b'{"error":{"type":"unavailable","reason":"by the test"},"status":%d}' % decided
            if not decided:
                return self._pass_on(body)
            if decided >= set(range(len(items))):
                return 200, _with_busy({"items": []}, items, decided)
            status, answer = self._pass_on(_lines([item for n, item in enumerate(items) if n not in decided]))
            return status, _with_busy(json.loads(answer), items, decided)

    return Handler


def _items(body: bytes) -> Bulk:
    lines = body.splitlines()
    items: Bulk = []
    while lines:
        about = json.loads(lines.pop(0))
        items.append((about, lines.pop(0) if "index" in about else None))
    return items


def _lines(items: Bulk) -> bytes:
    lines = [line for about, source in items for line in (json.dumps(about).encode(), source) if line is not None]
    return b"".join(line + b"\n" for line in lines)


def _with_busy(answer: dict[str, Any], items: Bulk, busy: set[int]) -> bytes:
    error = {"type": "es_rejected_execution_exception", "reason": "by the test"}
    left = iter(answer["items"])
    merged = []
    for number, (about, _) in enumerate(items):
        ((name, target),) = about.items()
        merged.append({name: {"_id": target["_id"], "status": 429, "error": error}} if number in busy else next(left))
    return json.dumps({**answer, "items": merged}).encode()
