"""Currencies: signs and codes in a text, the currency of a country, and the size of its figures."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.core import get_global
from babel.numbers import get_territory_currencies

# Longest first: 'CA$' is not '$'.
SIGNS = {
    "US$": "USD", "CA$": "CAD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "C$": "CAD", "A$": "AUD", "S$": "SGD",
    "R$": "BRL", "£": "GBP", "€": "EUR", "$": "", "₹": "INR", "¥": "JPY", "zł": "PLN", "Kč": "CZK", "₽": "RUB",
    "₩": "KRW", "₺": "TRY", "₪": "ILS", "₴": "UAH", "Rs.": "INR",
}  # fmt: skip
# Three letters that are read as a currency; 'ALL' and 'TOP' are words.
CODES = frozenset(
    [
        "GBP",
        "EUR",
        "USD",
        "CAD",
        "AUD",
        "NZD",
        "CHF",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "CZK",
        "HUF",
        "RON",
        "BGN",
        "INR",
        "SGD",
        "HKD",
        "JPY",
        "CNY",
        "ZAR",
        "AED",
        "SAR",
        "BRL",
        "MXN",
        "ILS",
        "TRY",
        "ISK",
    ]
)
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD"})
# How many units buy about what a pound does in pay: only to tell a month's pay from a year's.
_SIZE = {
    "PLN": 5, "CZK": 25, "SEK": 12, "NOK": 12, "DKK": 8, "HUF": 400, "INR": 40, "JPY": 150, "CNY": 8, "ZAR": 12,
    "AED": 4, "SAR": 4, "BRL": 5, "MXN": 15, "TRY": 30, "ISK": 160, "RON": 5, "HKD": 9, "KRW": 1500,
}  # fmt: skip
# Where pay is told by the month unless something else is said.
MONTHLY = frozenset(
    {"PLN", "CZK", "HUF", "SEK", "NOK", "DKK", "RON", "BGN", "CNY", "AED", "SAR", "ZAR", "TRY", "BRL", "MXN"}
)


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
    return {
        "POUND": "GBP",
        "POUNDS": "GBP",
        "STERLING": "GBP",
        "EURO": "EUR",
        "EUROS": "EUR",
        "DOLLAR": dollars(country),
        "DOLLARS": dollars(country),
        "UKP": "GBP",
        "GB": "GBP",
    }.get(code)


def dollars(country: str) -> str:
    """Whose dollars a bare '$' means."""
    own = currency_of(country)
    return own if own in _DOLLARS else "USD"


def size_of(currency: str) -> Decimal:
    """Roughly how many units of a currency pay for what a pound does."""
    return Decimal(_SIZE.get(currency, 1))
