"""What time one amount of pay covers: by the words beside it, else by its size."""

from decimal import Decimal
from functools import lru_cache

from normalise.steps.pay.currencies import MONTHLY, size_of
from records.vocabulary import PayPeriod
from records.words import Wording, any_of, words

_EACH = r"(?<![a-z])(?:per|a|an|each|every|/|p\.?\s?/?|the)\s*"
_PERIODS = (
    PayPeriod.HOUR, PayPeriod.FIXED, PayPeriod.DAY, PayPeriod.WEEK, PayPeriod.MONTH, PayPeriod.YEAR,
)  # fmt: skip
_SHAPES = {PayPeriod.YEAR: r"|\bp\.?\s?/?a\.?(?![a-z&])"}


def _wording(period: PayPeriod) -> str:
    each, alone = words("pay_periods", f"each {period}"), words("pay_periods", period)
    return rf"{_EACH}{any_of(each, whole=False)}\b|{any_of(alone)}{_SHAPES.get(period, '')}"


# Each period is a group, so that a search tells which came first.
_ANY = Wording(lambda: "|".join(f"(?P<{period}>{_wording(period)})" for period in _PERIODS))
# '37 hours per week', '52 weeks a year', '16 hours p/w' say nothing of the pay.
_SPANS = Wording(
    lambda: (
        rf"(?:{any_of(words('time_units', 'worked'), whole=False)}|~+)\s*\)?\s*(?:per|a|an|each|/|p/?|every)\s*"
        rf"{any_of(words('time_units', 'per'), whole=False)}\b"
        r"|(?:~+|hours?|hrs?|days?)\s*(?:weekly|p\.?w\.?|pcm|p\.?a\.?)(?!\w)"
    )
)
_BARE = {word: period for period in _PERIODS for word in words("pay_periods", f"code {period}")}


def without_spans(text: str) -> str:
    """Text in which 'hours per week' and the like are blanked out."""
    return _SPANS.sub(lambda match: "~" * len(match[0]), text)


def find_period(text: str, *, last: bool = False) -> PayPeriod | None:
    """The first (or last) period named in a text."""
    period = None
    for match in _ANY.finditer(text):
        period = PayPeriod(str(match.lastgroup))
        if not last:
            break
    return period


@lru_cache(maxsize=256)
def named_period(text: str) -> PayPeriod | None:
    """The period of a field of its own: 'YEAR', 'per annum', 'hourly', 'per-year-salary', '/hour', '1 MONTH'."""
    word = " ".join(text.lower().replace("_", " ").strip(" ./").split()).removeprefix("1 ")
    return (
        _BARE.get(word)
        or _BARE.get(word.removeprefix("per "))
        or find_period(word)
        or find_period(word.replace("-", " "))
    )


def likely_period(amount: Decimal, currency: str) -> PayPeriod:
    """The period that an amount of this size most likely covers (UK figures; other currencies by their size)."""
    amount = amount / size_of(currency)
    if amount < 100:
        return PayPeriod.HOUR
    if amount < 1000:
        return PayPeriod.DAY
    # Councils state what a part-time post is really paid in a year: £6,500 is rarely a month's pay.
    if amount < (20_000 if currency in MONTHLY else 10_000 if currency == "EUR" else 5000):
        return PayPeriod.MONTH if amount < 10_000 else PayPeriod.YEAR
    return PayPeriod.YEAR
