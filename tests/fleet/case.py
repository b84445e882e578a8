"""What a case is: two values of one name, and what is seen with each."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.spiders.server import Answer, WebServer, serving


class Bench:
    """What observing may need; each part is made when it is first asked for."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self._stack = stack
        self._server: WebServer | None = None

    @property
    def server(self) -> WebServer:
        """A web server on loopback that lets robots in."""
        if self._server is None:
            self._server = self._stack.enter_context(serving())
            self._server.answers["/robots.txt"] = Answer("User-agent: *\nAllow: /\n")
        return self._server


@dataclass(frozen=True)
class Case:
    """`see(bench, one)` and `see(bench, other)` must differ."""

    one: Any
    other: Any
    see: Callable[[Bench, Any], Any]
