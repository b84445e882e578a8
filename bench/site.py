"""A publisher's site on 127.0.0.1, in a process of its own: `python -m bench.site DETAILS` prints its address.

Listing pages of 30 links each with a link to the next, and DETAILS pages of about 12 KB with JSON-LD; and a board of
28 adverts in one document.
Answers are made beforehand: the server must not be what is measured.
"""

import asyncio
import html
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.data import Made, adverts, job_posting

PER_LISTING = 30
# Beside the pages: a Greenhouse board of so many adverts, whatever is asked of it.
BOARD, BOARD_ADVERTS = "/board", 28
# What surrounds an advert on a council's page: navigation, styles, a footer.
_NAVIGATION = "".join(f'<li><a href="/about/{n}">Services and advice, part {n}</a></li>' for n in range(60))
_STYLE = "".join(f".part-{n} {{ margin: {n}px; padding: 0 {n}px }}\n" for n in range(60))
_FRAME = (
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    "{head}</head><body><nav><ul>{navigation}</ul></nav><main>{main}</main>"
    "<footer><p>Made up.</p></footer></body></html>"
)


def pages(details: int) -> Iterator[tuple[str, bytes]]:
    """Path and body of every page."""
    made = list(adverts(details, seed=7, sources=1, repeated=0.0))
    for start in range(0, details, PER_LISTING):
        links = "".join(
            f'<a class="job" href="/job/{one.key}">{html.escape(one.title)}</a>' for one in made[start:][:PER_LISTING]
        )
        more = f'<a class="next" href="/jobs/{start + PER_LISTING}">Next</a>' if start + PER_LISTING < details else ""
        yield f"/jobs/{start}", _page("Jobs", "", links + more)
    for one in made:
        yield f"/job/{one.key}", _detail(one)


def board() -> bytes:
    """The board's document."""
    jobs = [
        {
            "id": made.number + 1,
            "title": made.title,
            "company_name": made.employer,
            "location": {"name": made.postcode},
            "absolute_url": made.url,
            "content": "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in made.paragraphs),
        }
        for made in adverts(BOARD_ADVERTS, seed=3, sources=1, repeated=0.0)
    ]
    return json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}).encode()


def count(details: int) -> int:
    """Pages of a site with so many details."""
    return details + -(-details // PER_LISTING)


def _detail(made: Made) -> bytes:
    posting = {name: value for name, value in job_posting(made).items() if name != "url"}
    markup = json.dumps(posting).replace("<", "\\u003c")
    text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in made.paragraphs)
    head = f'<script type="application/ld+json">{markup}</script>'
    return _page(made.title, head, f"<h1>{html.escape(made.title)}</h1>{text}")


def _page(title: str, head: str, main: str) -> bytes:
    parts = {"title": html.escape(title), "style": _STYLE, "head": head, "navigation": _NAVIGATION, "main": main}
    return _FRAME.format(**parts).encode()


class _Server(asyncio.Protocol):
    """HTTP/1.1 with connections kept open: GET only."""

    answers: dict[bytes, bytes]
    etag = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._waiting = b""

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            request, self._waiting = self._waiting.split(b"\r\n\r\n", 1)
            self._transport.write(self._answer(request))

    def _answer(self, request: bytes) -> bytes:
        path = request.split(b" ", 2)[1]
        body = self.answers.get(path) or self.answers.get(path.partition(b"?")[0])
        if body is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        if b"if-none-match:" in request.lower():
            return b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
        head = f'Content-Type: text/html; charset=utf-8\r\nETag: "1"\r\nContent-Length: {len(body)}\r\n\r\n'
        return b"HTTP/1.1 200 OK\r\n" + head.encode() + body


async def _serve(details: int) -> None:
    answers = {path.encode(): body for path, body in pages(details)} | {BOARD.encode(): board()}
    handler = type("Server", (_Server,), {"answers": answers})
    server = await asyncio.get_running_loop().create_server(handler, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()  # until whoever started it has closed the pipe, or is gone


@contextmanager
def serving(details: int) -> Iterator[str]:
    """The site's address, while it runs."""
    command = [sys.executable, "-m", "bench.site", str(details)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
