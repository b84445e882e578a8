"""Amounts and ranges in a text: '£25,485.96 - £27,646.17', '$130K', '25.000,00 EUR', '£28-30k', '12.50ph'."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from normalise.steps.pay.currencies import CODES, SIGNS
from normalise.steps.pay.periods import find_period
from records.words import Wording, any_of, pattern, words

_DIGITS = (
    r"\d{1,3}(?:,\d{2})*,\d{3}(?!\d)(?:\.\d{1,2}(?!\d))?"  # 25,485.96 and 12,00,000
    r"|\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d{1,2}(?!\d))?"  # 25.485,96
    r"|\d{1,3}(?:[ '’]\d{3})+(?![\d,.]*\d)(?:[.,]\d{1,2}(?!\d))?"  # 25 485
    r"|\d+(?:[.,]\d{1,2}(?!\d))?(?:(?<=\.\d\d)\d{1,4})?"  # 28802, 12.5, 12,50, 12.2345
)


def _amount() -> str:
    sign = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
    code = "|".join(sorted(CODES))
    return (
        rf"(?:(?P<sign>{sign})|(?<![A-Za-z])(?P<code>{code})(?![A-Za-z]))?\s?(?<![\d.,])(?P<number>{_DIGITS})"
        r"(?P<k>\s?k(?=p\.?[ahdwc]|/|\b)(?!\w{3})|\s?(?:thousand|grand)\b)?"
        r"(?P<much>\s?(?:m|mn|b|bn|million|billion|trillion)\b)?"
        rf"(?:\s?(?P<after>(?:{sign})(?!\s?\d)|(?:{code})(?![A-Za-z])|(?:pounds|euros?)\b))?"
    )


_AMOUNT = Wording(_amount)
# What may stand between the ends of a range once periods and brackets are taken away.
_LINK = Wording(
    lambda: (
        rf"^[\s:]*(?:- ?to|-|/|–|\.{{2,3}}|{any_of(words('pay_links', 'range'), whole=False)})[\s:]*"
        r"(?:max(?:imum)?\.?(?: of)?|approx\.?|c\.?|circa|a)?\s*$"
    )
)
_BETWEEN_WORDS = pattern("pay_links", "aside", behind=r"|\bp\.?\s?/?[ahdw]\.?(?![a-z])|[()+,]")
# 'NJC07 £24,294 - NJC11 £25,979': only the rung stands between.
_RUNG_BETWEEN = re.compile(r"^[\s)]*(?:-|to)[\s(]*\^+[\s(:-]*$")
_PRO_RATA = re.compile(r"\bpro[- ]?rata|\bfte\b", re.IGNORECASE)
_TOO_MUCH = Decimal(100_000_000)


@dataclass(frozen=True)
class Amount:
    """One number of a text. `sign` is the sign or code beside it, '' without one."""

    value: Decimal
    sign: str
    start: int
    end: int
    thousands: bool


@dataclass(frozen=True)
class Span:
    """One amount or a range of two, where it stands in the text."""

    low: Decimal
    high: Decimal
    sign: str
    start: int
    end: int
    ranged: bool


def number(digits: str) -> Decimal:
    """The value of digits with separators: groups of three are thousands, one or two digits are a fraction."""
    digits = re.sub(r"[ '’]", "", digits)
    if re.fullmatch(r"\d{1,3}(?:,\d{2})*,\d{3}(?:\.\d+)?", digits):
        return Decimal(digits.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits):
        return Decimal(digits.replace(".", "").replace(",", "."))
    return Decimal(digits.replace(",", "."))


def find_amounts(text: str) -> list[Amount]:
    """All numbers that can be amounts, in reading order; millions and zero are none."""
    amounts = []
    for match in _AMOUNT.finditer(text):
        if match["much"]:
            continue
        value = number(match["number"]) * (1000 if match["k"] else 1)
        sign = (match["sign"] or match["code"] or match["after"] or "").strip()
        before = text[match.start("number") - 1] if match.start("number") else " "
        # A bare number behind a letter or a blanked stretch is an identifier, not money.
        if not sign and (before.isalpha() or before in "^~#_"):
            continue
        if 0 < value < _TOO_MUCH:
            amounts.append(Amount(value, sign, match.start(), match.end(), bool(match["k"])))
    return amounts


def _linked(text: str, first: Amount, second: Amount) -> bool:
    between = text[first.end : second.start]
    if len(between) > 60 or "~" in between or ("^" in between and not _RUNG_BETWEEN.match(between)):
        return False
    if ("/" in between or second.value < first.value) and _PRO_RATA.search(between):
        return False  # '£25,584 pro rata / £13,907 actual' is one pay, said twice
    between = between.replace("^", "")
    if not _LINK.match(between) and not _LINK.match(_BETWEEN_WORDS.sub(" ", between)):
        return False
    low, high = _levelled(first, second)
    return low.value * 12 >= high.value and high.value * 12 >= low.value


def _levelled(first: Amount, second: Amount) -> tuple[Amount, Amount]:
    """Both ends at one size: '£28-30k' and '£28 - £30,000' mean 28,000."""
    if first.value < 1000 <= second.value and (second.thousands or second.value >= 10_000) and not first.thousands:
        lifted = first.value * 1000
        if lifted <= second.value * 2:
            return replace(first, value=lifted), second
    if second.value < 1000 <= first.value and first.value >= 10_000 and second.value * 1000 >= first.value:
        return first, replace(second, value=second.value * 1000)
    return first, second


def _money_like(text: str, amount: Amount) -> bool:
    """A number without a sign is money when it is written like money or a period follows it."""
    written = text[amount.start : amount.end]
    after = text[amount.end : amount.end + 14]
    if amount.thousands or re.search(r"\d,\d{3}", written):
        return True
    if amount.value >= 1000:
        year = amount.value == amount.value.to_integral_value() and 1900 <= amount.value <= 2100
        return not year or bool(find_period(after))
    return amount.value >= 5 and bool(re.match(r"\s?(?:per|an?|/|p\.?/?[hdwa])", after) and find_period(after))


def find_spans(text: str) -> list[Span]:
    """Amounts and ranges in reading order. Numbers without a sign count in a range with a signed one, or alone
    when the text has no signed amount and they look like money."""
    amounts = find_amounts(text)
    signed = any(amount.sign for amount in amounts)
    spans: list[Span] = []
    index = 0
    while index < len(amounts):
        first = amounts[index]
        second = amounts[index + 1] if index + 1 < len(amounts) else None
        if second and _linked(text, first, second):
            low, high = _levelled(first, second)
            if (signed and (first.sign or second.sign)) or _money_like(text, low) or _money_like(text, high):
                spans.append(_range(low, high, first, second))
            index += 2
            continue
        if first.sign or (not signed and _money_like(text, first)):
            spans.append(Span(first.value, first.value, first.sign, first.start, first.end, ranged=False))
        index += 1
    return spans


def _range(low: Amount, high: Amount, first: Amount, second: Amount) -> Span:
    ends = sorted((low.value, high.value))
    return Span(ends[0], ends[1], first.sign or second.sign, first.start, second.end, ranged=True)
