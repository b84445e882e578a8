"""Options of `tribepad_xml`: the vacancy feed of Tribepad and TalentLink councils."""

import re
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from records.draft import FieldName
from records.options.base import ConnectorOptions, HttpUrl


def _custom_field(value: str) -> str:
    if not re.fullmatch(r"custom_\d+", value):
        raise ValueError(f"must be the name of a custom field as the feed has it, such as custom_3, not {value!r}")
    return value


CustomField = Annotated[str, AfterValidator(_custom_field)]


class TribepadXmlOptions(ConnectorOptions):
    """The jobs document, and the documents that explain its codes."""

    complete: ClassVar[bool] = True

    type: Literal["tribepad_xml"] = "tribepad_xml"
    url: HttpUrl = Field(description="The jobs document.")
    job_options: HttpUrl | None = Field(default=None, description="Document with the categories and types.")
    custom_fields: HttpUrl | None = Field(default=None, description="Document with the custom fields' answers.")
    custom: dict[FieldName, CustomField] = Field(
        default_factory=dict,
        description="Draft name → custom field, e.g. `organisation: custom_3`. Its answer outranks the feed's own.",
    )
