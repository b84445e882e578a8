"""Options of `tribepad_xml`: the vacancy feed of Tribepad and TalentLink councils."""

from typing import Literal

from pydantic import Field

from records.draft import FieldName
from records.options.base import ConnectorOptions, HttpUrl


class TribepadXmlOptions(ConnectorOptions):
    """The jobs document, and the documents that explain its codes."""

    type: Literal["tribepad_xml"] = "tribepad_xml"
    url: HttpUrl = Field(description="The jobs document.")
    job_options: HttpUrl | None = Field(default=None, description="Document with the categories and types.")
    custom_fields: HttpUrl | None = Field(default=None, description="Document with the custom fields' answers.")
    custom: dict[FieldName, str] = Field(
        default_factory=dict, description="Draft name → custom field, e.g. `organisation: custom_3`."
    )
