"""Pay in a question: '£12 an hour', '30k', 'over 25,000'."""

import re

PERIODS = {
    "hour": 1950, "hourly": 1950, "hr": 1950, "h": 1950, "ph": 1950, "day": 260, "daily": 260, "pd": 260, "week": 52,
    "weekly": 52, "pw": 52, "month": 12, "monthly": 12, "pm": 12, "year": 1, "yearly": 1, "annum": 1, "pa": 1,
}  # fmt: skip
# An hourly rate is below, a salary above; between, nobody can say.
HOURLY, YEARLY = 150, 5_000
AMOUNT = re.compile(
    r"(?<!\w)(?:(?:over|above|at least|more than|min|minimum|from|paying|pay|earn|earning|of)\s+)*"
    r"(?P<pound>£)?\s?(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d{1,2})?)\s?(?P<thousand>k)?\+?(?!\w)"
    r"(?:\s*(?:an?\s|per\s|/\s?|p)?\s*(?P<period>" + "|".join(sorted(PERIODS, key=len, reverse=True)) + r")\b)?"
    r"(?:\s+(?:plus|or more|and above|and over|and up))?",
    re.IGNORECASE,
)


def find_pay(text: str) -> tuple[str, float] | None:
    """The words that say a pay, and what it is at least a year."""
    for match in AMOUNT.finditer(text):
        yearly = _yearly(match)
        if yearly is not None:
            return match[0].strip(), yearly
    return None


def _yearly(match: re.Match[str]) -> float | None:
    number = float(match["number"].replace(",", "")) * (1000 if match["thousand"] else 1)
    period = (match["period"] or "").lower()
    if not (match["pound"] or match["thousand"] or (period and number > 5) or number >= YEARLY):
        return None
    if period:
        yearly = number * PERIODS[period]
    elif number < HOURLY:
        yearly = number * PERIODS["hour"]
    else:
        yearly = number
    return yearly if YEARLY <= yearly <= 1_000_000 else None
