"""What a source's file says is no advert goes, and counts as read all the same."""

import pytest
from pydantic import ValidationError

from records.page import Page
from records.run import RunCounts
from records.vocabulary import RunState
from spiders.connectors.base import Extraction
from spiders.connectors.registry import make_connector
from spiders.outcome import Events, decide
from tests.connectors.cases import ANY_OPTIONS, NOW

URL = "https://jobs.example.org/list"
LIST = '{"total": 2, "jobs": [{"title": "Cook", "salary": "£1"}, {"title": "Volunteer cook", "salary": "none"}]}'


def _read(leave_out: dict[str, str]) -> Extraction:
    options = ANY_OPTIONS.validate_python(
        {"type": "json", "url": URL, "records": "jobs", "total": "total", "leave_out": leave_out}
    )
    return make_connector(options).read(Page(URL, LIST.encode(), "", NOW))


def _state(extraction: Extraction) -> RunState:
    events = Events(pages_read=1)
    events.note(extraction, URL)
    return decide(events, RunCounts(fetched=len(extraction.found), advertised=extraction.advertised)).state


@pytest.mark.parametrize("leave_out", [{"title": "volunteer"}, {"text": "NONE"}, {"pay": "^none$"}])
def test_by_title_text_or_field(leave_out: dict[str, str]) -> None:
    extraction = _read(leave_out)
    assert [found.data["title"] for found in extraction.found] == ["Cook"]
    assert extraction.left_out == 1
    assert _state(extraction) is RunState.COMPLETE  # the source's own total counts what was left out


def test_all_left_out_is_no_failure_to_find() -> None:
    assert _state(_read({"title": "cook"})) is RunState.COMPLETE


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError, match="not a valid pattern"):
        _read({"title": "("})
