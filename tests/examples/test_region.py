"""The example region: enough of everything, the same every time, and truly what its truth says."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from examples.region import data
from examples.region.build import TEMPLATES, build
from examples.region.truth import TruthRow, check_partition, load_truth, planted_duplicates, planted_near_misses
from records.source_file import load_source, source_files
from records.vocabulary import Kind
from tests.examples.conftest import TODAY
from tests.examples.reading import read_day, sources

MOST_BYTES = 6 * 1024 * 1024


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    first = _bytes_of(build(tmp_path / "one", TODAY).folder)
    assert first == _bytes_of(build(tmp_path / "two", TODAY).folder)
    assert sum(map(len, first.values())) < MOST_BYTES


def test_a_later_day_moves_the_dates_and_nothing_else(tmp_path: Path) -> None:
    """The truth of another day has the same records, so that a demo shows the same region in a year."""
    here = load_truth(build(tmp_path / "one", TODAY).folder / "truth")
    later = load_truth(build(tmp_path / "two", date(2027, 8, 3)).folder / "truth")
    assert [replace(row, closes="") for row in here] == [replace(row, closes="") for row in later]


def test_a_folder_with_other_files_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(SystemExit, match="not empty"):
        build(tmp_path, TODAY)
    assert (tmp_path / "thesis.txt").exists()


def test_one_host_gives_each_site_a_port(tmp_path: Path) -> None:
    """For systems that answer on 127.0.0.1 only."""
    built = build(tmp_path / "built", TODAY, port=9000, one_host=True)
    assert {base.rpartition(":")[0] for base in built.sites.values()} == {"http://127.0.0.1"}
    assert len(set(built.sites.values())) == len(built.sites)
    said = [config.connector.model_dump_json() for config in sources(built.folder)]
    assert not any("127.0.20." in text for text in said)


def test_committed_source_files_are_valid() -> None:
    files = source_files(TEMPLATES)
    configs = [load_source(path, allow_loopback=True) for path in files]
    kinds = {"csv", "greenhouse", "json_ld", "nhs_jobs", "rss", "selectors", "tribepad_xml", "xcri_cap"}
    assert {config.connector.type for config in configs} == kinds
    assert all(config.licence.attribution for config in configs)


def test_every_kind_and_enough_records(region_folder: Path) -> None:
    rows = load_truth(region_folder / "truth")
    assert len(rows) >= 600
    assert {row.kind for row in rows} == {kind.value for kind in Kind}
    assert len({row.source for row in rows}) == len(sources(region_folder)) >= 12
    assert len(planted_duplicates(rows)) >= 80
    assert max(len({row.source for row in group}) for group in planted_duplicates(rows).values()) >= 3
    hows = Counter(how for _, _, how in planted_near_misses(rows))
    assert sum(hows.values()) >= 60
    assert {"shift", "site", "hours", "level", "band", "town", "subject", "campus"} <= set(hows)


def test_the_second_day_changes(region_folder: Path) -> None:
    rows = load_truth(region_folder / "truth", day=2)
    changes = {row.change.partition(":")[0] for row in rows}
    assert {"new", "edited", "closed", "vanished", "reposted", "reissued"} <= changes
    assert {"down", "unreadable", "unread"} <= {row.status for row in rows}
    assert any(row.relation.startswith("repost:") for row in rows)


@pytest.mark.parametrize("day", [1, 2])
def test_the_truth_has_exactly_what_the_connectors_read(region_folder: Path, day: int) -> None:
    rows = load_truth(region_folder / "truth", day)
    for reading in read_day(region_folder, day):
        source = reading.source.id
        told = Counter(row.key for row in rows if row.source == source and row.served)
        assert Counter(payload.key for payload in reading.payloads) == told, source
        broken = [problem for problem in reading.problems if problem.record]
        lost = [row for row in rows if row.source == source and row.status == "unread"]
        assert bool(broken) == bool(lost), source


def test_only_the_second_day_has_pages_that_cannot_be_read(region_folder: Path) -> None:
    fatal = {
        day: {reading.source.id for reading in read_day(region_folder, day) if any(p.fatal for p in reading.problems)}
        for day in (1, 2)
    }
    assert fatal[1] == set()
    assert fatal[2] == {"caldercolne-council-jobs", "weavers-college-courses"}


def test_every_occupation_has_a_text_of_its_own() -> None:
    occupations = data.occupations()
    assert len(occupations) >= 40
    duties = Counter(duty for entry in occupations.values() for duty in entry["duties"])
    assert [duty for duty, count in duties.items() if count > 1] == []
    lines = [line for entry in occupations.values() for name in ("intro", "duties", "needs") for line in entry[name]]
    assert all(isinstance(line, str) for line in lines)


def _truth(thing: str, number: int, **changed: str) -> TruthRow:
    empty = dict.fromkeys(TruthRow.__dataclass_fields__, "")
    return TruthRow(**{**empty, "source": "s", "key": str(number), "thing": thing, "status": "ok", **changed})


def test_a_right_partition_has_nothing_to_complain_of() -> None:
    rows = [_truth("a", 1), _truth("a", 2), _truth("b", 3, relation="near-miss:a:shift")]
    assert check_partition(rows, {"s:1": "x", "s:2": "x", "s:3": "y"}) == []


def test_a_wrong_partition_is_told_pair_by_pair() -> None:
    rows = [_truth("a", 1), _truth("a", 2), _truth("b", 3, relation="near-miss:a:shift"), _truth("c", 4)]
    found = check_partition(rows, {"s:1": "x", "s:2": "y", "s:3": "x"})
    assert [line.partition(":")[0] for line in found] == ["s", "not merged, a", "merged, near-miss"]
    assert "s:4" in found[0]


def test_a_closed_record_is_not_asked_for_but_may_not_be_merged_wrongly() -> None:
    rows = [_truth("a", 1), _truth("a", 2, status="closed"), _truth("b", 3)]
    assert check_partition(rows, {"s:1": "x", "s:3": "y"}) == []
    assert len(check_partition(rows, {"s:1": "x", "s:2": "y", "s:3": "y"})) == 1
