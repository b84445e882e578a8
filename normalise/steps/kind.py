"""Kind: what the advert offers."""

import re

from normalise.steps.base import Work
from records.vocabulary import Kind
from records.words import any_of, groups

# "Apprenticeship Manager" is a job about apprentices, "Apprentice Chef" is an apprenticeship.
_STAFF = groups("apprentice_staff")
_APPRENTICE = re.compile(
    rf"\bapprentice\b(?!\s+{any_of(_STAFF['apprentice'])})|\bapprenticeship\b(?!\s+{any_of(_STAFF['apprenticeship'])})",
    re.IGNORECASE,
)


def kind(work: Work) -> None:
    """Set `kind`: what the payload says, else the source's, with apprenticeships told from jobs by their title."""
    stated = work.draft.kind or work.source.kind
    apprentice = stated is Kind.JOB and _APPRENTICE.search(work.draft.title or "")
    work.out.kind = Kind.APPRENTICESHIP if apprentice else stated
