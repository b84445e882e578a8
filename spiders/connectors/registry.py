"""The connectors we have, by name: an explicit table of those that are code, and every platform that is a table.

Modules load on first use, because extruct and feedparser take long to import.
"""

from importlib import import_module
from typing import Any

from records.errors import ConfigError
from records.options import ConnectorOptions
from records.platforms.known import platform, platform_names, shipped
from spiders.connectors.base import Connector

_MODULES = {
    "json_ld": "JsonLdConnector",
    "rss": "RssConnector",
    "selectors": "SelectorsConnector",
    "nhs_jobs": "NhsJobsConnector",
    "tribepad_xml": "TribepadXmlConnector",
    "xcri_cap": "XcriCapConnector",
    "csv": "CsvConnector",
    "table": "TableConnector",
    "json": "JsonConnector",
    "xml": "XmlConnector",
    "icalendar": "IcalendarConnector",
    "front_matter": "FrontMatterConnector",
    "pdf": "PdfConnector",
    "push": "PushConnector",
}
CODED = tuple(_MODULES)


def connector_names() -> tuple[str, ...]:
    """Every connector's name."""
    return (*_MODULES, *(name for name in platform_names() if name not in _MODULES))


def connector_class(name: str) -> type[Connector[Any]]:
    """The connector called `name`; ConfigError lists the known ones."""
    if name not in _MODULES:
        if name in shipped() or name in platform_names():
            from spiders.platforms.connector import platform_connector

            return platform_connector(platform(name))
        raise ConfigError(f"there is no connector {name!r}; known are {', '.join(connector_names())}", rule="connector")
    module = import_module(f"spiders.connectors.{name}")
    found: type[Connector[Any]] = getattr(module, _MODULES[name])
    return found


def make_connector(options: ConnectorOptions) -> Connector[Any]:
    """The connector that these options belong to."""
    return connector_class(options.type)(options)
