"""An advert that its publisher pushed: it has the names of a draft already."""

from typing import Any

from normalise.mappers.base import Fields, Mapper
from records.draft import Draft
from records.payload import Payload
from records.pushed import PushedListing
from records.source import SourceConfig

# Names that are the draft's own, value for value; hours a week are a number here, and words there.
_SAME = tuple(name for name in PushedListing.model_fields if name in Draft.model_fields and name != "hours_per_week")


class PushedMapper(Mapper):
    """Reads what `records.pushed` describes."""

    format = "pushed"

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """Every field as it was sent."""
        said: dict[str, Any] = {name: value for name in _SAME if (value := fields.take(name)) is not None}
        return Draft.model_validate({**said, "hours_per_week": fields.text("hours_per_week")})
