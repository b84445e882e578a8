"""Currencies: signs and codes in a text, the currency of a country, and the size of its figures."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.core import get_global
from babel.numbers import get_territory_currencies

from records.words import pairs, words

SIGNS = {sign: code.strip() for sign, code in pairs("currency_signs").items()}
CODES = frozenset(words("currencies"))
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD"})
_SIZE = {code: int(units) for code, units in pairs("currency_sizes").items()}
MONTHLY = frozenset(words("currencies_by_month"))


@lru_cache(maxsize=512)
def currency_of(country: str) -> str:
    """The currency in use in a country today; GBP where the country is not known."""
    known = get_territory_currencies(country, date(2025, 1, 1)) if country in get_global("territory_currencies") else []
    return known[0] if known else "GBP"


def named_currency(text: str | None, country: str) -> str | None:
    """The currency that a sign, a code or an ISO code in any case means, or None."""
    if not text:
        return None
    word = text.strip()
    if word in SIGNS:
        return SIGNS[word] or dollars(country)
    code = word.upper()
    if code in CODES or (len(code) == 3 and code.isalpha() and code in get_global("all_currencies")):
        return code
    name = pairs("currency_names").get(code)
    return name.strip() or dollars(country) if name else None


def states_currency(*texts: str | float | None) -> bool:
    """Whether any of these texts names a currency by its sign or its code."""
    written = " ".join(str(text) for text in texts if text is not None)
    return any(sign in written for sign in SIGNS) or any(
        named_currency(word, "GB") for word in re.findall(r"[A-Z]{3}|[Pp]ounds?|[Ee]uros?", written)
    )


def dollars(country: str) -> str:
    """Whose dollars a bare '$' means."""
    own = currency_of(country)
    return own if own in _DOLLARS else "USD"


def size_of(currency: str) -> Decimal:
    """Roughly how many units of a currency pay for what a pound does."""
    return Decimal(_SIZE.get(currency, 1))
