"""What a person at a terminal sees while several works go on."""

import io
import sys

import pytest

from cli import output


class Terminal(io.StringIO):
    """A stream that is somebody's screen."""

    def isatty(self) -> bool:
        return True


def test_works_that_go_on_together_share_the_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """rich refuses a second display at the same time; when the last work has ended, the screen is free again."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    for _ in range(2):
        with output.progress("leeds") as leeds, output.progress("york") as york:
            leeds(1, 3, "pages")
            york(2, None, "pages")
            assert output._BARS._display is not None
            assert [task.description for task in output._BARS._display.tasks] == ["leeds: pages", "york: pages"]
        assert output._BARS._display is None
    assert "leeds" in screen.getvalue()
