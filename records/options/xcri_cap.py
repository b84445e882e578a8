"""Options of `xcri_cap`: course catalogues in XCRI-CAP 1.2 or 1.1."""

from typing import ClassVar, Literal

from pydantic import Field

from records.options.base import ConnectorOptions, HttpUrl


class XcriCapOptions(ConnectorOptions):
    """One catalogue document."""

    complete: ClassVar[bool] = True

    type: Literal["xcri_cap"] = "xcri_cap"
    url: HttpUrl = Field(description="The catalogue.")
