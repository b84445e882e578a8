"""One plain HTTP request, from the browser to its host and back: framed anew, one a connection.

A connection that bytes simply pass through would take the browser's next request, for another host, to the host
that was checked for the first.
"""

import asyncio
from collections.abc import Callable

import h11

_CHUNK = 65536
# They speak of the connection to the proxy, not of the request (RFC 9110, 7.6.1).
_OF_THE_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer upgrade".split()
)
Count = Callable[[int], None]
Event = h11.Request | h11.InformationalResponse | h11.Response | h11.Data | h11.EndOfMessage


async def next_event(connection: h11.Connection, reader: asyncio.StreamReader, count: Count | None = None) -> object:
    """The next event of one side; h11.RemoteProtocolError for what is no HTTP."""
    while (event := connection.next_event()) is h11.NEED_DATA:
        received = await reader.read(_CHUNK)
        if count is not None:
            count(len(received))
        connection.receive_data(received)
    return event


async def exchange(
    request: h11.Request,
    target: bytes,
    browser: tuple[h11.Connection, asyncio.StreamReader, asyncio.StreamWriter],
    host: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    count: Count,
) -> None:
    """Send `request` on as a request for `target` (origin form), and its answer back; `count` is told of bytes."""
    connection, reader, writer = browser
    upstream = h11.Connection(h11.CLIENT)
    host_reader, host_writer = host
    headers = [(name, value) for name, value in request.headers.raw_items() if name.lower() not in _OF_THE_HOP]
    sent = h11.Request(method=request.method, target=target, headers=[*headers, (b"Connection", b"close")])
    await _send(upstream, host_writer, sent)
    while isinstance(event := await next_event(connection, reader), h11.Data):
        await _send(upstream, host_writer, h11.Data(data=event.data))
    await _send(upstream, host_writer, h11.EndOfMessage())
    while True:
        answered = await next_event(upstream, host_reader, count)
        if isinstance(answered, h11.Response):
            kept = [(name, value) for name, value in answered.headers.raw_items() if name.lower() not in _OF_THE_HOP]
            answered = h11.Response(
                status_code=answered.status_code,
                reason=answered.reason,
                headers=[*kept, (b"Connection", b"close")],
            )
        if isinstance(answered, h11.Response | h11.Data | h11.EndOfMessage):
            await _send(connection, writer, answered)
        if isinstance(answered, h11.EndOfMessage | h11.ConnectionClosed):
            return


async def _send(connection: h11.Connection, writer: asyncio.StreamWriter, event: Event) -> None:
    data = connection.send(event)
    if data:
        writer.write(data)
        await writer.drain()
