"""The compiled table of sources: what the DAGs need to know of each, without reading 2,000 YAML files.

Parsing a source file strictly takes milliseconds; Airflow parses its DAG files again and again. So the
table is kept beside the data and only files whose size or time changed are read anew. Deleting it costs one
slow parse, and the memory of what broken or vanished files were before.
"""

import contextlib
import json
import logging
import os
import tempfile
from collections.abc import Iterable, Iterator
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

_VERSION = 4
# Beside the table: the sources that have run and are to run on, as the store knows them (`normalise.source_ends`).
KNOWN_SOURCES = "known-sources.json"
_log = logging.getLogger(__name__)


class SourceRow(Model):
    """One source. `error` says why it cannot run: its file is wrong, its id is taken, or (`gone`) no file has it.

    Such a row keeps what was known of the source when it was last good; that of a file that never was has the id
    that the file names, else the file's name, and no name. `errors`: each mistake apart, with its line. `ran`: whether
    the store knows the source. `path` is empty where nobody remembers the file of a source that is gone.
    """

    path: str
    stamp: str
    region: str
    id: str
    name: str = ""
    schedule: str = "@daily"
    timezone: str = "Europe/London"
    status: SourceStatus = SourceStatus.ACTIVE
    max_minutes: float = 30
    error: str = ""
    errors: list[str] = Field(default_factory=list)
    gone: bool = False
    ran: bool = False
    was: list[str] = Field(default_factory=list)
    pushed: bool = False

    @property
    def scheduled(self) -> bool:
        """Whether it has times to run at; a broken one fails then, for all to see. One that is pushed has none."""
        return not self.pushed and self.status in (SourceStatus.ACTIVE, SourceStatus.PROBATION)

    @property
    def runs(self) -> bool:
        """Whether it is harvested on schedule."""
        return self.scheduled and not self.error


def source_table(config_dir: Path, cache: Path, *, allow_loopback: bool = False) -> list[SourceRow]:
    """A row for every source file, and for every source that ended without intent: no file has it any more; by id.

    Never raises for what stands in the files, or for a folder that is not there: that is in the rows' errors.
    """
    before = _read(cache, allow_loopback)
    # Where a file holds another id now, the row of the present one counts.
    known = {row.path: row for row in sorted(before, key=lambda row: not row.gone)}
    rows = []
    for path in () if missing_folder(config_dir) else source_files(config_dir):
        stamp, last = _stamp(path), known.get(str(path))
        rows.append(last if last and last.stamp == stamp else _row(path, stamp, last, allow_loopback))
    rows = _one_id_each(sorted(rows, key=lambda row: (row.id, row.path)))
    ran = _those_that_ran(cache.with_name(KNOWN_SOURCES))
    rows = sorted([*rows, *_gone(before, rows, ran)], key=lambda row: (row.id, row.path))
    if ran is not None:
        rows = [row.model_copy(update={"ran": row.id in ran}) for row in rows]
    if rows != before:
        _write(cache, rows, allow_loopback)
    return rows


def _those_that_ran(file: Path) -> dict[str, SourceRow] | None:
    """Sources that have run and are to run on, by id; None where nothing has been published yet."""
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
        return {source["id"]: SourceRow(path="", stamp="", ran=True, **source) for source in known}
    except (OSError, ValueError, TypeError, KeyError):
        return None


def missing_folder(config_dir: Path) -> str:
    """What is wrong where there is no folder of source files at all; '' where there is one."""
    folder = config_dir / "sources"
    if folder.is_dir():
        return ""
    return f"there is no folder {folder}: set TALENTFEED_CONFIG_DIR to the folder that holds `sources/`, or mount it"


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


# A file of these may go without a word: a draft that ran all the same is known from the store.
_ENDS_SILENTLY = (SourceStatus.RETIRED, SourceStatus.DRAFT)


def _gone(
    before: Iterable[SourceRow], rows: Iterable[SourceRow], ran: dict[str, SourceRow] | None
) -> Iterator[SourceRow]:
    """Sources of which no file has the id any more, nor names it as a former one, and that did not end by intent.

    One that has run is over when the store says so: retired, or its adverts are closed.
    """
    here = {row.id for row in rows} | {former for row in rows if not row.error for former in row.was}
    remembered = [
        row
        for row in before
        if row.name and row.status not in _ENDS_SILENTLY and (ran is None or row.id in ran or not row.ran)
    ]
    for row in [*remembered, *(ran or {}).values()]:
        if row.id in here:
            continue
        here.add(row.id)
        error = (
            f"no source file has the id `{row.id}` any more{f'; it was {row.path}' if row.path else ''}. Put it back; "
            f"or name `was: {row.id}` in the file of the source that it is now; if the source has ended, put it back "
            "with `status: retired`, or wait until its adverts are closed (`talentfeed source list` says when)"
        )
        yield row.model_copy(update={"error": error, "errors": [error], "stamp": "", "gone": True})


def _stamp(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return ""  # it went this moment: reading it will say so
    return f"{stat.st_mtime_ns}-{stat.st_size}"


def _row(path: Path, stamp: str, last: SourceRow | None, allow_loopback: bool) -> SourceRow:
    try:
        config = load_source(path, allow_loopback=allow_loopback)
    except ConfigError as error:
        errors = [f"line {e.line}: {e.message}" for e in error.errors] if isinstance(error, SourceFileError) else []
        wrong = {"stamp": stamp, "error": error.message, "errors": errors or [error.message], "gone": False}
        if last is None:
            last = SourceRow(path=str(path), stamp=stamp, region=region_of(path), id=claimed_id(path))
        return last.model_copy(update=wrong)
    return SourceRow(
        path=str(path),
        stamp=stamp,
        region=region_of(path),
        id=config.id,
        name=config.name,
        schedule=config.schedule,
        timezone=config.timezone,
        status=config.status,
        max_minutes=config.politeness.max_minutes,
        was=config.was,
        pushed=config.connector.type == "push",
    )


def _read(cache: Path, allow_loopback: bool) -> list[SourceRow]:
    """The rows as they were; those of another version or switch without stamps, so that their files are read."""
    try:
        saved = json.loads(cache.read_text(encoding="utf-8"))
        rows = [SourceRow.model_validate(row) for row in saved["rows"]]
        same = (saved["version"], saved["allow_loopback"]) == (_VERSION, allow_loopback)
    except (OSError, ValueError, KeyError, TypeError):
        return []  # no cache yet, or a damaged one: it is made anew
    return rows if same else [row.model_copy(update={"stamp": ""}) for row in rows]


def _write(cache: Path, rows: list[SourceRow], allow_loopback: bool) -> None:
    saved = {"version": _VERSION, "allow_loopback": allow_loopback, "rows": [r.model_dump(mode="json") for r in rows]}
    try:
        _replace(cache, json.dumps(saved))
    except OSError as error:
        # A full disk must not take every DAG out of sight: without the table each parse is only slow.
        _log.warning("the table of sources could not be kept in %s: %s", cache, error)


def _replace(path: Path, text: str) -> None:
    """Several DAG processors may write at once: each replaces the whole file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with open(handle, "w", encoding="utf-8") as target:
            target.write(text)
        os.replace(name, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
