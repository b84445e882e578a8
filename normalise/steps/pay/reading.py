"""Pay read from text or from a publisher's own fields. Never raises; what is doubtful is noted as an issue."""

import math
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from normalise.steps.pay.amounts import Span, find_spans, number
from normalise.steps.pay.annual import believable, per_year, times_a_year, trimmed
from normalise.steps.pay.cleaning import readable, without_rungs
from normalise.steps.pay.currencies import currency_of, named_currency
from normalise.steps.pay.periods import find_period, likely_period, named_period, without_spans
from normalise.steps.pay.roles import Role, roles_of
from normalise.steps.work_pattern import read_weekly_hours
from records.draft import DraftPay
from records.listing import Issue, Pay
from records.vocabulary import PayPeriod
from records.words import Wording, any_of, words

_PRO_RATA = re.compile(
    r"\bpro[\s-]?rata|\bprorata|\bf\.?t\.?e\b|\bw\.?t\.?e\b|full[- ]time equivalent|"
    r"\bp\.?r\.?o\.? rata",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d+(?:\.\d+)?(?:\s*-\s*\d+(?:\.\d+)?)?")
_GUESS = re.compile(r"\best\.|\bestimated?\b", re.IGNORECASE)
_NOT_FULL_TIME = re.compile(
    r"part[\s-]?time|\bcasual\b|zero[\s-]?hours?|\bsessional\b|term[\s-]?time|\bbank\b|\brelief\b|"
    r"as and when|\bad[\s-]hoc\b",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    r"(?:\bup ?to|\bmax(?:imum)?\.?(?: of)?|\bno more than|\bunder|\bceiling of|\bto|\blimit of)(?: a|"
    r" an)?\s*[:=]?\s*$",
    re.IGNORECASE,
)
_FROM = Wording(
    lambda: rf"\b{any_of(words('pay_bounds', 'from'), whole=False)}\s*(?:a |an |around |approx\.? )?[:=]?\s*$"
)
_OR_MORE = Wording(
    lambda: (
        rf"^(?:\+(?!\s*(?:[£$€\d]|{any_of(words('pay_bounds', 'not more'), whole=False)}))"
        rf"|\s*(?:per \w+|p\.?a\.?)?\s*\(?{any_of(words('pay_bounds', 'or more'))})"
    )
)
_AT_MOST = re.compile(r"^\s*(?:per \w+|p\.?a\.?)?\s*(?:\(?max(?:imum)?\b|or less\b)", re.IGNORECASE)


# These come beside the pay, and have periods of their own.
_BESIDE = re.compile(r"\+|\bplus\b|\bbonus|\bcommission", re.IGNORECASE)
_YEARLY = Decimal(10_000)


@dataclass(frozen=True)
class Figures:
    """Amounts of a text: bounds, the sign beside them, the period and whether it was stated."""

    low: Decimal | None
    high: Decimal | None
    sign: str = ""
    period: PayPeriod | None = None
    yearly: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True)
class PayReading:
    """What was read, and the doubts about it (field `pay`)."""

    pay: Pay | None
    issues: tuple[Issue, ...] = ()


def read_pay(draft: DraftPay | str | None, country: str = "GB") -> Pay | None:
    """The pay, or None where nothing is said. `country` (ISO 3166-1 alpha-2) decides a missing currency."""
    return examine_pay(draft, country).pay


def examine_pay(
    draft: DraftPay | str | None,
    country: str = "GB",
    *,
    weekly_hours: Decimal | None = None,
    full_time: bool = True,
) -> PayReading:
    """`read_pay` with its doubts. `weekly_hours` and `full_time` decide whether an hour's pay has a figure per year."""
    if draft is None:
        return PayReading(None)
    draft = DraftPay(text=draft) if isinstance(draft, str) else draft
    return _examined(draft, country, weekly_hours, full_time)


