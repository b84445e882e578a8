"""A web server on loopback whose every answer a test writes."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """One answer; `act` may write to the connection itself instead."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    act: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass
class Seen:
    """One request as it came."""

    path: str
    at: float
    headers: dict[str, str]
    method: str = "GET"
    body: str = ""


Script = Answer | Callable[[Seen], Answer]


class WebServer:
    """Answers by path; a list answers in turn and stays at its last."""

    def __init__(self, context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.answers: dict[str, Script | list[Script]] = {}
        self.seen: list[Seen] = []
        self._httpd = ThreadingHTTPServer((host, 0), self._handler())
        self._httpd.daemon_threads = True
        if context:
            self._httpd.socket = context.wrap_socket(self._httpd.socket, server_side=True)
        self.scheme = "https" if context else "http"
        self.host, self.port = "localhost" if context else host, self._httpd.server_port
        threading.Thread(target=self._httpd.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, path: str = "/") -> str:
        """Address of a path."""
        return f"{self.scheme}://{self.host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [seen.path for seen in self.seen]

    def reset(self) -> None:
        """Forget requests and answers."""
        self.seen.clear()
        self.answers.clear()

    def close(self) -> None:
        """Stop serving."""
        self._httpd.shutdown()
        self._httpd.server_close()

    def _answer(self, seen: Seen) -> Answer:
        script = self.answers.get(seen.path)
        if isinstance(script, list):
            script = script.pop(0) if len(script) > 1 else script[0]
        if script is None:
            return Answer("not here", 404)
        return script(seen) if callable(script) else script

    def _handler(server: Any) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler's `self` is another
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length).decode() if length else ""
                seen = Seen(self.path, time.monotonic(), dict(self.headers.items()), self.command, body)
                server.seen.append(seen)
                answer = server._answer(seen)
                with contextlib.suppress(ConnectionError, ssl.SSLError):
                    (answer.act or self.plain(answer))(self)

            do_POST = do_GET  # noqa: N815 - the name is http.server's

            @staticmethod
            def plain(answer: Answer) -> Callable[[BaseHTTPRequestHandler], None]:
                def act(handler: BaseHTTPRequestHandler) -> None:
                    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                    handler.send_response(answer.status)
                    headers = {"Content-Length": str(len(body)), **answer.headers}
                    for name, value in headers.items():
                        handler.send_header(name, value)
                    handler.end_headers()
                    handler.wfile.write(body)

                return act

            def log_message(self, *_args: Any) -> None:
                pass

        return Handler


def truncated(handler: BaseHTTPRequestHandler) -> None:
    """Announce 1,000 bytes, send 3."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"abc")
    handler.close_connection = True


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Cut the connection so that the other side gets a RST."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def drip(handler: BaseHTTPRequestHandler) -> None:
    """One byte a second, without end."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(30):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(1)


@contextlib.contextmanager
def serving(context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[WebServer]:
    """A server for a while."""
    server = WebServer(context, host)
    try:
        yield server
    finally:
        server.close()
