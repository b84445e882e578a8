"""The mappers we have, by payload format. An explicit table: a new format is one line here."""

from importlib import import_module

from normalise.mappers.base import Mapper
from records.errors import ExtractError
from records.platforms.known import sound_platforms

_MODULES = {
    "schema_org": ("schema_org", "SchemaOrgMapper"),
    "rss_item": ("rss_item", "RssItemMapper"),
    "fields": ("fields", "FieldsMapper"),
    "named_record": ("named_record", "NamedRecordMapper"),
    "calendar_event": ("calendar_event", "CalendarEventMapper"),
    "table_row": ("table_row", "TableRowMapper"),
    "greenhouse_job": ("greenhouse_job", "GreenhouseJobMapper"),
    "nhs_vacancy": ("nhs_vacancy", "NhsVacancyMapper"),
    "tribepad_job": ("tribepad_job", "TribepadJobMapper"),
    "pushed": ("pushed", "PushedMapper"),
    "xcri_course": ("xcri_course", "XcriCourseMapper"),
}


def mapper_for(payload_format: str) -> Mapper:
    """The mapper of a payload format; ExtractError lists the known ones."""
    if payload_format not in _MODULES:
        from normalise.mappers.platform import platform_mapper

        for declared in sound_platforms():
            if declared.payload_format == payload_format:
                return platform_mapper(declared)()
        raise ExtractError(f"no mapper reads {payload_format!r}; known are {', '.join(_MODULES)}")
    module, name = _MODULES[payload_format]
    cls: type[Mapper] = getattr(import_module(f"normalise.mappers.{module}"), name)
    return cls()
