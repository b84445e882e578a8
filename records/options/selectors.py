"""Options of `selectors`: listing and detail pages read by CSS from the YAML."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from records.base import Model
from records.draft import FieldName
from records.field_types import Css
from records.options.base import HttpUrl
from records.options.rendered import Rendered


class DetailOptions(Model):
    """How one advert's own page is read."""

    fields: dict[FieldName, Css] = Field(description="Draft name → CSS; `::attr(href)` takes an attribute.")
    required: Css | None = Field(default=None, description="CSS that every true advert page has.")


class SelectorsOptions(Rendered):
    """How the listing pages are read, and whether each advert has a page of its own."""

    complete: ClassVar[bool] = True

    type: Literal["selectors"] = "selectors"
    url: HttpUrl = Field(description="First listing page.")
    item: Css = Field(description="CSS of one advert on the listing page.")
    cut: bool = Field(
        default=False,
        description="`item` selects what an advert begins with, e.g. its heading: it goes on to where the next begins.",
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
    page_url: str | None = Field(
        default=None,
        pattern=r"^https?://\S+\{page\}\S*$",
        description="In place of `next`: the address of the further pages, with `{page}` for their number, e.g. "
        "`https://www.example.gov.uk/jobs?page={page}`; the first without an advert ends it.",
    )
    first_page: int = Field(default=2, ge=0, description="`{page}` of the second page; 1 where the first is page 0.")
    total: Css | None = Field(default=None, description="CSS of the text that says how many adverts there are.")
    required: Css | None = Field(default=None, description="CSS that every true listing page has.")
    empty: Css | None = Field(default=None, description="CSS of the notice that says there are no adverts.")
    mend: Literal["propose", "accept"] = Field(
        default="propose",
        description="After a redesign: only propose new selectors, or read by them at once where they find at least "
        "80% of the last run's titles again.",
    )
    detail: DetailOptions | None = Field(default=None, description="How the detail page is read.")

    @model_validator(mode="after")
    def _one_way_on(self) -> "SelectorsOptions":
        if self.next and self.page_url:
            raise ValueError("has `next` and `page_url`: keep the one by which the further pages are found")
        return self
