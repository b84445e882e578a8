"""The second day: what is new, edited, closed, vanished, re-posted or issued again; and which sources fail."""

from dataclasses import replace
from datetime import date, timedelta

from examples.region import plan
from examples.region.model import Near, Pay, Record

DOWN, REDESIGNED, CUT = plan.FEED, plan.COUNCIL_PAGES, plan.COLLEGE
# Every n-th record of a source; a source that fails on the second day shows nothing of it.
_EDITED, _CLOSED, _VANISHED = 12, 31, 23
_RISE = 1.02
# Where the college's catalogue is cut off on the second day: after this share of its courses.
CUT_AFTER = 0.7
_CHANGING = (
    plan.COUNCIL_FEED, plan.NHS, plan.BOARD_API, plan.UNIVERSITY, plan.FINDER, plan.BOARD, plan.AGGREGATOR,
    plan.APPRENTICESHIPS, plan.EVENTS, plan.SUPPORT, plan.NEWS,
)  # fmt: skip


def first_day(records: list[Record]) -> list[Record]:
    """Records of the first day: all but what is fresh on the second."""
    return [record for record in records if not record.thing.fresh]


def second_day(made: plan.Plan, records: list[Record], today: date) -> list[Record]:
    """Records of the second day, those that are gone or cannot be read included."""
    found: list[Record] = []
    for source in plan.SOURCES:
        mine = [record for record in records if record.source == source]
        if source == DOWN:
            found += [replace(record, status="down") for record in mine if not record.thing.fresh]
        elif source == REDESIGNED:
            found += [replace(record, status="unreadable") for record in mine if not record.thing.fresh]
        elif source == CUT:
            found += _cut(mine)
        else:
            found += _changed(made, mine, today)
    return found


def _cut(records: list[Record]) -> list[Record]:
    whole = round(len(records) * CUT_AFTER)
    return [*records[:whole], *(replace(record, status="unread") for record in records[whole:])]


def _changed(made: plan.Plan, records: list[Record], today: date) -> list[Record]:
    found = []
    for number, record in enumerate(records, start=1):
        if record.thing.fresh:
            found.append(replace(record, change="new"))
        elif record.flaw == "to_be_reposted":
            found += [replace(record, status="gone", change="vanished"), _reposted(made, record, today)]
        elif record.flaw or record.status != "ok":
            found.append(record)
        elif number % _VANISHED == 0:
            found.append(replace(record, status="gone", change="vanished"))
            if record.source in (plan.BOARD, plan.AGGREGATOR) and record.thing.kind == "job":
                found.append(replace(record, key=made.numbers[record.source].next(), change="reissued"))
        elif number % _CLOSED == 0 and record.closes:
            found.append(replace(record, closes=today - timedelta(days=1), status="closed", change="closed"))
        elif number % _EDITED == 0:
            found.append(_edited(record))
        else:
            found.append(record)
    return found


def _reposted(made: plan.Plan, record: Record, today: date) -> Record:
    """The same post advertised again after it closed: another opportunity, linked to the first."""
    closes = today + timedelta(days=21)
    thing = replace(record.thing, id=f"{record.thing.id}-again", posted=today, closes=closes)
    return replace(
        record,
        key=made.numbers[record.source].next(),
        thing=thing,
        posted=today,
        closes=closes,
        status="ok",
        flaw="",
        change="reposted",
        relation=f"repost:{record.thing.id}",
    )


def _edited(record: Record) -> Record:
    """More time, more pay or another sentence."""
    if record.closes and int(record.closes.day) % 2:
        return replace(record, closes=record.closes + timedelta(days=7), change="edited:closes")
    if record.pay and record.thing.kind == "job" and record.pay.text() in record.pay_text:
        digits = 2 if record.pay.period == "hour" else 0
        pay = Pay(round(record.pay.low * _RISE, digits), round(record.pay.high * _RISE, digits), record.pay.period)
        return replace(
            record, pay=pay, pay_text=record.pay_text.replace(record.pay.text(), pay.text()), change="edited:pay"
        )
    return replace(record, extra="Interviews will take place within two weeks of closing.", change="edited:description")


def near_text(near: Near | None) -> str:
    """How the truth writes a near-miss."""
    return f"near-miss:{near.thing}:{near.how}" if near else ""
