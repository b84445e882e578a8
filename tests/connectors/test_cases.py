"""Every folder `tests/fixtures/<connector>/<case>/` is a test: response.*, meta.json, expected.json or error.json.

`expected.json` states what must be found, in order; each `draft` names the fields it is about (null: not set).
`error.json` states the codes of the problems, whether the page is malformed, and what was saved.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from talentfeed.spiders.connectors.registry import connector_class
from tests.connectors.reading import FETCHED, OPTIONS, Reading, read
from talentfeed.spiders.connectors.base import Page

FIXTURES = Path(__file__).parent.parent / "fixtures"
CONNECTORS = ("json_ld", "rss", "selectors", "csv")
CASES = [case for name in CONNECTORS for case in sorted((FIXTURES / name).iterdir()) if case.is_dir()]


def _load(case: Path) -> tuple[dict[str, Any], bytes]:
    meta = json.loads((case / "meta.json").read_text(encoding="utf-8"))
    return meta, next(case.glob("response.*")).read_bytes()


def _read(case: Path) -> Reading:
    meta, body = _load(case)
    page = {key: meta[key] for key in ("url", "content_type", "step", "context") if key in meta}
    return read(OPTIONS.validate_python(meta["options"]), body, **page)


def _given(value: Any, like: Any) -> Any:
    """A draft's dump cut down to the names `like` has."""
    if isinstance(like, dict) and isinstance(value, dict):
        return {key: _given(value.get(key), item) for key, item in like.items()}
    return value


def _said(draft: dict[str, Any]) -> dict[str, Any]:
    places = [{key: text for key, text in place.items() if text is not None} for place in draft["places"]]
    return {**draft, "places": places}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_case(case: Path) -> None:
    reading = _read(case)
    extraction = reading.extraction
    codes = [problem.code for problem in extraction.problems]
    if (case / "error.json").exists():
        error = json.loads((case / "error.json").read_text(encoding="utf-8"))
        assert (codes, extraction.malformed) == (error["problems"], error["fatal"])
        assert reading.titles == error.get("titles", [])
        assert not extraction.proved_empty
        return
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    assert codes == expected["problems"]
    assert not extraction.malformed
    assert extraction.advertised == expected.get("advertised")
    assert extraction.proved_empty == expected.get("proved_empty", False)
    assert [follow.url for follow in extraction.follow] == expected.get("follow", [])
    assert len(extraction.found) == len(expected["found"])
    for found, draft, wanted in zip(extraction.found, reading.drafts, expected["found"], strict=True):
        assert _given(_said(draft.model_dump(mode="json")), wanted["draft"]) == wanted["draft"]
        assert {name: getattr(found, name) for name in ("key", "url") if name in wanted} == {
            name: wanted[name] for name in ("key", "url") if name in wanted
        }


@pytest.mark.parametrize("case", [c for c in CASES if (c / "expected.json").exists()], ids=lambda c: c.name)
def test_only_the_right_connector_claims_a_response(case: Path) -> None:
    meta, body = _load(case)
    page = Page(url=meta["url"], body=body, content_type=meta.get("content_type", ""), fetched_at=FETCHED)
    scores = {name: connector_class(name).sniff(page) for name in CONNECTORS}
    others = {name: score for name, score in scores.items() if name != case.parent.name}
    assert scores["selectors"] == 0
    assert max(others.values()) <= max(scores[case.parent.name], 0.0) or case.parent.name == "selectors"
