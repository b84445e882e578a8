"""Kind: what the advert offers. All that is guessed about it, from words or from what else is said, stands here."""

import re

from normalise.steps.base import Work
from records.columns import EVENT_TITLES
from records.source import SourceConfig
from records.vocabulary import Kind
from records.words import Wording, any_of, groups

_SAID = {kind.value: kind for kind in Kind} | {
    "vacancy": Kind.JOB, "jobs": Kind.JOB, "training": Kind.COURSE, "courses": Kind.COURSE, "events": Kind.EVENT,
    "apprentice": Kind.APPRENTICESHIP, "apprenticeships": Kind.APPRENTICESHIP, "article": Kind.NEWS,
}  # fmt: skip
# What a table is about, where the very name of its title column says so.
_OF_COLUMNS = (
    dict.fromkeys(EVENT_TITLES, Kind.EVENT)
    | dict.fromkeys(("coursetitle", "coursename", "course"), Kind.COURSE)
    | dict.fromkeys(
        ("fundname", "grantname", "grantscheme", "grantprogramme", "schemename", "schemetitle"), Kind.SUPPORT
    )
)
# What a feed is about, where the very name of its record says so.
_OF_ELEMENTS = {"event": Kind.EVENT, "meeting": Kind.EVENT, "course": Kind.COURSE}
_CLOCK = re.compile(r"\d[T ]?\d{2}:\d{2}|\d{8}T\d{4}|\b\d{1,2}(?:[:.]\d{2})?\s?[ap]\.?m\b", re.IGNORECASE)

# "Apprenticeship Manager" is a job about apprentices, "Apprentice Chef" is an apprenticeship.
_APPRENTICE = Wording(
    lambda: "|".join(rf"\b{word}\b(?!\s+{any_of(staff)})" for word, staff in groups("apprentice_staff").items())
)


def said_kind(text: str | None) -> Kind | None:
    """The kind that a word of the source's names: `Vacancy`, `training`; None for any other word."""
    return _SAID.get((text or "").casefold())


def kind_of_column(name: str) -> Kind | None:
    """The kind that the name of a title column proves, as `records.synonyms.plain` writes it."""
    return _OF_COLUMNS.get(name)


def kind_of_element(name: str) -> Kind | None:
    """The kind that the name of a record's element proves, in small letters."""
    return _OF_ELEMENTS.get(name)


def is_occasion(starts: str | None, ends: str | None, has_place: bool) -> bool:
    """Whether a start and an end are those of an event: hours of the clock, at a place; a job starts on a day."""
    return bool(starts and ends and has_place and _CLOCK.search(starts) and _CLOCK.search(ends))


def is_taught(*, applied_for: bool, marks: int, entry_requirements: bool) -> bool:
    """Whether an advert is of a course: entry requirements beside a level, an award, a duration or fees (`marks`: how
    many of these it has), or two of them; a job has pay, a contract or weekly hours instead."""
    return not applied_for and (marks > 1 or bool(marks and entry_requirements))


def proved_kind(
    source: SourceConfig, *, hint: Kind | None = None, occasion: bool = False, taught: bool = False
) -> Kind | None:
    """What an advert proves, where the source says no more than the default."""
    if source.kind is not Kind.JOB:
        return None
    return hint or (Kind.EVENT if occasion else Kind.COURSE if taught else None)


def kind(work: Work) -> None:
    """Set `kind`: what the payload says, else the source's, with apprenticeships told from jobs by their title."""
    stated = work.draft.kind or work.source.kind
    apprentice = stated is Kind.JOB and _APPRENTICE.search(work.draft.title or "")
    work.out.kind = Kind.APPRENTICESHIP if apprentice else stated
