"""Options of `xcri_cap`: course catalogues in XCRI-CAP 1.2 or 1.1."""

from typing import Literal

from pydantic import Field

from records.options.base import ConnectorOptions, HttpUrl


class XcriCapOptions(ConnectorOptions):
    """One catalogue document."""

    type: Literal["xcri_cap"] = "xcri_cap"
    url: HttpUrl = Field(description="The catalogue.")
