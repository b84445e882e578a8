"""Options of `xml`: a list of elements in a document of no platform."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from records.draft import FieldName
from records.options.base import HttpUrl
from records.options.leave_out import LeavesOut, Words


class XmlOptions(LeavesOut):
    """Elements that repeat anywhere in an XML document; they are found where none is named."""

    complete: ClassVar[bool] = True

    type: Literal["xml"] = "xml"
    url: HttpUrl = Field(description="The document.")
    records: Annotated[str, Field(pattern=r"^[A-Za-z_][\w.-]*$", max_length=100)] | None = Field(
        default=None, description="Name of the element that is one advert, e.g. `vacancy`; else it is found."
    )
    fields: dict[FieldName, Words] = Field(
        default_factory=dict,
        description="Draft name → names of elements that lead to it, e.g. `town: address.city`; the rest is guessed.",
    )
