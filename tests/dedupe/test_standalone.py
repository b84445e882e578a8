"""Clusters of listings in memory: what they score, that they are the same everywhere, what they say."""

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from dedupe.features.build import features_of
from dedupe.features.model import decode, encode
from dedupe.standalone import Assignment, cluster
from tests.dedupe.history import advert
from tests.dedupe.labelled import listing_of, read_labelled
from tests.dedupe.near_misses import Row, near_miss_set

ROOT = Path(__file__).parents[2]
LABELLED = ROOT.parent / "shared" / "data" / "dedupe" / "q10k.csv"


def pair_scores(truth: Iterable[str], found: Iterable[str]) -> tuple[float, float]:
    """Pairwise precision and recall."""

    def pairs(counts: Counter[object]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    both = list(zip(truth, found, strict=True))
    hit = pairs(Counter(both))
    return hit / pairs(Counter(b for _, b in both)), hit / pairs(Counter(a for a, _ in both))


def clusters(rows: list[Row]) -> list[Assignment]:
    return cluster(listing_of(row) for row in rows)


def test_near_misses_stay_apart_and_showings_come_together() -> None:
    rows = near_miss_set(2, 200)
    found = clusters(rows)
    precision, recall = pair_scores((row["cluster_id"] for row in rows), (one.opportunity_id for one in found))
    assert precision >= 0.97
    assert recall >= 0.97


@pytest.mark.samples
@pytest.mark.slow
def test_the_labelled_adverts_score_no_worse_than_before() -> None:
    if not LABELLED.exists():
        pytest.skip(f"no labelled adverts at {LABELLED}: the quality of deduplication is NOT TESTED on them")
    listings = list(read_labelled(LABELLED))
    with LABELLED.open(newline="", encoding="utf-8") as file:
        truth = [row["cluster_id"] for row in csv.DictReader(file)]
    precision, recall = pair_scores(truth, (one.opportunity_id for one in cluster(listings)))
    assert precision >= 0.935
    assert recall >= 0.93


SCRIPT = """
import json
from tests.dedupe.near_misses import near_miss_set
from tests.dedupe.labelled import listing_of
from dedupe.standalone import cluster
print(json.dumps([one.opportunity_id for one in cluster(listing_of(row) for row in near_miss_set(5, 20))]))
"""


def test_every_process_finds_the_same_ids() -> None:
    found = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        found.append(json.loads(done.stdout))
    assert found[0] == found[1]


def test_the_order_of_the_listings_does_not_matter() -> None:
    rows = near_miss_set(6, 40)
    forwards = {one.listing_id: one.opportunity_id for one in clusters(rows)}
    backwards = {one.listing_id: one.opportunity_id for one in clusters(rows[::-1])}
    assert forwards == backwards


def test_an_assignment_says_why() -> None:
    one, two, three = cluster([advert("a:1"), advert("b:1"), advert("c:1", "Cook")])
    assert one.opportunity_id == two.opportunity_id != three.opportunity_id
    assert one.score > 0.5
    assert "evidence with b:1: title exact" in one.reason
    assert three.reason == "alone"


def test_judgements_count_here_too() -> None:
    one, two = cluster([advert("a:1"), advert("b:1")], judgements=[("a:1", "b:1", False)])
    assert one.opportunity_id != two.opportunity_id


def test_what_is_stored_of_an_advert_decides_like_the_advert() -> None:
    for row in near_miss_set(7, 15):
        features = features_of(listing_of(row))
        assert encode(decode(encode(features))) == encode(features)


def test_hostile_input_is_no_trouble() -> None:
    odd = ["", " ", "<" * 5000, "(((((", "£" * 3000, "የሽያጭ ሰራተኛ", "a" * 100_000, "1 2 3 " * 2000, "\x00"]
    listings = [advert(f"odd:{n}", text or "x", description=text, location=text[:300]) for n, text in enumerate(odd)]
    assert len(cluster(listings)) == len(odd)
