"""The browser's only way out, asked by sockets: what it refuses it never connects to."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from spiders.rendering.proxy import USER, GuardedProxy, Refusal


@dataclass
class Canary:
    """A server on loopback that notes whoever comes."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello")
        await writer.drain()
        writer.close()


async def ask(proxy: GuardedProxy, head: str, *, password: str | None = None, more: bytes = b"") -> bytes:
    """All that the proxy answers to one request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    token = base64.b64encode(f"{USER}:{proxy.password if password is None else password}".encode()).decode()
    writer.write(f"{head}\r\nProxy-Authorization: Basic {token}\r\n\r\n".encode() + more)
    answer = await reader.read()
    writer.close()
    return answer


def within(
    act: Callable[[GuardedProxy, Canary], Awaitable[None]],
    *,
    allow_loopback: bool = False,
    most_bytes: int = 1_000_000,
    names: dict[str, list[str]] | None = None,
) -> None:
    """`act` beside a running proxy, with these answers of the name server, and a canary."""

    async def resolve(host: str, _port: int) -> list[str]:
        if host not in (names or {}):
            raise OSError("no such name")
        return (names or {})[host]

    async def run() -> None:
        canary = Canary()
        server = await asyncio.start_server(canary.serve, "127.0.0.1", 0)
        canary.port = server.sockets[0].getsockname()[1]
        proxy = GuardedProxy(allow_loopback=allow_loopback, most_bytes=most_bytes, resolve=resolve)
        await proxy.start()
        try:
            await act(proxy, canary)
        finally:
            proxy.close()
            server.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    "host",
    ["10.0.0.1", "169.254.169.254", "127.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1",
     "localhost", "metadata.google.internal", "192.168.1.1"],
)  # fmt: skip
@pytest.mark.parametrize("loopback", [False, True])
def test_private_addresses_are_refused(host: str, loopback: bool) -> None:
    own = host in ("127.0.0.1", "[::1]", "2130706433", "0x7f.1", "localhost")
    loopback = loopback and not own  # loopback is what the setting allows

    async def act(proxy: GuardedProxy, canary: Canary) -> None:
        for head in (
            f"CONNECT {host}:{canary.port} HTTP/1.1\r\nHost: {host}:{canary.port}",
            f"GET http://{host}:{canary.port}/ HTTP/1.1\r\nHost: {host}:{canary.port}",
        ):
            assert (await ask(proxy, head)).startswith(b"HTTP/1.1 403 ")
        assert [(one.code, one.port) for one in proxy.refusals] == [("SSRF_BLOCKED", canary.port)] * 2
        assert canary.heard == []

    within(act, allow_loopback=loopback, names={"localhost": ["127.0.0.1"]})


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["fd00::1"], ["127.0.0.1", "1.1.1.1"]]
)
def test_a_name_that_resolves_to_a_private_address_too_is_refused(answers: list[str]) -> None:
    async def act(proxy: GuardedProxy, canary: Canary) -> None:
        answer = await ask(proxy, "CONNECT www.example.org:443 HTTP/1.1\r\nHost: www.example.org:443")
        assert answer.startswith(b"HTTP/1.1 403 ")
        answer = await ask(proxy, "GET http://www.example.org/ HTTP/1.1\r\nHost: www.example.org")
        assert answer.startswith(b"HTTP/1.1 403 ")
        assert [(one.code, one.host) for one in proxy.refusals] == [("SSRF_BLOCKED", "www.example.org")] * 2
        assert canary.heard == []

    within(act, names={"www.example.org": answers})


def test_other_ports_and_schemes_and_unknown_names() -> None:
    async def act(proxy: GuardedProxy, _canary: Canary) -> None:
        assert b" 403 " in await ask(proxy, "CONNECT www.example.org:22 HTTP/1.1\r\nHost: www.example.org:22")
        assert b" 403 " in await ask(proxy, "GET ftp://www.example.org/ HTTP/1.1\r\nHost: www.example.org")
        assert b" 403 " in await ask(proxy, "GET /own HTTP/1.1\r\nHost: www.example.org")
        assert b" 502 " in await ask(proxy, "CONNECT www.example.org:443 HTTP/1.1\r\nHost: www.example.org:443")
        assert [one.code for one in proxy.refusals] == ["SSRF_BLOCKED"] * 3 + ["DNS_FAILED"]
        proxy.fresh()
        assert proxy.refusals == []

    within(act)


def test_what_is_allowed_comes_through_one_request_a_connection() -> None:
    async def act(proxy: GuardedProxy, canary: Canary) -> None:
        here = f"127.0.0.1:{canary.port}"
        second = f"GET http://{here}/second HTTP/1.1\r\nHost: {here}\r\n\r\n".encode()
        answer = await ask(proxy, f"GET http://{here}/first?a=b HTTP/1.1\r\nHost: {here}\r\nX-Own: 1", more=second)
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert answer.endswith(b"hello")
        assert b"connection: close" in answer.lower()
        (head,) = canary.heard
        assert head.startswith(b"GET /first?a=b HTTP/1.1\r\n")
        assert b"x-own: 1" in head.lower()
        assert b"proxy-authorization" not in head.lower()
        # Through a tunnel, and by a name.
        answer = await ask(
            proxy, f"CONNECT localhost:{canary.port} HTTP/1.1\r\nHost: {here}", more=b"GET /third HTTP/1.1\r\n\r\n"
        )
        assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\n")
        assert canary.heard[-1] == b"GET /third HTTP/1.1\r\n\r\n"
        assert proxy.refusals == []

    within(act, allow_loopback=True, names={"localhost": ["127.0.0.1"]})


def test_who_has_no_credential_gets_nothing() -> None:
    async def act(proxy: GuardedProxy, canary: Canary) -> None:
        here = f"127.0.0.1:{canary.port}"
        for head in (f"GET http://{here}/", f"CONNECT {here}"):
            assert (await ask(proxy, f"{head} HTTP/1.1\r\nHost: x", password="guessed")).startswith(b"HTTP/1.1 407 ")
        assert canary.heard == []

    within(act, allow_loopback=True)


def test_more_than_a_page_may_load_ends_it() -> None:
    async def act(proxy: GuardedProxy, canary: Canary) -> None:
        head = f"GET http://127.0.0.1:{canary.port}/ HTTP/1.1\r\nHost: x"
        await ask(proxy, head)
        assert proxy.too_much
        assert (await ask(proxy, head)).startswith(b"HTTP/1.1 403 ")
        assert [one.code for one in proxy.refusals] == ["TOO_LARGE"]
        proxy.fresh()
        assert not proxy.too_much

    within(act, allow_loopback=True, most_bytes=20)


def test_no_http_at_all() -> None:
    async def act(proxy: GuardedProxy, canary: Canary) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(b"\x16\x03\x01\x00 hello\r\n\r\n")
        assert await reader.read() == b""
        writer.close()
        assert canary.heard == []
        assert proxy.refusals == list[Refusal]()

    within(act, allow_loopback=True)
