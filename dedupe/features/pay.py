"""Pay as a range by the hour or by the year, and how two ranges relate: like is compared with like.

A part-time post is offered at its hourly rate, at what a full-time year would bring, or at what its own
year brings. Two adverts contradict only where none of these readings agree.
"""

import re
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple

from records.listing import Pay
from records.vocabulary import PayPeriod

Range = tuple[float, float]

# A rate per hour is compared with a salary at 37.5 hours a week and 52 weeks.
FULL_WEEK, WEEKS = 37.5, 52.0
_PER_YEAR = {
    PayPeriod.YEAR: 1.0,
    PayPeriod.MONTH: 12.0,
    PayPeriod.WEEK: 52.0,
    PayPeriod.DAY: 260.0,
}
_PLAIN = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)(?:\s*(?:-|–|to)\s*(\d[\d,]*(?:\.\d+)?))?\s*"
    r"(?:per|p/?|an?|/)\s*(h(?:r|our)?|day|w(?:ee)?k|m(?:on)?th|year|annum|a)\b",
    re.IGNORECASE,
)
# Boards round, and convert with 1,950 to 2,080 hours.
SLACK = 0.07
EQUAL = 0.02
# Where one end of a range is given, the highest is taken as this many times the lowest.
OPEN_RANGE = 1.25
# At this many hours a week or more a post's own year is a full-time year.
FULL_FROM = 35.0


class PayRelation(IntEnum):
    """How two ranges relate, best last."""

    DISJOINT = 0
    UNKNOWN = 1
    OVERLAPPING = 2
    EQUAL = 3


class PayKey(NamedTuple):
    """Amounts (in the advert's currency) an hour or a year; `pro_rata`: of a full-time year, surely."""

    low: float
    high: float
    hourly: bool = False
    pro_rata: bool = False

    @property
    def full_year(self) -> Range:
        """What a full-time year brings."""
        return self.times(FULL_WEEK * WEEKS) if self.hourly else (self.low, self.high)

    def own_year(self, weekly: float) -> Range:
        """What a year at these hours brings, where the amounts are a full-time year's or an hour's."""
        return self.times(weekly * WEEKS) if self.hourly else self.times(weekly / FULL_WEEK)

    def times(self, factor: float) -> Range:
        """Both amounts, multiplied."""
        return (self.low * factor, self.high * factor)


def pay_key(pay: Pay | None) -> PayKey | None:
    """Pay as the advert gives it; None where it gives no comparable amount."""
    if pay is None or pay.predicted:
        return None
    low, high = _bounds(pay.min, pay.max)
    if low is not None and high is not None and pay.period is not None:
        if pay.period is PayPeriod.HOUR:
            return _ordered(low, high, hourly=True)
        factor = _PER_YEAR.get(pay.period)
        if factor is not None:
            return _ordered(low * factor, high * factor, pro_rata=pay.pro_rata)
    low, high = _bounds(pay.annual_min, pay.annual_max)
    if low is None or high is None:
        return _key_in(pay.text or "")
    return _ordered(low, high, pro_rata=pay.pro_rata)


def _bounds(low: Decimal | None, high: Decimal | None) -> tuple[float | None, float | None]:
    """Both bounds: of "from £28,700" and "up to £32,660" the other is as far off as adverts' ranges are wide."""
    if low and high:
        return float(low), float(high)
    if low:
        return float(low), float(low) * OPEN_RANGE
    return (float(high) / OPEN_RANGE, float(high)) if high else (None, None)


def _key_in(text: str) -> PayKey | None:
    """Amounts of a text without a currency (`18 to 22 per hour`), which the pay step leaves as text."""
    match = _PLAIN.search(text)
    if match is None:
        return None
    low, high = float(match[1].replace(",", "")), float((match[2] or match[1]).replace(",", ""))
    unit = match[3][0].lower()
    factor = {"d": 260.0, "w": 52.0, "m": 12.0}.get(unit, 1.0)
    return _ordered(low * factor, high * factor, hourly=unit == "h")


def _ordered(low: float, high: float, *, hourly: bool = False, pro_rata: bool = False) -> PayKey | None:
    low, high = min(low, high), max(low, high)
    return PayKey(low, high, hourly, pro_rata) if high > 0 else None


def relate_pay(a: PayKey | None, b: PayKey | None, weekly: float | None = None) -> PayRelation:
    """Equal within 2%, overlapping or touching within 7%, disjoint where no reading agrees.

    `weekly`: hours a week, where one of the adverts tells them.
    """
    if a is None or b is None:
        return PayRelation.UNKNOWN
    if a.hourly and b.hourly:
        return _relate((a.low, a.high), (b.low, b.high))
    by_year = _relate(a.full_year, b.full_year)
    if by_year is not PayRelation.DISJOINT or weekly is None or weekly >= FULL_FROM:
        return by_year
    # One of them may give what the post's own year brings, unless it says otherwise.
    own_years = [(one, two) for one, two in ((a, b), (b, a)) if not two.hourly and not two.pro_rata]
    return max((_relate(one.own_year(weekly), (two.low, two.high)) for one, two in own_years), default=by_year)


def _relate(a: Range, b: Range) -> PayRelation:
    if _near(a[0], b[0]) and _near(a[1], b[1]):
        return PayRelation.EQUAL
    if max(a[0], b[0]) <= min(a[1], b[1]) * (1 + SLACK):
        return PayRelation.OVERLAPPING
    return PayRelation.DISJOINT


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= EQUAL * max(a, b)
