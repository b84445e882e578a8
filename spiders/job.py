"""What a crawl's child process is told, and what it says back: JSON lines on its stdin and stdout."""

import hashlib
from typing import Any

from pydantic import AwareDatetime, Field

from records.base import Model
from records.options import ConnectorOptions
from records.source import SourceConfig
from spiders.connectors.base import Connector

PROGRESS, ERROR, BEAT, LOG = "progress", "error", "beat", "log"


class Job(Model):
    """One harvest."""

    source: SourceConfig
    run_id: str = Field(description="ULID of the run.")
    started_at: AwareDatetime
    archive_url: str = Field(description="Where the raw archive is.")
    allow_loopback: bool = Field(default=False, description="Settings.allow_loopback.")
    user_agent: str = Field(description="Settings.user_agent.")
    browser: str = Field(default="", description="Settings.browser.")
    log_level: str = Field(default="warning", description="Least that the child tells for the parent's log.")


def extraction_version(connector: Connector[Any]) -> str:
    """RunReport.extraction: equal for two runs when an equal page gives equal payloads."""
    options: ConnectorOptions = connector.options
    digest = hashlib.sha256(options.model_dump_json().encode()).hexdigest()[:16]
    return f"{connector.name}:{connector.version}:{digest}"
