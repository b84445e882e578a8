"""Dates as real sources write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.steps.base import Work
from normalise.steps.dates import dates, end_of
from normalise.steps.listing_draft import ListingDraft
from normalise.steps.yearless import in_its_year
from normalise.text.dates import read_moment
from records.draft import Draft
from records.options import RssOptions
from records.payload import Payload
from records.source import Licence, Publisher, SourceConfig
from records.vocabulary import Kind

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-21T09:00:00-04:00", "2026-03-21T13:00:00+00:00"),
        ("2024-02-12T15:57:11.165", "2024-02-12T15:57:11.165000+00:00"),
        ("2026-07-07T16:22:37.450927123", "2026-07-07T15:22:37.450927+00:00"),
        ("2026-07-07 16:22:37 UTC", "2026-07-07T16:22:37+00:00"),
        ("2026-07-07", "2026-07-06T23:00:00+00:00"),
        ("20220112T110000", "2022-01-12T11:00:00+00:00"),
        ("20260107", "2026-01-07T00:00:00+00:00"),
        ("Sat, 22 Aug 2026 06:25:52 GMT", "2026-08-22T06:25:52+00:00"),
        ("Tue, 11 Aug 2026 07:30:41 +0000", "2026-08-11T07:30:41+00:00"),
        ("Wed, 19 Aug 2026 05:00:00:0", "2026-08-19T04:00:00+00:00"),
        ("1767225600", "2026-01-01T00:00:00+00:00"),
        ("1767225600000", "2026-01-01T00:00:00+00:00"),
        ("01/02/2026", "2026-02-01T00:00:00+00:00"),
        ("5.3.26", "2026-03-05T00:00:00+00:00"),
        ("03/25/2026", "2026-03-25T00:00:00+00:00"),
        ("Sunday 14 April 2019", "2019-04-13T23:00:00+00:00"),
        ("14th April 2019 at 5pm", "2019-04-14T16:00:00+00:00"),
        ("11:59 pm on Thursday 7th January 2027", "2027-01-07T23:59:00+00:00"),
        ("Closing date: 14/04/2019 12:00", "2019-04-14T11:00:00+00:00"),
        ("12 noon on 3 December 2026", "2026-12-03T12:00:00+00:00"),
        ("Midnight on Friday 14th August 2026Interviews: 16th September", "2026-08-13T23:00:00+00:00"),
        ("4th September 2026. Please note, we reserve the right to close early", "2026-09-03T23:00:00+00:00"),
        (
            "Tuesday 18 August 2026 at midnight, with a proposed interview date of 24 August",
            "2026-08-17T23:00:00+00:00",
        ),
        ("Closing: 26/8/26 at noon", "2026-08-26T11:00:00+00:00"),
        ("2019-9-18T10-10-00-00", "2019-09-18T09:00:00+00:00"),
        ("2019-9-20T08-08-30-00", "2019-09-20T07:30:00+00:00"),
        ("2026-8-3", "2026-08-02T23:00:00+00:00"),
        ("2026-08-30 23:59:59 Europe/Paris", "2026-08-30T21:59:59+00:00"),
        ("Posted Yesterday", "2026-11-20T00:00:00+00:00"),
        ("2026-06-01 9:30", "2026-06-01T08:30:00+00:00"),
        ("2017-04-15T", "2017-04-14T23:00:00+00:00"),
        ("2026-12-05+01:00", "2026-12-05T00:00:00+00:00"),
        ("7 days left", "2026-11-28T00:00:00+00:00"),
        ("Closing tomorrow", "2026-11-22T00:00:00+00:00"),
        ("a week ago", "2026-11-14T00:00:00+00:00"),
        ("5 – 7 December 2026", "2026-12-05T00:00:00+00:00"),
        ("5 December 2026 - 7 December 2026", "2026-12-05T00:00:00+00:00"),
        ("2026-12-05 09:00 to 2026-12-05 17:00", "2026-12-05T09:00:00+00:00"),
        ("5. Dezember 2026", "2026-12-05T00:00:00+00:00"),
        ("5 de diciembre de 2026", "2026-12-05T00:00:00+00:00"),
        ("Posted 3 days ago", "2026-11-18T00:00:00+00:00"),
    ],
)
def test_moments(text: str, expected: str) -> None:
    moment = read_moment(text, now=NOW)
    assert moment is not None, text
    assert moment.at.astimezone(UTC).isoformat() == expected


@pytest.mark.parametrize(
    "text",
    ["", None, "0000-00-00", "0001-01-01", "0001-01-01T00:00:00Z", "9999-12-31", "Ongoing", "TBC", "Spring 2027",
     "2026", "2014-09", "September 2026", "Dec-26", "01/01/0001", "99/99/2026", "soon", "£20,000", "3 Locations",
     "Please see advert"],
)  # fmt: skip
def test_no_date(text: str | None) -> None:
    assert read_moment(text, now=NOW) is None


def test_thirty_days_is_a_bound() -> None:
    moment = read_moment("Posted 30+ Days Ago", now=NOW)
    assert moment is not None
    assert moment.bound


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-01-07", "2027-01-07T23:59:59+00:00"),
        ("2026-07-07", "2026-07-07T22:59:59+00:00"),  # the end of the day in London, in summer
        ("2027-01-07T00:00:00", "2027-01-07T23:59:59+00:00"),  # a bare midnight names a day
        ("2027-01-07T00:00:00Z", "2027-01-07T00:00:00+00:00"),
        ("2027-01-07T17:00", "2027-01-07T17:00:00+00:00"),
        ("midnight on 7 January 2027", "2027-01-07T23:59:59+00:00"),
    ],
)
def test_closing_means_the_end_of_a_day(text: str, expected: str) -> None:
    moment = read_moment(text, now=NOW)
    assert moment is not None
    assert end_of(moment).isoformat() == expected


@given(st.text(max_size=60))
def test_never_raises(text: str) -> None:
    moment = read_moment(text, now=NOW)
    assert moment is None or moment.at.tzinfo is not None


@given(st.datetimes(datetime(1975, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
def test_what_machines_write_reads_back(at: datetime) -> None:
    for text in (at.isoformat(), at.strftime("%d/%m/%Y"), at.strftime("%d %B %Y")):
        moment = read_moment(text, zone="UTC", now=NOW)
        assert moment is not None
        assert moment.at.date() == at.date()


@given(
    st.dates(date(1980, 1, 1), date(2090, 12, 31)),
    st.sampled_from(["{0.day} {0:%B} {0.year}", "{0:%A} {0.day} {0:%B} {0.year}", "{0:%a}, {0:%d} {0:%b}, {0.year}"]),
    st.sampled_from(["", " at 11.59pm", ", 17:00", " 9 am", " 00:00"]),
)
def test_what_people_write_is_read_with_and_without_a_library(day: date, form: str, clock: str) -> None:
    """A wording that dateparser alone reads (`of` is no word of ours) says the same."""
    written = form.format(day) + clock
    library = written.replace(f"{day.day} ", f"{day.day} of ", 1) if "%d" not in form else f"the {written}"
    assert read_moment(written, now=NOW) == read_moment(library, now=NOW)
    found = read_moment(written, now=NOW)
    assert found is not None
    assert (found.at.date(), found.has_time) == (day, bool(clock))


def dated(kind: Kind = Kind.JOB, text: str = "", **said: str) -> Work:
    """An advert with these dates after the step."""
    source = SourceConfig(
        id="feed", name="Feed", publisher=Publisher(name="Feed"), licence=Licence(name="unknown"), kind=kind,
        connector=RssOptions(url="https://jobs.example.org/feed"), timezone="Etc/UTC",
    )  # fmt: skip
    payload = Payload(
        source_id="feed", run_id="run", key="1", connector="rss", format="rss_item", data={},
        page_url="https://jobs.example.org/feed", fetched_at=NOW,
    )  # fmt: skip
    work = Work(
        draft=Draft(**said), payload=payload, source=source, now=NOW, out=ListingDraft(description=text, kind=kind)
    )
    dates(work)
    return work


def codes(work: Work) -> list[tuple[str, str]]:
    """Field and code of each issue."""
    return [(issue.field, issue.code) for issue in work.issues]


def test_posted_in_the_future_is_a_mistake_of_the_source_beyond_a_clock_that_is_wrong() -> None:
    # NOW is noon of the 21st: two days ahead is the most that a clock and a zone explain.
    exact = dated(posted_at="2026-11-23T12:00:00Z")
    assert exact.out.posted_at == datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert exact.out.posted_at_is_bound is False
    assert not exact.issues
    late = dated(posted_at="2026-11-23T12:00:01Z")
    assert (late.out.posted_at, late.out.posted_at_is_bound) == (None, False)
    assert codes(late) == [("posted_at", "DATE_IN_FUTURE")]
    assert "2026-11-23" in late.issues[0].message
    assert dated(posted_at="30+ days ago").out.posted_at_is_bound is True


def test_an_end_before_the_start_is_told_and_kept() -> None:
    wrong = dated(starts_on="2026-12-02", ends_on="2026-12-01")
    assert codes(wrong) == [("ends_on", "ENDS_BEFORE_START")]
    assert (wrong.out.starts_on, wrong.out.ends_on) == (date(2026, 12, 2), date(2026, 12, 1))
    assert "2026-12-01" in wrong.issues[0].message
    assert "2026-12-02" in wrong.issues[0].message
    for starts, ends in (("2026-12-01", "2026-12-01"), ("2026-12-01", "2026-12-02"), ("", "2026-12-01")):
        assert not dated(starts_on=starts, ends_on=ends).issues
    assert not dated(Kind.EVENT, starts_on="2026-12-02", ends_on="2026-12-01").issues, "an evening ends after midnight"


def test_closed_before_it_was_posted_is_told_and_kept() -> None:
    wrong = dated(posted_at="2026-11-10T12:00:00Z", closes_at="2026-11-09T11:59:59Z")
    assert codes(wrong) == [("closes_at", "CLOSES_BEFORE_POSTED")]
    assert wrong.out.closes_at == datetime(2026, 11, 9, 11, 59, 59, tzinfo=UTC)
    assert not dated(posted_at="2026-11-10T12:00:00Z", closes_at="2026-11-09T12:00:00Z").issues, "a day of tolerance"
    assert not dated(closes_at="2026-11-09T12:00:00Z").issues


@pytest.mark.parametrize("text", ["", "Posted today by our team. Published now.", "Date posted: today"])
def test_nothing_says_when_it_was_posted_but_a_field(text: str) -> None:
    out = dated(text=text, modified_at="2026-11-20", closes_at="2026-12-01").out
    assert (out.posted_at, out.posted_at_is_bound) == (None, False)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("closes_at", "05 Jan", date(2027, 1, 5)),
        ("closes_at", "20 Nov", date(2026, 11, 20)),
        ("closes_at", "5 January 2026", date(2026, 1, 5)),
        ("posted_at", "12 Dec", date(2025, 12, 12)),
        ("posted_at", "20 Nov", date(2026, 11, 20)),
    ],
)
def test_a_day_without_a_year_is_of_the_year_that_can_be_meant(name: str, text: str, expected: date) -> None:
    moment = read_moment(text, now=NOW)
    assert moment is not None
    assert in_its_year(moment, text, name, NOW).at.date() == expected
