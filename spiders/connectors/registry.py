"""The connectors we have, by name. An explicit table: a new connector is one line here.

Modules load on first use, because extruct and feedparser take long to import.
"""

from importlib import import_module
from typing import Any

from records.errors import ConfigError
from records.options import ConnectorOptions
from spiders.connectors.base import Connector

_MODULES = {
    "json_ld": "JsonLdConnector",
    "rss": "RssConnector",
    "selectors": "SelectorsConnector",
    "greenhouse": "GreenhouseConnector",
    "nhs_jobs": "NhsJobsConnector",
    "tribepad_xml": "TribepadXmlConnector",
    "xcri_cap": "XcriCapConnector",
    "csv": "CsvConnector",
}
NAMES = tuple(_MODULES)


def connector_class(name: str) -> type[Connector[Any]]:
    """The connector called `name`; ConfigError lists the known ones."""
    if name not in _MODULES:
        raise ConfigError(f"there is no connector {name!r}; known are {', '.join(NAMES)}", rule="connector")
    module = import_module(f"spiders.connectors.{name}")
    found: type[Connector[Any]] = getattr(module, _MODULES[name])
    return found


def make_connector(options: ConnectorOptions) -> Connector[Any]:
    """The connector that these options belong to."""
    return connector_class(options.type)(options)
