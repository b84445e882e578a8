"""Which browser draws pages, and how it is started: nothing of it may pass our proxy."""

import importlib.util
import os
import shutil
from typing import Any

from records.errors import FetchError
from records.options import ConnectorOptions
from spiders.connectors.base import Follow

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ITEM = "talentfeed_item"  # request.meta: CSS of what a drawn page should show
_EXTRA = "scrapy_playwright"
# WebRTC and QUIC speak UDP, which no proxy of HTTP sees; names are looked up by the proxy alone.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--no-first-run",
    "--no-pings",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A page opens no window that nobody looks at.
NOT_WANTED = ("--disable-popup-blocking",)


def draws(options: ConnectorOptions) -> bool:
    """Whether a source of these options needs a browser."""
    return getattr(options, "render", None) == "browser"


def is_drawn(options: ConnectorOptions, follow: Follow) -> bool:
    """Whether a page of this connector is drawn by a browser; a sitemap is a document."""
    return draws(options) and follow.step != "sitemap" and follow.method == "GET"


def program(named: str) -> str:
    """The browser's program: `named` (TALENTFEED_BROWSER), else the first on the PATH. FetchError BROWSER_MISSING."""
    found = next(filter(None, map(shutil.which, (named,) if named else PROGRAMS)), None)
    if found is None and named:
        raise _missing(f"there is no program {named!r}, which TALENTFEED_BROWSER names: correct it, or unset it")
    if found is None:
        raise _missing(
            "`render: browser` needs Chromium, and none is on the PATH: install it (Debian: apt install chromium), or "
            "set TALENTFEED_BROWSER to its program"
        )
    if not has_extra():
        raise _missing(
            "`render: browser` needs the extra `browser`, which is not installed: pip install 'talentfeed[browser]'"
        )
    return found


def has_extra() -> bool:
    """Whether what drives a browser is installed."""
    return importlib.util.find_spec(_EXTRA) is not None


def _missing(message: str) -> FetchError:
    return FetchError(message, url="", retryable=False, code="BROWSER_MISSING")


def launch_options(executable: str, proxy: dict[str, str], timeout_seconds: float) -> dict[str, Any]:
    """Playwright's, for one browser behind `proxy`. Chromium's sandbox refuses root."""
    return {
        "executable_path": executable,
        "headless": True,
        "chromium_sandbox": os.geteuid() != 0,
        "args": list(FLAGS),
        "ignore_default_args": list(NOT_WANTED),
        "timeout": timeout_seconds * 1000,
        # Without this rule Chromium goes to loopback by itself.
        "proxy": {**proxy, "bypass": "<-loopback>"},
    }


def context_options(user_agent: str, *, any_certificate: bool) -> dict[str, Any]:
    """Playwright's, for all pages of one run."""
    return {
        "user_agent": user_agent,
        "locale": "en-GB",
        "service_workers": "block",
        "accept_downloads": False,
        "ignore_https_errors": any_certificate,
    }
