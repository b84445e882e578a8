"""When an open listing ends, and why: each rule and its boundary, without a store."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from normalise.lifecycle import FARTHEST_CLOSING, end_of, unseen_days
from records.source import SourceConfig
from records.vocabulary import EndReason
from store.types import Ending, StoredSource

SEEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
BOARD = {"type": "greenhouse", "board": "leeds"}
FEED = {"type": "rss", "url": "https://jobs.example.org/feed.rss"}


def source(connector: dict[str, Any] = BOARD, **expectations: Any) -> SourceConfig:
    """A source with this connector."""
    return SourceConfig.model_validate(
        {
            "id": "leeds", "name": "Leeds", "publisher": {"name": "Leeds"}, "licence": {"name": "permission"},
            "connector": connector, "expectations": expectations,
        }
    )  # fmt: skip


def end(closes: datetime | None, *, stored: SourceConfig | None = None, ended: datetime | None = None) -> Any:
    """The end of an advert that was last seen at SEEN."""
    known = {}
    if stored:
        known["leeds"] = StoredSource(
            id="leeds", region="north", name=stored.name, authority=stored.publisher.authority, attribution=None,
            status=stored.status, config=stored, ended_at=ended,
        )  # fmt: skip
    return end_of(Ending("leeds:1", "leeds", closes, SEEN), known, 14)


@pytest.mark.parametrize(
    ("connector", "expectations", "days"),
    [(BOARD, {}, 60), (FEED, {}, 30), (FEED, {"complete": True}, 60), (BOARD, {"complete": False}, 30),
     (BOARD, {"max_unseen_days": 3}, 3), (FEED, {"max_unseen_days": 90}, 90)],
)  # fmt: skip
def test_unseen_days(connector: dict[str, Any], expectations: dict[str, Any], days: int) -> None:
    stored = source(connector, **expectations)
    assert unseen_days(stored) == days
    assert end(None, stored=stored) == (SEEN + days * DAY, EndReason.UNSEEN)


def test_the_closing_date_comes_first_however_late_it_is_within_a_year() -> None:
    last = SEEN + FARTHEST_CLOSING
    assert end(SEEN + DAY, stored=source()) == (SEEN + DAY, EndReason.CLOSING_DATE)
    assert end(last, stored=source()) == (last, EndReason.CLOSING_DATE)
    assert end(last + timedelta(seconds=1), stored=source()) == (SEEN + 60 * DAY, EndReason.UNSEEN)


def test_a_source_that_the_store_does_not_know() -> None:
    assert end(None) == (SEEN + 60 * DAY, EndReason.UNSEEN)
    assert end(SEEN + DAY) == (SEEN + DAY, EndReason.CLOSING_DATE)


def test_the_end_of_the_source_cuts_what_would_end_later_only() -> None:
    assert end(None, stored=source(), ended=SEEN) == (SEEN + 14 * DAY, EndReason.SOURCE_ENDED)
    assert end(SEEN + 13 * DAY, stored=source(), ended=SEEN) == (SEEN + 13 * DAY, EndReason.CLOSING_DATE)
    assert end(SEEN + 15 * DAY, stored=source(), ended=SEEN) == (SEEN + 14 * DAY, EndReason.SOURCE_ENDED)
    assert end(None, stored=source(), ended=SEEN + 50 * DAY) == (SEEN + 60 * DAY, EndReason.UNSEEN)
