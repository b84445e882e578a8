"""Options of `nhs_jobs`: the NHS Jobs search feed."""

from typing import Literal

from pydantic import Field

from records.options.base import ConnectorOptions, HttpUrl


class NhsJobsOptions(ConnectorOptions):
    """A search of NHS Jobs; every page of its results is read."""

    type: Literal["nhs_jobs"] = "nhs_jobs"
    url: HttpUrl = Field(default="https://www.jobs.nhs.uk/api/v1/search_xml", description="Address of the feed.")
    query: dict[str, str] = Field(
        default_factory=dict,
        description="Search parameters: keyword, location, distance, contractType, ….",
    )
