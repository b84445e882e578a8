"""Kind: what the advert offers."""

import re

from normalise.steps.base import Work
from records.vocabulary import Kind

# "Apprenticeship Manager" is a job about apprentices, "Apprentice Chef" is an apprenticeship.
_APPRENTICE = re.compile(
    r"\bapprentice\b(?!\s+(?:manager|coach|assessor|tutor|coordinator|co-ordinator|trainer|recruiter))"
    r"|\bapprenticeship\b(?!\s+(?:manager|officer|coach|assessor|tutor|coordinator|co-ordinator|trainer|advis[eo]r|lead\b"
    r"|administrator|programme manager|delivery|skills|team|quality|partnership|recruit|and\b|&|training))",
    re.IGNORECASE,
)


def kind(work: Work) -> None:
    """Set `kind`: what the payload says, else the source's, with apprenticeships told from jobs by their title."""
    found = work.draft.kind or work.source.kind
    if found is Kind.JOB and _APPRENTICE.search(work.draft.title or ""):
        found = Kind.APPRENTICESHIP
    work.out["kind"] = found
