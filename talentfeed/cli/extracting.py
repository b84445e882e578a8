"""A saved response → listings, rejected payloads, and whether it was malformed."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from talentfeed.normalise.pipeline import to_listing
from talentfeed.records.errors import ConfigError, RecordError
from talentfeed.records.listing import Listing
from talentfeed.records.payload import Payload
from talentfeed.records.settings import load_settings
from talentfeed.records.source import Licence, Publisher, SourceConfig
from talentfeed.records.source_file import load_source
from talentfeed.spiders.connectors.base import Problem
from talentfeed.spiders.read_file import Reading, read_saved


@dataclass
class Outcome:
    """What one file gave. `rejected`: one JSON object each, with code, field, message and the payload."""

    listings: list[Listing] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    malformed: bool = False


def extract_file(
    file: Path,
    *,
    connector: str | None,
    source_file: Path | None,
    url: str,
    options: dict[str, str],
    at: datetime | None,
) -> Outcome:
    """Read `file` with the named connector, that of the source file, or the one its format fits."""
    if not file.is_file():
        raise ConfigError(f"there is no file {file}", file=str(file), rule="file")
    settings = load_settings()
    source = load_source(source_file, allow_loopback=settings.allow_loopback) if source_file else None
    try:
        reading = read_saved(
            file.read_bytes(), url=url, connector=connector, options=options, source=source, at=at or settings.clock()
        )
    except ValidationError as error:
        lines = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ConfigError(f"options of the connector: {lines}", rule="option") from None
    outcome = Outcome(malformed=reading.extraction.malformed)
    for problem in reading.extraction.problems:
        outcome.rejected.append(_problem(problem))
    for payload in reading.payloads:
        _read(payload, source or stand_in(reading), outcome)
    if not outcome.listings and outcome.rejected:
        outcome.malformed = True
    return outcome


def stand_in(reading: Reading) -> SourceConfig:
    """A source for a file that came without one."""
    return SourceConfig(
        id="extract",
        name="Saved response",
        publisher=Publisher(name="Saved response"),
        connector=reading.options,
        licence=Licence(name="unknown"),
    )


def _read(payload: Payload, source: SourceConfig, outcome: Outcome) -> None:
    if payload.withdrawn:
        outcome.rejected.append({"code": "WITHDRAWN", "key": payload.key, "message": "the source says it is gone"})
        return
    try:
        outcome.listings.append(to_listing(payload, source, now=payload.fetched_at))
    except RecordError as error:
        outcome.rejected.append(
            {
                "code": error.code,
                "key": payload.key,
                "field": error.field,
                "message": error.message,
                "payload": payload.data,
            }
        )


def _problem(problem: Problem) -> dict[str, Any]:
    return {"code": problem.code, "message": problem.message, "payload": problem.excerpt, "fatal": problem.fatal}
