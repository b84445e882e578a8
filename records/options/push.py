"""Options of `push`: a publisher sends its adverts; nothing is fetched."""

from typing import ClassVar, Literal

from records.options.base import ConnectorOptions


class PushOptions(ConnectorOptions):
    """The publisher sends its adverts to the desk's API, with the key that `talentfeed source key ID` issues."""

    # Each request is a run: what it does not name is not gone.
    complete: ClassVar[bool] = False

    type: Literal["push"] = "push"
