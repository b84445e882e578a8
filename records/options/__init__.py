"""Typed options of every connector, one file each; `AnyOptions` picks by `type`.

Platforms that are tables share `PlatformOptions`; a name that is no connector's is looked for among them.
"""

from typing import Annotated, Any, get_args

from pydantic import Discriminator, Tag

from records.options.base import ConnectorOptions, FieldMap, HttpUrl
from records.options.coded import CODED_NAMES
from records.options.csv import CsvOptions
from records.options.front_matter import FrontMatterOptions
from records.options.icalendar import IcalendarOptions
from records.options.json import JsonOptions
from records.options.json_ld import JsonLdOptions
from records.options.leave_out import LeavesOut
from records.options.nhs_jobs import NhsJobsOptions
from records.options.pdf import PdfOptions
from records.options.platform import PlatformOptions
from records.options.push import PushOptions
from records.options.rss import RssOptions
from records.options.selectors import SelectorsOptions
from records.options.table import TableOptions
from records.options.tribepad_xml import TribepadXmlOptions
from records.options.xcri_cap import XcriCapOptions
from records.options.xml import XmlOptions
from records.platforms.known import platform_names

_PLATFORM = "platform"


def _tag(value: Any) -> str | None:
    """Which options these are; None where `type` is missing."""
    kind = value.get("type") if isinstance(value, dict) else getattr(value, "type", None)
    if kind is None or kind in CODED_NAMES:
        return kind
    return _PLATFORM if kind in platform_names() else str(kind)


AnyOptions = Annotated[
    Annotated[JsonLdOptions, Tag("json_ld")]
    | Annotated[RssOptions, Tag("rss")]
    | Annotated[SelectorsOptions, Tag("selectors")]
    | Annotated[NhsJobsOptions, Tag("nhs_jobs")]
    | Annotated[TribepadXmlOptions, Tag("tribepad_xml")]
    | Annotated[XcriCapOptions, Tag("xcri_cap")]
    | Annotated[CsvOptions, Tag("csv")]
    | Annotated[FrontMatterOptions, Tag("front_matter")]
    | Annotated[IcalendarOptions, Tag("icalendar")]
    | Annotated[JsonOptions, Tag("json")]
    | Annotated[PdfOptions, Tag("pdf")]
    | Annotated[PushOptions, Tag("push")]
    | Annotated[TableOptions, Tag("table")]
    | Annotated[XmlOptions, Tag("xml")]
    | Annotated[PlatformOptions, Tag(_PLATFORM)],
    Discriminator(_tag),
]
_CODED: dict[str, type[ConnectorOptions]] = {
    get_args(option)[1].tag: get_args(option)[0]
    for option in get_args(get_args(AnyOptions)[0])
    if get_args(option)[1].tag in CODED_NAMES
}
# What pydantic puts into the place of a fault, between `connector` and the key.
TAGS = frozenset({*_CODED, _PLATFORM})


def type_names() -> tuple[str, ...]:
    """Everything that `connector.type` may be."""
    return (*_CODED, *platform_names())


def options_of(kind: str) -> type[ConnectorOptions] | None:
    """The options of a connector, None for an unknown one."""
    return _CODED.get(kind) or (PlatformOptions if kind in platform_names() else None)


__all__ = [
    "TAGS",
    "AnyOptions",
    "ConnectorOptions",
    "CsvOptions",
    "FieldMap",
    "FrontMatterOptions",
    "HttpUrl",
    "IcalendarOptions",
    "JsonLdOptions",
    "JsonOptions",
    "LeavesOut",
    "NhsJobsOptions",
    "PdfOptions",
    "PlatformOptions",
    "PushOptions",
    "RssOptions",
    "SelectorsOptions",
    "TableOptions",
    "TribepadXmlOptions",
    "XcriCapOptions",
    "XmlOptions",
    "options_of",
    "type_names",
]
