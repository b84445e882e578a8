"""Course: runs, price, funding, entry requirements, award; and the subject as the source names it."""

import re
from decimal import Decimal, InvalidOperation
from functools import cache

from normalise.steps.base import Work
from normalise.steps.dates import zone_of
from normalise.text import html
from normalise.text.dates import read_moment
from records.draft import DraftRun
from records.listing import Course, CourseRun, Money, Place, Subject
from records.vocabulary import Kind
from records.words import Wording, groups, pattern

# "Distance with attendance" is a mode of its own, before "distance".
_WITH_ATTENDANCE = re.compile(r"distance.{0,12}with (?:some )?attendance")
_BOTH_TIMES = re.compile(r"full[\s-]?time.*part[\s-]?time|part[\s-]?time.*full[\s-]?time")
_CURRENCIES = (("£", "GBP"), ("gbp", "GBP"), ("€", "EUR"), ("eur", "EUR"), ("usd", "USD"), ("$", "USD"))
_OWN_MONEY = {"GB": "GBP", "IE": "EUR", "US": "USD"}
_AMOUNT = re.compile(
    r"(?:£|€|\$|gbp|eur|usd)\s*(\d[\d,]*(?:\.\d{1,2})?)|(\d[\d,]*(?:\.\d{1,2})?)\s*(?:gbp|eur|usd|pounds|euros?)\b",
    re.IGNORECASE,
)
# '84.0000' is 84, but a '0.0000' of a database says that nobody filled it in.
_BARE = re.compile(r"\s*(?!0\.0{3,})(\d[\d,]*(?:\.\d{1,4})?)\s*")
_FREE = re.compile(r"\bfree\b|\bno (?:cost|charge|fee)s?\b|fully[\s-]funded|\bnil\b", re.IGNORECASE)
_NOT_FREE = re.compile(r"\bfree\s+(?:if|for|to)\b|\bmay be free\b|not free", re.IGNORECASE)
_PIECES = re.compile(r"\s*[;|\n]\s*|,\s+(?=[A-Za-z])|\.\s+(?=[A-Z])")
# Where a course has several fees, we quote the one of the learner at home.
_HOME = re.compile(r"\b(?:uk|united kingdom|home|england|domestic|local)\b", re.IGNORECASE)
_ABROAD = re.compile(r"\b(?:overseas|international|ireland|europe(?:an)?|eu|non[\s-]eu|rest of)\b", re.IGNORECASE)


def course(work: Work) -> None:
    """Set `course` and, where the source names subjects, `subject`. Only for courses."""
    if work.out.kind is not Kind.COURSE:
        return
    draft = work.draft
    runs = [read_run(run, work) for run in draft.course_runs]
    work.out.course = Course(
        runs=runs,
        duration=html.one_line(draft.duration),
        cost=read_price(draft.cost, work.source.country) or _only_price(runs),
        funding=html.one_line(draft.funding),
        entry_requirements=_plain(draft.entry_requirements),
        award=html.one_line(draft.award),
        awarding_body=html.one_line(draft.awarding_body),
        provider_course_id=html.one_line(draft.provider_course_id),
    )
    labels = list(dict.fromkeys(label for label in map(html.one_line, draft.subjects) if label))
    if labels:
        work.out.subject = Subject(labels=labels)
    _dates_of_runs(work, runs)


def read_run(run: DraftRun, work: Work) -> CourseRun:
    """One presentation; its place is looked up with the source's country and area."""
    zone = zone_of(work)
    starts = read_moment(run.starts_on, zone=zone, now=work.now)
    ends = read_moment(run.ends_on, zone=zone, now=work.now)
    return CourseRun(
        id=html.one_line(run.id),
        starts_on=starts.at.date() if starts else None,
        ends_on=ends.at.date() if ends else None,
        start_text=html.one_line(run.start_text or (run.starts_on if starts is None else None)),
        place=_place(run, work),
        mode=read_mode(run.mode),
        study_mode=read_study_mode(run.study_mode),
        attendance_pattern=read_attendance(run.attendance_pattern),
        cost=read_price(run.cost, work.source.country),
        url=_url(run.url),
    )


