"""The one pydantic base: strict about unknown fields, immutable once made."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Base of every record: an unknown field is an error, and values do not change after making."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, ser_json_timedelta="iso8601")
