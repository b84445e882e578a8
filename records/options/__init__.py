"""Typed options of every connector, one file each; `AnyOptions` picks by `type`."""

from typing import Annotated

from pydantic import Field

from records.options.base import ConnectorOptions, FieldMap, HttpUrl
from records.options.csv import CsvOptions
from records.options.greenhouse import GreenhouseOptions
from records.options.json_ld import JsonLdOptions
from records.options.nhs_jobs import NhsJobsOptions
from records.options.rss import RssOptions
from records.options.selectors import SelectorsOptions
from records.options.tribepad_xml import TribepadXmlOptions
from records.options.xcri_cap import XcriCapOptions

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
