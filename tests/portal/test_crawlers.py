"""What search engines read."""

from datetime import datetime

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from portal import crawlers
from records.vocabulary import OpportunityStatus
from tests.factories import make_id, make_opportunity, put_opportunities
from tests.portal.conftest import Site

SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_sitemaps_have_every_open_opportunity(empty_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawlers, "SITEMAP_SIZE", 20)
    client = empty_site.client
    assert not sitemap(client, "/sitemap.xml")
    assert not sitemap(client, "/sitemaps/1.xml")
    put_opportunities(empty_site.store, *map(make_opportunity, range(1, 51)))
    put_opportunities(
        empty_site.store, make_opportunity(7, status=OpportunityStatus.CLOSED), make_opportunity(9, title="Newer")
    )
    with empty_site.store.resolve_transaction() as transaction:
        transaction.redirect(make_id(8), make_id(10))
    parts = sitemap(client, "/sitemap.xml")
    base = "https://jobs.example.org"
    assert list(parts) == [f"{base}/sitemaps/{number}.xml" for number in (1, 2, 3)]
    pages: dict[str, datetime] = {}
    for part, changed in parts.items():
        inside = sitemap(client, part.removeprefix(base))
        assert changed == max(inside.values())
        pages |= inside
    open_ = [make_id(number) for number in range(1, 51) if number not in (7, 8)]
    assert list(pages) == [f"{base}/opportunities/{id_}" for id_ in open_]
    last = {change.opportunity_id: change.at.replace(microsecond=0) for change in empty_site.store.changes.page(0, 100)}
    assert pages == {f"{base}/opportunities/{id_}": last[id_] for id_ in open_}
    for path in ("/sitemaps/0.xml", "/sitemaps/4.xml", "/sitemaps/x.xml", "/sitemaps/99999999999999999999.xml"):
        assert client.get(path).status_code == 404


def sitemap(client: TestClient, path: str) -> dict[str, datetime]:
    """Address → when it changed last, of a sitemap or of their index."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml"
    root = etree.fromstring(answer.content)
    assert root.tag.removeprefix(SITEMAPS) in ("sitemapindex", "urlset")
    return {
        str(one.findtext(f"{SITEMAPS}loc")): datetime.fromisoformat(str(one.findtext(f"{SITEMAPS}lastmod")))
        for one in root
    }
