"""Prices, modes and dates of courses."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from normalise.steps.base import Work
from normalise.steps.course import course, read_attendance, read_mode, read_price, read_study_mode
from normalise.steps.listing_draft import ListingDraft
from records.draft import Draft, DraftPlace, DraftRun
from records.options import XcriCapOptions
from records.payload import Payload
from records.source import Licence, Publisher, SourceConfig
from records.vocabulary import Kind

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("£1,250", "1250", "GBP"),
        ("GBP6,000 per stage", "6000", "GBP"),
        ("UK fee: GBP155.00; Ireland fee: GBP340.00; Continental Europe fee: GBP385.00", "155.00", "GBP"),
        ("£9,250 per year (UK), £18,000 (international)", "9250", "GBP"),
        ("UK/EU £9,500; Overseas £21,000", "9500", "GBP"),
        ("Home £9,250 Overseas £18,000", "9250", "GBP"),
        ("Ireland fee: GBP1250.00; Continental Europe fee: GBP1250.00", None, None),
        ("£1,200 full time, £600 part time", None, None),
        ("£300 (free if under 24)", "300", "GBP"),
        ("Free", "0", None),
        ("No charge", "0", None),
        ("£0", "0", "GBP"),
        ("95", "95", "GBP"),
        ("1200 EUR", "1200", "EUR"),
        ("Costs are paid per unit not per qualification.", None, None),
        ("Not yet known", None, None),
    ],
)
def test_price(text: str, amount: str | None, currency: str | None) -> None:
    price = read_price(text, "GB")
    assert price is not None
    assert (price.text, price.amount, price.currency) == (text, Decimal(amount) if amount else None, currency)


def test_no_price() -> None:
    assert read_price(None) is None
    assert read_price("  ") is None


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Campus", "campus"), ("Distance with attendance", "distance_with_attendance"),
        ("Distance without attendance", "distance"), ("Self-study", "distance"), ("Online (no attendance)", "online"),
        ("Mixed mode", "mixed"), ("blended", "mixed"), ("Face-to-face non-campus", "off_campus"),
        ("Work-based", "work_based"), ("Classroom based", "campus"), ("onsite", "campus"),
        ("Whatever", None), (None, None),
    ],
)  # fmt: skip
def test_mode(text: str | None, mode: str | None) -> None:
    assert read_mode(text) == mode


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Full time", "full_time"), ("Part-time", "part_time"), ("Part of a full-time programme", "part_of_full_time"),
        ("Flexible", "flexible"), ("Full time, Part time", "flexible"), ("NLD Study Mode Code: C", None), (None, None),
    ],
)  # fmt: skip
def test_study_mode(text: str | None, mode: str | None) -> None:
    assert read_study_mode(text) == mode


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("Daytime", "daytime"), ("Day/Block release", "day_release"), ("Evening", "evening"), ("Weekend", "weekend"),
        ("Twilight", "twilight"), ("Customised", "customised"), ("", None),
    ],
)  # fmt: skip
def test_attendance(text: str, pattern: str | None) -> None:
    assert read_attendance(text) == pattern


def _work(draft: Draft, kind: Kind = Kind.COURSE) -> Work:
    source = SourceConfig(
        id="the-college", name="C", publisher=Publisher(name="C"), licence=Licence(name="permission"),
        connector=XcriCapOptions(url="https://c.example/x"),
    )  # fmt: skip
    payload = Payload(
        source_id="the-college", run_id="01j00000000000000000000000", key="k", connector="xcri_cap",
        format="xcri_course", data={}, page_url="https://c.example/x", fetched_at=NOW,
    )  # fmt: skip
    return Work(draft=draft, payload=payload, source=source, now=NOW, out=ListingDraft(kind=kind))


def test_course_takes_the_dates_of_its_next_run() -> None:
    runs = [
        DraftRun(id="a", starts_on="2025-09-01", cost="£100", mode="Campus", place=DraftPlace(postcode="LS1 4AP")),
        DraftRun(id="b", starts_on="14 September 2026", ends_on="2027-06-25", cost="£100", url="https://c.example/b"),
        DraftRun(id="c", start_text="January 2027", cost="£100"),
    ]
    work = _work(Draft(course_runs=runs, subjects=["Maths", "Maths"], entry_requirements="<p>None</p>", award="GCSE"))
    course(work)
    found = work.out.course
    assert found is not None
    assert found.runs[0].place is not None
    assert found.cost is not None
    assert work.out.subject is not None
    assert [run.starts_on for run in found.runs] == [date(2025, 9, 1), date(2026, 9, 14), None]
    assert found.runs[2].start_text == "January 2027"
    assert found.runs[0].place.postcode == "LS1 4AP"
    assert (work.out.starts_on, work.out.ends_on) == (date(2026, 9, 14), date(2027, 6, 25))
    assert (found.cost.amount, found.entry_requirements, found.award) == (Decimal(100), "None", "GCSE")
    assert work.out.subject.labels == ["Maths"]


def test_only_courses_have_a_course() -> None:
    work = _work(Draft(award="x"), Kind.JOB)
    course(work)
    assert work.out.course is None


def test_prices_of_databases_have_four_decimals() -> None:
    paid, unknown = read_price("84.0000", "GB"), read_price("0.0000", "GB")
    assert paid is not None
    assert unknown is not None
    assert (paid.amount, paid.currency, unknown.amount) == (Decimal("84.00"), "GBP", None)
