"""Reads a built region through the connectors, without a network."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from examples.region.build import REGION
from examples.server import Region
from records.page import Page, Problem
from records.payload import Payload
from records.source import SourceConfig
from records.source_file import load_source, source_files
from spiders.connectors.base import Connector, Follow
from spiders.connectors.registry import make_connector
from spiders.payloads import Origin, make_payload


@dataclass
class Reading:
    """What one source gave on one day."""

    source: SourceConfig
    payloads: list[Payload] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


def sources(folder: Path) -> list[SourceConfig]:
    """The region's source configs."""
    files = source_files(folder / "config")
    assert all(path.parent.name == REGION for path in files)
    return [load_source(path, allow_loopback=True) for path in files]


def read_source(region: Region, source: SourceConfig, now: datetime) -> Reading:
    """Every page of a source, followed as the spider would."""
    connector: Connector[Any] = make_connector(source.connector)
    reading = Reading(source)
    waiting, seen = list(connector.start()), set()
    while waiting:
        follow = waiting.pop(0)
        if follow.url in seen:
            continue
        seen.add(follow.url)
        waiting += _read_page(region, connector, follow, reading, now)
    return reading


def _read_page(
    region: Region, connector: Connector[Any], follow: Follow, reading: Reading, now: datetime
) -> list[Follow]:
    parts = urlsplit(follow.url)
    answer = region.answer(reading.source.id, f"{parts.path}?{parts.query}", {})
    reading.statuses.append(answer.status)
    if answer.status != 200:
        return []
    page = Page(follow.url, answer.body, answer.headers["Content-Type"], now, follow.step, follow.context)
    extraction = connector.read(page)
    reading.problems += extraction.problems
    origin = Origin(reading.source.id, "0" * 26, follow.url, now)
    reading.payloads += [make_payload(found, connector, origin) for found in extraction.found]
    return extraction.follow


def read_day(folder: Path, day: int) -> Iterator[Reading]:
    """Every source of the region on one day."""
    region = Region(folder, day)
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    for source in sources(folder):
        yield read_source(region, source, now)
