"""A program that adds one row to the table of filters before anything else reads it, and asks for it everywhere.

`python -m tests.search_index.added_filter FOLDER INDEX_URL` prints what each way of asking gave, as JSON.
"""

import json
import sys
from pathlib import Path
from typing import Any

from records.vocabulary import SupportOffer
from search_index import filters
from search_index.fields import Exact

ROW = filters.Filter(
    "offers", "offer", SupportOffer, "support.offer", Exact.KEYWORD, "What a scheme gives.", on_page=True
)
filters.FILTERS = (*filters.FILTERS, ROW)
filters.FACETS[ROW.name] = ROW
filters.EXACT[ROW.field] = ROW.exact


def main(folder: Path, index_url: str) -> None:
    """Three schemes, two of them grants."""
    from tests.factories import make_opportunity
    from tests.search_index.world import World

    world = World(folder, index_url)
    offers = [SupportOffer.GRANT, SupportOffer.GRANT, SupportOffer.LOAN]
    world.put(*(make_opportunity(n, kind="support", support={"offer": o}) for n, o in enumerate(offers, start=1)))
    world.publish()
    try:
        answer = world.search(offers=["grant"], facets=["offers"])
        engine = [answer.total, {value.value: value.count for value in answer.facets["offers"]}]
        sys.stdout.write(json.dumps({"engine": engine, **_portal(world), "command": _command(world)}))
    finally:
        world.close()


def _portal(world: Any) -> dict[str, Any]:
    from fastapi.testclient import TestClient
    from lxml import html

    from portal.app import create_app
    from tests.portal.shown import text

    with TestClient(create_app(world.settings)) as client:
        answer = client.get("/v1/search", params={"offer": "grant", "facet": "offer"}).json()
        described = client.get("/openapi.json").json()["paths"]["/v1/search"]["get"]["parameters"]
        page = html.fromstring(client.get("/?offer=grant").text)
        refused = client.get("/v1/search?offer=gold").json()["error"]["field"]
    return {
        "api": [answer["total"], {value["value"]: value["count"] for value in answer["facets"]["offers"]}],
        "openapi": [one["schema"]["items"]["enum"] for one in described if one["name"] == "offer"],
        "form": page.xpath("//input[@name='offer']/@value"),
        "link": [(text(link), link.get("href")) for link in page.cssselect(".chips a")],
        "refused": refused,
    }


def _command(world: Any) -> int:
    import os

    from typer.testing import CliRunner

    from cli.main import app

    os.environ |= {
        "TALENTFEED_HOME": str(world.settings.home),
        "TALENTFEED_INDEX_URL": world.settings.index_url,
        "TALENTFEED_INDEX_ALIAS": world.settings.index_alias,
    }
    ran = CliRunner().invoke(app, ["search", "--offer", "grant", "--json"], catch_exceptions=False)
    return int(json.loads(ran.stdout)["total"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
