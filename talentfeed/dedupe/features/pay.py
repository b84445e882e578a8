"""Annual pay as a range, and how two ranges relate."""

from enum import IntEnum

from talentfeed.records.listing import Pay
from talentfeed.records.vocabulary import PayPeriod

Range = tuple[float, float]

# A full-time year, to compare a rate per hour with a salary: 37.5 hours, 52 weeks.
_PER_YEAR = {
    PayPeriod.YEAR: 1.0, PayPeriod.MONTH: 12.0, PayPeriod.WEEK: 52.0, PayPeriod.DAY: 260.0, PayPeriod.HOUR: 1950.0,
}
# Boards round, and convert with 1,950 to 2,080 hours.
SLACK = 0.07
EQUAL = 0.02


class PayRelation(IntEnum):
    """How two ranges relate, best last."""

    DISJOINT = 0
    UNKNOWN = 1
    OVERLAPPING = 2
    EQUAL = 3


def pay_range(pay: Pay | None) -> Range | None:
    """Pounds (or what the currency is) a full-time year; None where the advert gives no comparable amount."""
    if pay is None or pay.predicted:
        return None
    low, high = pay.annual_min or pay.annual_max, pay.annual_max or pay.annual_min
    if low is None or high is None:
        factor = _PER_YEAR.get(pay.period) if pay.period else None
        low, high = pay.min or pay.max, pay.max or pay.min
        if factor is None or low is None or high is None:
            return None
        return _ordered(float(low) * factor, float(high) * factor)
    return _ordered(float(low), float(high))


def _ordered(low: float, high: float) -> Range | None:
    low, high = min(low, high), max(low, high)
    return (low, high) if high > 0 else None


def relate_pay(a: Range | None, b: Range | None) -> PayRelation:
    """Equal within 2%, overlapping or touching within 7%, disjoint beyond."""
    if a is None or b is None:
        return PayRelation.UNKNOWN
    if _near(a[0], b[0]) and _near(a[1], b[1]):
        return PayRelation.EQUAL
    if max(a[0], b[0]) <= min(a[1], b[1]) * (1 + SLACK):
        return PayRelation.OVERLAPPING
    return PayRelation.DISJOINT


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= EQUAL * max(a, b)
