"""`talentfeed extract`: one saved response, no network, no store."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from records.errors import ConfigError


def extract(
    file: Annotated[Path, typer.Argument(help="A saved response; .gz is unpacked.")],
    connector: Annotated[
        str | None, typer.Option(help="Connector to read it with; else the format is detected.")
    ] = None,
    source: Annotated[Path | None, typer.Option(help="Source file: its connector, defaults and lookups.")] = None,
    url: Annotated[str, typer.Option(help="Address it was fetched from, for relative links.")] = "",
    option: Annotated[list[str] | None, typer.Option(help="Connector option KEY=VALUE; may be repeated.")] = None,
    at: Annotated[str | None, typer.Option(help="When it was fetched (ISO 8601), for relative dates.")] = None,
) -> None:
    """Read one saved response and print its listings as JSON lines; rejected payloads go to stderr.

    Exit 0 if it was read, 3 if it is malformed for its format (what could be read is still printed).

    Example: `talentfeed extract feed.xml --connector tribepad_xml --url https://jobs.example.gov.uk/feed.xml`
    """
    from services.extracting import extract_file

    outcome = extract_file(
        file, connector=connector, source_file=source, url=url, options=_pairs(option), at=_moment(at)
    )
    for listing in outcome.listings:
        sys.stdout.write(listing.model_dump_json() + "\n")
    for rejected in outcome.rejected:
        sys.stderr.write(json.dumps(rejected, ensure_ascii=False, default=str) + "\n")
    raise typer.Exit(3 if outcome.malformed else 0)


def _pairs(options: list[str] | None) -> dict[str, str]:
    pairs = {}
    for text in options or []:
        key, sign, value = text.partition("=")
        if not sign:
            raise ConfigError(f"--option takes KEY=VALUE, not {text!r}", rule="option")
        pairs[key] = value
    return pairs


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(
            f"--at takes an ISO 8601 time such as 2026-03-01T09:00:00Z, not {text!r}", rule="at"
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
