"""Classes and ids: which a person chose by hand, and which words they are made of."""

import re
from collections.abc import Iterator
from functools import cache

from lxml import etree

from records.words import any_of, words

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
# What build tools write: css-1x2y3z, sc-bdVaJa, _3xKp2, jsx-123456, JobsList_card__8wE-Z.
_MADE = re.compile(r"^(?:css|sc|jss|jsx|emotion|svelte|styled|makeStyles|_?ng|ember|react|v)-?[\w-]*\d|^sc-|^_")
_ODD = re.compile(r"[^A-Za-z0-9_-]|^\d|^-")
_MODULE = re.compile(r"^(?P<name>[A-Za-z][A-Za-z0-9-]*_[A-Za-z][A-Za-z0-9]*)__(?=[\w-]*[A-Z0-9-])[\w-]{5,7}$")
_LONGEST = 60
_DATA = re.compile(r"^data-[a-z][a-z-]*$")


@cache
def is_lasting(token: str) -> bool:
    """Whether somebody chose a class or id by hand, so that the next build of the site keeps it."""
    if len(token) > _LONGEST or len(token) < 2 or _ODD.search(token) or _MADE.search(token):
        return False
    if re.search(r"\d{3,}", token) or _MODULE.match(token):
        return False
    return not any(_is_hash(part) for part in re.split(r"[-_]+", token))


def _is_hash(part: str) -> bool:
    if len(part) < 5:
        return False
    swaps = len(re.findall(r"[a-z][A-Z]|[A-Za-z]\d|\d[A-Za-z]", part))
    digits = sum(letter.isdigit() for letter in part)
    if len(part) <= 8 and len(re.findall(r"[a-z][A-Z]", part)) > 1:
        return True
    if digits and (swaps > 2 or (digits < len(part) and not re.fullmatch(r"[A-Za-z]+\d{1,2}", part))):
        return True
    return bool(re.search(r"[bcdfghjklmnpqrstvwxz]{6,}", part))


@cache
def lasting_part(token: str) -> str:
    """Of `JobsList_card__8wE-Z` the part that stays, `JobsList_card__`; '' where a class has none."""
    found = _MODULE.match(token)
    return f"{found['name']}__" if found else ""


def classes(element: etree._Element) -> list[str]:
    """The classes of an element."""
    return (element.get("class") or "").split()


@cache
def parts(token: str) -> tuple[str, ...]:
    """`job-card__closingDate` → job, card, closing, date."""
    return tuple(part.lower() for part in _PARTS.findall(token))


@cache
def _known(group: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words('class_words', group), whole=False)})")


@cache
def says(token: str, group: str) -> bool:
    """Whether a class, an id or a step of an address has a word of a group of `class_words`."""
    whole = [token.lower(), *parts(token)]
    return any(_known(group).fullmatch(part) for part in whole)


@cache
def is_layout(token: str) -> bool:
    """Whether every word of a class says how something looks."""
    split = [part for part in parts(token) if not part.isdigit()]
    return all(_known("layout").fullmatch(part) for part in split)


def marks(element: etree._Element) -> Iterator[str]:
    """Everything an element is called: classes, id, role, its own data names."""
    yield from classes(element)
    for name in ("id", "role", "itemprop", "itemtype"):
        if value := element.get(name):
            yield value.rsplit("/", 1)[-1]
    if element.tag in ("nav", "footer", "aside", "article"):
        yield str(element.tag)


def data_marks(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Attributes `data-…` with their values."""
    for name, value in element.attrib.items():
        if _DATA.match(str(name)):
            yield str(name), str(value)


def escaped(token: str) -> str:
    """A class or id as CSS takes it."""
    return re.sub(r"([^A-Za-z0-9_-])", r"\\\1", token)
