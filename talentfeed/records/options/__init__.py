"""Typed options of every connector, one file each; `AnyOptions` picks by `type`."""

from typing import Annotated

from pydantic import Field

from talentfeed.records.options.base import ConnectorOptions, FieldMap, HttpUrl
from talentfeed.records.options.csv import CsvOptions
from talentfeed.records.options.greenhouse import GreenhouseOptions
from talentfeed.records.options.json_ld import JsonLdOptions
from talentfeed.records.options.nhs_jobs import NhsJobsOptions
from talentfeed.records.options.rss import RssOptions
from talentfeed.records.options.selectors import SelectorsOptions
from talentfeed.records.options.tribepad_xml import TribepadXmlOptions
from talentfeed.records.options.xcri_cap import XcriCapOptions

AnyOptions = Annotated[
    JsonLdOptions
    | RssOptions
    | SelectorsOptions
    | GreenhouseOptions
    | NhsJobsOptions
    | TribepadXmlOptions
    | XcriCapOptions
    | CsvOptions,
    Field(discriminator="type"),
]

__all__ = [
    "AnyOptions",
    "ConnectorOptions",
    "CsvOptions",
    "FieldMap",
    "GreenhouseOptions",
    "HttpUrl",
    "JsonLdOptions",
    "NhsJobsOptions",
    "RssOptions",
    "SelectorsOptions",
    "TribepadXmlOptions",
    "XcriCapOptions",
]
