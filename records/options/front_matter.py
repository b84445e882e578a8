"""Options of `front_matter`: one advert as a text with named facts above it."""

from typing import ClassVar, Literal

from pydantic import Field

from records.options.base import FieldMap, HttpUrl
from records.options.leave_out import LeavesOut


class FrontMatterOptions(LeavesOut):
    """A text file whose facts stand between two lines `---`, as site builders keep them."""

    complete: ClassVar[bool] = False  # one file says nothing of the others

    type: Literal["front_matter"] = "front_matter"
    url: HttpUrl = Field(description="The file.")
    fields: FieldMap = Field(
        default_factory=dict,
        description="Draft name → name of the fact, e.g. `organisation: firm`; the rest is guessed.",
    )
