"""A saved response → listings, rejected payloads, and whether it was malformed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from normalise.pipeline import to_listing
from records.base import faults
from records.errors import ConfigError, ExtractError, RecordError
from records.listing import Issue, Listing
from records.options import ConnectorOptions
from records.page import Problem
from records.payload import Payload
from records.run import RunCounts
from records.settings import load_settings
from records.source import Licence, Publisher, SourceConfig
from records.source_file import load_source
from spiders.connectors.base import Connector, Extraction, Follow
from spiders.connectors.registry import connector_class
from spiders.keys import told_apart
from spiders.outcome import Events, decide
from spiders.payloads import Origin, make_payload
from spiders.read_file import read_saved
from spiders.unread import refused

# Stands for the page of a saved file that came without an address; links of the file are joined to it.
_NO_URL = "https://saved.invalid/"
_NO_RUN = "extract"


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
    page_url = url or _NO_URL
    how = _how(source, connector, page_url, options)
    return _extract(file.read_bytes(), source, how, page_url, at or settings.clock(), options if how is None else {})


def extract_with(file: Path, source: SourceConfig, url: str, at: datetime) -> Outcome:
    """Read the saved page that stood at `url` as `source` reads its own."""
    return _extract(file.read_bytes(), source, source.connector, url, at, {})


def _extract(
    body: bytes,
    source: SourceConfig | None,
    how: ConnectorOptions | str | None,
    url: str,
    at: datetime,
    options: dict[str, str],
) -> Outcome:
    """`options`: KEY=VALUE for the connector that is found by itself."""
    outcome = Outcome()
    try:
        reader, extraction = read_saved(body, url, how, at)
        if options:
            reader, extraction = read_saved(body, url, _with_options(reader.options, options), at)
    except ExtractError as error:
        outcome.rejected.append({"code": error.code, "message": error.message})
        outcome.malformed = True
        return outcome
    outcome.malformed = extraction.malformed
    outcome.rejected += map(_problem, extraction.problems)
    stands_for = source or stand_in(reader)
    payloads = list(_payloads(extraction, reader, stands_for, url, at, outcome))
    outcome.rejected += _doubts(extraction, url, len(payloads))
    for payload in payloads:
        _read(payload, stands_for, outcome)
    if not outcome.listings and outcome.rejected and not extraction.proves_empty:
        outcome.malformed = True
    return outcome


def _doubts(extraction: Extraction, url: str, payloads: int) -> Iterator[dict[str, Any]]:
    """Why a run that consists of this page alone would not be COMPLETE, beyond the page's own problems."""
    if extraction.follow:
        return  # what the pages behind these links say is not known
    events = Events(pages_read=1)
    events.note(extraction, url)
    counts = RunCounts(fetched=payloads + events.unread, advertised=extraction.advertised)
    judged = decide(events, counts)
    if judged.reason and not extraction.malformed:
        yield {"code": judged.reason, "message": judged.message}


def _how(
    source: SourceConfig | None, connector: str | None, url: str, options: dict[str, str]
) -> ConnectorOptions | str | None:
    """Options to read with; a name alone when nothing else is said; None: detect."""
    if source is not None and connector in (None, source.connector.type):
        return _with_options(source.connector, options)
    if connector is None:
        return None
    return _with_options(connector_class(connector).default_options(url), options)


def _with_options(base: ConnectorOptions, options: dict[str, str]) -> ConnectorOptions:
    """`base` with KEY=VALUE options; `fields.title=Job title` reaches into a map. ConfigError names a wrong one."""
    if not options:
        return base
    data = base.model_dump(exclude_defaults=True) | {"type": base.type}
    for key, value in options.items():
        *folders, name = key.split(".")
        target: dict[str, Any] = data
        for folder in folders:
            target = target.setdefault(folder, {})
        target[name] = value
    try:
        return type(base).model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"options of {base.type}: {'; '.join(faults(error))}", rule="option") from None


def _payloads(
    extraction: Extraction, reader: Connector[Any], source: SourceConfig, url: str, at: datetime, outcome: Outcome
) -> Iterator[Payload]:
    seen: set[str] = set()
    origin = Origin(source.id, _NO_RUN, url, at)
    for found in told_apart(extraction.found, reader.format):
        try:
            payload = make_payload(found, reader, origin)
        except (ValidationError, RecursionError) as error:
            extraction.problems.append(refused(found, Follow(url), error))
            outcome.rejected.append(_problem(extraction.problems[-1]))
            continue
        if payload.key not in seen:
            seen.add(payload.key)
            yield payload


def stand_in(reader: Connector[Any]) -> SourceConfig:
    """A source for a file that came without one."""
    return SourceConfig(
        id="extract",
        name="Saved response",
        publisher=Publisher(name="Saved response"),
        connector=reader.options,
        licence=Licence(name="unknown"),
    )


def _read(payload: Payload, source: SourceConfig, outcome: Outcome) -> None:
    if payload.withdrawn:
        outcome.rejected.append({"code": "WITHDRAWN", "key": payload.key, "message": "the source says it is gone"})
        return
    try:
        outcome.listings.append(_without_stand_in(to_listing(payload, source, now=payload.fetched_at)))
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


def _without_stand_in(listing: Listing) -> Listing:
    """The listing without addresses that only the missing address of the page made absolute."""
    guessed = [name for name in ("url", "apply_url") if (getattr(listing, name) or "").startswith(_NO_URL)]
    if not guessed:
        return listing
    message = "the link is relative and the file does not say where it stood: give --url"
    issues = [*listing.issues, *(Issue(field=name, code="URL_RELATIVE", message=message) for name in guessed)]
    return listing.model_copy(update={**dict.fromkeys(guessed), "issues": issues})


def _problem(problem: Problem) -> dict[str, Any]:
    """`keys` of a record: the keys that it may have. Without one, a run with this record counts no absence."""
    said = {"code": problem.code, "message": problem.message, "payload": problem.excerpt, "fatal": problem.fatal}
    return said | ({"record": True, "keys": list(problem.keys)} if problem.record else {})
