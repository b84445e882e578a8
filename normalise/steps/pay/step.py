"""The cleaning step of `pay`."""

from decimal import Decimal

from normalise.steps.base import Work
from normalise.steps.pay.reading import examine_pay
from records.vocabulary import Contract, Hours

_PART = frozenset({Hours.PART_TIME, Hours.TERM_TIME, Hours.JOB_SHARE})


def pay(work: Work) -> None:
    """Set `pay`. Stated weekly hours and the pattern of work, set by earlier steps, decide the figure per year."""
    if work.draft.pay is None:
        return
    week = work.out.hours_per_week
    hours = Decimal(str(week.max)) if week is not None and week.max >= 1 else None
    pattern = set(work.out.hours)
    casual = {Contract.CASUAL, Contract.VOLUNTEER} & set(work.out.contract)
    full_time = not casual and (Hours.FULL_TIME in pattern or not pattern & _PART)
    reading = examine_pay(work.draft.pay, _country(work), weekly_hours=hours, full_time=full_time)
    if reading.pay is not None:
        work.out.pay = reading.pay
    for issue in reading.issues:
        work.issue(issue.field, issue.code, issue.message)


def _country(work: Work) -> str:
    """The country of the places where it is one, else the source's."""
    countries = {place.country for place in work.out.places if place.country}
    return countries.pop() if len(countries) == 1 else work.source.country
