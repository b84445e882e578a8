"""The life of a source: draft → active or probation → paused → retired, as the one line of its file says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records.errors import ConfigError
from records.file_text import file_text
from records.settings import Settings
from records.source import SourceConfig
from records.source_file import claimed_id, load_source, source_files
from records.vocabulary import SourceStatus
from records.yaml_edit import edited
from records.yaml_text import read_yaml

# A licence that somebody must settle before a source may go live.
UNSETTLED = "to be settled"
_LINE = re.compile(r"^(?P<key>status[ \t]*:[ \t]*)(?P<value>[^#\r\n]*?)(?P<rest>[ \t]*(?:#.*)?)$")


@dataclass(frozen=True)
class StatusChange:
    """What a source was and is; `meaning`: what follows from it, and the next command."""

    source: str
    path: Path
    before: SourceStatus
    after: SourceStatus
    meaning: str


def file_of(settings: Settings, source_id: str) -> Path:
    """The file of a source; ConfigError for an id that no file has, and for one that several have."""
    files = [path for path in source_files(settings.config_dir) if claimed_id(path) == source_id]
    if len(files) == 1:
        return files[0]
    if files:
        raise ConfigError(
            f"`{source_id}` is the id of {' and '.join(map(str, files))}: give each its own", rule="one id"
        )
    known = ", ".join(sorted(map(claimed_id, source_files(settings.config_dir)))) or "none"
    raise ConfigError(f"there is no source {source_id}; known are {known}", rule="source")


def status_of(settings: Settings, source_id: str) -> StatusChange:
    """What a source is."""
    path = file_of(settings, source_id)
    now = load_source(path, allow_loopback=settings.allow_loopback).status
    return StatusChange(source_id, path, now, now, meaning(source_id, now, settings))


def set_status(settings: Settings, source_id: str, status: SourceStatus) -> StatusChange:
    """Write the status into the file of a source, and change nothing else in it, comments and order included.

    SourceFileError, and nothing is written, where the file has mistakes: they come first.
    """
    path = file_of(settings, source_id)
    config = load_source(path, allow_loopback=settings.allow_loopback)
    if status in (SourceStatus.ACTIVE, SourceStatus.PROBATION):
        _refuse_unsettled(config, path)
    if config.status is not status:
        text = file_text(path)
        _write(path, with_status(text, config, status))
    return StatusChange(source_id, path, config.status, status, meaning(source_id, status, settings))


def _refuse_unsettled(config: SourceConfig, path: Path) -> None:
    """ConfigError while a draft's file has a question that only a person can answer."""
    asked = {
        "licence.name": (config.licence.name, "on what terms its adverts may be shown (OGL-UK-3.0, permission, …)"),
        "publisher.name": (config.publisher.name, "whose adverts they are"),
    }
    for key, (value, what) in asked.items():
        if value == UNSETTLED:
            message = f"{path}: `{key}` is `{UNSETTLED}`: write {what}, then set it to active"
            raise ConfigError(message, file=str(path), rule=key)


def with_status(text: str, config: SourceConfig, status: SourceStatus) -> str:
    """The file's text with another status: by its line, else (JSON, flow style) by the YAML library."""
    wanted = config.model_copy(update={"status": status})
    for changed in (_by_line(text, status), _by_library(text, status)):
        data = read_yaml(changed).data
        if isinstance(data, dict) and SourceConfig.model_validate(data) == wanted:
            return changed
    raise ConfigError(f"write `status: {status.value}` into the file by hand: its form is unusual", rule="status")


def _by_line(text: str, status: SourceStatus) -> str:
    lines = text.splitlines(keepends=True)
    for at, line in enumerate(lines):
        body = line.rstrip("\r\n")
        if match := _LINE.match(body):
            lines[at] = f"{match['key']}{status.value}{match['rest']}{line[len(body) :]}"
            return "".join(lines)
    ending = "\r\n" if "\r\n" in text else "\n"
    end = "" if text.endswith(("\n", "\r")) else ending
    return f"{text}{end}status: {status.value}{ending}"


def _by_library(text: str, status: SourceStatus) -> str:
    def write(data: Any) -> None:
        data["status"] = status.value

    return edited(text, write)


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a scheduler may read the file at any moment."""
    from records.disk import disk_errors

    beside = path.with_name(f".{path.name}.new")
    with disk_errors(f"writing {path}"):
        beside.write_bytes(text.encode("utf-8"))
        beside.replace(path)


def meaning(source_id: str, status: SourceStatus, settings: Settings) -> str:
    """What a status means for the adverts, and what to do next."""
    return {
        SourceStatus.DRAFT: f"nobody has approved it, so it is not fetched. Next: talentfeed source try its file, then "
        f"talentfeed source status {source_id} active",
        SourceStatus.ACTIVE: f"it is fetched as its schedule says. At once: talentfeed run --source {source_id}",
        SourceStatus.PROBATION: f"it is fetched as its schedule says, and is marked as new. At once: talentfeed run "
        f"--source {source_id}",
        SourceStatus.PAUSED: "it is not fetched; its adverts stay until their closing date, or for "
        "`expectations.max_unseen_days`",
        SourceStatus.RETIRED: f"it is not fetched any more; its adverts close after {settings.source_grace_days} days. "
        f"At once: talentfeed withdraw {source_id}",
    }[status]
