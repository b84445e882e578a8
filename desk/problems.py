"""What the studio tells a person instead of a page."""

from records.errors import TalentfeedError


class DeskError(TalentfeedError):
    """A page that cannot be shown: `status` is HTTP's; `return_to`: where to go instead."""

    code = "DESK"

    def __init__(self, status: int, message: str, *, return_to: str = "") -> None:
        super().__init__(message)
        self.status, self.return_to = status, return_to
