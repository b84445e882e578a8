"""Every recorded case of the formats that many publishers share; `cases.py` says what stands in a folder."""

from pathlib import Path
from typing import Any

import pytest

from spiders.connectors.registry import connector_class, connector_names
from tests.connectors.cases import describe, folders, load

OURS = ("json_ld", "rss", "selectors", "csv", "table", "json", "xml", "icalendar", "front_matter", "pdf")
CASES = [folder for name in OURS for folder in folders(name)]


def _name(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


def _compare(got: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Every name that `wanted` states; `null` in a draft means absent."""
    for name, value in wanted.items():
        if name == "draft":
            _compare_draft(got["draft"], value)
        else:
            assert got[name] == value, name


def _compare_draft(draft: dict[str, Any], wanted: dict[str, Any]) -> None:
    for name, value in wanted.items():
        if name == "description_has":
            missing = [text for text in value if text not in (draft["description_text"] or "")]
            assert not missing, draft["description_text"]
        else:
            assert draft.get(name) == value, name


@pytest.mark.parametrize("folder", CASES, ids=_name)
def test_case(folder: Path) -> None:
    case = load(folder)
    extraction = case.connector.read(case.page)
    got = describe(case)
    if case.error is not None:
        assert extraction.malformed
        assert not extraction.proved_empty
        assert {"problems": got["problems"], "found": len(got["found"])} == case.error
        return
    wanted = case.expected
    assert wanted is not None, "a case needs expected.json or error.json"
    assert not extraction.malformed
    records = wanted.get("found", [])
    assert len(got["found"]) == len(records)
    for record, expected in zip(got["found"], records, strict=True):
        _compare(record, expected)
    for name in ("advertised", "proved_empty", "follow", "problems"):
        if name in wanted:
            assert got[name] == wanted[name], name


@pytest.mark.parametrize("folder", [folder for folder in CASES if (folder / "expected.json").exists()], ids=_name)
def test_the_right_connector_claims_a_response(folder: Path) -> None:
    """`talentfeed extract` picks the connector by itself: none may be surer than the right one."""
    case = load(folder)
    if case.page.step != "start" or not case.expected or not case.expected.get("found"):
        pytest.skip("not a page that a person would start from")
    scores = {name: connector_class(name).sniff(case.page) for name in connector_names()}
    assert scores.pop("selectors") == 0
    right = folder.parent.name
    if right == "xml":  # the last resort: a feed's reader takes most lists of records, and reads more in them
        assert scores[right] > 0
        return
    assert right == "selectors" or scores[right] >= max(scores.values())