@lru_cache(maxsize=8192)
def _examined(draft: DraftPay, country: str, weekly_hours: Decimal | None, full_time: bool) -> PayReading:
    text = readable(draft.text[:2000]) if draft.text else ""
    stated = named_period(draft.period) if draft.period else None
    figures = _stated_figures(draft) or (_unsigned(text) if _BARE.fullmatch(text) else _figures(text))
    kept = " ".join(draft.text.split()) if draft.text else None
    predicted = draft.predicted or bool(_GUESS.search(text))
    if (figures.low is None and figures.high is None) or figures.high == figures.low == 1:
        # Publishers write '£1.00' into a form that takes no empty field.
        pay = Pay(text=kept, predicted=draft.predicted) if kept else None
        return PayReading(pay)
    currency = (
        named_currency(draft.currency, country)
        or named_currency(figures.sign, country)
        or _text_currency(text, country)
    )
    period = stated or figures.period or (_lone_period(text) if text else None)
    issues = []
    some = figures.high if figures.high is not None else figures.low
    if period is None:
        period = likely_period(some, currency)  # type: ignore[arg-type]
        issues.append(
            Issue(
                field="pay",
                code="PAY_PERIOD_INFERRED",
                message=f"No period is stated; {some} {currency} was taken as pay per {period.value}. State one.",
            )
        )
    pay = Pay(
        text=kept, min=figures.low, max=figures.high, currency=currency, period=period,
        pro_rata=bool(_PRO_RATA.search(text)), predicted=predicted,
    )  # fmt: skip
    if weekly_hours is None and period is PayPeriod.HOUR and (week := read_weekly_hours(text)):
        weekly_hours = Decimal(str(week.max))
    return _with_annual(pay, figures, issues, weekly_hours, full_time and not _NOT_FULL_TIME.search(text))


def _unsigned(text: str) -> Figures:
    """The figures of a text that is nothing but numbers: '12.21', '11.44 - 12.21'."""
    return replace(_figures(f"£{text}"), sign="")


def _with_annual(
    pay: Pay, figures: Figures, issues: list[Issue], weekly_hours: Decimal | None, full_time: bool
) -> PayReading:
    assert pay.period is not None
    assert pay.currency is not None
    doubtful = [one for one in (pay.min, pay.max) if one is not None and not believable(one, pay.period, pay.currency)]
    if doubtful:
        message = (
            f"{doubtful[0]} {pay.currency} per {pay.period.value} is not likely; correct the amount or the period."
        )
        return PayReading(pay, (*issues, Issue(field="pay", code="PAY_IMPLAUSIBLE", message=message)))
    if figures.yearly and pay.period is not PayPeriod.YEAR:
        low, high = figures.yearly
        return PayReading(pay.model_copy(update={"annual_min": low, "annual_max": high}), tuple(issues))
    times = times_a_year(pay.period, weekly_hours, full_time=full_time)
    annual = {"annual_min": per_year(pay.min, times), "annual_max": per_year(pay.max, times)}
    return PayReading(pay.model_copy(update=annual), tuple(issues))


def _text_currency(text: str, country: str) -> str:
    for sign in ("£", "€", "$"):
        if sign in text:
            return named_currency(sign, country) or currency_of(country)
    return currency_of(country)


def _lone_period(text: str) -> PayPeriod | None:
    return find_period(without_spans(without_rungs(_BESIDE.split(text, maxsplit=1)[0])))


def _stated_figures(draft: DraftPay) -> Figures | None:
    """The publisher's own bounds; 0 and words are none. A bound that is itself a text is read as one."""
    low, low_read = _bound(draft.min)
    high, high_read = _bound(draft.max)
    if low is None and high is None:
        return None
    if low is not None and high is None and low_read and low_read.high is not None and low_read.high != low:
        high = low_read.high
    if low is not None and high is not None and low > high:
        low, high = high, low
    if high is None and draft.max is None:
        high = low
    sign = next((read.sign for read in (low_read, high_read) if read and read.sign), "")
    period = next((read.period for read in (low_read, high_read) if read and read.period), None)
    return Figures(low, high, sign, period)


def _bound(value: str | float | None) -> tuple[Decimal | None, Figures | None]:
    if value is None or isinstance(value, bool):
        return None, None
    if isinstance(value, float | int):
        amount = Decimal(str(value)) if math.isfinite(value) else Decimal(0)
        return (trimmed(_penny(amount)), None) if 0 < amount < 10**9 else (None, None)
    text = readable(value[:200])
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        amount = Decimal(text)
        return (trimmed(_penny(amount)), None) if 0 < amount < 10**9 else (None, None)
    if re.fullmatch(r"\d[\d.,' ]*\d", text) and re.fullmatch(r"\d{1,3}(?:[,.' ]\d{2,3})*(?:[.,]\d{1,2})?", text):
        amount = number(text)
        return (trimmed(amount), None) if 0 < amount < 10**9 else (None, None)
    read = _figures(text)
    return (read.low if read.low is not None else read.high), read


