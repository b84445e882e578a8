"""The compiled table of sources: what the DAGs need to know of each, without reading 2,000 YAML files.

Parsing a source file strictly takes milliseconds; Airflow parses its DAG files again and again. So the
table is kept beside the data and only files whose size or time changed are read anew. It is a cache:
deleting it costs one slow parse.
"""

import json
import os
import tempfile
from pathlib import Path

from pydantic import Field

from records.base import Model
from records.errors import ConfigError
from records.source_file import (
    SourceFileError,
    claimed_id,
    id_taken,
    load_source,
    region_of,
    source_files,
    was_taken,
)
from records.vocabulary import SourceStatus

_VERSION = 2
# Beside the cache: the sources that have run, as the store knows them (`normalise.source_ends` writes it).
KNOWN_SOURCES = "known-sources.json"


class SourceRow(Model):
    """One source file. `error` is set, and the rest empty, where the file is wrong, or gone after the source ran.

    `id` of a wrong file is the one that it names, else the file's name: that of its runs and listings.
    `errors`: each mistake apart, with its line. `path` is empty where the file is gone. `ran`: whether the
    store knows the source.
    """

    path: str
    stamp: str
    region: str
    id: str
    name: str = ""
    schedule: str = ""
    timezone: str = "Europe/London"
    status: SourceStatus = SourceStatus.ACTIVE
    error: str = ""
    errors: list[str] = Field(default_factory=list)
    ran: bool = False
    was: list[str] = Field(default_factory=list)

    @property
    def runs(self) -> bool:
        """Whether it is harvested on schedule."""
        return not self.error and self.status in (SourceStatus.ACTIVE, SourceStatus.PROBATION)


def source_table(config_dir: Path, cache: Path, *, allow_loopback: bool = False) -> list[SourceRow]:
    """A row for every source file, and for every source that ran and has none any more, by id.

    Wrong and missing files have their error in the row. ConfigError where there is no config folder.
    """
    before = _read(cache, allow_loopback)
    rows = []
    for path in source_files(config_dir):
        stamp = _stamp(path)
        known = before.get(str(path))
        rows.append(known if known and known.stamp == stamp else _row(path, stamp, allow_loopback))
    rows = _one_id_each(sorted(rows, key=lambda row: (row.id, row.path)))
    if {row.path: row for row in rows} != before:
        _write(cache, rows, allow_loopback)
    return _with_those_that_ran(rows, cache.with_name(KNOWN_SOURCES))


def _with_those_that_ran(rows: list[SourceRow], known_file: Path) -> list[SourceRow]:
    try:
        known = {source["id"]: source for source in json.loads(known_file.read_text(encoding="utf-8"))}
    except (OSError, ValueError, KeyError, TypeError):
        return rows  # nothing has run yet
    marked = [row.model_copy(update={"ran": row.id in known}) for row in rows]
    gone = [_gone(source) for source_id, source in known.items() if source_id not in {row.id for row in rows}]
    return sorted([*marked, *gone], key=lambda row: (row.id, row.path))


def _gone(source: dict[str, str]) -> SourceRow:
    message = (
        f"the file of source {source['id']} is gone: put it back, or name `was: {source['id']}` in the file of the "
        "source that it is now, or wait until its adverts are closed (`talentfeed source list` says when)"
    )
    return SourceRow(
        path="", stamp="", region=source["region"], id=source["id"], name=source["name"], error=message,
        errors=[message], ran=True,
    )  # fmt: skip


def _one_id_each(rows: list[SourceRow]) -> list[SourceRow]:
    """Two files with one id would be one DAG: the first keeps it. A source that is there is nobody's former self."""
    homes: dict[str, str] = {}
    there = {row.id: row.path for row in rows if not row.error}
    checked = []
    for row in rows:
        home = homes.setdefault(row.id, row.path) if not row.error else row.path
        taken = "" if home == row.path else id_taken(row.id, Path(row.path), Path(home)).message
        taken = taken or _former_that_is_there(row, there)
        checked.append(row.model_copy(update={"error": taken, "errors": [taken], "stamp": ""}) if taken else row)
    return checked


def _former_that_is_there(row: SourceRow, there: dict[str, str]) -> str:
    formers = (former for former in row.was if former in there)
    return next((was_taken(former, Path(row.path), Path(there[former])).message for former in formers), "")


def _stamp(path: Path) -> str:
    stat = path.stat()
    return f"{stat.st_mtime_ns}-{stat.st_size}"


def _row(path: Path, stamp: str, allow_loopback: bool) -> SourceRow:
    try:
        config = load_source(path, allow_loopback=allow_loopback)
    except ConfigError as error:
        errors = [f"line {e.line}: {e.message}" for e in error.errors] if isinstance(error, SourceFileError) else []
        return SourceRow(
            path=str(path), stamp=stamp, region=region_of(path), id=claimed_id(path), error=error.message,
            errors=errors or [error.message],
        )  # fmt: skip
    return SourceRow(
        path=str(path),
        stamp=stamp,
        region=region_of(path),
        id=config.id,
        name=config.name,
        schedule=config.schedule,
        timezone=config.timezone,
        status=config.status,
        was=config.was,
    )


def _read(cache: Path, allow_loopback: bool) -> dict[str, SourceRow]:
    try:
        saved = json.loads(cache.read_text(encoding="utf-8"))
        if saved["version"] != _VERSION or saved["allow_loopback"] != allow_loopback:
            return {}
        return {row["path"]: SourceRow.model_validate(row) for row in saved["rows"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # no cache yet, or one of another version: it is made anew


def _write(cache: Path, rows: list[SourceRow], allow_loopback: bool) -> None:
    cache.parent.mkdir(parents=True, exist_ok=True)
    saved = {"version": _VERSION, "allow_loopback": allow_loopback, "rows": [r.model_dump(mode="json") for r in rows]}
    # Several DAG processors may write at once: each replaces the whole file.
    with tempfile.NamedTemporaryFile("w", dir=cache.parent, delete=False, encoding="utf-8") as target:
        json.dump(saved, target)
    os.replace(target.name, cache)
