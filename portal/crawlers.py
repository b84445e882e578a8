"""What search engines read: robots.txt, and sitemaps of every open opportunity."""

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response

from portal.context import portal_of
from portal.errors import RequestError

# A sitemap may have 50,000 addresses, and a sitemap of sitemaps as many of those.
SITEMAP_SIZE = 10_000
SITEMAP_SECONDS = 3600
TEXT_SECONDS = 86_400
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
router = APIRouter()


@router.get("/robots.txt")
def robots(request: Request) -> Response:
    """Listings may be crawled; the endless combinations of a search need not be."""
    lines = [
        "User-agent: *",
        "Allow: /$",
        "Allow: /opportunities/",
        "Allow: /static/",
        "Disallow: /?",
        "Disallow: /v1/",
        f"Sitemap: {_base(request)}/sitemap.xml",
    ]
    return _text("\n".join([*lines, ""]), "text/plain; charset=utf-8", TEXT_SECONDS)


@router.get("/sitemap.xml")
def sitemap_index(request: Request) -> Response:
    """The sitemaps, and when the newest change in each was."""
    changed = portal_of(request).store.opportunities.last_changes(SITEMAP_SIZE)
    base = _base(request)
    entries = ((f"{base}/sitemaps/{number}.xml", moment) for number, moment in enumerate(changed, start=1))
    return _xml("sitemapindex", "sitemap", entries)


@router.get("/sitemaps/{number}.xml")
def sitemap(request: Request, number: str) -> Response:
    """One sitemap, from 1 on; opportunities by id."""
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    rows = portal_of(request).store.opportunities.changed(SITEMAP_SIZE, (page - 1) * SITEMAP_SIZE) if page else []
    if not rows and page != 1:
        raise RequestError("there is no sitemap of this number", status=404, code="NOT_FOUND", field="number")
    base = _base(request)
    return _xml("urlset", "url", ((f"{base}/opportunities/{id_}", moment) for id_, moment in rows))


def _base(request: Request) -> str:
    return portal_of(request).settings.public_url.rstrip("/")


def _xml(root: str, entry: str, entries: Iterable[tuple[str, datetime]]) -> Response:
    lines = [
        f"<{entry}><loc>{escape(url)}</loc><lastmod>{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod></{entry}>"
        for url, moment in entries
    ]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">'
    return _text("\n".join([head, *lines, f"</{root}>", ""]), "application/xml", SITEMAP_SECONDS)


def _text(body: str, media_type: str, seconds: int) -> Response:
    return Response(body, media_type=media_type, headers={"Cache-Control": f"public, max-age={seconds}"})
