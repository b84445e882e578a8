"""Options of every platform that is a table: the board."""

from typing import TYPE_CHECKING, Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from records.errors import ConfigError
from records.options.base import ConnectorOptions, HttpUrl
from records.options.coded import CODED_NAMES
from records.platforms.known import platform

# These take long to import, and are needed by sources of platforms alone.
if TYPE_CHECKING:
    from records.platforms.board import Board
    from records.platforms.model import Platform

BoardName = Annotated[str, Field(pattern=r"^\w[\w .%&+~-]*$", max_length=100)]


class PlatformOptions(ConnectorOptions):
    """A board by its name, or by any address of it."""

    type: str = Field(
        description="The platform: [which there are](platforms.md).",
        json_schema_extra={"not": {"enum": list(CODED_NAMES)}},
    )
    board: BoardName | None = Field(default=None, description="The board's name, as its address has it.")
    url: HttpUrl | None = Field(
        default=None, description="Any address of the board as people paste it, or of the list itself."
    )
    query: dict[str, str] = Field(
        default_factory=dict, description="Parameters that the list's address gets besides: department, location, …."
    )
    empty_is_true: bool = Field(
        default=False,
        description="A person has looked: the board exists, so that it is believed when it says it has no adverts. "
        "Only for platforms that answer so for any name.",
    )

    @model_validator(mode="after")
    def _has_a_board(self) -> Self:
        from records.platforms.board import board_of

        try:
            declared = self.platform
        except ConfigError as error:
            raise ValueError(f"`type: {self.type}`: {error.message}") from None
        if not (self.board or self.url) and declared.needs_board:
            raise ValueError(f"needs `board` (its name) or `url` (an address of it, e.g. {declared.example})")
        if board_of(declared, self.board, self.url) is None:
            raise ValueError(f"`url` names no board of {declared.title}: paste one such as {declared.example}")
        return self

    @property
    def platform(self) -> "Platform":
        """What the platform's table says."""
        return platform(self.type)

    @property
    def where(self) -> "Board":
        """The board."""
        from records.platforms.board import Board, board_of

        return board_of(self.platform, self.board, self.url) or Board({}, self.url or "")

    @property
    def complete(self) -> bool:  # type: ignore[override]  # each table declares it, not each class
        """Whether a list has all there is, so that absence means removal."""
        return self.platform.complete

    @property
    def hosts(self) -> frozenset[str]:
        """Of the board's own address, else of the platform's list."""
        from records.platforms.expressions import filled

        board = self.where
        host = urlsplit(board.url or filled(self.platform.request.url, board.values)).hostname
        return frozenset({host or self.type})
