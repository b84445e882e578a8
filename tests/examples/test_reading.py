"""What the pipeline makes of the example region agrees with its truth."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from examples.region.truth import TruthRow, load_truth
from normalise.pipeline import to_listing
from records.errors import RecordError
from records.listing import Listing
from tests.examples.reading import read_day

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
# A year's pay that a board gives in thousands, or by the hour, is rounded.
ROUNDED = {"year": 60.0, "hour": 0.01, "week": 0.01, "": 0.0}
CONTACT = re.compile(r"0113 496|07700 900|@|Hollin|Denholme|Wainstall|Birkby|Jo Denby")

Pairs = list[tuple[TruthRow, Listing | None]]


@pytest.fixture(scope="module", params=[1, 2])
def pairs(region_folder: Path, request: pytest.FixtureRequest) -> Pairs:
    """Each record that is read, with its listing (None: rejected)."""
    rows = {row.listing: row for row in load_truth(region_folder / "truth", request.param)}
    found: Pairs = []
    for reading in read_day(region_folder, request.param):
        for payload in reading.payloads:
            row = rows[f"{payload.source_id}:{payload.key}"]
            try:
                found.append((row, to_listing(payload, reading.source, now=NOW)))
            except RecordError:
                found.append((row, None))
    return found


def test_only_what_is_meant_to_be_rejected_is(pairs: Pairs) -> None:
    assert {row.listing for row, listing in pairs if listing is None} == {
        row.listing for row, _ in pairs if row.status == "rejected"
    }


def test_kinds_and_organisations(pairs: Pairs) -> None:
    wrong = [(row.listing, row.kind, listing.kind) for row, listing in pairs if listing and listing.kind != row.kind]
    assert wrong == []
    nameless = [row.listing for row, listing in pairs if listing and row.organisation and not listing.organisation]
    assert nameless == []


def test_what_closed_is_closed(pairs: Pairs) -> None:
    for row, listing in pairs:
        if listing and row.kind in ("job", "apprenticeship"):
            closed = listing.closes_at is not None and listing.closes_at < NOW
            assert closed == (row.status == "closed"), row.listing


def test_pay_is_read_as_it_was_meant(pairs: Pairs) -> None:
    for row, listing in pairs:
        if listing and row.pay_min and row.status != "rejected":
            assert listing.pay is not None, row.listing
            assert listing.pay.min is not None, row.listing
            assert float(listing.pay.min) == pytest.approx(float(row.pay_min), abs=ROUNDED[row.pay_period]), row.listing
            assert listing.pay.period == row.pay_period, row.listing


def test_places_are_found(pairs: Pairs) -> None:
    """A town, or the county alone where the board says no more."""
    for row, listing in pairs:
        if listing and row.town and row.relation != "unjudged" and listing.places:
            towns = {place.town for place in listing.places}
            assert towns in ({row.town}, {None}), row.listing


def test_no_contact_is_published(pairs: Pairs, region_folder: Path) -> None:
    carried = (region_folder / "day1" / "caldercolne-council-jobs").rglob("*.html")
    assert sum("496 0" in page.read_text(encoding="utf-8") for page in carried) >= 2
    for row, listing in pairs:
        if listing:
            said = f"{listing.title} {listing.description or ''} {listing.description_html or ''}"
            assert not CONTACT.search(said), row.listing
