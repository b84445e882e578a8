"""What every answer carries: security headers and CORS; and HEAD, which is GET without a body."""

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
EXPOSED = ("ETag", "Link", "Location", "Retry-After")
# To errors and to requests without an Origin too: a cache gives the same answer to another site's script.
CORS_HEADERS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": ", ".join(EXPOSED)}


class Headers(Protocol):
    """A response's headers."""

    def setdefault(self, key: str, value: str) -> str:
        """Set unless it is there."""


def add_headers(headers: Headers) -> None:
    """To any response."""
    for name, value in (SECURITY_HEADERS | CORS_HEADERS).items():
        headers.setdefault(name, value)


class Guard:
    """ASGI middleware: answers HEAD as GET without a body, adds headers."""

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
                add_headers(MutableHeaders(scope=message))
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"} if head else scope, receive, guarded)
