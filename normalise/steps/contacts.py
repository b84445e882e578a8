"""Contacts in what a publisher wrote beside the description: titles, entry requirements, ways in."""

from typing import TypeVar

from pydantic import BaseModel

from normalise.steps.base import Work
from normalise.steps.privacy import redact

_OWN = ("title", "title_raw", "via")
_PARTS = {
    "course": ("entry_requirements", "funding", "award"),
    "support": ("eligibility", "referral"),
    "event": ("venue",),
}
Part = TypeVar("Part", bound=BaseModel)


def contacts(work: Work) -> None:
    """Take contacts out of every free text but `description`, whose own step does it. Comes last."""
    country, out = work.source.country, work.out
    for name in _OWN:
        if out.get(name):
            out[name] = redact(out[name], country)
    for name, fields in _PARTS.items():
        if out.get(name):
            out[name] = _redacted(out[name], fields, country)
    if out.get("qualifications_required"):
        out["qualifications_required"] = [redact(text, country) for text in out["qualifications_required"]]


def _redacted(part: Part, fields: tuple[str, ...], country: str) -> Part:
    texts = {name: text for name in fields if isinstance(text := getattr(part, name), str)}
    return part.model_copy(update={name: redact(text, country) for name, text in texts.items()})
