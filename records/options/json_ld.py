"""Options of `json_ld`: schema.org markup in pages (JSON-LD, microdata, RDFa) or in a JSON document."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from records.options.base import HttpUrl
from records.options.rendered import Rendered


class JsonLdOptions(Rendered):
    """Where the pages are found: a sitemap, a listing page, or the page itself."""

    complete: ClassVar[bool] = True

    type: Literal["json_ld"] = "json_ld"
    url: HttpUrl | None = Field(default=None, description="A listing page, a detail page or a JSON document.")
    sitemap: HttpUrl | None = Field(default=None, description="A sitemap or sitemap index.")
    follow: str | None = Field(
        default=None, description="CSS of links from the listing page to detail pages, e.g. `a.job`."
    )
    next: str | None = Field(default=None, description="CSS of the link to the next listing page.")
    next_optional: bool = Field(
        default=False,
        description="The list may have one page only: a `next` that no page has is then no doubt about the run.",
    )
    url_contains: str | None = Field(default=None, description="Only follow addresses that contain this text.")

    @model_validator(mode="after")
    def _has_a_start(self) -> Self:
        if not (self.url or self.sitemap):
            raise ValueError("needs `url` (a page) or `sitemap`")
        return self
