"""What the options of every connector share."""

from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import Field

from records.base import Model
from records.draft import FieldName
from records.field_types import HttpUrl

__all__ = ["ConnectorOptions", "FieldMap", "HttpUrl"]

FieldMap = dict[FieldName, str]


class ConnectorOptions(Model):
    """Base of all connector options. Each connector's own options say what `complete` is: there is no default."""

    # Whether the source lists all it has, so that absence from a COMPLETE run means removal. It stands here and not
    # on the connector, because `normalise` reads it too; `expectations.complete` of a source file outranks it.
    complete: ClassVar[bool]

    type: str
    encoding: str | None = Field(
        default=None, description="Character encoding, where the source declares a wrong one or none."
    )

    @property
    def hosts(self) -> frozenset[str]:
        """Whom its first requests go to; where no option says, the one that all sources of the connector ask."""
        texts = [value for name, value in self if name in ("url", "sitemap") and isinstance(value, str)]
        named = {urlsplit(text).hostname or "" for text in texts} - {""}
        return frozenset(named or {self.type})
