"""What a verb works with: settings, store, archive, and the sources of the config folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from records.errors import ConfigError
from records.settings import Settings, load_settings

if TYPE_CHECKING:
    from records.run import RunReport
    from records.source import SourceConfig
    from store import Archive, Store


@dataclass(frozen=True)
class Workspace:
    """Open handles for one command."""

    settings: Settings
    store: Store
    archive: Archive


@contextmanager
def workspace() -> Iterator[Workspace]:
    """Settings, a store migrated to the newest schema, and the archive."""
    from store import Archive, open_store

    settings = load_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.database_url)
    try:
        store.upgrade()
        yield Workspace(settings, store, Archive(settings.archive_url))
    finally:
        store.close()


def all_sources(settings: Settings) -> list[tuple[Path, SourceConfig | ConfigError]]:
    """Every source file with its config, or with what is wrong with it."""
    from records.source_file import load_sources

    return load_sources(settings.config_dir, allow_loopback=settings.allow_loopback)


def pick_sources(settings: Settings, wanted: list[str]) -> list[tuple[str, SourceConfig]]:
    """(region, config) of the sources called `wanted`, or of all active ones; ConfigError names an unknown one."""
    loaded = all_sources(settings)
    by_id = {path.stem if isinstance(config, ConfigError) else config.id: (path, config) for path, config in loaded}
    unknown = [name for name in wanted if name not in by_id]
    if unknown:
        known = ", ".join(sorted(by_id)) or f"none: there is no source file in {settings.config_dir / 'sources'}"
        raise ConfigError(f"there is no source {', '.join(unknown)}; known are {known}", rule="source")
    chosen = [by_id[name] for name in wanted] if wanted else loaded
    picked = []
    for path, config in chosen:
        if isinstance(config, ConfigError):
            if wanted:
                raise config
            continue
        if wanted or config.status in ("active", "probation"):
            picked.append((path.parent.name, config))
    return picked


def archived_run(ws: Workspace, run_id: str) -> RunReport:
    """The report of a run whose raw pages are to be read; an error says what to do where they are not there."""
    from store.retention import require_raw

    report = ws.store.runs.get(run_id)
    if report is None:
        raise ConfigError(f"there is no run {run_id}; `talentfeed runs` lists them", rule="run id")
    require_raw(report)
    return report
