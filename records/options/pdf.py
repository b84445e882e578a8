"""Options of `pdf`: a list of adverts as a PDF."""

from typing import ClassVar, Literal

from pydantic import Field

from records.options.base import FieldMap, HttpUrl
from records.options.leave_out import LeavesOut


class PdfOptions(LeavesOut):
    """A PDF with a table of adverts, or with adverts one below the other whose facts have labels. Never sure."""

    complete: ClassVar[bool] = False  # what a layout hides is not told from what is not there

    type: Literal["pdf"] = "pdf"
    url: HttpUrl = Field(description="The document.")
    fields: FieldMap = Field(
        default_factory=dict, description='Draft name → column or label, e.g. `title: "Post"`; the rest is guessed.'
    )
