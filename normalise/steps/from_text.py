"""What an advert says only in labelled lines of its text: `Location: Leeds`, `Salary: £27,000`, `Employer: …`.

Feeds have elements for a title and a text, and generators write the rest into the text. A field of its own
always goes before; dates, contract, hours and reference read the same lines in their own steps.
"""

import re

from normalise.steps.base import Work
from normalise.steps.lines import lines_of, swapped
from records.draft import Draft, DraftPay, DraftPlace
from records.vocabulary import Kind
from records.words import words
from reference.employers import names_organisation
from reference.gazetteer import gazetteer
from reference.names import fold

_APPLIED_FOR = frozenset({Kind.JOB, Kind.APPRENTICESHIP})
# A sentence is no place and no name: `Location: you will travel between our sites as needed`.
_LONGEST = {"place": 80, "organisation": 70}
_REMOTE = re.compile(r"\bremote|\banywhere|\bhome\b|worldwide", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?]\s+[A-Z]|\b(?:will be|you|your|we|our|please)\b", re.IGNORECASE)
# '25 days holiday' is no pay.
_AMOUNT = re.compile(
    r"[£€$]\s?\d|\d[, ]\d{3}\b|\d\.\d{2}\b|\d{5}|\d\s?k\b|\d\s*(?:per\s+(?:hour|day|annum)|p\.?[ah]\b|an\s+hour)"
    r"|\b(?:competitive|negotiable|voluntary|unpaid|band|grade|wage)\b",
    re.IGNORECASE,
)


# Where a title ends: `Care Assistant - Maidstone`, `Night Porter (Leeds)`, `Cook in Otley`.
_TITLE_END = re.compile(r"(?:\s[-–—|]\s+|,\s+|\(|\s(?:in|at)\s)(?P<name>[A-Z][^-–—|(),]{2,40})\)?$")
# Towns whose names a title may mean otherwise: a subject, a sport, a month.
_WORDS = frozenset(words("town_namesakes", "title"))
_SMALLEST = 3000
_LONGEST_FIRST = 120


def from_text(work: Work) -> None:
    """Fill the draft's empty place, pay and organisation from the description, for what one applies for."""
    if work.out.kind not in _APPLIED_FOR:
        return
    draft = work.draft
    lines, lookups = lines_of(work), work.source.lookups
    update: dict[str, object] = {}
    place, pay, organisation = lines.get("place"), lines.get("pay"), lines.get("organisation")
    silent = not draft.places and not draft.applicant_areas and not (draft.remote and _REMOTE.search(place or ""))
    if place and _is_name(place, "place") and silent:
        update["places"] = [DraftPlace(text=place)]
    elif silent and (town := _town_in(work.out.title) or _town_in(draft.organisation or "")):
        update["places"] = [DraftPlace(text=swapped(town, lookups.get("place", {})))]
    if pay and _AMOUNT.search(pay) and _says_nothing(draft):
        update["pay"] = DraftPay(text=pay)
    opens_with = _first_line(work.out.description or "")
    organisation = organisation or swapped(opens_with, lookups.get("organisation", {}))
    if organisation and _is_name(organisation, "organisation") and not draft.organisation:
        update["organisation"] = organisation
    for name in update:
        work.issue(
            name, "READ_FROM_TEXT", "the source has no field for it; read from the title or a labelled line of the text"
        )
    if update:
        work.draft = draft.model_copy(update=update)


def _town_in(title: str) -> str | None:
    """The town of the UK that a title, or an employer's name, ends with."""
    match = _TITLE_END.search(title)
    name = match["name"].strip() if match else ""
    known = name.casefold() not in _WORDS and any(
        fold(town.name) == fold(name) and town.population >= _SMALLEST for town in gazetteer().towns(name)
    )
    return name if known else None


def _first_line(text: str) -> str | None:
    """The organisation that a text opens with, alone or before a dash, a comma or a bar: `University of York - Law`."""
    line = text.lstrip().split("\n", 1)[0].strip()
    name = re.split(r"\s+[-–—|]\s+|,\s", line, maxsplit=1)[0].strip(" .:")
    return name if len(line) <= _LONGEST_FIRST and names_organisation(name, sure=True) else None


def _is_name(text: str, name: str) -> bool:
    return len(text) <= _LONGEST[name] and not _SENTENCE.search(text)


def _says_nothing(draft: Draft) -> bool:
    return draft.pay is None or not (draft.pay.text or draft.pay.min or draft.pay.max)
