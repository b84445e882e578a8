"""The process that crawls are forked from: `python -m spiders.server`, with a UNIX socket as its stdin.

To import Scrapy and Twisted costs a second of processor time, to fork a process that has them a few
milliseconds. So one server a program imports them once, and every crawl is a fork of it, in a process group of
its own. The server starts no reactor and no thread: a fork would inherit half of it.

Requests are of one size (`REQUEST`): START, the number of bytes of the connector's name that follow, and with
it three file descriptors (the crawl's stdin, stdout and stderr); the answer is the crawl's process id. END, a
process id: the server kills the crawl's process group, waits for the crawl, and answers with its id. When the
socket closes, the server ends, and all crawls with it.
"""

import contextlib
import gc
import os
import signal
import socket
import struct
import sys
from importlib import import_module

from spiders import child

REQUEST = struct.Struct("!cI")
ANSWER = struct.Struct("!I")
START, END = b"s", b"e"
# What every crawl needs beside the modules of its connector.
PRELOADED = (
    "scrapy.crawler",
    "scrapy.core.downloader.contextfactory",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.engine",
    "scrapy.core.scheduler",
    "scrapy.core.scraper",
    "scrapy.downloadermiddlewares.defaultheaders",
    "scrapy.downloadermiddlewares.downloadtimeout",
    "scrapy.downloadermiddlewares.useragent",
    "scrapy.pqueues",
    "scrapy.squeues",
    "scrapy.statscollectors",
    "spiders.connectors.registry",
    "spiders.crawler_settings",
    "spiders.harvest",
    "spiders.middlewares.decoding",
    "spiders.middlewares.guard",
    "spiders.middlewares.patience",
    "spiders.middlewares.recorder",
    "spiders.middlewares.redirects",
    "spiders.middlewares.robots",
    "spiders.previous",
    "spiders.resolver",
    "spiders.spider",
    "store.archive.archive",
)
_REACTOR = "twisted.internet.reactor"


def main() -> None:
    """Serve until the socket closes."""
    requests = socket.socket(fileno=0)
    gc.disable()  # of what modules make nothing is garbage: to look for it takes a twentieth of the time
    for name in PRELOADED:
        import_module(name)
    gc.freeze()  # pages that are never written stay shared with the crawls
    gc.enable()
    crawls: set[int] = set()
    try:
        while True:
            message, descriptors, _flags, _address = socket.recv_fds(requests, REQUEST.size, 3)
            if len(message) < REQUEST.size:
                return
            command, number = REQUEST.unpack(message)
            if command == START:
                number = _start(requests, requests.recv(number).decode(), descriptors)
                crawls.add(number)
            else:
                _end(number)
                crawls.discard(number)
            requests.sendall(ANSWER.pack(number))
    finally:
        for pid in crawls:
            _end(pid)


def _start(requests: socket.socket, connector: str, descriptors: list[int]) -> int:
    """Fork one crawl; the server goes on with the crawl's id."""
    # A connector that cannot be imported fails in the crawl, which can say so.
    with contextlib.suppress(Exception):
        import_module("spiders.connectors.registry").connector_class(connector)
    if _REACTOR in sys.modules:
        raise RuntimeError("a reactor was loaded before the fork: every crawl would share it")
    server = os.getpid()
    pid = os.fork()
    if pid:
        for descriptor in descriptors:
            os.close(descriptor)
        return pid
    try:
        os.setsid()
        requests.detach()
        for place, descriptor in enumerate(descriptors):
            os.dup2(descriptor, place)
            os.close(descriptor)
        child.main(server)
    finally:
        os._exit(1)  # nothing of the server's own code runs on in a crawl


def _end(pid: int) -> None:
    # Until the crawl is waited for, its id, which is its group's, is nobody else's.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)  # before it had a group of its own
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


if __name__ == "__main__":
    # Under its own name, so that what a crawl imports is not this module a second time.
    import_module("spiders.server").main()
