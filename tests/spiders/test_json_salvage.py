"""Broken JSON keeps its whole records, and says what was lost."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.json_salvage import parse_json

JOBS = [{"id": n, "title": f"Job {n}", "meta": [{"id": 9, "name": "x"}, {"id": 8, "name": "}, {"}]} for n in range(5)]
BODY = json.dumps({"jobs": JOBS, "meta": {"total": 5}}).encode()


def test_whole_document_is_read_as_it_is() -> None:
    page = parse_json(BODY, list_name="jobs")
    assert page.root["jobs"] == JOBS
    assert not page.problems


@given(st.integers(0, len(BODY) - 1))
@settings(max_examples=120, deadline=None)
def test_cut_document_keeps_every_whole_record(at: int) -> None:
    page = parse_json(BODY[:at], list_name="jobs")
    assert any(problem.fatal for problem in page.problems)
    whole = sum(BODY.index(json.dumps(job).encode()) + len(json.dumps(job)) <= at for job in JOBS)
    assert len(page.root["jobs"] if page.root else []) == whole


def test_one_bad_record_costs_only_itself() -> None:
    page = parse_json(BODY.replace(b'"Job 2"', b'"Job "2""'), list_name="jobs")
    assert [job["id"] for job in page.root["jobs"]] == [0, 1, 3, 4]
    assert page.root["meta"] == {"total": 5}
    assert [problem.code for problem in page.problems] == ["JSON_RECORD_DAMAGED", "JSON_MALFORMED"]
    assert "line 1" in page.problems[-1].message


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", "EMPTY_BODY"), (b"<html>", "NOT_JSON"), (b"jobs", "JSON_MALFORMED"), (b"[" * 100_000, "JSON_TOO_DEEP")],
)
def test_what_is_no_json_is_said(body: bytes, code: str) -> None:
    page = parse_json(body, list_name="jobs")
    assert page.root is None
    assert [(problem.code, problem.fatal) for problem in page.problems] == [(code, True)]


def test_raw_line_breaks_nan_and_marks_are_read() -> None:
    page = parse_json(b'\xef\xbb\xbf{"jobs": [{"title": "two\nlines", "pay": NaN}]}', list_name="jobs")
    assert page.root == {"jobs": [{"title": "two\nlines", "pay": None}]}
    assert not page.problems


@given(st.binary(max_size=120))
@settings(max_examples=150, deadline=None)
def test_never_raises(body: bytes) -> None:
    page = parse_json(body, list_name="jobs")
    assert page.problems or page.root is not None or body.strip() == b"null"
