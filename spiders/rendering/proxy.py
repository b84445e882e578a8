"""The only way out of the browser: a forward proxy on loopback that connects to no address the guard refuses.

It looks a name up itself and connects to the very address that it checked, so that a name which changes its
answer in between (rebinding) reaches nothing. Pages, what they load, redirects, workers and websockets all pass
here, in plain HTTP or through CONNECT. A random credential keeps others on the machine out.
"""

import asyncio
import base64
import contextlib
import hmac
import secrets
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import h11

from records.errors import FetchError
from records.network_guard import check_url, is_allowed_address, literal_address
from spiders.rendering.forward import exchange, next_event

Resolve = Callable[[str, int], Awaitable[list[str]]]
USER = "talentfeed"
_CHUNK = 65536
_CONNECT_SECONDS = 15.0
# For one head from the browser, which is on the same machine.
_HEAD_SECONDS = 60.0


@dataclass(frozen=True)
class Refusal:
    """A connection that was not made. `code`: SSRF_BLOCKED, DNS_FAILED, REFUSED or TOO_LARGE."""

    code: str
    host: str
    port: int
    message: str


class _NotMade(Exception):
    """The browser is told the status; who asks the proxy later, the rest."""

    def __init__(self, status: int, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.status, self.refusal = status, refusal


async def look_up(host: str, port: int) -> list[str]:
    """All addresses of a name, by the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedProxy:
    """Start it in a running loop. `most_bytes`: what may come through from `fresh` to `fresh`."""

    def __init__(self, *, allow_loopback: bool, most_bytes: int, resolve: Resolve = look_up) -> None:
        self.password = secrets.token_urlsafe(24)
        self.port = 0
        self.refusals: list[Refusal] = []
        self._allow_loopback, self._most_bytes, self._resolve = allow_loopback, most_bytes, resolve
        self._came = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen on a port of loopback that the system chooses."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])

    def close(self) -> None:
        """Listen no more, and drop what is under way."""
        if self._server is not None:
            self._server.close()
        self._drop()

    def fresh(self) -> None:
        """A new page begins: count anew, and forget what was refused."""
        self._came = 0
        self.refusals.clear()

    @property
    def too_much(self) -> bool:
        """Whether more came than may."""
        return self._came > self._most_bytes

    def _drop(self) -> None:
        for writer in list(self._open):
            writer.close()

    def _count(self, number: int) -> None:
        self._came += number
        if self.too_much:
            self._drop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        connection = h11.Connection(h11.SERVER)
        try:
            async with asyncio.timeout(_HEAD_SECONDS):
                request = await next_event(connection, reader)
            if isinstance(request, h11.Request):
                await self._answer(request, connection, reader, writer)
        except _NotMade as refused:
            self.refusals.append(refused.refusal)
            await _say(connection, writer, refused.status, refused.refusal.message)
        except (OSError, TimeoutError, h11.ProtocolError, asyncio.IncompleteReadError):
            pass  # either side went away or spoke no HTTP: the connection is closed, and the browser sees that
        finally:
            self._open.discard(writer)
            writer.close()

    async def _answer(
        self,
        request: h11.Request,
        connection: h11.Connection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        if not self._knows(request):
            await _say(connection, writer, 407, "who are you?", [("Proxy-Authenticate", 'Basic realm="talentfeed"')])
            return
        tunnel = request.method == b"CONNECT"
        target = request.target.decode("ascii", "replace")
        url = f"https://{target}/" if tunnel else target
        host, port = self._allowed(url)
        theirs, ours = await self._connect(host, port)
        self._open.add(ours)
        try:
            if not tunnel:
                parts = urlsplit(url)
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                sides = (connection, reader, writer), (theirs, ours)
                await exchange(request, path.encode("ascii", "replace"), *sides, self._count)
                return
            await next_event(connection, reader)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            ours.write(connection.trailing_data[0])
            await asyncio.gather(self._pass(reader, ours), self._pass(theirs, writer, count=True))
        finally:
            self._open.discard(ours)
            ours.close()

    def _knows(self, request: h11.Request) -> bool:
        given = dict(request.headers).get(b"proxy-authorization", b"")
        right = base64.b64encode(f"{USER}:{self.password}".encode())
        return hmac.compare_digest(given, b"Basic " + right)

    def _allowed(self, url: str) -> tuple[str, int]:
        """Host and port of an address that may be asked for, by what it says."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            host, port = "", 0
        try:
            check_url(url, self._allow_loopback)
        except FetchError as error:
            raise _NotMade(403, Refusal(error.code, host, port, error.message)) from None
        if self.too_much:
            raise _NotMade(403, Refusal("TOO_LARGE", host, port, "the page loads more than politeness.max_page_mb"))
        return host, port

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """To an address that was looked at; one private address among a name's condemns the name."""
        literal = literal_address(host)
        try:
            addresses = [str(literal)] if literal is not None else await self._resolve(host, port)
        except OSError as error:
            raise _NotMade(502, Refusal("DNS_FAILED", host, port, f"{host} cannot be resolved ({error})")) from None
        for address in addresses:
            if not is_allowed_address(address, allow_loopback=self._allow_loopback):
                message = f"{host} resolves to {address}, which is in a private or special network"
                raise _NotMade(403, Refusal("SSRF_BLOCKED", host, port, message))
        for address in addresses:
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(_CONNECT_SECONDS):
                    # An address, no name: nothing is looked up a second time.
                    return await asyncio.open_connection(address, port)
        raise _NotMade(502, Refusal("REFUSED", host, port, f"{host} refuses connections"))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, count: bool = False) -> None:
        """Bytes from one side to the other, until it has no more."""
        try:
            while data := await reader.read(_CHUNK):
                if count:
                    self._count(len(data))
                writer.write(data)
                await writer.drain()
        finally:
            writer.close()


async def _say(
    connection: h11.Connection,
    writer: asyncio.StreamWriter,
    status: int,
    message: str,
    headers: list[tuple[str, str]] | None = None,
) -> None:
    """An answer of the proxy's own."""
    body = message.encode("utf-8", "replace")
    every = [*(headers or []), ("Content-Length", str(len(body))), ("Connection", "close")]
    with contextlib.suppress(OSError, h11.ProtocolError):
        for event in (h11.Response(status_code=status, headers=every), h11.Data(data=body), h11.EndOfMessage()):
            writer.write(connection.send(event) or b"")
        await writer.drain()
