"""Contract, hours and remote out of the wordings that sources use."""

import pytest

from normalise.steps.work_pattern import (
    read_contract,
    read_hours,
    read_months,
    read_remote,
    read_weekly_hours,
)


@pytest.mark.parametrize(
    ("text", "contract", "hours"),
    [
        ("Full-time", [], ["full_time"]),
        ("FULL_TIME", [], ["full_time"]),
        ("FullTime", [], ["full_time"]),
        ("fulltime_permanent", ["permanent"], ["full_time"]),
        ("Permanent, part time, term time only", ["permanent"], ["part_time", "term_time"]),
        ("Fixed Term (12 months)", ["fixed_term"], []),
        ("FTC maternity cover", ["fixed_term"], []),
        ("CONTRACTOR", ["self_employed"], []),
        ("Contract", ["fixed_term"], []),
        ("TEMPORARY", ["temporary"], []),
        ("Bank", ["casual"], []),
        ("Zero hours", ["casual"], []),
        ("PER_DIEM", ["casual"], []),
        ("INTERN", ["internship"], []),
        ("Direct Placement", ["permanent"], []),
        ("Industrial placement", ["internship"], []),
        ("Vollzeit, unbefristet", ["permanent"], ["full_time"]),
        ("CDD, temps partiel", ["fixed_term"], ["part_time"]),
        ("VOLUNTEER", ["volunteer"], []),
        ("Apprenticeship", ["apprenticeship"], []),
        ("Job share considered", [], ["job_share"]),
        ("Night shifts", [], ["shifts"]),
        ("OTHER", [], []),
        ("Contract role", ["fixed_term"], []),
        ("Full time, Contract", ["fixed_term"], ["full_time"]),
        ("Temporary Contract", ["temporary"], []),
        ("Permanent contract", ["permanent"], []),
        ("Full-time, Permanent, Zero hours contract", ["permanent", "casual"], ["full_time"]),
        ("parental_leave_cover", ["fixed_term"], []),
        ("6 months", ["fixed_term"], []),
        ("Initially 3 months", ["fixed_term"], []),
        ("Honorary", ["volunteer"], []),
        ("Full-Time, 37.5 hours. No evening, night shifts or bank holidays", [], ["full_time"]),
        ("Monday to Friday only (No weekends!)", [], []),
        ("Permanent - Full and Part Time (Nights) available", ["permanent"], ["full_time", "part_time", "shifts"]),
        ("0.6 FTE", [], ["part_time"]),
        ("37 hours per week (1.0 FTE)", [], ["full_time"]),
        ("0.8 - 1.0 FTE", [], ["full_time"]),
        ("Term time only plus 5 days", [], ["term_time"]),
        ("Monday to Friday", [], []),
    ],
)
def test_wordings(text: str, contract: list[str], hours: list[str]) -> None:
    assert read_contract([text]) == contract
    assert read_hours([text]) == hours


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("37 hours per week", 37, 37),
        ("16 - 20 hrs", 16, 20),
        ("22.5 hours", 22.5, 22.5),
        ("30 to 37 hours a week", 30, 37),
        ("22.2 hours", 22.2, 22.2),
        ("37 per week (rostered)", 37, 37),
        ("36 hrs/week base", 36, 36),
        ("0.7 FTE (approximately 26 hours per week)", 26, 26),
    ],
)
def test_weekly_hours(text: str, low: float, high: float) -> None:
    hours = read_weekly_hours(text)
    assert hours is not None
    assert (hours.min, hours.max) == (low, high)


@pytest.mark.parametrize("text", ["", None, "7 hours per day", "1950 hours per year", "24", "168 hours"])
def test_no_weekly_hours(text: str | None) -> None:
    assert read_weekly_hours(text) is None


def test_bare_numbers_only_where_the_field_is_hours() -> None:
    assert read_weekly_hours("37", bare=True) is not None


def test_months() -> None:
    assert read_months("fixed term for 18 months") == 18
    assert read_months("2 years") == 24
    assert read_months("until March") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("TELECOMMUTE", "remote"), ("hybrid", "hybrid"), ("on-site", "on_site"), ("Yes", "remote"), ("false", "on_site"),
     ("Remote or on-site", "hybrid"), ("home based", "remote"), ("", None), ("Leeds", None)],
)  # fmt: skip
def test_remote(text: str, expected: str | None) -> None:
    assert read_remote(text) == expected


@pytest.mark.parametrize("text", ["07.30-15.30", "9.00 - 17.00", "8am - 4:30pm"])
def test_a_time_of_day_is_no_number_of_hours(text: str) -> None:
    assert read_weekly_hours(text, bare=True) is None
