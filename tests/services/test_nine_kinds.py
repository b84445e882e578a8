"""Nine ordinary kinds of page go from their address to an approved source, as an officer adds them at the terminal.

The pages are those of tests/services/walk.py. Nothing is typed but commands, and what a file's notes ask for.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from records.listing import Listing
from tests.integration.region import Region
from tests.services.walk import KINDS, Kind
from tests.spiders.server import WebServer

pytestmark = pytest.mark.slow


@pytest.fixture
def region(region: Region) -> Region:
    """On the day of the walk."""
    return Region(region.home, now=datetime(2026, 11, 29, 12, tzinfo=UTC))


def listings(region: Region) -> Iterator[Listing]:
    with region.store() as store:
        ids = [state.id for state in store.listings.states("walked").values()]
        yield from (stored.listing for stored in store.listings.get(ids).values())


def new(region: Region, url: str) -> str:
    """`source new`, as somebody who knows whose page it is."""
    told = region.run_json(
        "source", "new", url, "--id", "walked", "--region", "leeds", "--area", "Leeds",
        "--publisher", "Walked Publisher", "--licence", "permission",
    )  # fmt: skip
    assert told["file"].endswith("leeds/walked.yaml")
    assert told["text"] == (region.config_dir / "sources" / "leeds" / "walked.yaml").read_text()
    return str(told["file"])


@pytest.mark.parametrize("name", KINDS)
def test_from_an_address_to_an_approved_source(region: Region, server: WebServer, name: str) -> None:
    kind = KINDS[name]()
    file = new(region, kind.serve(server))
    assert f"type: {kind.connector}" in (region.config_dir / "sources" / "leeds" / "walked.yaml").read_text()
    checked = region.run("source", "check", file).stdout
    assert "good" in checked
    binary = name in ("pdf", "workbook")
    assert ("its recorded page reads as before" in checked) is not binary
    assert "walked is a draft" in region.run("harvest", "walked", code=2).stderr
    assert region.run_json("source", "status", "walked", "active")["status"] == "active"
    [report] = region.run_json("harvest", "walked")
    assert (report["state"], report["reason"]) in (("COMPLETE", ""), ("PARTIAL", "NEXT_NEVER_FOUND"))
    assert report["promoted"]
    _as_published(list(listings(region)), kind)


def _as_published(read: list[Listing], kind: Kind) -> None:
    assert len(read) == kind.count
    titles = {one.title for one in read}
    assert not titles.intersection(kind.absent)
    [first] = [one for one in read if one.title == kind.first["title"]]
    assert first.kind.value == kind.kind
    said = " ".join(part for place in first.places for part in (place.text or "", place.town or ""))
    assert kind.first.get("place", "") in said
    if "pay" in kind.first:
        assert first.pay is not None
        assert str(first.pay.min).rstrip("0").rstrip(".") == kind.first["pay"].rstrip("0").rstrip(".")
    if "closes" in kind.first:
        assert f"{first.closes_at:%Y-%m-%d}" == kind.first["closes"]
    if "starts" in kind.first:
        assert str(first.starts_on) == kind.first["starts"]
    if "url" in kind.first:
        assert (first.url or "").endswith(kind.first["url"])
    assert first.organisation is not None
