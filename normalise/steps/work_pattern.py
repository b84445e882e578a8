"""Contract, hours and remote: closed vocabularies out of any wording."""

import re
from functools import lru_cache

from normalise.steps.base import Work
from normalise.text import html
from normalise.text.labels import labelled
from records.listing import WeeklyHours
from records.vocabulary import Contract, Hours, Kind, Remote

_CONTRACT: tuple[tuple[Contract, str], ...] = (
    (
        Contract.PERMANENT,
        (
            r"perm(?:anent)?\b|full_?time_?permanent|unlimited|indefinite|\bregular\b|direct[\s_-]+(?:placement|hire)"
            r"|unbefristet|\bcdi\b|indefinid[oa]|indeterminat[oa]"
        ),
    ),
    (
        Contract.FIXED_TERM,
        (
            r"fixed[\s_-]*term|\bftc\b|\bbefristet|\bcdd\b|"
            r"(?:maternity|paternity|parental|adoption)[\s_-]+(?:leave[\s_-]+)?cover|secondment"
            r"|time[\s_-]limited|(?:^|[,;/|]\s*)contract(?:\s+(?:role|position|job|basis|work|assignment))?\s*"
            r"(?=$|[,;/(|–-])"
            r"|term\s+contract|fixed[\s_-]*period|\bmonths?\s+contract"
            r"|^(?:initial(?:ly)?\s+|circa\s+)?\d+\s*-?\s*(?:month|year)s?\b"
        ),
    ),
    (Contract.TEMPORARY, r"temp(?:orary)?\b|seasonal|interim|locum"),
    (
        Contract.CASUAL,
        r"casual|zero[\s_-]*hours?|\bbank\b(?!\s+hol)|per[\s_-]*diem|relief|sessional|as\s+and\s+when|supply\b",
    ),
    (Contract.APPRENTICESHIP, r"apprentice"),
    (
        Contract.INTERNSHIP,
        r"\bintern(?:ship)?s?\b|(?<!direct )(?<!permanent )(?<!job )placement|trainee\s+scheme|working\s+student",
    ),
    (Contract.VOLUNTEER, r"volunt(?:eer|ary\b)|unpaid|\bhonorary\b"),
    (Contract.SELF_EMPLOYED, r"self[\s_-]*employed|freelance|contractor|b2b|consultancy\s+agreement"),
)
_HOURS: tuple[tuple[Hours, str], ...] = (
    (
        Hours.FULL_TIME,
        (
            r"full[\s_-]*time|\bft\b|fulltime|vollzeit|voltijd|temps\s+(?:plein|complet)|tiempo\s+completo|\bheltid|"
            r"full\s*(?:and|or|/|&)\s*part[\s_-]*time"
            r"|(?<![\d.])1(?:\.0+)?\s*(?:fte|wte)\b"
        ),
    ),
    (
        Hours.PART_TIME,
        (
            r"part[\s_-]*time|\bpt\b|parttime|teilzeit|deeltijd|temps\s+partiel|tiempo\s+parcial|\bdeltid|"
            r"part\s*(?:and|or|/|&)\s*full[\s_-]*time|(?<!\d)0?\.\d+\s*(?:fte|wte)\b"
        ),
    ),
    (Hours.TERM_TIME, r"term[\s_-]*time"),
    (Hours.SHIFTS, r"\bshifts?\b|\brota\b|\bnights?\b|rotating"),
    (Hours.WEEKENDS, r"week-?ends?\b"),
    (Hours.FLEXIBLE, r"flexi(?:ble|[\s_-]*time)?\b|compressed\s+hours|annualised"),
    (Hours.JOB_SHARE, r"job[\s_-]*shar"),
)
_CONTRACT_WORDS = tuple((value, re.compile(words)) for value, words in _CONTRACT)
_HOURS_WORDS = tuple((value, re.compile(words)) for value, words in _HOURS)
_TITLE_CONTRACT = re.compile(
    r"\b(permanent|fixed[\s-]*term|maternity cover|temporary|casual|bank|zero hours|apprentice(?:ship)?"
    r"|internship|intern|volunteer|freelance|self-employed|seasonal)\b",
    re.IGNORECASE,
)
_TITLE_HOURS = re.compile(
    r"\b(full[\s-]*time|part[\s-]*time|term[\s-]*time|nights?|weekends?|job[\s-]*share)\b", re.IGNORECASE
)
# 'No weekends', 'no evening, night shifts or bank holidays': what the work is not.
_NEGATED = re.compile(
    r"\b(?:no|not|without|never)\s+(?:[\w-]+,?\s+){0,3}?"
    r"(?:evenings?|week-?ends?|nights?|shifts?|bank holidays?)[^.;)(]*"
)
_MONTHS = re.compile(r"(\d{1,2})\s*[-\s]?\s*(month|year)s?", re.IGNORECASE)
_WEEKLY = re.compile(
    r"(?<![\d.,])(\d{1,2}(?:\.\d{1,2})?)\s*(?:(?:-|–|to)\s*(\d{1,2}(?:\.\d{1,2})?))?\s*(?:hours|hour|hrs|hr)\b"
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
    stated = [t for t in map(html.one_line, [*work.draft.contract, *work.draft.hours]) if t]
    lines = labelled(work.out.get("description"))
    title = work.out.get("title", "")
    words = [*stated, *_TITLE_CONTRACT.findall(title)]
    contract = read_contract(words) or read_contract([lines.get("contract", "")])
    # The night of an author's night is no shift.
    told = [] if work.out.get("kind") is Kind.EVENT else _TITLE_HOURS.findall(title)
    hours = read_hours([*stated, *told]) or read_hours([lines.get("hours", ""), lines.get("contract", "")])
    if work.out.get("kind") is Kind.APPRENTICESHIP and Contract.APPRENTICESHIP not in contract:
        contract = [*contract, Contract.APPRENTICESHIP]
    work.out["contract"] = [c for c in Contract if c in contract]
    work.out["hours"] = hours
    if {Contract.FIXED_TERM, Contract.TEMPORARY} & set(contract):
        work.out["contract_months"] = read_months(" ".join([*stated, title, lines.get("contract", "")]))
    work.out["hours_per_week"] = (
        read_weekly_hours(work.draft.hours_per_week, bare=True)
        or read_weekly_hours(" | ".join(stated))
        or _bare_hours(work.draft.hours)
        or read_weekly_hours(lines.get("hours"), bare=True)
        or read_weekly_hours(lines.get("contract"))
    )


def _bare_hours(texts: list[str]) -> WeeklyHours | None:
    """A column `Hours` that holds a number alone; 1 and 0.8 are shares of a post."""
    read = (read_weekly_hours(text, bare=True) for text in texts if _BARE.match(text))
    return next((hours for hours in read if hours and hours.min >= _FEWEST_HOURS), None)


def read_contract(texts: list[str]) -> list[Contract]:
    """Contract forms named in these wordings, in the vocabulary's order."""
    named = {value for text in texts for value in _contracts(text)}
    return [value for value, _ in _CONTRACT_WORDS if value in named]


@lru_cache(maxsize=4096)  # `Permanent` and `FULL_TIME` stand in every second advert
def _contracts(text: str) -> tuple[Contract, ...]:
    lowered = text.lower()
    return tuple(value for value, words in _CONTRACT_WORDS if words.search(lowered))


def read_hours(texts: list[str]) -> list[Hours]:
    """Working patterns named in these wordings, in the vocabulary's order."""
    named = {value for text in texts for value in _patterns(text)}
    return [value for value, _ in _HOURS_WORDS if value in named]


@lru_cache(maxsize=4096)
def _patterns(text: str) -> tuple[Hours, ...]:
    said = _NEGATED.sub(" ", text.lower())
    return tuple(value for value, words in _HOURS_WORDS if words.search(said))


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
        stated = work.out.get("remote")
    if stated is None:
        title = work.out.get("title", "")
        if re.search(r"\bhybrid\b", title, re.IGNORECASE):
            stated = Remote.HYBRID
        elif re.search(r"\bremote\b|home[\s-]based", title, re.IGNORECASE):
            stated = Remote.REMOTE
    work.out["remote"] = stated


def read_remote(text: str | None) -> Remote | None:
    """on_site, hybrid or remote in any wording; yes/no answers the question `remote?`."""
    lowered = (text or "").strip().lower()
    if not lowered:
        return None
    if lowered in _YES:
        return Remote.REMOTE
    if lowered in _NO:
        return Remote.ON_SITE
    for value, pattern in ((Remote.HYBRID, _HYBRID), (Remote.ON_SITE, _ON_SITE), (Remote.REMOTE, _REMOTE)):
        if pattern.search(lowered):
            # "Remote or on-site" offers both.
            both = value is Remote.ON_SITE and _REMOTE.search(lowered)
            return Remote.HYBRID if both else value
    return None
