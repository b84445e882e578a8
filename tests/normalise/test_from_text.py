"""Labelled lines of a text fill what no field says; a field always goes before."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from normalise.pipeline import to_listing
from normalise.text.labels import labelled
from records.listing import Listing
from records.options import RssOptions
from records.payload import Payload
from records.source import Licence, Publisher, SourceConfig
from records.vocabulary import Kind


def listing(item: dict[str, object], kind: Kind = Kind.JOB) -> Listing:
    """The listing of one item of a feed."""
    source = SourceConfig(
        id="feed", name="Feed", publisher=Publisher(name="Feed"), licence=Licence(name="unknown"), kind=kind,
        connector=RssOptions(url="https://jobs.example.org/feed"),
    )  # fmt: skip
    payload = Payload(
        source_id="feed", run_id="run", key="1", connector="rss", format="rss_item", url="https://jobs.example.org/1",
        data={"title": "Cook", "link": "https://jobs.example.org/1", **item},
        page_url="https://jobs.example.org/feed", fetched_at=datetime(2026, 9, 1, tzinfo=UTC),
    )  # fmt: skip
    return to_listing(payload, source)


@pytest.mark.parametrize(
    "text",
    [
        "Location: Leeds, LS1 4AP<br>Salary: £25,000 - £27,000 per annum<br>Employer: Hill Care Ltd",
        "<p><b>Employer:</b> Hill Care Ltd | <b>Location:</b> Leeds, LS1 4AP | <b>Salary:</b> £25,000 - £27,000</p>",
        "<ul><li>Salary: £25,000 to £27,000</li><li>Location: Leeds, LS1 4AP</li><li>Company: Hill Care Ltd</li></ul>",
    ],
)
def test_place_pay_and_employer(text: str) -> None:
    read = listing({"description": text})
    assert read.organisation is not None
    assert read.organisation.name == "Hill Care Ltd"
    assert [place.town for place in read.places] == ["Leeds"]
    assert read.pay is not None
    assert (read.pay.min, read.pay.max) == (Decimal(25000), Decimal(27000))


@pytest.mark.parametrize(
    ("title", "town"),
    [
        ("Care Assistant - Maidstone", "Maidstone"),
        ("Night Porter (Leeds)", "Leeds"),
        ("Cook in Otley", "Otley"),
        ("Teacher of Reading", None),
        ("Coach - Rugby", None),
        ("Nurse - Nights", None),
    ],
)
def test_a_town_that_the_title_ends_with(title: str, town: str | None) -> None:
    assert [place.town for place in listing({"title": title}).places] == ([town] if town else [])
    assert [place.town for place in listing({"title": title, "location": "York"}).places] == ["York"]


def test_own_fields_go_before() -> None:
    text = "Location: Leeds<br>Salary: £25,000<br>Employer: Someone"
    read = listing({"description": text, "location": "York", "salary": "£30,000 a year", "company": "Hill Care"})
    assert [place.town for place in read.places] == ["York"]
    assert read.pay is not None
    assert read.pay.min == 30000
    assert read.organisation is not None
    assert read.organisation.name == "Hill Care"


def test_sentences_are_no_values_and_events_have_no_employer() -> None:
    read = listing({"description": "Location: You will work across our sites as needed<br>Salary: see the website"})
    assert read.places == []
    assert read.pay is None
    assert listing({"description": "Company: Hill Care<br>Salary: £25,000"}, Kind.EVENT).pay is None


def test_labels_on_one_line() -> None:
    assert labelled("Location: Leeds Salary: £25,000 Closing date: 1 October 2026") == {
        "place": "Leeds", "pay": "£25,000", "closes_at": "1 October 2026",
    }  # fmt: skip


def test_a_time_zone_nobody_knows_is_said_once() -> None:
    item = {"start": "2026-12-01 10:00", "end": "2026-12-01 12:00", "venue": "Hall", "timezone": "Middle Earth"}
    read = listing({"title": "Fair", **item})
    assert read.kind is Kind.EVENT
    assert read.event is not None
    assert read.event.starts_at is not None
    assert [issue.code for issue in read.issues].count("TIMEZONE_UNKNOWN") == 1
    melbourne = listing({"title": "Fair", **item, "timezone": "Melbourne"})
    assert melbourne.event is not None
    assert melbourne.event.starts_at == datetime(2026, 11, 30, 23, tzinfo=UTC)


def test_lines_whose_break_was_lost() -> None:
    read = labelled("Location: SheffieldSalary: £95 - £120 per dayContract: Full-time / Term Time OnlyRecruiter: Hill")
    assert dict(read) == {"place": "Sheffield", "pay": "£95 - £120 per day", "contract": "Full-time / Term Time Only"}
    assert labelled("Location: Greenwich Start Date: September 2026 Pay: £100 a day")["place"] == "Greenwich"


def test_what_was_read_from_the_text_says_so() -> None:
    read = listing({"description": "Location: Leeds<br>Salary: £25,000 a year<br>Employer: Hill Care Ltd"})
    assert {i.field for i in read.issues if i.code == "READ_FROM_TEXT"} == {"places", "pay", "organisation"}
    leave = listing({"description": "Location: Leeds<br>Pay: 25 days holiday<br>Employer: Hill Care Ltd"})
    assert leave.pay is None


def test_a_meeting_by_video_is_remote_whatever_the_calendar_says() -> None:
    read = listing({"venue": "Zoom", "attendancemode": "OfflineEventAttendanceMode"}, Kind.EVENT)
    assert read.remote == "remote"
    assert read.places == []
    read = listing({"venue": "Town Hall", "attendancemode": "OfflineEventAttendanceMode", "city": "Leeds"}, Kind.EVENT)
    assert read.remote == "on_site"
    assert [place.town for place in read.places] == ["Leeds"]


def test_a_night_is_a_shift_of_a_job_only_and_an_address_is_no_name() -> None:
    read = listing({"title": "Author's night", "organiser": "https://jobs.example.org/people/4"}, Kind.EVENT)
    assert (read.hours, read.organisation) == ([], None)
    assert listing({"title": "Night porter, nights"}).hours == ["shifts"]


def test_labels_without_a_colon_and_the_line_that_opens_a_text() -> None:
    text = (
        "University of Exeter - Economics<br>Salary £34,980 - £40,855 per annum<br>Closing date Sunday 6 December 2026"
        " at 11:59pm<br>Hours 37 hours per week<br>Start date: 4 January 2027<br>Closing the gap is what we do."
    )
    read = listing({"description": text})
    assert read.organisation is not None
    assert read.organisation.name == "University of Exeter"
    assert read.pay is not None
    assert (read.pay.min, read.pay.max) == (Decimal(34980), Decimal(40855))
    assert read.closes_at == datetime(2026, 12, 6, 23, 59, tzinfo=UTC)
    assert read.starts_on is not None
    assert read.starts_on.isoformat() == "2027-01-04"
    assert read.hours_per_week is not None
    assert read.hours_per_week.max == 37


@pytest.mark.parametrize("text", ["Primary School<br>We teach.", "Salary and pay<br>Deadline day<br>We pay 40 people."])
def test_lines_that_name_and_state_nothing(text: str) -> None:
    read = listing({"description": text})
    assert (read.organisation, read.pay, read.closes_at) == (None, None, None)


@pytest.mark.parametrize(("hours", "a_week"), [("37", 37), ("18.5", 18.5), ("1", None), ("0.8", None)])
def test_hours_as_a_number_alone(hours: str, a_week: float | None) -> None:
    read = listing({"hours": hours}).hours_per_week
    assert (read.max if read else None) == a_week
