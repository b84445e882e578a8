"""`talentfeed source detect`: a saved page → which connector reads it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from records.errors import ConfigError
from records.page import Page
from spiders.detecting import Detected, detect_page


def detect_file(file: Path, url: str) -> Detected:
    """What reads the saved page that stood at `url`; ConfigError where there is no such file."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}", file=str(file), rule="file") from None
    return detect_page(Page(url=url, body=body, content_type="", fetched_at=datetime.now(UTC)))


def as_json(found: Detected) -> dict[str, Any]:
    """`connector` is null where it is unknown."""
    return {"connector": found.connector, "why": found.why, "options": found.options, "also": found.also}


def as_lines(found: Detected) -> list[str]:
    """For people: the name, the evidence, and what goes into a source file."""
    lines = [f"{found.connector or 'unknown'}: {found.why}"]
    if found.options:
        lines += ["connector:", *(f"  {name}: {value}" for name, value in found.options.items())]
    return [*lines, *found.also]
