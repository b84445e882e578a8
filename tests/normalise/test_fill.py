"""Which share of listings has each field: every field counts, and a field that is empty does not."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from normalise.fill import FILL_FIELDS, fill_rates, is_filled
from records.listing import Listing, Organisation, Pay, Place
from records.vocabulary import Contract, Hours
from tests.factories import make_listing

MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
EMPTY: dict[str, Any] = {
    "organisation": None, "places": [], "pay": None, "description": None, "contract": [], "hours": [],
    "posted_at": None, "closes_at": None, "starts_on": None, "url": None, "apply_url": None,
}  # fmt: skip
FULL: dict[str, Any] = {
    "organisation": Organisation(name="Leeds City Council"), "places": [Place(town="Leeds")], "pay": Pay(text="£10"),
    "description": "Cook for us.", "contract": [Contract.PERMANENT], "hours": [Hours.FULL_TIME], "posted_at": MOMENT,
    "closes_at": MOMENT, "starts_on": date(2026, 3, 2), "url": "https://jobs.example.org/1",
    "apply_url": "https://jobs.example.org/1/apply",
}  # fmt: skip


def listing(**fields: Any) -> Listing:
    return make_listing(**(EMPTY | fields))


def test_the_fields_that_are_watched() -> None:
    assert set(FILL_FIELDS) == {"title", *FULL}
    assert len(FILL_FIELDS) == len(set(FILL_FIELDS))


@pytest.mark.parametrize("name", FULL)
def test_each_field_is_counted_by_itself(name: str) -> None:
    rates = fill_rates([listing(**{name: FULL[name]}), listing()])
    assert rates == {"title": 1.0, **dict.fromkeys(FULL, 0.0), name: 0.5}


@pytest.mark.parametrize("name", FULL)
def test_every_field_can_hold_a_run_back(name: str) -> None:
    from normalise.gates import Compared, RunFacts, Usual, judge
    from records.source import Expectations
    from records.vocabulary import RunState

    rates = {**dict.fromkeys(FILL_FIELDS, 1.0), name: 0.0}
    facts = RunFacts(
        state=RunState.COMPLETE, complete=True, seen=40, rejected=0, open_before=40, lost=0, fill=rates,
        usual=Usual(40, dict.fromkeys(FILL_FIELDS, 1.0)), compared=Compared(0, {}, {name: 40}),
    )  # fmt: skip
    verdict = judge(facts, Expectations())
    assert verdict is not None
    assert f"`{name}`" in verdict.error.message


def test_nothing_and_empty() -> None:
    assert fill_rates([]) == {}
    assert not is_filled(listing(description=""), "description")
    assert is_filled(listing(vacancies=0), "vacancies")
    assert fill_rates([listing(), listing(), listing(url="https://x.example")], ["url"]) == {"url": 0.3333}
