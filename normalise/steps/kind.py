"""Kind: what the advert offers."""

from normalise.steps.base import Work
from records.vocabulary import Kind
from records.words import Wording, any_of, groups

# "Apprenticeship Manager" is a job about apprentices, "Apprentice Chef" is an apprenticeship.
_APPRENTICE = Wording(
    lambda: "|".join(rf"\b{word}\b(?!\s+{any_of(staff)})" for word, staff in groups("apprentice_staff").items())
)


def kind(work: Work) -> None:
    """Set `kind`: what the payload says, else the source's, with apprenticeships told from jobs by their title."""
    stated = work.draft.kind or work.source.kind
    apprentice = stated is Kind.JOB and _APPRENTICE.search(work.draft.title or "")
    work.out.kind = Kind.APPRENTICESHIP if apprentice else stated