def _penny(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.0001"))


@lru_cache(maxsize=8192)
def _figures(text: str) -> Figures:
    """The figures of a text that is already readable."""
    clean = without_rungs(text) if text else ""
    spans = find_spans(clean)
    if not spans:
        return Figures(None, None)
    roles = roles_of(clean, spans)
    chosen = _chosen(spans, roles)
    if not chosen:
        return Figures(None, None)
    timed = without_spans(clean)
    periods = {span: _period_of(timed, spans, spans.index(span)) for span in spans}
    first = chosen[0]
    period = periods[first]
    target = roles[spans.index(first)] is Role.TARGET
    low, high = _bounds(clean, first, target=target)
    if not target:
        low, high = _joined(clean, chosen, periods, low, high)
    others = [span for span, role in zip(spans, roles, strict=True) if role is Role.ACTUAL or span in chosen[1:]]
    yearly = next(((trimmed(span.low), trimmed(span.high)) for span in others if periods[span] is PayPeriod.YEAR), None)
    sign = first.sign or next((span.sign for span in chosen if span.sign), "")
    return Figures(low and trimmed(low), high and trimmed(high), sign, period, yearly)


def _chosen(spans: list[Span], roles: list[Role]) -> list[Span]:
    """The spans that are the pay: full-time figures before plain ones, then what is really paid, then targets."""
    if Role.FULL_TIME in roles:
        return [span for span, role in zip(spans, roles, strict=True) if role is Role.FULL_TIME]
    for wanted in (Role.PAY, Role.ACTUAL, Role.TARGET):
        playing = [span for span, role in zip(spans, roles, strict=True) if role is wanted]
        if playing:
            return playing
    return []


def _period_of(text: str, spans: list[Span], index: int) -> PayPeriod | None:
    """The period named right behind a span, inside it, or before the first one."""
    span = spans[index]
    end = spans[index + 1].start if index + 1 < len(spans) else len(text)
    inside = find_period(text[span.start : span.end]) if span.ranged else None
    tail = text[span.end : end][:70]
    behind = find_period(_BESIDE.split(tail, maxsplit=1)[0]) or find_period(tail)
    if behind and behind is not PayPeriod.YEAR and span.low >= _YEARLY and _BESIDE.search(tail):
        behind = find_period(_BESIDE.split(tail, maxsplit=1)[0])  # '£74,000 + monthly commission'
    if behind or inside:
        return behind or inside
    start = spans[index - 1].end if index else 0
    before = find_period(text[start : span.start], last=True)
    if before or index == 0:
        return before
    return None


def _bounds(text: str, span: Span, *, target: bool) -> tuple[Decimal | None, Decimal | None]:
    if span.ranged:
        return span.low, span.high
    before, behind = text[max(0, span.start - 40) : span.start], text[span.end : span.end + 40]
    if target or _UP_TO.search(before) or _AT_MOST.match(behind):
        return None, span.high
    if _FROM.search(before) or _OR_MORE.match(behind):
        return span.low, None
    return span.low, span.high


def _joined(
    text: str,
    chosen: list[Span],
    periods: dict[Span, PayPeriod | None],
    low: Decimal | None,
    high: Decimal | None,
) -> tuple[Decimal | None, Decimal | None]:
    """Several scales of one period are one range: 'MPS £31,650 - £43,607; UPS £45,646 - £49,084'."""
    first = chosen[0]
    for span in chosen[1:]:
        same = periods[span] in {periods[first], None} or periods[first] is None
        if not same or span.high > first.high * 3 or span.low * 3 < first.low:
            continue
        if span.high < first.low and _PRO_RATA.search(text[first.end : span.start]):
            continue  # '£25,989 pro rata | £19,027 per annum': what is paid of it
        if low is not None:
            low = min(low, span.low)
        if high is not None or not first.ranged:
            high = max(high or span.high, span.high)
    return low, high
