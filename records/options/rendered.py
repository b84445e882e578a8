"""Pages that only a browser shows whole."""

from typing import Literal, Self

from pydantic import Field, model_validator

from records.options.leave_out import LeavesOut


class Rendered(LeavesOut):
    """Options of a connector that reads web pages, which scripts may draw."""

    render: Literal["browser"] | None = Field(
        default=None,
        description="`browser`: scripts draw the pages, so a browser opens them first. Needs `talentfeed[browser]` and "
        "Chromium; a feed or an API behind the page is quicker and steadier.",
    )

    @model_validator(mode="after")
    def _characters(self) -> Self:
        if self.render and self.encoding:
            raise ValueError("has `render` and `encoding`: a browser finds out the encoding itself; remove `encoding`")
        return self
