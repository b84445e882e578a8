"""NHS Jobs `vacancyDetails` → draft."""

import re
from typing import ClassVar

from pydantic import JsonValue

from normalise.mappers.base import Fields, Mapper
from records.draft import Draft, DraftPay, DraftPlace
from records.payload import Payload
from records.source import SourceConfig

_POSTCODE = re.compile(r"[\s,]*\b([A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2})\s*[.,]?\s*$", re.IGNORECASE)
_SNIPPET_ENDS = ("...", "…", "&hellip;")


class NhsVacancyMapper(Mapper):
    """Pay, contract and places are words; the feed states local time without a zone."""

    format: ClassVar[str] = "nhs_vacancy"

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """The vacancy in its own words. The description is a snippet when it ends in dots."""
        url = _public(fields.text("url"))
        description = fields.text("description")
        salary = fields.text("salary")
        fields.ignore(["id"])
        return Draft(
            title=fields.text("title"),
            description=description,
            description_complete=not (description or "").endswith(_SNIPPET_ENDS),
            organisation=fields.text("employer"),
            places=[read_location(text) for text in _texts(fields.take("locations", "location"))],
            pay=DraftPay(text=salary) if salary else None,
            contract=_texts(fields.take("type", "contractType")),
            hours=_texts(fields.take("workingPattern", "workingPatterns")),
            posted_at=fields.text("postDate"),
            closes_at=fields.text("closeDate"),
            reference=fields.text("reference") or _reference(url),
            url=url,
            apply_url=url,
            timezone="Europe/London",
        )


def read_location(text: str) -> DraftPlace:
    """`London, NW1 2PG`, `Leeds LS9 7TF` or a town alone; what stands before the town is the street."""
    match = _POSTCODE.search(text)
    before = text[: match.start()] if match else text
    parts = [part.strip() for part in before.split(",") if part.strip()]
    return DraftPlace(
        text=" ".join(text.split()),
        street=", ".join(parts[:-1]) or None,
        town=parts[-1] if parts else None,
        postcode=match[1].upper() if match else None,
    )


def _texts(value: JsonValue) -> list[str]:
    """All texts inside, however deep: `locations/location`, `locations/locations`, one or many."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, list):
        found = [text for item in value for text in _texts(item)]
    elif isinstance(value, dict):
        found = [text for name, item in value.items() if not name.startswith("@") for text in _texts(item)]
    else:
        return []
    return list(dict.fromkeys(found))


def _public(url: str | None) -> str | None:
    return re.sub(r"^https?://beta\.jobs\.nhs\.uk\b", "https://www.jobs.nhs.uk", url) if url else None


def _reference(url: str | None) -> str | None:
    """The page's address ends with the reference."""
    match = re.search(r"/jobadvert/([A-Za-z0-9][\w.-]*\d[\w.-]*)/?(?:[?#]|$)", url or "")
    return match[1] if match else None
