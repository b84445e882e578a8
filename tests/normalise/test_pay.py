"""Pay: a table of strings as UK adverts write them, the publisher's own fields, and what must hold for any text."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.steps.pay import examine_pay, read_pay
from records.draft import DraftPay
from records.listing import Pay

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "fixtures" / "pay" / "strings.tsv"
SAMPLES = ROOT.parent.parent / "shared" / "data" / "samples" / "salary" / "salary_strings_open.tsv"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _shown(pay: Pay | None) -> tuple[str, str, str, str]:
    if pay is None:
        return ("", "", "", "")
    return (
        "" if pay.min is None else str(pay.min),
        "" if pay.max is None else str(pay.max),
        pay.currency or "",
        pay.period.value if pay.period else "",
    )


@pytest.mark.parametrize("row", list(_rows(TABLE)), ids=lambda row: row["text"])
def test_strings(row: dict[str, str]) -> None:
    reading = examine_pay(row["text"], "GB")
    pay = reading.pay
    assert pay is not None
    assert _shown(pay) == (row["min"], row["max"], row["currency"], row["period"])
    annual = ["" if one is None else str(one) for one in (pay.annual_min, pay.annual_max)]
    assert annual == [row["annual_min"], row["annual_max"]]
    codes = {issue.code for issue in reading.issues}
    flags = set(row["flags"].split())
    assert pay.pro_rata is ("pro_rata" in flags)
    assert ("PAY_PERIOD_INFERRED" in codes, "PAY_IMPLAUSIBLE" in codes) == ("inferred" in flags, "implausible" in flags)


@pytest.mark.samples
def test_sample_strings() -> None:
    if not SAMPLES.exists():
        pytest.skip(f"no samples at {SAMPLES}")
    wrong = []
    for row in _rows(SAMPLES):
        # This source states the period in a field of its own, and states it wrongly.
        draft = DraftPay(text=row["text"], period="annual" if "salary_frequency" in row["flags"] else None)
        pay = read_pay(draft, "GB")
        want = (row["min"], row["max"], row["currency"], row["period"])
        if _shown(pay) != want or ("pro_rata" in row["flags"] and not (pay and pay.pro_rata)):
            wrong.append((row["text"], _shown(pay), want))
    assert not wrong


@pytest.mark.parametrize(
    ("draft", "shown"),
    [
        (DraftPay(min="£25,000", max="30000", period="YEAR"), ("25000", "30000", "GBP", "year")),
        (DraftPay(min="100000"), ("100000", "100000", "GBP", "year")),
        (DraftPay(min="0", max="25000"), ("", "25000", "GBP", "year")),
        (DraftPay(min=0, max=0), ("", "", "", "")),
        (DraftPay(min=12.5, currency="GBP", period="HOUR"), ("12.5", "12.5", "GBP", "hour")),
        (DraftPay(min="135000", max="135000", currency="usd", period="ANNUAL"), ("135000", "135000", "USD", "year")),
        (DraftPay(text="£34 to £35", period="annual"), ("34", "35", "GBP", "year")),
        (DraftPay(text="Competitive", min="0", max="0"), ("", "", "", "")),
        (DraftPay(min="£25,000 per annum"), ("25000", "25000", "GBP", "year")),
        (DraftPay(min=float("nan"), max=1e99), ("", "", "", "")),
        (DraftPay(min="30000", max="25000"), ("25000", "30000", "GBP", "year")),
        (DraftPay(max=50000, period="YEAR", currency="EUR"), ("", "50000", "EUR", "year")),
        (DraftPay(text="£9.50 an hour", min="9.5", max="9.5"), ("9.5", "9.5", "GBP", "hour")),
        (DraftPay(min="25.000,00", currency="EUR", period="MONTH"), ("25000", "25000", "EUR", "month")),
        (DraftPay(min="£20,001 - £30,000"), ("20001", "30000", "GBP", "year")),
        (DraftPay(text="£28,000", min=28000, period="per-year-salary"), ("28000", "28000", "GBP", "year")),
    ],
)
def test_stated_fields_win(draft: DraftPay, shown: tuple[str, str, str, str]) -> None:
    assert _shown(read_pay(draft, "GB")) == shown


def test_a_guess_stays_marked_as_one() -> None:
    assert read_pay(DraftPay(min=30000, predicted=True)).predicted  # type: ignore[union-attr]
    assert read_pay("$54K-$115K (Glassdoor est.)").predicted  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "hours", "full_time", "annual"),
    [
        ("£10 per hour", None, True, "19500"),
        ("£10 per hour", Decimal(16), False, "8320"),
        ("£10 per hour", None, False, None),
        ("£10 per hour, part-time", None, True, None),
        ("£10 per hour, 20 hours per week", None, False, "10400"),
        ("£100 a day", None, True, "26000"),
        ("£100 a day, casual", None, True, None),
        ("£2,000 a month", None, True, "24000"),
        ("£500 per session", None, True, None),
    ],
)
def test_a_figure_per_year_needs_hours(text: str, hours: Decimal | None, full_time: bool, annual: str | None) -> None:
    pay = examine_pay(text, "GB", weekly_hours=hours, full_time=full_time).pay
    assert pay is not None
    assert (None if pay.annual_min is None else str(pay.annual_min)) == annual


@pytest.mark.parametrize(
    ("text", "country", "currency"),
    [
        ("45,000", "DE", "EUR"),
        ("45,000", "US", "USD"),
        ("$45,000", "AU", "AUD"),
        ("£45,000", "US", "GBP"),
        ("30,000", "ZZ", "GBP"),
    ],
)
def test_the_country_decides_a_missing_currency(text: str, country: str, currency: str) -> None:
    assert _shown(read_pay(text, country))[2] == currency


_PIECES = st.sampled_from(
    ["£", "$", "25,000", "12.50", "30k", " - ", " to ", " per annum", "ph", "Band 5", "SCP 5-6", "pro rata",
     "(", ")", "FTE", "actual",
     "bonus", "up to ", "&pound;", "2025/26", "\u00a0",
     "37 hours per week", ".", ",", "0", "9" * 30]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=12).map("".join))


@given(_TEXTS, st.sampled_from(["GB", "US", "PL", "XX", ""]))
def test_any_text_gives_ordered_bounds(text: str, country: str) -> None:
    pay = read_pay(text, country)
    if pay is not None and pay.min is not None and pay.max is not None:
        assert 0 <= pay.min <= pay.max
    if pay is not None and pay.min is None and pay.max is None:
        assert (pay.period, pay.annual_min, pay.annual_max) == (None, None, None)


@given(st.one_of(_TEXTS, st.floats()), st.one_of(_TEXTS, st.floats(), st.none()), _TEXTS, _TEXTS)
def test_any_fields_give_ordered_bounds(low: str | float, high: str | float | None, period: str, currency: str) -> None:
    pay = read_pay(DraftPay(min=low, max=high, period=period, currency=currency))
    if pay is not None and pay.min is not None and pay.max is not None:
        assert 0 <= pay.min <= pay.max
