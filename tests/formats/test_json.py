"""Broken JSON keeps its whole records, and says what was lost."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.json import parse_json

JOBS = [{"id": n, "title": f"Job {n}", "meta": [{"id": 9, "name": "x"}, {"id": 8, "name": "}, {"}]} for n in range(5)]
BODY = json.dumps({"jobs": JOBS, "meta": {"total": 5}}).encode()


def test_whole_document_is_read_as_it_is() -> None:
    page = parse_json(BODY.decode())
    assert page.root["jobs"] == JOBS
    assert not page.problems


@given(st.integers(0, len(BODY) - 1), st.sampled_from([(), ("title",)]))
@settings(max_examples=120, deadline=None)
def test_cut_document_keeps_every_whole_record(at: int, marks: tuple[str, ...]) -> None:
    page = parse_json(BODY[:at].decode(), marks=marks)
    assert any(problem.fatal for problem in page.problems)
    whole = sum(BODY.index(json.dumps(job).encode()) + len(json.dumps(job)) <= at for job in JOBS)
    assert len(page.root["jobs"] if page.root else []) == whole


@pytest.mark.parametrize("marks", [(), ("title",)])
@pytest.mark.parametrize("bad", range(5))
def test_one_bad_record_costs_only_itself(bad: int, marks: tuple[str, ...]) -> None:
    page = parse_json(BODY.decode().replace(f'"Job {bad}"', f'"Job "{bad}""'), marks=marks)
    assert [job["id"] for job in page.root["jobs"]] == [n for n in range(5) if n != bad]
    assert page.root["meta"] == {"total": 5}
    assert [problem.code for problem in page.problems] == ["JSON_RECORD_DAMAGED", "JSON_MALFORMED"]
    assert "line 1" in page.problems[-1].message


@pytest.mark.parametrize(
    ("body", "code"),
    [("", "EMPTY_BODY"), ("<html>", "NOT_JSON"), ("jobs", "JSON_MALFORMED"), ("[" * 100_000, "JSON_TOO_DEEP")],
)
def test_what_is_no_json_is_said(body: str, code: str) -> None:
    page = parse_json(body)
    assert page.root is None
    assert [(problem.code, problem.fatal) for problem in page.problems] == [(code, True)]


def test_raw_line_breaks_nan_and_marks_are_read() -> None:
    page = parse_json('\ufeff{"jobs": [{"title": "two\nlines", "pay": NaN}]}')
    assert page.root == {"jobs": [{"title": "two\nlines", "pay": None}]}
    assert not page.problems


@pytest.mark.parametrize("list_name", ["jobs", "data", "Stellenangebote", "@graph"])
@pytest.mark.parametrize(
    "shape", ['{{"{name}": {list}, "total": 5}}', '{{"page": {{"{name}": {list}}}, "total": 5}}', "{list}"]
)
def test_a_list_is_found_whatever_it_is_called(list_name: str, shape: str) -> None:
    cut = shape.format(name=list_name, list=json.dumps(JOBS))
    cut = cut[: cut.index('"Job 3"')]
    page = parse_json(cut)
    inner = page.root if shape == "{list}" else page.root.get("page", page.root)[list_name]
    assert inner == JOBS[:3]
    assert [problem.code for problem in page.problems] == ["JSON_RECORD_DAMAGED", "JSON_MALFORMED"]


def test_records_in_groups_are_kept_where_their_names_are_known() -> None:
    jobs = [{"ref": f"J{n}", "text": "x", "tags": [{"id": 1}, {"id": 2}]} for n in range(4)]
    text = json.dumps({"groups": [{"name": "A", "jobs": jobs[:2]}, {"name": "B", "jobs": jobs[2:]}]})
    page = parse_json(text[: text.index('"J3"')], marks=["ref"])
    assert page.root == {"groups": [{"name": "A", "jobs": jobs[:2]}, {"name": "B", "jobs": jobs[2:3]}]}


def test_part_of_a_record_is_no_record() -> None:
    page = parse_json('{"ref": 1, "places": [{"town": "Leeds"}, {"tow', whole=True)
    assert page.root is None
    assert [problem.code for problem in page.problems] == ["JSON_MALFORMED"]


def test_backslashes_and_what_stands_behind_lose_nothing() -> None:
    page = parse_json(r'{"title": "Rock \& Roll", "path": "C:\jobs"};')
    assert page.root == {"title": r"Rock \& Roll", "path": r"C:\jobs"}
    assert [(problem.code, problem.fatal) for problem in page.problems] == [("JSON_REPAIRED", False)]


@given(st.text(max_size=120) | st.text('[]{}",:1a ', max_size=60))
@settings(max_examples=250, deadline=None)
def test_never_raises(body: str) -> None:
    for whole in (False, True):
        page = parse_json(body, whole=whole)
        assert page.problems or page.root is not None or body.strip() in ("null", "NaN", "Infinity", "-Infinity")
