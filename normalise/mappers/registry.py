"""The mappers we have, by payload format. An explicit table: a new format is one line here."""

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from normalise.mappers.base import Mapper
from records.errors import ConfigError, ExtractError
from records.platforms.known import platform, platform_names, sound_platforms

if TYPE_CHECKING:
    from records.platforms.model import Platform


class _Coded(NamedTuple):
    """A mapper in code. `version`: as `Mapper.version`, known without loading the mapper and all that it reads with."""

    module: str
    name: str
    version: int = 1


_MODULES = {
    "schema_org": _Coded("schema_org", "SchemaOrgMapper"),
    "rss_item": _Coded("rss_item", "RssItemMapper", 3),
    "fields": _Coded("fields", "FieldsMapper", 3),
    "named_record": _Coded("named_record", "NamedRecordMapper"),
    "calendar_event": _Coded("calendar_event", "CalendarEventMapper"),
    "table_row": _Coded("table_row", "TableRowMapper"),
    "greenhouse_job": _Coded("greenhouse_job", "GreenhouseJobMapper", 2),
    "nhs_vacancy": _Coded("nhs_vacancy", "NhsVacancyMapper"),
    "tribepad_job": _Coded("tribepad_job", "TribepadJobMapper", 2),
    "pushed": _Coded("pushed", "PushedMapper"),
    "xcri_course": _Coded("xcri_course", "XcriCourseMapper", 2),
}


def mapper_for(payload_format: str) -> Mapper:
    """The mapper of a payload format; ExtractError lists the known ones."""
    if payload_format not in _MODULES:
        from normalise.mappers.platform import platform_mapper

        return platform_mapper(_declared(payload_format))()
    coded = _MODULES[payload_format]
    cls: type[Mapper] = getattr(import_module(f"normalise.mappers.{coded.module}"), coded.name)
    return cls()


def version_for(payload_format: str) -> int | str:
    """The version of a payload format's mapper; ExtractError as `mapper_for`."""
    coded = _MODULES.get(payload_format)
    return coded.version if coded else _declared(payload_format).mapping_version


def _declared(payload_format: str) -> "Platform":
    # Its name is that of its platform, mostly: to read every table takes a second.
    name = payload_format.removesuffix("_record")
    if name in platform_names():
        try:
            declared = platform(name)
        except ConfigError:
            pass
        else:
            if declared.payload_format == payload_format:
                return declared
    for declared in sound_platforms():
        if declared.payload_format == payload_format:
            return declared
    raise ExtractError(f"no mapper reads {payload_format!r}; known are {', '.join(_MODULES)}")
