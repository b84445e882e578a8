"""What of a list is no advert: rows and cards that a source leaves out by their words."""

from typing import Annotated

from pydantic import AfterValidator, Field

from records.options.base import ConnectorOptions


def _pattern(value: str) -> str:
    from records.platforms.expressions import check_pattern  # the library of patterns is needed by few sources

    return check_pattern(value)


Words = Annotated[str, AfterValidator(_pattern), Field(min_length=1, max_length=400)]


class LeavesOut(ConnectorOptions):
    """Options of a connector that reads what is not of one vendor, where other things stand among the adverts."""

    leave_out: dict[str, Words] = Field(
        default_factory=dict,
        description="What is no advert: `text` (any of its words), or a field (`title`, a column) → pattern without "
        "regard to case, e.g. `title: volunteer|internal`.",
    )
