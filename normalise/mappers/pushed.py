"""An advert that its publisher pushed: it has the names of a draft already."""

from typing import Any

from normalise.mappers.base import Fields, Mapper
from records.draft import Draft
from records.payload import Payload
from records.source import SourceConfig

# Names that are the draft's own, value for value.
_SAME = (
    "kind", "title", "description", "organisation", "organisation_url", "via", "places", "remote", "pay", "contract",
    "hours", "posted_at", "closes_at", "starts_on", "ends_on", "url", "apply_url", "reference", "vacancies", "language",
    "qualification_level", "qualifications_required", "subjects", "skills", "audience", "duration", "cost", "funding",
    "entry_requirements", "award", "awarding_body", "offer", "eligibility", "amount", "referral",
)  # fmt: skip


class PushedMapper(Mapper):
    """Reads what `records.pushed` describes."""

    format = "pushed"

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """Every field as it was sent."""
        said: dict[str, Any] = {name: value for name in _SAME if (value := fields.take(name)) is not None}
        return Draft.model_validate({**said, "hours_per_week": fields.text("hours_per_week")})
