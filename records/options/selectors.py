"""Options of `selectors`: listing and detail pages read by CSS from the YAML."""

from typing import ClassVar, Literal

from pydantic import Field

from records.base import Model
from records.draft import FieldName
from records.field_types import Css
from records.options.base import HttpUrl
from records.options.leave_out import LeavesOut


class DetailOptions(Model):
    """How one advert's own page is read."""

    fields: dict[FieldName, Css] = Field(description="Draft name → CSS; `::attr(href)` takes an attribute.")
    required: Css | None = Field(default=None, description="CSS that every true advert page has.")


class SelectorsOptions(LeavesOut):
    """How the listing pages are read, and whether each advert has a page of its own."""

    complete: ClassVar[bool] = True

    type: Literal["selectors"] = "selectors"
    url: HttpUrl = Field(description="First listing page.")
    item: Css = Field(description="CSS of one advert on the listing page.")
    cut: bool = Field(
        default=False,
        description="`item` selects what an advert begins with, such as its heading: it goes on to where the next begins.",
    )
    fields: dict[FieldName, Css] = Field(
        default_factory=dict,
        description="Draft name → CSS inside the item; `::attr(href)` takes an attribute, `::label(Closing date)` what "
        "stands behind that label, `::column(Pay)` the cell below that head of a table.",
    )
    link: Css | None = Field(default=None, description="CSS of the link to the detail page, inside the item.")
    next: Css | None = Field(default=None, description="CSS of the link to the next page.")
    next_optional: bool = Field(
        default=False,
        description="The list may have one page only: a `next` that no page has is then no doubt about the run.",
    )
    total: Css | None = Field(default=None, description="CSS of the text that says how many adverts there are.")
    required: Css | None = Field(default=None, description="CSS that every true listing page has.")
    empty: Css | None = Field(default=None, description="CSS of the notice that says there are no adverts.")
    detail: DetailOptions | None = Field(default=None, description="How the detail page is read.")
