"""Every recorded sample is read by the connector that is found by itself, to the facts that were read by eye."""

from collections import defaultdict

import pytest

from records.page import Page
from spiders.detecting import detect_page
from tests.connectors.cases import NOW
from tests.connectors.sample_facts import SAMPLES, lines, read, rows

pytestmark = pytest.mark.samples
BY_FILE: dict[str, list[dict[str, str]]] = defaultdict(list)
for _row in rows():
    BY_FILE[_row["file"]].append(_row)
# Sitemaps and pages of links give no record by themselves, but are known.
KNOWN_WITHOUT_RECORDS = {
    "events/tess_sitemap_index.xml": "json_ld",
    "uk/eploy_live_jobs.xml": "eploy",
    "uk/eploy_detail_legacy.html": "eploy_page",
}


@pytest.mark.parametrize("name", sorted(BY_FILE))
def test_facts(name: str) -> None:
    if not (SAMPLES / name).exists():
        pytest.skip(f"the sample {name} is not on this machine: its facts are not checked")
    wanted = BY_FILE[name]
    got = [
        {column: line.get(column, "").replace("\t", " ") for column in wanted[0]} for line in lines(name, read(name))
    ]
    assert got == wanted


def test_detection_is_right_and_never_wrong() -> None:
    present = [name for name in sorted(BY_FILE) if (SAMPLES / name).exists()]
    if not present:
        pytest.skip("no sample is on this machine: what `source detect` makes of them is not checked")
    wrong, missed = [], []
    knowable = 0
    for name in present:
        read_by = BY_FILE[name][0]["connector"]
        right = KNOWN_WITHOUT_RECORDS.get(name, "") if read_by == "-" else read_by
        found = detect_page(Page("https://saved.invalid/", (SAMPLES / name).read_bytes(), "", NOW)).connector
        knowable += bool(right)
        if found is None and right:
            missed.append(name)
        elif found != (right or None):
            wrong.append((name, found, right))
    assert not wrong
    assert len(missed) <= knowable * 0.05, missed
