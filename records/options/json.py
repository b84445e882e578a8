"""Options of `json`: a list of objects in a document of no platform."""

from typing import ClassVar, Literal

from pydantic import Field

from records.draft import FieldName
from records.options.base import HttpUrl
from records.options.leave_out import LeavesOut, Words


class JsonOptions(LeavesOut):
    """A list of objects anywhere in a JSON document; the list is found where none is named."""

    complete: ClassVar[bool] = True

    type: Literal["json"] = "json"
    url: HttpUrl = Field(description="The document.")
    records: Words | None = Field(
        default=None, description="Names that lead to the list, e.g. `data.vacancies`; else the list is found."
    )
    fields: dict[FieldName, Words] = Field(
        default_factory=dict,
        description="Draft name → names that lead to it, e.g. `organisation: company.name`; the rest is guessed.",
    )
    next: Words | None = Field(default=None, description="Names that lead to the address of the next page.")
    total: Words | None = Field(default=None, description="Names that lead to the number of adverts there are.")
