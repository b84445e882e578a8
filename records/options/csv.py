"""Options of `csv`: a table published as a file."""

from typing import ClassVar, Literal

from pydantic import Field

from records.options.base import FieldMap, HttpUrl
from records.options.leave_out import LeavesOut


class CsvOptions(LeavesOut):
    """A table with a header row, and which column is what."""

    complete: ClassVar[bool] = True

    type: Literal["csv"] = "csv"
    url: HttpUrl | None = Field(default=None, description="The file; may be left out for `extract`.")
    fields: FieldMap = Field(
        default_factory=dict, description='Draft name → column, e.g. `title: "Job title"`. Empty: guessed.'
    )
    delimiter: str | None = Field(default=None, min_length=1, max_length=1, description="Else detected.")
    header_row: int | None = Field(default=None, ge=1, description="Line of the header row, else detected.")
    date_order: Literal["dmy", "mdy", "ymd"] = Field(default="dmy", description="Order of 01/02/2026.")
