"""Options of `table`: tables in web pages and Excel workbooks."""

from typing import ClassVar, Literal

from pydantic import Field

from records.field_types import Css
from records.options.base import FieldMap, HttpUrl
from records.options.rendered import Rendered


class TableOptions(Rendered):
    """Tables with a row of heads; what columns are called tells what they are, and `fields` adds to that."""

    complete: ClassVar[bool] = True

    type: Literal["table"] = "table"
    url: HttpUrl = Field(description="The web page or the workbook (.xlsx).")
    fields: FieldMap = Field(
        default_factory=dict, description='Draft name → column, e.g. `title: "Role advertised"`; the rest is guessed.'
    )
    table: Css | None = Field(default=None, description="CSS of the tables to read; else every one with known heads.")
    sheet: str | None = Field(default=None, description="Name of the sheet to read; else every one with known heads.")
    header_row: int | None = Field(default=None, ge=1, description="Row of the heads, from 1; else found.")
    empty: Css | None = Field(default=None, description="CSS of the notice on a page that there are no adverts.")
    date_order: Literal["dmy", "mdy", "ymd"] = Field(default="dmy", description="Order of 01/02/2026.")
