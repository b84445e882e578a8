"""Sentences that say when an advert closes, what it pays and how many hours it has; and those that do not."""

import pytest

from normalise.steps.pay import read_pay
from normalise.steps.yearless import in_its_year
from normalise.text.dates import read_moment
from normalise.text.prose import said_in
from tests.connectors.cases import NOW


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Apply by noon on Monday 14th December.", "closes_at", "noon on Monday 14th December"),
        ("The closing date for applications is 30 September 2026.", "closes_at", "30 September 2026"),
        ("Applications close at midnight on Sunday 27 September.", "closes_at", "midnight on Sunday 27 September"),
        ("To apply send your CV by 20/09/2026.", "closes_at", "20/09/2026"),
        ("Apply now! Interviews are held on 25 September.", "closes_at", None),
        ("The deadline has passed. The course starts on 5 October 2026.", "closes_at", None),
        ("Apply if you were born before 1 May 2005.", "closes_at", None),
        ("The pay is £12.50 per hour.", "pay", "£12.50 per hour"),
        ("We offer a salary of £23,500 per annum.", "pay", "£23,500 per annum"),
        ("Our shops raise £40,000 per year each.", "pay", None),
        ("A sleep-in allowance of £12 per hour is paid.", "pay", None),
        ("You look after a budget of £90,000 a year.", "pay", None),
        (
            "You will work 20 hours a week, including weekends.",
            "hours",
            "You will work 20 hours a week, including weekends",
        ),
        ("Part-time, 18.5 hpw", "hours", "Part-time, 18.5 hpw"),
        ("Our nursery is open 50 hours a week.", "hours", None),
        ("Five hours a day.", "hours", None),
        ("Salary £24,790 FTE. Permanent. Apply now.", "contract", "Permanent"),
        ("Unlimited supply of coffee and snacks", "contract", None),
    ],
)
def test_said(text: str, name: str, value: str | None) -> None:
    got = said_in(f"We are a charity.\n{text}\nCome and see us.").get(name)
    assert (got.rstrip(".") if got else got) == value


@pytest.mark.parametrize(
    ("text", "month"), [("noon on Monday 14th March", "2027-03"), ("Friday 18 September at 12 noon", "2026-09")]
)
def test_a_day_without_a_year_closes_ahead(text: str, month: str) -> None:
    moment = read_moment(text, now=NOW)
    assert moment is not None
    assert in_its_year(moment, text, "closes_at", NOW).at.isoformat()[:7] == month


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1265 pence per hour", 12.65, 12.65), ("1,265p an hour", 12.65, 12.65),
        ("£12.36 to £12.98 per hour plus enhancements", 12.36, 12.98), ("£58, 225", 58225, 58225),
        ("Grade 7: £30,060 - £33,366; Grade 8: £34,314 - £37,938", 30060, 37938),
        ("£25,000 a year. Cook food for 40 guests.", 25000, 25000),
    ],
)  # fmt: skip
def test_pay(text: str, low: float, high: float) -> None:
    pay = read_pay(text)
    assert pay is not None
    assert (float(pay.min or 0), float(pay.max or 0)) == (low, high)
