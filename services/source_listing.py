"""All sources by region: what each is, how its last run ended, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records.errors import ConfigError
from services.run_listing import recent_runs
from services.workspace import all_sources, source_troubles

if TYPE_CHECKING:
    from normalise.source_ends import SourceTrouble
    from services.workspace import Workspace


@dataclass(frozen=True)
class SourceRow:
    """One source. `status`: its file's, `broken file`, or `file gone`; `at`: when its last run began, or `never`."""

    region: str
    source: str
    name: str
    connector: str
    status: str
    last_run: str
    at: str
    problem: str


def source_rows(ws: Workspace) -> list[SourceRow]:
    """Every source that has a file, then those that ran before and have none any more."""
    troubles = source_troubles(ws)
    return [*_with_file(ws, troubles), *_gone(ws, troubles)]


def _with_file(ws: Workspace, found: list[SourceTrouble]) -> Iterator[SourceRow]:
    from records.source_file import claimed_id

    troubles = {trouble.source_id: trouble for trouble in found}
    for path, config in all_sources(ws.settings):
        if isinstance(config, ConfigError):
            source_id, about = claimed_id(path), ("", "", "broken file")
            problem = config.message if str(path) in config.message else f"{path}: {config.message}"
        else:
            source_id, about = config.id, (config.name, config.connector.type, config.status.value)
            problem = troubles[source_id].message if source_id in troubles else ""
        yield SourceRow(path.parent.name, source_id, *about, *_last_run(ws, source_id), problem)


def _gone(ws: Workspace, found: list[SourceTrouble]) -> Iterator[SourceRow]:
    for trouble in found:
        if trouble.what == "gone":
            last_run = _last_run(ws, trouble.source_id)
            yield SourceRow(trouble.region, trouble.source_id, "", "", "file gone", *last_run, trouble.message)


def _last_run(ws: Workspace, source_id: str) -> tuple[str, str]:
    last = next(iter(recent_runs(ws, source_id, 1)), None)
    return (last.state.value, f"{last.started_at:%Y-%m-%d %H:%M}") if last else ("", "never")
