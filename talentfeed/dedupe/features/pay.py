"""Annual pay as a range, and how two ranges relate."""

import re
from enum import IntEnum

from talentfeed.records.listing import Pay
from talentfeed.records.vocabulary import PayPeriod

Range = tuple[float, float]

# A full-time year, to compare a rate per hour with a salary: 37.5 hours, 52 weeks.
_PER_YEAR = {
    PayPeriod.YEAR: 1.0, PayPeriod.MONTH: 12.0, PayPeriod.WEEK: 52.0, PayPeriod.DAY: 260.0, PayPeriod.HOUR: 1950.0,
}
_PLAIN = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)(?:\s*(?:-|–|to)\s*(\d[\d,]*(?:\.\d+)?))?\s*"
    r"(?:per|p/?|an?|/)\s*(h(?:r|our)?|day|w(?:ee)?k|m(?:on)?th|year|annum|a)\b",
    re.IGNORECASE,
)
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
            return _range_in(pay.text or "")
        return _ordered(float(low) * factor, float(high) * factor)
    return _ordered(float(low), float(high))


def _range_in(text: str) -> Range | None:
    """Amounts of a text without a currency (`18 to 22 per hour`), which the pay step leaves as text."""
    match = _PLAIN.search(text)
    if match is None:
        return None
    low, high = float(match[1].replace(",", "")), float((match[2] or match[1]).replace(",", ""))
    factor = {"h": 1950.0, "d": 260.0, "w": 52.0, "m": 12.0}.get(match[3][0].lower(), 1.0)
    return _ordered(low * factor, high * factor)


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
