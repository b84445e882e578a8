"""Pay in the commoner languages of Europe: the words of ranges and periods, put into English.

Only beside figures, so that no English text changes.
"""

import re
from functools import cache

from records.words import any_of, groups

_FIGURE = r"(?:[€$£]\s?)?\d[\d.,' ]*\s?(?:k\b)?\s?(?:€|eur(?:os?)?\b|kr\b|chf\b|zł\b|pln\b)?"
_RANGE = re.compile(
    rf"(?P<low>{_FIGURE})\s*(?:à|bis(?:\s+zu)?|tot|hasta|fino\s+a|até|till|til)\s+(?=(?:[€$£]\s?)?\d)", re.IGNORECASE
)


# No letter of these languages may stand beside the words.
@cache
def _periods() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (english, re.compile(rf"(?<![a-zà-ÿ]){any_of(wordings, whole=False)}(?![a-zà-ÿ])", re.IGNORECASE))
        for english, wordings in groups("pay_periods_abroad").items()
    ]


def in_english(text: str) -> str:
    """`De 500€ à 1700€ par mois` → `De 500€ - 1700€ per month`."""
    if not any(char.isdigit() for char in text):
        return text
    text = _RANGE.sub(lambda match: f"{match['low'].rstrip()} - ", text)
    for english, wording in _periods():
        text = wording.sub(f" {english} ", text)
    return text
