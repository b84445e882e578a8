"""Options of `rss`: RSS 2.0, RSS 1.0 and Atom feeds, with extension elements."""

from typing import ClassVar, Literal

from pydantic import Field

from records.options.base import FieldMap, HttpUrl
from records.options.leave_out import LeavesOut


class RssOptions(LeavesOut):
    """A feed; `fields` maps draft names to element names where the usual ones are not used."""

    # A feed shows the newest adverts only.
    complete: ClassVar[bool] = False

    type: Literal["rss"] = "rss"
    url: HttpUrl = Field(description="The feed.")
    fields: FieldMap = Field(
        default_factory=dict, description="Draft name → element, e.g. `organisation: job:company`."
    )
    split_title: str | None = Field(
        default=None,
        description="How a combined title is cut, e.g. `{organisation}: {title}` or `{title} — {organisation}`.",
    )
