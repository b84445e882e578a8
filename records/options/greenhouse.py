"""Options of `greenhouse`: the public job board API."""

from typing import Literal, Self

from pydantic import Field, model_validator

from records.options.base import ConnectorOptions, HttpUrl


class GreenhouseOptions(ConnectorOptions):
    """A board by its token, or by the whole address (regional hosts)."""

    type: Literal["greenhouse"] = "greenhouse"
    board: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]+$", description="Board token.")
    url: HttpUrl | None = Field(default=None, description="Whole address, instead of the board.")

    @model_validator(mode="after")
    def _has_a_start(self) -> Self:
        if not (self.board or self.url):
            raise ValueError("needs `board` (the board's token) or `url`")
        return self