def _place(run: DraftRun, work: Work) -> Place | None:
    if run.place is None:
        return None
    # The places step has read the same places already, in the order of the draft.
    from normalise.steps.places import read_place

    places = read_place(run.place, work.source.country, work.source.area)
    return places[0] if places else None


def _url(value: str | None) -> str | None:
    from normalise.steps.organisation import web_url

    return web_url(value)


def read_mode(text: str | None) -> str | None:
    """campus, distance, distance_with_attendance, mixed, online, work_based, off_campus; None for no word known."""
    lowered = re.sub(r"\(no attendance\)|without attendance", "", (text or "").lower())
    return "distance_with_attendance" if _WITH_ATTENDANCE.search(lowered) else _named(lowered, "course_modes")


def read_study_mode(text: str | None) -> str | None:
    """full_time, part_time, part_of_full_time, flexible."""
    lowered = (text or "").lower()
    read = _named(lowered, "study_modes")
    return "flexible" if read in ("full_time", "part_time") and _BOTH_TIMES.search(lowered) else read


def read_attendance(text: str | None) -> str | None:
    """daytime, day_release, evening, twilight, weekend, customised."""
    return _named((text or "").lower(), "attendance_patterns")


def _named(text: str, subject: str) -> str | None:
    """The first value of a subject one of whose wordings the text has."""
    return next((value for value, wording in _wordings(subject) if text and wording.search(text)), None)


@cache
def _wordings(subject: str) -> list[tuple[str, Wording]]:
    return [(value, pattern(subject, value)) for value in groups(subject)]


def read_price(text: str | None, country: str | None = None) -> Money | None:
    """A price with its text. Of several, the home learner's counts; different ones without labels leave no amount.

    A bare number is in the money of `country`.
    """
    shown = html.one_line(text)
    if not shown:
        return None
    pieces = [piece for piece in _PIECES.split(shown) if _AMOUNT.search(piece)]
    home = [piece for piece in pieces if _HOME.search(piece)] or [p for p in pieces if not _ABROAD.search(p)]
    if pieces and not home:
        return Money(text=shown)
    prices = {money for piece in home for money in _amounts(piece)}
    if len(prices) > 1 and any(_HOME.search(piece) for piece in home):
        prices = set(_amounts(next(piece for piece in home if _HOME.search(piece)))[:1])
    if len(prices) == 1:
        amount, currency = next(iter(prices))
        return Money(text=shown, amount=amount, currency=currency)
    bare = _BARE.fullmatch(shown)
    if bare and (amount_alone := _decimal(bare[1])) is not None:
        return Money(text=shown, amount=amount_alone, currency=_OWN_MONEY.get(country or ""))
    free = not prices and _FREE.search(shown) and not _NOT_FREE.search(shown)
    return Money(text=shown, amount=Decimal(0) if free else None)


def _amounts(piece: str) -> list[tuple[Decimal, str | None]]:
    amounts = []
    for match in _AMOUNT.finditer(piece):
        amount = _decimal(match[1] or match[2])
        currency = next((code for sign, code in _CURRENCIES if sign in match[0].lower()), None)
        if amount is not None:
            amounts.append((amount, currency))
    return amounts


def _decimal(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return amount.quantize(Decimal("0.01")) if "." in text else amount


def _only_price(runs: list[CourseRun]) -> Money | None:
    """The course's price where all its runs cost the same."""
    prices = [run.cost for run in runs if run.cost]
    return prices[0] if prices and all(price == prices[0] for price in prices) else None


def _plain(text: str | None) -> str | None:
    if not text:
        return None
    decoded = html.decode(text)
    return (html.to_text(decoded) if html.is_html(decoded) else html.tidy_lines(html.html_unescape(decoded))) or None


def _dates_of_runs(work: Work, runs: list[CourseRun]) -> None:
    """A course without dates of its own has those of the next run to start, else of the latest."""
    if work.out.starts_on:
        return
    dated = sorted((run for run in runs if run.starts_on), key=lambda run: str(run.starts_on))
    ahead = [run for run in dated if run.starts_on and run.starts_on >= work.now.date()]
    chosen = next(iter([*ahead, *reversed(dated)]), None)
    if chosen:
        work.out.starts_on = chosen.starts_on
        if chosen.ends_on:
            work.out.ends_on = chosen.ends_on
