"""A real browser for tests: the system's Chromium, driven by Playwright.

Playwright's own download of a browser is not used: ``make test`` installs the system's package.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.servers.errors import ServerUnavailable
from tests.waiting import PATIENCE

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Chromium looks up its maker's hosts at every start unless told not to: a test has only loopback.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> str:
    """The program named by ``TALENTFEED_TEST_BROWSER``, else the first one found on the PATH."""
    named = os.environ.get("TALENTFEED_TEST_BROWSER")
    for program in (named,) if named else PROGRAMS:
        found = shutil.which(program)
        if found is not None:
            return found
    raise ServerUnavailable(f"no browser: none of {', '.join((named,) if named else PROGRAMS)} is installed")


def _driver_runs() -> None:
    """ServerUnavailable where this system lacks a library that Playwright's own Node needs."""
    node, _script = compute_driver_executable()
    done = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise ServerUnavailable(f"Playwright's driver does not start: {done.stderr.strip()}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser with an empty profile."""
    program = chromium_path()
    _driver_runs()
    # Chromium's sandbox refuses root.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else list(FLAGS)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=program, headless=True, args=flags, timeout=PATIENCE * 1000
            )
        except PlaywrightError as error:
            raise ServerUnavailable(f"{program} did not start: {error}") from error
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def chromium_page(browser: Browser, *, width: int = 1280, height: int = 900) -> Iterator[Page]:
    """A page in a context of its own: no cookie or storage of another test."""
    context = browser.new_context(viewport={"width": width, "height": height})
    try:
        context.set_default_timeout(PATIENCE * 1000)
        yield context.new_page()
    finally:
        context.close()
