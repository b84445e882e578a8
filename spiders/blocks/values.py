"""What a text of an advert looks like: a date, pay, a place, a form of contract."""

import re
from functools import cache

from records.words import Wording, any_of, groups, pattern, words
from reference.employers import names_organisation, names_role

_MONTH = Wording(lambda: any_of(word for of_it in groups("months").values() for word in of_it))
_NUMERIC = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d{2}\b|\b20\d{2}-\d{2}-\d{2}")
_MONEY = re.compile(r"(?:[£$€]|\b(?:GBP|EUR|USD)\s?)\s?\d[\d,.]*\s?k?|\d[\d,.]*\s?€", re.IGNORECASE)
_PAY = pattern("block_words", "pay")
_RATE = pattern("block_words", "rate", before=r"\d[\d.,]*\s*")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b")
_CONTRACT = Wording(lambda: _of("contract_forms"))
_HOURS = Wording(lambda: _of("working_patterns"))
_LONGEST_PLACE, _LONGEST_VALUE = 80, 120
_COUNT = re.compile(r"\(?\d+\)?$")
_HOURS_A_WEEK = re.compile(r"\b\d[\d.]*\s*(?:hours|hrs)\b", re.IGNORECASE)


def _of(subject: str) -> str:
    return any_of(word for of_it in groups(subject).values() for word in of_it)


@cache
def is_date(text: str) -> bool:
    """Whether a text has a day of a month, and is not much more."""
    if len(text) > _LONGEST_VALUE:
        return False
    month = _MONTH.search(text)
    return bool(_NUMERIC.search(text)) or (month is not None and re.search(r"\d", text) is not None)


@cache
def is_pay(text: str) -> bool:
    """Whether a text is an amount, or stands in place of one."""
    if len(text) > _LONGEST_VALUE * 2 or re.search(r"[.!?]\s+[A-Z].*[.!?]", text):
        return False
    if _MONEY.search(text):
        return not (text.endswith(".") and len(text.split()) > 6)
    if len(text) > 60 or _HOURS_A_WEEK.search(text):
        return False
    return _PAY.search(text) is not None or _RATE.search(text) is not None


@cache
def is_money(text: str) -> bool:
    """Whether a text has an amount of money."""
    return _MONEY.search(text) is not None


@cache
def is_contract(text: str) -> bool:
    """Whether a short text is a form of contract."""
    return len(text) <= 60 and _CONTRACT.search(text) is not None


@cache
def is_hours(text: str) -> bool:
    """Whether a short text is a pattern of work."""
    return len(text) <= 60 and (_HOURS.search(text) or _HOURS_A_WEEK.search(text)) is not None


@cache
def is_place(text: str) -> bool:
    """Whether a short text is a place: it has a postcode, or a part of it is a town."""
    if len(text) > _LONGEST_PLACE or not text[:1].isupper() or is_date(text) or is_money(text) or names_role(text):
        return False
    if _POSTCODE.search(text):
        return True
    from reference.gazetteer import gazetteer

    known = gazetteer()
    named = [part.strip() for part in re.split(r"[,;/\n]|\s[-–]\s", text) if part.strip()]
    if any(known.town(part) or known.find_region(part) or known.country(part) for part in named[:4]):
        return True
    return "," in text and known.near(text) is not None


@cache
def is_organisation(text: str) -> bool:
    """Whether a text is the name of an organisation."""
    return names_organisation(text)


@cache
def is_role(text: str) -> bool:
    """Whether a text says what somebody does at work."""
    return names_role(text)


def has_word(text: str, group: str) -> bool:
    """Whether a text has a word of a group of `block_words`."""
    return _any(group).search(text) is not None


@cache
def words_of(group: str) -> frozenset[str]:
    """The plain words of a group of `block_words`."""
    return frozenset(word.replace("(s)", ending) for word in words("block_words", group) for ending in ("", "s"))


@cache
def _any(group: str) -> Wording:
    return pattern("block_words", group)


@cache
def is_button(text: str) -> bool:
    """Whether a text invites to a click, and says nothing of what it leads to."""
    return not re.search(r"[^\W\d_]{2}", _buttons().sub("", text))


@cache
def is_category(text: str) -> bool:
    """Whether a text leads to many: `Teaching jobs`, `Leeds (32)`."""
    bare = _COUNT.sub("", text).strip()
    return (bare != text.strip() and len(bare) < 40 and "(" in text) or _ends().search(bare) is not None


@cache
def _whole(group: str) -> re.Pattern[str]:
    return re.compile(any_of(words("block_words", group)), re.IGNORECASE)


@cache
def _buttons() -> Wording:
    return pattern("block_words", "button", before=r"^\W*(?:", behind=r"\W*)+$")


@cache
def _ends() -> re.Pattern[str]:
    return re.compile(rf"{any_of(words('block_words', 'category'))}$", re.IGNORECASE)


@cache
def is_next(text: str) -> bool:
    """Whether a text is that of a link to the next page."""
    return _whole("next").fullmatch(text.strip()) is not None or bool(
        re.match(r"next\b.{0,20}page|go to next", text, re.IGNORECASE)
    )
