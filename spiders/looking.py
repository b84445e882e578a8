"""One page fetched as a harvest would fetch it: robots.txt, delays, the network guard and redirects hold."""

from dataclasses import dataclass

from records.network_guard import check_url
from records.options import SelectorsOptions
from records.page import Page
from records.payload import PageRecord
from records.settings import Settings
from records.source import Licence, Politeness, Publisher, SourceConfig
from spiders.preview import fetch_preview

_LEAST, _MOST = 200, 300


@dataclass(frozen=True)
class Look:
    """What came of asking for one page. `page` None: it could not be had, and `code` and `message` say why.

    `robots`: allowed, disallowed, unavailable, or not asked. `page.url` is where redirects ended. A page that
    answered with an error is here too, by its status: what it says may name the system behind it.
    """

    robots: str
    requests: int
    page: Page | None
    code: str = ""
    message: str = ""


def look(url: str, settings: Settings, *, drawn: bool = False) -> Look:
    """Ask for `url` once; `drawn`: as a browser shows it.

    FetchError, before anything is sent, for an address that must not be fetched.
    """
    check_url(url, allow_loopback=settings.allow_loopback)
    source = SourceConfig(
        id="look",
        name="A first look",
        publisher=Publisher(name="Unknown"),
        # What it would read is of no interest: the page itself is wanted, and the archive has it.
        connector=SelectorsOptions(
            url=url, item=":root", fields={"title": ":root"}, render="browser" if drawn else None
        ),
        licence=Licence(name="unknown"),
        politeness=Politeness(max_minutes=2),
    )
    seen = fetch_preview(source, settings, 0, bodies=True)
    own = [(record, body) for record, body in seen.bodies if not record.url.endswith("/robots.txt")]
    good = [(record, body) for record, body in own if _LEAST <= record.status < _MOST]
    if good:
        return Look(seen.robots, seen.requests, _page(*good[-1]))
    failed = [(record, body) for record, body in own if record.status >= _MOST]
    page = _page(*failed[-1]) if failed else None
    return Look(seen.robots, seen.requests, page, seen.report.reason, seen.report.message)


def _page(record: PageRecord, body: bytes) -> Page:
    return Page(record.url, body, record.content_type, record.fetched_at, status=record.status)
