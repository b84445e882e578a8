"""Contract, hours and remote: closed vocabularies out of any wording."""

import re
from functools import cache, lru_cache

from normalise.steps.base import Work
from normalise.steps.lines import lines_of
from normalise.text import html
from records.listing import WeeklyHours
from records.vocabulary import Contract, Hours, Kind, Remote
from records.words import any_of, groups, pattern

# Wordings that only count in a certain place: `contract` alone, `12 months` at the beginning, no bank holiday.
_CONTRACT_SHAPES = {
    Contract.FIXED_TERM: (
        r"(?:^|[,;/|]\s*)contract(?:\s+(?:role|position|job|basis|work|assignment))?\s*(?=$|[,;/(|–-])"
        r"|^(?:initial(?:ly)?\s+|circa\s+)?\d+\s*-?\s*(?:month|year)s?\b"
    ),
    Contract.CASUAL: r"\bbank\b(?!\s+hol)",
    Contract.INTERNSHIP: r"(?<!direct )(?<!permanent )(?<!job )placement",
}
_HOURS_SHAPES = {
    Hours.FULL_TIME: r"(?<![\d.])1(?:\.0+)?\s*(?:fte|wte)\b",
    Hours.PART_TIME: r"(?<!\d)0?\.\d+\s*(?:fte|wte)\b",
}
_TITLE_CONTRACT = pattern("title_patterns", "contract")
_TITLE_HOURS = pattern("title_patterns", "hours")
# 'No weekends', 'no evening, night shifts or bank holidays': what the work is not.
_NEGATED = re.compile(
    r"\b(?:no|not|without|never)\s+(?:[\w-]+,?\s+){0,3}?"
    r"(?:evenings?|week-?ends?|nights?|shifts?|bank holidays?)[^.;)(]*"
)
_MONTHS = re.compile(r"(\d{1,2})\s*[-\s]?\s*(month|year)s?", re.IGNORECASE)
_WEEKLY = re.compile(
    r"(?<![\d.,])(\d{1,2}(?:\.\d{1,2})?)\s*(?:(?:-|–|to)\s*(\d{1,2}(?:\.\d{1,2})?))?\s*(?:hours|hour|hrs|hr|hpw)\b"
    r"(?!\s*(?:per|a|/)\s*(?:day|month|year|fortnight|annum))"
    r"|(?<![\d.,£$])(\d{2}(?:\.\d{1,2})?)\s+(?:per|a)\s+week\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"^\s*(?:0\d|\d{1,2})[.:][0-5]\d\s*(?:-|–|to)\s*\d{1,2}[.:][0-5]\d\s*$")  # 07.30-15.30
_BARE = re.compile(r"^\s*(\d{1,2}(?:\.\d{1,2})?)\s*(?:(?:-|–|to)\s*(\d{1,2}(?:\.\d{1,2})?))?\s*$")
_HYBRID = re.compile(
    r"\bhybrid\b|blended|partly remote|remote[\s-]friendly|some home ?working|home/office", re.IGNORECASE
)
_REMOTE = re.compile(
    r"\b(fully |100% )?remote(ly)?\b|telecommut|home[\s-]*(based|working)|work(ing)? from home|\bonline\b|anywhere"
    r"|distance",
    re.IGNORECASE,
)
_ON_SITE = re.compile(
    r"on[\s_-]*site|in[\s_-]*office|in[\s_-]*person|offline|\bcampus\b|office[\s-]*based", re.IGNORECASE
)
_FEWEST_HOURS = 4
_YES, _NO = frozenset({"true", "yes", "y", "1"}), frozenset({"false", "no", "n", "0"})


def contract_and_hours(work: Work) -> None:
    """Set `contract`, `contract_months`, `hours`, `hours_per_week` from the draft, the title, labelled lines."""
    contract = stated_contract(work)
    if work.out.kind is Kind.APPRENTICESHIP and Contract.APPRENTICESHIP not in contract:
        contract = [*contract, Contract.APPRENTICESHIP]
    work.out.contract = [c for c in Contract if c in contract]
    work.out.hours = stated_hours(work)
    if {Contract.FIXED_TERM, Contract.TEMPORARY} & set(contract):
        line = lines_of(work).get("contract", "")
        work.out.contract_months = read_months(" ".join([*_stated(work), work.out.title, line]))
    work.out.hours_per_week = stated_week(work)


def stated_contract(work: Work) -> list[Contract]:
    """What the draft and the title say, else a labelled line of the text."""
    said = [*_stated(work), *_TITLE_CONTRACT.findall(work.out.title)]
    return read_contract(said) or read_contract([lines_of(work).get("contract", "")])


def stated_hours(work: Work) -> list[Hours]:
    """What the draft and the title say, else the labelled lines of the text."""
    # An author's night is no night shift.
    told = [] if work.out.kind is Kind.EVENT else _TITLE_HOURS.findall(work.out.title)
    lines = lines_of(work)
    return read_hours([*_stated(work), *told]) or read_hours([lines.get("hours", ""), lines.get("contract", "")])


def stated_week(work: Work) -> WeeklyHours | None:
    """Hours a week, by the draft, else by the labelled lines of the text."""
    lines = lines_of(work)
    return (
        read_weekly_hours(work.draft.hours_per_week, bare=True)
        or read_weekly_hours(" | ".join(_stated(work)))
        or _bare_hours(work.draft.hours)
        or read_weekly_hours(lines.get("hours"), bare=True)
        or read_weekly_hours(lines.get("contract"))
    )


def _stated(work: Work) -> list[str]:
    texts = [*work.draft.contract, *work.draft.hours, work.draft.hours_per_week]
    return [text for text in map(html.one_line, texts) if text]


def _bare_hours(texts: list[str]) -> WeeklyHours | None:
    """A column `Hours` that holds a number alone; 1 and 0.8 are shares of a post."""
    read = (read_weekly_hours(text, bare=True) for text in texts if _BARE.match(text))
    return next((hours for hours in read if hours and hours.min >= _FEWEST_HOURS), None)


def read_contract(texts: list[str]) -> list[Contract]:
    """Contract forms named in these wordings, in the vocabulary's order."""
    named = {value for text in texts for value in _contracts(text)}
    return [value for value in Contract if value in named]


@lru_cache(maxsize=4096)  # `Permanent` and `FULL_TIME` stand in every second advert
def _contracts(text: str) -> tuple[Contract, ...]:
    lowered = text.lower().replace("_", " ")  # codes: permanent_full_time
    return tuple(value for value, wording in _contract_words() if wording.search(lowered))


@cache
def _contract_words() -> list[tuple[Contract, re.Pattern[str]]]:
    named = groups("contract_forms")
    return [(value, _wording(named.get(value, ()), _CONTRACT_SHAPES.get(value))) for value in Contract]


def read_hours(texts: list[str]) -> list[Hours]:
    """Working patterns named in these wordings, in the vocabulary's order."""
    named = {value for text in texts for value in _patterns(text)}
    return [value for value in Hours if value in named]


@lru_cache(maxsize=4096)
def _patterns(text: str) -> tuple[Hours, ...]:
    said = _NEGATED.sub(" ", text.lower().replace("_", " "))
    return tuple(value for value, wording in _hours_words() if wording.search(said))


@cache
def _hours_words() -> list[tuple[Hours, re.Pattern[str]]]:
    named = groups("working_patterns")
    return [(value, _wording(named.get(value, ()), _HOURS_SHAPES.get(value))) for value in Hours]


def _wording(named: tuple[str, ...], shape: str | None) -> re.Pattern[str]:
    return re.compile(f"{any_of(named)}|{shape}" if shape else any_of(named))


def read_months(text: str) -> int | None:
    """Length of a fixed term in months: `12 months`, `2 years`, `18-month`."""
    match = _MONTHS.search(text)
    return int(match[1]) * (12 if match[2].lower() == "year" else 1) if match else None


def read_weekly_hours(text: str | None, *, bare: bool = False) -> WeeklyHours | None:
    """Hours a week: `37 hours per week`, `16 - 20 hrs`; with `bare`, also a number alone."""
    match = _WEEKLY.search(text or "") or (_BARE.match(text or "") if bare else None)
    if not match:
        return None
    if match.re is _BARE and match[2] and _CLOCK.match(text or ""):
        return None
    first = match[1] or match[3]
    low, high = float(first), float(match[2] or first)
    low, high = min(low, high), max(low, high)
    return WeeklyHours(min=low, max=high) if 0 < high <= 80 else None


def remote(work: Work) -> None:
    """Set `remote` from what the source states, else from the title; the places step may have set it."""
    stated = read_remote(html.one_line(work.draft.remote))
    if stated is None:
        stated = work.out.remote
    work.out.remote = title_remote(work) if stated is None else stated


def title_remote(work: Work) -> Remote | None:
    """How the work is done, as far as the title says it."""
    title = work.out.title
    if re.search(r"\bhybrid\b", title, re.IGNORECASE):
        return Remote.HYBRID
    return Remote.REMOTE if re.search(r"\bremote\b|home[\s-]based", title, re.IGNORECASE) else None


def read_remote(text: str | None) -> Remote | None:
    """on_site, hybrid or remote in any wording; yes/no answers the question `remote?`."""
    lowered = (text or "").strip().lower()
    if not lowered:
        return None
    if lowered in _YES:
        return Remote.REMOTE
    if lowered in _NO:
        return Remote.ON_SITE
    for value, wording in ((Remote.HYBRID, _HYBRID), (Remote.ON_SITE, _ON_SITE), (Remote.REMOTE, _REMOTE)):
        if wording.search(lowered):
            # "Remote or on-site" offers both.
            both = value is Remote.ON_SITE and _REMOTE.search(lowered)
            return Remote.HYBRID if both else value
    return None
