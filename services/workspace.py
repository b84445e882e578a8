"""What a verb works with: settings, store, archive, and the sources of the config folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from records.errors import ConfigError
from records.settings import Settings, load_settings

if TYPE_CHECKING:
    from normalise.source_ends import SourceTrouble
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
def workspace(*, migrate: bool = False) -> Iterator[Workspace]:
    """Settings, a store with the tables of this version, and the archive.

    An empty database gets its tables. One of an older version is changed only where `migrate` says so: by the
    commands that are there for it. Else StoreError SCHEMA_OLDER; always SCHEMA_NEWER for one of a newer version.
    """
    from records.disk import disk_errors
    from store import Archive, open_store

    settings = load_settings()
    with disk_errors(f"making the folder {settings.home} (TALENTFEED_HOME)"):
        settings.home.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.database_url)
    try:
        if migrate:
            store.upgrade()
        else:
            store.prepare()
        yield Workspace(settings, store, Archive(settings.archive_url))
    finally:
        store.close()


def all_sources(settings: Settings) -> list[tuple[Path, SourceConfig | ConfigError]]:
    """Every source file with its config, or with what is wrong with it."""
    from records.source_file import load_sources

    return load_sources(settings.config_dir, allow_loopback=settings.allow_loopback)


def pick_sources(settings: Settings, wanted: list[str]) -> list[tuple[str, SourceConfig]]:
    """(region, config) of the sources called `wanted`, or of all active ones; ConfigError names an unknown one."""
    picked = []
    for name, region, config in pick_each(settings, wanted):
        if isinstance(config, ConfigError):
            if name in wanted:
                raise config
            continue
        picked.append((region, config))
    return picked


def pick_each(settings: Settings, wanted: list[str]) -> list[tuple[str, str, SourceConfig | ConfigError]]:
    """(name, region, config or what is wrong with it) of the sources called `wanted`, or of all active ones.

    ConfigError for a name that no file has: nothing was begun, and it is a slip of the pen.
    """
    loaded = [(_name(path, config), path.parent.name, config) for path, config in all_sources(settings)]
    # A good file outranks a wrong one that has its id.
    by_name = {each[0]: each for each in sorted(loaded, key=lambda each: not isinstance(each[2], ConfigError))}
    unknown = [name for name in wanted if name not in by_name]
    if unknown:
        known = ", ".join(sorted(by_name)) or f"none: there is no source file in {settings.config_dir / 'sources'}"
        raise ConfigError(f"there is no source {', '.join(unknown)}; known are {known}", rule="source")
    if wanted:
        return [by_name[name] for name in wanted]
    return [each for each in loaded if isinstance(each[2], ConfigError) or _is_harvested(each[2])]


def _is_harvested(config: SourceConfig) -> bool:
    return config.status in ("active", "probation") and config.connector.type != "push"


def _name(path: Path, config: SourceConfig | ConfigError) -> str:
    from records.source_file import claimed_id

    return claimed_id(path) if isinstance(config, ConfigError) else config.id


def refuse_pushed(picked: Iterable[SourceConfig]) -> None:
    """ConfigError where one of these is sent by its publisher: there is nothing to fetch."""
    pushed = [config.id for config in picked if config.connector.type == "push"]
    if pushed:
        raise ConfigError(
            f"{', '.join(pushed)}: the publisher sends its adverts, nothing is fetched. `talentfeed runs "
            f"{pushed[0]}` shows what came",
            rule="push",
        )


def refuse_resting(picked: Iterable[SourceConfig]) -> None:
    """ConfigError where one of these is a draft, paused or retired: its file says that it is not to be fetched."""
    resting = [config for config in picked if config.status in ("draft", "paused", "retired")]
    if resting:
        named = ", ".join(f"{config.id} is {'a ' * (config.status == 'draft')}{config.status}" for config in resting)
        raise ConfigError(
            f"{named}: nothing was harvested. Set it to active (`talentfeed source status {resting[0].id} active`), or "
            "add --anyway to harvest it once",
            rule="status",
        )


def source_troubles(ws: Workspace) -> list[SourceTrouble]:
    """What a person has to see about sources that ran before: broken, gone, ending, long unseen."""
    from normalise.source_ends import troubles
    from records.source_file import source_files
    from records.source_table import source_table

    settings = ws.settings
    source_files(settings.config_dir)  # a folder that is not there is an error, not the end of all sources
    rows = source_table(settings.config_dir, settings.home / "sources.json", allow_loopback=settings.allow_loopback)
    return troubles(ws.store, rows, settings)


def archived_run(ws: Workspace, run_id: str) -> RunReport:
    """The report of a run whose raw pages are to be read; an error says what to do where they are not there."""
    from store.retention import require_raw

    report = ws.store.runs.get(run_id)
    if report is None:
        raise ConfigError(f"there is no run {run_id}; `talentfeed runs` lists them", rule="run id")
    require_raw(report)
    return report
