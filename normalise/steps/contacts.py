"""Contacts in what a publisher wrote beside the description: titles, entry requirements, ways in."""

from typing import TypeVar

from pydantic import BaseModel

from normalise.steps.base import Work
from normalise.steps.privacy import redact

Part = TypeVar("Part", bound=BaseModel)


def contacts(work: Work) -> None:
    """Take contacts out of every free text but `description`, whose own step does it. Comes last."""
    country, out = work.source.country, work.out
    out.title = redact(out.title, country)
    out.title_raw = out.title_raw and redact(out.title_raw, country)
    out.via = out.via and redact(out.via, country)
    out.qualifications_required = [redact(text, country) for text in out.qualifications_required]
    out.course = _redacted(out.course, ("entry_requirements", "funding", "award"), country)
    out.support = _redacted(out.support, ("eligibility", "referral"), country)
    out.event = _redacted(out.event, ("venue",), country)


def _redacted(part: Part | None, fields: tuple[str, ...], country: str) -> Part | None:
    if part is None:
        return None
    texts = {name: text for name in fields if isinstance(text := getattr(part, name), str)}
    return part.model_copy(update={name: redact(text, country) for name, text in texts.items()})
