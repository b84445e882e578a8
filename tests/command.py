"""The `talentfeed` command inside the tests' own process: a process of its own starts for a second, works for a tenth.

What only a process of its own can show (signals, pipes, limits, a kill, a first import) starts one:
`tests.integration.region.Region.start` and `run_apart`.
"""

import contextlib
import io
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from unittest import mock

from cli.main import main


def call(environment: Mapping[str, str], *arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """`talentfeed ARGUMENTS` to its end, in exactly this environment; exit code and both streams as a process has them.

    What `main` does not turn into an exit code is raised: the test shows where.
    """
    out, err = _Kept(), _Kept()
    with (
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(sys, "argv", ["talentfeed", *arguments]),
        mock.patch.object(sys, "stdin", io.StringIO(stdin)),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        log_kept(),
    ):
        code = _exit_code()
    return subprocess.CompletedProcess(["talentfeed", *arguments], code, out.getvalue(), err.getvalue())


class _Kept(io.StringIO):
    """A stream whose text outlives it: the command closes its own where it cannot be written to any more."""

    def close(self) -> None:
        """Nothing."""


def _exit_code() -> int:
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@contextlib.contextmanager
def log_kept() -> Iterator[None]:
    """A command sets levels and a handler of the log: whoever comes next finds all as it was."""
    root = logging.root
    known = {name: logger for name, logger in root.manager.loggerDict.items() if isinstance(logger, logging.Logger)}
    before = {name: logger.level for name, logger in known.items()}
    level, handlers = root.level, list(root.handlers)
    try:
        yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers
        for name, logger in root.manager.loggerDict.items():
            if isinstance(logger, logging.Logger) and logger.level != before.get(name, logging.NOTSET):
                logger.setLevel(before.get(name, logging.NOTSET))
