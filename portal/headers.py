"""What every answer carries and every request must keep to: security headers, HEAD, and limits of size."""

import json
from typing import Protocol

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Pages have no script, no frame and nothing of another host. JSON-LD is data, which no script-src rules.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
MAX_QUERY_BYTES = 4000


class Headers(Protocol):
    """A response's headers."""

    def setdefault(self, key: str, value: str) -> str:
        """Set unless it is there."""


def add_security_headers(headers: Headers) -> None:
    """To any response."""
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)


class Guard:
    """ASGI middleware: refuses long queries, answers HEAD as GET without a body, adds headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_security_headers(MutableHeaders(scope=message))
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if len(scope["query_string"]) > MAX_QUERY_BYTES:
            await _refuse(guarded)
            return
        await self._app({**scope, "method": "GET"} if head else scope, receive, guarded)


async def _refuse(send: Send) -> None:
    message = f"the query is too long: at most {MAX_QUERY_BYTES} bytes"
    body = json.dumps({"error": {"code": "TOO_LONG", "message": message, "field": None}}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 414, "headers": headers})
    await send({"type": "http.response.body", "body": body})
