"""Every recorded case of the vendor platforms: what is read out of the page, and the draft of each record."""

from pathlib import Path
from typing import Any

import pytest

from records.platforms.known import platform_names
from spiders.connectors.registry import connector_class, connector_names
from tests.connectors.cases import describe, folders, load, with_cases
from tests.connectors.test_cases import OURS

# The formats that many publishers share have tests of their own.
VENDORS = [name for name in with_cases() if name not in OURS]
CASES = [folder for vendor in VENDORS for folder in folders(vendor)]


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("folder", [p for p in CASES if (p / "expected.json").exists()], ids=_name)
def test_page_gives_what_was_read_by_eye(folder: Path) -> None:
    case = load(folder)
    expected = case.expected or {}
    got = describe(case)
    assert not case.connector.read(case.page).malformed
    for part in ("advertised", "proved_empty", "follow", "problems"):
        if part in expected:
            assert got[part] == expected[part], part
    assert [record["key"] for record in got["found"]] == [record["key"] for record in expected["found"]]
    for want, record in zip(expected["found"], got["found"], strict=True):
        _compare(want, record)


def _compare(want: dict[str, Any], record: dict[str, Any]) -> None:
    for part in ("url", "withdrawn", "untaken"):
        if part in want:
            assert record[part] == want[part], (record["key"], part)
    draft = record["draft"]
    for name, value in want.get("draft", {}).items():
        if name == "description_has":
            for text in value:
                assert text in (draft["description_text"] or ""), (record["key"], text)
        else:
            assert draft.get(name) == value, (record["key"], name)


@pytest.mark.parametrize("folder", [p for p in CASES if (p / "error.json").exists()], ids=_name)
def test_malformed_page_is_known_as_such_and_its_whole_records_are_kept(folder: Path) -> None:
    case = load(folder)
    expected = case.error or {}
    extraction = case.connector.read(case.page)
    assert extraction.malformed
    assert not extraction.proved_empty
    assert [problem.code for problem in extraction.problems] == expected["problems"]
    assert len(extraction.found) == expected["found"]
    assert all(problem.message for problem in extraction.problems)


@pytest.mark.parametrize("folder", [p for p in CASES if (p / "expected.json").exists()], ids=_name)
def test_no_other_connector_is_as_sure_of_a_page(folder: Path) -> None:
    case = load(folder)
    sure = {name: connector_class(name).sniff(case.page) for name in connector_names()}
    own = sure.pop(folder.parent.name)
    assert all(0.0 <= score <= 1.0 for score in [own, *sure.values()])
    # What is pushed is nobody's page: only its own source reads it.
    if (case.expected or {}).get("found") and case.page.step == "start" and folder.parent.name != "push":
        assert own > max(sure.values())


def test_every_case_says_what_it_expects() -> None:
    assert set(platform_names()) <= {case.parent.name for case in CASES} == set(VENDORS)
    silent = [_name(p) for p in CASES if not (p / "expected.json").exists() and not (p / "error.json").exists()]
    assert not silent
