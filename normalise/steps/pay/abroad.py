"""Pay in the commoner languages of Europe: the words of ranges and periods, put into English.

Only beside figures, so that no English text changes.
"""

import re

_FIGURE = r"(?:[€$£]\s?)?\d[\d.,' ]*\s?(?:k\b)?\s?(?:€|eur(?:os?)?\b|kr\b|chf\b|zł\b|pln\b)?"
_RANGE = re.compile(
    rf"(?P<low>{_FIGURE})\s*(?:à|bis(?:\s+zu)?|tot|hasta|fino\s+a|até|till|til)\s+(?=(?:[€$£]\s?)?\d)", re.IGNORECASE
)
_HEURE = r"par\s+heure|de\s+l['’]heure|pro\s+stunde|/\s?(?:heure|stunde|std\.?|uur)|per\s+uur|por\s+hora|all['’]ora"
_JOUR = r"par\s+jour|pro\s+tag|per\s+dag|por\s+d[ií]a|al\s+d[ií]a|al\s+giorno|/\s?(?:jour|tag|dag)"
_SEMAINE = r"par\s+semaine|pro\s+woche|por\s+semana|alla\s+settimana"
_MOIS = (
    r"par\s+mois|mensuels?|mensuelles?|pro\s+monat|monatlich|im\s+monat|per\s+maand|al\s+mes|mensual(?:es)?"
    r"|por\s+mes|al\s+mese|mensil[ei]|miesięcznie|/\s?(?:mois|monat|maand|mes)|i\s+månaden|per\s+månad"
)
_AN = (
    r"par\s+an(?:née)?|annuels?|annuelles?|pro\s+jahr|im\s+jahr|jährlich|brutto/jahr|per\s+jaar|al\s+año"
    r"|anual(?:es)?|por\s+año|all['’]anno|annu[oi]|/\s?(?:an|jahr|jaar|año)|per\s+år|rocznie"
)
_PERIODS = (
    ("per hour", _HEURE),
    ("per day", _JOUR),
    ("per week", _SEMAINE),
    ("per month", _MOIS),
    ("per year", _AN),
)
_WORDS = tuple(
    (english, re.compile(rf"(?<![a-zà-ÿ])(?:{words})(?![a-zà-ÿ])", re.IGNORECASE)) for english, words in _PERIODS
)


def in_english(text: str) -> str:
    """`De 500€ à 1700€ par mois` → `De 500€ - 1700€ per month`."""
    if not any(char.isdigit() for char in text):
        return text
    text = _RANGE.sub(lambda match: f"{match['low'].rstrip()} - ", text)
    for english, words in _WORDS:
        text = words.sub(f" {english} ", text)
    return text
