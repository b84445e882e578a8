"""The planted duplicates and near-misses of the example region, through the deduplication alone."""

from datetime import UTC, datetime
from pathlib import Path

from dedupe.standalone import cluster
from examples.region.truth import check_partition, load_truth, planted_duplicates
from normalise.pipeline import to_listing
from records.errors import RecordError
from records.listing import Listing
from tests.examples.reading import read_day

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
# How many planted groups may stay apart.
MOST_APART = 0


def test_near_misses_stay_apart_and_duplicates_come_together(region_folder: Path) -> None:
    rows = load_truth(region_folder / "truth")
    listings: list[Listing] = []
    for reading in read_day(region_folder, 1):
        for payload in reading.payloads:
            try:
                listings.append(to_listing(payload, reading.source, now=NOW))
            except RecordError:
                continue
    found = check_partition(rows, {one.listing_id: one.opportunity_id for one in cluster(listings)})
    assert len(planted_duplicates(rows)) >= 80
    assert [line for line in found if not line.startswith("not merged")] == []
    assert len(found) <= MOST_APART, "\n".join(found)
