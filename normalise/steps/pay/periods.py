"""What time one amount of pay covers: by the words beside it, else by its size."""

import re
from decimal import Decimal
from functools import lru_cache

from normalise.steps.pay.currencies import MONTHLY, size_of
from records.vocabulary import PayPeriod

_EACH = r"(?<![a-z])(?:per|a|an|each|every|/|p\.?\s?/?|the)\s*"
_WORDS: tuple[tuple[PayPeriod, str], ...] = (
    (PayPeriod.HOUR, (rf"{_EACH}(?:hours?|hrs?|h)\b|\bhourly\b|\bp\.?h\.?\b|\bphr\b|/\s?h\b|"
                      rf"\bhour\s+rate|\bper-hour|\bper_hour")),
    (PayPeriod.FIXED, (rf"{_EACH}(?:session|shift|night|visit|assignment|project|sleep-?in|class|lesson|"
                       rf"term|game|article|"
                      r"unit|delivery|match|lecture|event)\b|\bsessional(?:\s+rate)?\b|\b(?:fixed|"
                      r"one-?off|lump)\s+(?:fee|sum)|\btotal fee\b")),
    (PayPeriod.DAY, (rf"{_EACH}day\b|\bdaily\b|\bp\.?\s?/?\s?d\.?\b|\bday\s+rate|\bper diem\b|\bper-day|\bper_day")),
    (PayPeriod.WEEK, (rf"{_EACH}(?:week|wk)\b|\bweekly\b|\bp\.?\s?/?\s?w\.?\b(?!\w)|\bper-week|\bper_week")),
    (PayPeriod.MONTH, (rf"{_EACH}(?:calendar\s+)?(?:month|mth|mo)\b|\bmonthly\b|\bp\.?c\.?m\.?\b|"
                       rf"\bp\.?/?m\.?\b|\bper-month|\bper_month")),
    (PayPeriod.YEAR, (rf"{_EACH}(?:annum|anum|annam|annumn|ann|year|yr|y)\b|\bannum\b|\bannual(?:ly|ised|"
                      rf"ized)?\b|\byearly\b|\bp\.?\s?/?a\.?(?![a-z&])|"
                     r"\bpax\b|\bper-year|\bper_year|\bfte salary\b")),
)  # fmt: skip
# One group a period, so that a search tells which came first.
_ANY = re.compile("|".join(f"(?P<{period.value}>{words})" for period, words in _WORDS), re.IGNORECASE)
# '37 hours per week', '52 weeks a year', '16 hours p/w' say nothing of the pay.
_SPANS = re.compile(
    r"(?:hours?|hrs?|days?|weeks?|wks?|sessions?|shifts?|nights?|times?|months?|mornings?|hpw|once|twice|"
    r"~+)\s*\)?\s*(?:per|a|an|each|/|p/?|every)\s*"
    r"(?:hour|hr|day|week|wk|w|month|annum|year|yr|a)\b|(?:~+|hours?|hrs?|days?)\s*(?:weekly|p\.?w\.?|"
    r"pcm|p\.?a\.?)(?!\w)",
    re.IGNORECASE,
)
_BARE_WORDS = {
    PayPeriod.HOUR: "h hr hour hours hourly hur",
    PayPeriod.DAY: "d day daily days",
    PayPeriod.WEEK: "w wk week weekly wee",
    PayPeriod.MONTH: "m mon month monthly mth",
    PayPeriod.YEAR: "y yr ann year yearly annum annual annually anm",
    PayPeriod.FIXED: "fixed one-off total onetime session",
}
_BARE = {word: period for period, words in _BARE_WORDS.items() for word in words.split()}


def without_spans(text: str) -> str:
    """Text in which 'hours per week' and the like are blanked out."""
    return _SPANS.sub(lambda match: "~" * len(match[0]), text)


def find_period(text: str, *, last: bool = False) -> PayPeriod | None:
    """The first (or last) period named in a text."""
    found = None
    for match in _ANY.finditer(text):
        found = PayPeriod(str(match.lastgroup))
        if not last:
            break
    return found


@lru_cache(maxsize=256)
def named_period(text: str) -> PayPeriod | None:
    """The period of a field of its own: 'YEAR', 'per annum', 'hourly', 'per-year-salary', '/hour', 'Annually (FTE)'."""
    word = " ".join(text.lower().replace("_", " ").strip(" ./").split())
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
    # Part-time council posts are told as what is really paid in a year: £6,500 is rarely a month's pay.
    if amount < (20_000 if currency in MONTHLY else 10_000 if currency == "EUR" else 5000):
        return PayPeriod.MONTH if amount < 10_000 else PayPeriod.YEAR
    return PayPeriod.YEAR
