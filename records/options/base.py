"""What the options of every connector share."""

from pydantic import Field

from records.base import Model
from records.draft import FieldName
from records.field_types import HttpUrl

__all__ = ["ConnectorOptions", "FieldMap", "HttpUrl"]

FieldMap = dict[FieldName, str]


class ConnectorOptions(Model):
    """Base of all connector options."""

    type: str
    encoding: str | None = Field(
        default=None, description="Character encoding, where the source declares a wrong one or none."
    )
