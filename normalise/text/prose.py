"""What running text says of closing, pay and hours: `Apply by noon on Monday 14th December`, `£12.50 per hour`.

Only wordings that can hardly mean anything else count: a date behind a word of applying, an amount with the time it
is for, hours of a week. Labelled lines (`labels.py`) go before.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from records.words import Wording, any_of, groups, words

_SENTENCE = re.compile(r"(?<=[A-Za-z0-9)])[.!?]\s+(?=[A-Z£])|\n+")
_LONGEST = 400
_TIME = r"(?:\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\b\.?|noon)|\d{1,2}[:.]\d{2}|(?:12\s*)?(?:noon|midday|midnight))"


def _date() -> str:
    month = any_of((name for names in groups("months").values() for name in names), whole=False)
    day = rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{month}\b\.?(?:,?\s+20\d\d)?"
    weekday = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?(?:the\s+)?"
    return (
        rf"(?:{_TIME}(?:\s+on)?,?\s+)?{weekday}(?:{day}|\d{{1,2}}[/.]\d{{1,2}}[/.](?:20)?\d\d\b)"
        rf"(?:,?\s*\(?(?:at\s+|by\s+)?{_TIME})?"
    )


_CLOSES = Wording(
    lambda: rf"\b{any_of(words('prose', 'closes'))}(?P<between>[^.!?\n]{{0,60}}?)(?<![\d£/.])(?P<value>{_date()})"
)
_NOT_CLOSES = Wording(lambda: any_of(words("prose", "not closes")))
_EACH = r"(?:per|an?|each|/|p/?)\s*"
_RATE = r"\d{1,2}(?:\.\d{2})?"
_HOURLY = re.compile(rf"£\s?{_RATE}(?:\s*(?:-|–|to)\s*£?{_RATE})?\s*{_EACH}(?:hour|hr|h)\b", re.IGNORECASE)
_YEARLY = re.compile(
    rf"£\s?\d{{2,3}}(?:,?\d{{3}}|k)(?:\.\d{{2}})?(?:\s*(?:-|–|to|and)\s*£?\d{{2,3}}(?:,?\d{{3}}|k)(?:\.\d{{2}})?)?"
    rf"\s*(?:{_EACH}(?:annum|year|a)\b|p\.a\.?|annually|fte\b|pro[\s-]rata)",
    re.IGNORECASE,
)
_PAY = Wording(lambda: any_of(words("prose", "pay")))
_NOT_PAY = Wording(lambda: any_of(words("prose", "not pay")))
_WEEKLY = re.compile(
    r"(?<![\d.,£])\d{1,2}(?:\.\d{1,2})?(?:\s*(?:-|–|to)\s*\d{1,2}(?:\.\d{1,2})?)?\s*"
    r"(?:(?:hours|hrs)\s*(?:per|a|each|/|p\.?)\s*(?:week|wk|w)\b|hpw\b)",
    re.IGNORECASE,
)
_NOT_HOURS = Wording(lambda: any_of(words("prose", "not hours")))
# A short sentence that begins with the form of work: `Permanent.`, `Part-time, 18.5 hpw, term time only`.
_FORMS = (("contract_forms", "permanent"), ("working_patterns", "full_time"), ("working_patterns", "part_time"))
_FORM = Wording(lambda: rf"^\W*{any_of(word for subject, group in _FORMS for word in words(subject, group))}")
_SHORT, _FEW_WORDS = 60, 3


def said_in(text: str | None) -> Mapping[str, str]:
    """Draft name → the words of the text that say it: `closes_at`, `pay`, `hours`, `contract`."""
    return _said(text) if text else {}


@lru_cache(maxsize=16)  # several steps ask for one advert
def _said(text: str) -> Mapping[str, str]:
    said: dict[str, str] = {}
    for sentence in _sentences(text):
        if "closes_at" not in said and (match := _CLOSES.search(sentence)) and not _NOT_CLOSES.search(match["between"]):
            said["closes_at"] = match["value"]
        if "pay" not in said and (pay := _pay(sentence)):
            said["pay"] = pay
        if "hours" not in said and (hours := _hours(sentence)):
            said["hours"] = hours
        if len(sentence) <= _SHORT and _FORM.search(sentence) and _is_brief(sentence):
            said["contract"] = f"{said['contract']}; {sentence}" if "contract" in said else sentence
    return said


def _sentences(text: str) -> Iterator[str]:
    return (part.strip() for part in _SENTENCE.split(text) if 0 < len(part.strip()) <= _LONGEST)


def _is_brief(sentence: str) -> bool:
    """Whether the form of work is all that it begins with: not of `Unlimited supply of coffee and snacks`."""
    return len(re.split(r"[,;|/(:]|\s[-–]\s", sentence.lstrip(" -•*"), maxsplit=1)[0].split()) <= _FEW_WORDS


def _pay(sentence: str) -> str | None:
    match = _HOURLY.search(sentence) or _YEARLY.search(sentence)
    if match is None or _NOT_PAY.search(sentence[max(0, match.start() - 40) : match.end() + 25]):
        return None
    sure = match.re is _HOURLY or _PAY.search(sentence[: match.start()]) or len(sentence) <= _SHORT
    return match[0] if sure else None


def _hours(sentence: str) -> str | None:
    """The hours of a week, with the words before them that say the pattern: `Part-time, 18.5 hpw, term time only`."""
    match = _WEEKLY.search(sentence)
    if match is None or _NOT_HOURS.search(sentence[max(0, match.start() - 30) : match.end() + 15]):
        return None
    return sentence if len(sentence) <= _SHORT else match[0]
