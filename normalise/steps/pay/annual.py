"""Pay per year, for filters and sorting: only with stated or standard hours, and only of plausible figures.

The rule: a year counts once, a month 12 times, a week 52 times, a day 260 times (five days a week). An
hour counts with the stated hours a week; where none are stated, with 37.5 hours (the usual full-time week
in the UK), unless the work is said to be part-time, casual, sessional or in term time only. A week or a
day of such work has no figure per year either. A sum for the whole engagement has none.
"""

from decimal import ROUND_HALF_UP, Decimal

from normalise.steps.pay.currencies import size_of
from records.vocabulary import PayPeriod

FULL_TIME_WEEK = Decimal("37.5")
_WEEKS = Decimal(52)
_TIMES = {PayPeriod.YEAR: Decimal(1), PayPeriod.MONTH: Decimal(12), PayPeriod.WEEK: _WEEKS, PayPeriod.DAY: Decimal(260)}
# The least and the most that we believe for each period, in pounds.
_BELIEVED = {
    PayPeriod.HOUR: (Decimal(2), Decimal(500)),
    PayPeriod.DAY: (Decimal(15), Decimal(4000)),
    PayPeriod.WEEK: (Decimal(25), Decimal(10_000)),
    PayPeriod.MONTH: (Decimal(100), Decimal(60_000)),
    PayPeriod.YEAR: (Decimal(1000), Decimal(1_500_000)),
}


def believable(amount: Decimal, period: PayPeriod, currency: str) -> bool:
    """Whether a figure can be pay of this period at all: not £50,879 a week, not £34 a year."""
    if period is PayPeriod.FIXED:
        return True
    least, most = _BELIEVED[period]
    size = size_of(currency)
    # Pay in other countries differs from ours by more than the size of their money.
    slack = Decimal(1) if currency == "GBP" else Decimal(4)
    return least * size / slack <= amount <= most * size * slack


def times_a_year(period: PayPeriod, weekly_hours: Decimal | None, *, full_time: bool) -> Decimal | None:
    """How often one amount is paid in a year, or None where that is not known."""
    if period is PayPeriod.HOUR:
        hours = weekly_hours or (FULL_TIME_WEEK if full_time else None)
        return hours * _WEEKS if hours else None
    if period in {PayPeriod.DAY, PayPeriod.WEEK} and not full_time:
        return None
    return _TIMES.get(period)


def per_year(amount: Decimal | None, times: Decimal | None) -> Decimal | None:
    """The amount a year, to the penny and without needless zeros."""
    if amount is None or times is None:
        return None
    return trimmed((amount * times).quantize(Decimal("0.01"), ROUND_HALF_UP))


def trimmed(amount: Decimal) -> Decimal:
    """27274.00 as 27274, 25485.90 as 25485.9; never in exponent form."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()
