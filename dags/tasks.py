"""What the tasks do: call a stage function, and turn its report into Airflow's success or failure.

Every import of a stage is inside a function: Airflow's parser loads this module for each parse.
"""

import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

from records.run import RunReport
from records.settings import load_settings
from records.vocabulary import RunState

log = logging.getLogger(__name__)
# A person has to look: trying again would give the same.
NOT_PROMOTED = (RunState.FAILED, RunState.QUARANTINED)


class StageFailed(Exception):
    """A stage ended badly; the message says why and what to do."""


def crawl(path: str) -> str:
    """Harvest the source file at `path` into the archive; the run's id."""
    from records.source_file import load_source, region_of
    from spiders.stage import crawl as stage
    from store import Archive, open_store

    settings = load_settings()
    source = load_source(Path(path), allow_loopback=settings.allow_loopback)
    store = open_store(settings.database_url)
    try:
        store.sources.put(source, region_of(Path(path)))
        report = stage(source, settings, store, Archive(settings.archive_url))
    finally:
        store.close()
    _check(report)
    return report.id


def normalise(path: str, run_id: str) -> dict[str, Any]:
    """Gate the run and write its listings; the report's counts."""
    from normalise.stage import normalise as stage
    from records.source_file import load_source
    from store import Archive, open_store

    settings = load_settings()
    source = load_source(Path(path), allow_loopback=settings.allow_loopback)
    store = open_store(settings.database_url)
    try:
        report = stage(source, store, Archive(settings.archive_url), run_id=run_id, now=settings.clock())
    finally:
        store.close()
    _check(report)
    return report.counts.model_dump(mode="json", include={"fetched", "new", "changed", "unchanged", "rejected", "gone"})


def resolve() -> dict[str, Any]:
    """Close what is past its date or gone, then deduplicate what changed."""
    from dedupe.stage import resolve as stage
    from normalise.lifecycle import expire
    from store import open_store

    settings = load_settings()
    store = open_store(settings.database_url)
    try:
        closed = expire(store, now=settings.clock())
        report = stage(store, now=settings.clock())
    finally:
        store.close()
    outcome = {"closed": closed, **asdict(report)}
    log.info("resolve: %s", outcome)
    return outcome


def publish() -> dict[str, Any]:
    """Send changes to the index and reconcile it with the store."""
    from search_index.stage import publish as stage
    from store import open_store

    settings = load_settings()
    store = open_store(settings.database_url)
    try:
        report = stage(store, settings)
    finally:
        store.close()
    outcome = report.model_dump(mode="json")
    log.info("publish: %s", outcome)
    if report.dead_lettered or not report.reconciled:
        raise StageFailed(f"index {report.index}: {report.dead_lettered} items refused; {report.message}")
    return outcome


def retention() -> dict[str, Any]:
    """Delete raw pages whose time is over; how many runs and bytes went."""
    from store import Archive, open_store
    from store.retention import retain as stage

    settings = load_settings()
    store = open_store(settings.database_url)
    try:
        archive = Archive(settings.archive_url)
        report = stage(store, archive, keep_days=settings.archive_keep_days, now=settings.clock())
    finally:
        store.close()
    gone = [run for source in report.sources for run in source.deleted]
    outcome = {"sources": len(report.sources), "runs": len(gone), "bytes": sum(run.bytes for run in gone)}
    log.info("retention: %s", outcome)
    if report.failed:
        raise StageFailed("; ".join(f"{s.source_id}: {s.code}: {s.problem}" for s in report.failed))
    return outcome


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


def _check(report: RunReport) -> None:
    counts = report.counts
    log.info("%s %s: fetched %d, rejected %d", report.source_id, report.state, counts.fetched, counts.rejected)
    if report.state in NOT_PROMOTED:
        raise StageFailed(f"{report.source_id}: {report.state} {report.reason}: {report.message}")
