"""What the options of every connector share."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from records.base import Model
from records.draft import FieldName


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"must be a web address that starts with https:// or http://, not {value!r}")
    if parts.username or parts.password:
        raise ValueError("must not carry a user name or password: put secrets in the environment")
    return value


HttpUrl = Annotated[str, AfterValidator(_http_url), Field(max_length=2048)]
FieldMap = dict[FieldName, str]


class ConnectorOptions(Model):
    """Base of all connector options."""

    type: str
    encoding: str | None = Field(
        default=None, description="Character encoding, where the source declares a wrong one or none."
    )
