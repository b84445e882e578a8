"""What the tasks do: call a stage function, and turn its report into Airflow's success or failure.

Every import of a stage is inside a function: Airflow's parser loads this module for each parse.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dags import waiting
from dags.waiting import DoneElsewhereError, crawl_once
from records.errors import ConfigError, TalentfeedError
from records.faults import Fault, fault_of_code, fault_of_error, fault_of_run
from records.run import RunReport
from records.settings import Settings, load_settings
from records.source_table import missing_folder, source_table
from records.vocabulary import SourceStatus

if TYPE_CHECKING:
    from records.source import SourceConfig
    from store import Store

log = logging.getLogger(__name__)


class StageFailedError(Exception):
    """A stage ended badly; the message says why and what to do, `fault` whether trying again may help."""

    def __init__(self, message: str, fault: Fault) -> None:
        super().__init__(message)
        self.fault = fault


class NothingToDoError(Exception):
    """There is no work for this run; the message says why."""


def crawl(path: str, source_id: str, *, since: datetime | None = None) -> str:
    """Harvest the source of this id, whose file was at `path`, into the archive; the run's id.

    Waits while another process harvests it; NothingToDoError when that one brought the adverts (with `since`:
    when any run has from then on), or the source is retired.
    """
    from records.source_file import region_of
    from store import Archive

    with _store() as (settings, store):
        source = _source(settings, path, source_id)
        store.sources.put(source, region_of(Path(path)))
        try:
            report = crawl_once(source, settings, store, Archive(settings.archive_url), since=since)
        except DoneElsewhereError as done:
            raise NothingToDoError(str(done)) from None
    _check(report)
    return report.id


def normalise(path: str, source_id: str, run_id: str) -> dict[str, Any]:
    """Gate the run and write its listings; the report's counts."""
    from normalise.stage import normalise as stage
    from store import Archive

    with _store() as (settings, store):
        source = _source(settings, path, source_id)
        report = stage(source, store, Archive(settings.archive_url), run_id=run_id, now=settings.clock())
    _check(report)
    return report.counts.model_dump(mode="json", include={"fetched", "new", "changed", "unchanged", "rejected", "gone"})


def resolve() -> dict[str, Any]:
    """Close what is past its date or gone, then deduplicate what changed."""
    from dedupe.stage import resolve as stage
    from normalise.source_ends import close_ended

    with _store() as (settings, store):
        closed = close_ended(store, settings)
        report = stage(store, now=settings.clock(), wait=waiting.PATIENCE)
    outcome = {"closed": closed, **asdict(report)}
    log.info("resolve: %s", outcome)
    return outcome


def publish() -> dict[str, Any]:
    """Send changes to the index and reconcile it with the store."""
    from search_index.stage import publish as stage

    with _store() as (settings, store):
        report = stage(store, settings, wait=waiting.PATIENCE)
    outcome = report.model_dump(mode="json")
    log.info("publish: %s", outcome)
    if report.dead_lettered:
        raise StageFailedError(
            f"index {report.index} refused {report.dead_lettered} items for good; they stand in the table "
            "`dead_letters` of the database, each with its reason. Mend that, then `talentfeed publish --rebuild`",
            Fault.LASTING,
        )
    if not report.reconciled:
        raise StageFailedError(f"index {report.index} is not reconciled: {report.message}", Fault.PASSING)
    return outcome


def retention() -> dict[str, Any]:
    """Delete raw pages whose time is over; how many runs and bytes went."""
    from store import Archive
    from store.retention import retain as stage

    with _store() as (settings, store):
        archive = Archive(settings.archive_url)
        days, now = settings.archive_keep_days, settings.clock()
        report = stage(store, archive, keep_days=days, now=now, wait=waiting.PATIENCE)
    gone = [run for source in report.sources for run in source.deleted]
    outcome = {"sources": len(report.sources), "runs": len(gone), "bytes": sum(run.bytes for run in gone)}
    log.info("retention: %s", outcome)
    if report.failed:
        passing = all(fault_of_code(each.code) is Fault.PASSING for each in report.failed)
        message = "; ".join(f"{s.source_id}: {s.code}: {s.problem}" for s in report.failed)
        raise StageFailedError(message, Fault.PASSING if passing else Fault.LASTING)
    return outcome


def check_config() -> None:
    """Fail while there is no folder of source files."""
    wrong = missing_folder(load_settings().config_dir)
    if wrong:
        raise StageFailedError(wrong, Fault.LASTING)


def migrate() -> None:
    """Bring the database to the newest schema."""
    from store import open_store

    settings = load_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.database_url)
    try:
        store.upgrade()
    finally:
        store.close()


@contextmanager
def _store() -> Iterator[tuple[Settings, "Store"]]:
    """The settings and an open store; our own errors leave as StageFailedError, with their code and kind."""
    from records.logs import set_up_in_task
    from store import open_store

    try:
        settings = load_settings()
        set_up_in_task(settings)
        store = open_store(settings.database_url)
        try:
            yield settings, store
        finally:
            store.close()
    except TalentfeedError as error:
        raise StageFailedError(f"{error.code}: {error.message}", fault_of_error(error)) from error


def _source(settings: Settings, path: str, source_id: str) -> "SourceConfig":
    """The source as its file says now; ConfigError with the file's own mistakes, or that it is gone."""
    from records.source_file import load_source

    if wrong := missing_folder(settings.config_dir):
        raise ConfigError(wrong, rule="folder")
    table = source_table(settings.config_dir, settings.home / "sources.json", allow_loopback=settings.allow_loopback)
    row = next((row for row in table if (row.path, row.id) == (path, source_id)), None)
    if row is None:
        raise ConfigError(f"{path} is no longer the file of `{source_id}`; `talentfeed source list` has what is there")
    if row.error:
        raise ConfigError(row.error, file=path)
    if row.status in (SourceStatus.RETIRED, SourceStatus.DRAFT):
        raise NothingToDoError(f"{source_id} is {row.status.value}: nothing to do")
    return load_source(Path(path), allow_loopback=settings.allow_loopback)


def _check(report: RunReport) -> None:
    counts = report.counts
    log.info("%s %s: fetched %d, rejected %d", report.source_id, report.state, counts.fetched, counts.rejected)
    fault = fault_of_run(report)
    if fault:
        raise StageFailedError(f"{report.source_id}: {report.state} {report.reason}: {report.message}", fault)
