"""The compiled table of sources: what the DAGs need to know of each, without reading 2,000 YAML files.

Parsing a source file strictly takes milliseconds; Airflow parses its DAG files again and again. So the
table is kept beside the data and only files whose size or time changed are read anew. It is a cache:
deleting it costs one slow parse.
"""

import json
import os
import tempfile
from pathlib import Path

from records.base import Model
from records.errors import ConfigError
from records.source_file import id_taken, load_source, region_of, source_files
from records.vocabulary import SourceStatus

_VERSION = 1


class SourceRow(Model):
    """One source file. `error` is set, and the rest empty, where the file is wrong."""

    path: str
    stamp: str
    region: str
    id: str
    name: str = ""
    schedule: str = ""
    timezone: str = "Europe/London"
    status: SourceStatus = SourceStatus.ACTIVE
    error: str = ""

    @property
    def runs(self) -> bool:
        """Whether it is harvested on schedule."""
        return not self.error and self.status in (SourceStatus.ACTIVE, SourceStatus.PROBATION)


def source_table(config_dir: Path, cache: Path, *, allow_loopback: bool = False) -> list[SourceRow]:
    """A row for every source file, by id; wrong files have their error in the row."""
    before = _read(cache, allow_loopback)
    rows = []
    for path in source_files(config_dir):
        stamp = _stamp(path)
        known = before.get(str(path))
        rows.append(known if known and known.stamp == stamp else _row(path, stamp, allow_loopback))
    rows = _one_id_each(sorted(rows, key=lambda row: (row.id, row.path)))
    if {row.path: row for row in rows} != before:
        _write(cache, rows, allow_loopback)
    return rows


def _one_id_each(rows: list[SourceRow]) -> list[SourceRow]:
    """Two files with one id would be one DAG: the first keeps it."""
    homes: dict[str, str] = {}
    checked = []
    for row in rows:
        home = homes.setdefault(row.id, row.path) if not row.error else row.path
        taken = "" if home == row.path else id_taken(row.id, Path(row.path), Path(home)).message
        checked.append(row.model_copy(update={"error": taken, "stamp": ""}) if taken else row)
    return checked


def _stamp(path: Path) -> str:
    stat = path.stat()
    return f"{stat.st_mtime_ns}-{stat.st_size}"


def _row(path: Path, stamp: str, allow_loopback: bool) -> SourceRow:
    try:
        config = load_source(path, allow_loopback=allow_loopback)
    except ConfigError as error:
        return SourceRow(path=str(path), stamp=stamp, region=region_of(path), id=path.stem, error=error.message)
    return SourceRow(
        path=str(path),
        stamp=stamp,
        region=region_of(path),
        id=config.id,
        name=config.name,
        schedule=config.schedule,
        timezone=config.timezone,
        status=config.status,
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
