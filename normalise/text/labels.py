"""Labelled lines in an advert's text: `Closing date: 14 April`, `Contract - Permanent`.

Many systems have no field for pay, hours or the closing date and put them into the text. A label counts
only at the start of a line, so that running text is never taken for a value.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from records.words import Wording, groups


def _labels() -> Mapping[str, tuple[str, ...]]:
    return groups("labels")


# A line says nothing if it belongs to a template that nobody filled in.
_TEMPLATE = re.compile(r"\((?:please )?(?:insert|delete)\b|delete as appropriate|\bxx+\b", re.IGNORECASE)
_MAX_VALUE = 160


# Labels without a colon, where what follows can be nothing else: `Salary £25,000`, `Closing date 5 December`.
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}(?:st|nd|rd|th)?[\s/.-])"
_BARE = {
    "pay": r"[£€$]\s?\d",
    "closes_at": rf"(?:midnight|noon|on|at)?\s*{_DAY}",
    "hours": r"\d{1,2}(?:\.\d+)?\s*(?:hours|hrs)",
}


def _line() -> str:
    named = [f"(?P<{name}>{'|'.join(re.escape(label) for label in labels)})" for name, labels in _labels().items()]
    sure = "|".join(rf"(?({name})\s+(?={follows})|(?!))" for name, follows in _BARE.items())
    return rf"^[\s\-•*]*(?:{'|'.join(named)})\s*(?:\(s\)|s)?(?:\s*(?::|–|-(?=\s)|\t)\s*|{sure})(?P<value>\S.*)$"


def _forms(label: str) -> set[str]:
    """`Contract type` and `Contract Type`."""
    return {label.capitalize(), label.title()}


_LINE = Wording(_line, re.IGNORECASE | re.MULTILINE)
# Further labels on a line that starts with one: `Location: Leeds | Salary: £25,000`, `… Leeds Salary: £25,000`.
# A break that was lost glues them: `SheffieldSalary: £95 - £120 per dayContract: Full-time`.
_NEXT = Wording(
    lambda: (
        r"\s*(?:[|;•·,–-]\s*|(?<=\s)|(?<=[a-z0-9)]))(?=(?:"
        + "|".join(re.escape(form) for labels in _labels().values() for label in labels for form in _forms(label))
        + r"|Start [Dd]ate|Duration|Benefits|Recruiter|Job [Tt]itle|Reporting [Tt]o)\s*:)"
    ),
    re.NOFLAG,
)


def labelled(text: str | None) -> Mapping[str, str]:
    """Draft name → value of its first labelled line in plain `text`; template lines are passed over."""
    return _labelled(text) if text else {}


@lru_cache(maxsize=16)  # several steps ask for the lines of one advert
def _labelled(text: str) -> Mapping[str, str]:
    lines: dict[str, str] = {}
    for line in _LINE.finditer(text):
        for part in _NEXT.compiled.split(line.group(0)):
            match = _LINE.match(part)
            if match is None:
                continue
            value = match["value"].strip()
            if len(value) > _MAX_VALUE or _TEMPLATE.search(part):
                continue
            name = next(name for name in _labels() if match[name])
            lines.setdefault(name, value)
    return lines
