"""Running what a case needs: a crawl on loopback, or runs that are archived and normalised."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from normalise.lifecycle import expire
from normalise.stage import normalise
from records.ids import new_id
from records.payload import PageRecord, Payload
from records.run import RunCounts, RunReport
from records.settings import Settings
from records.source import SourceConfig
from records.vocabulary import RunState
from spiders.stage import crawl
from store import Archive, Store, open_store
from tests.fleet.case import Bench

START = datetime(2026, 9, 1, 6, tzinfo=UTC)
Advert = dict[str, str]


def fresh(bench: Bench) -> Path:
    """A folder that nothing else uses."""
    return Path(mkdtemp(dir=bench.folder))


@contextmanager
def store_of(settings: Settings) -> Iterator[Store]:
    """The store of these settings, migrated."""
    settings.home.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.database_url)
    try:
        store.upgrade()
        yield store
    finally:
        store.close()


def source(connector: dict[str, Any], keys: dict[str, Any] | None = None) -> SourceConfig:
    """A source that asks without pauses."""
    plain = {
        "id": "demo", "name": "Demo", "publisher": {"name": "Demo council"}, "connector": connector,
        "licence": {"name": "permission"}, "politeness": {"delay_seconds": 0},
    }  # fmt: skip
    given = keys or {}
    politeness = {**plain["politeness"], **given.get("politeness", {})}  # type: ignore[dict-item]
    return SourceConfig.model_validate({**plain, **given, "politeness": politeness})


def harvest(bench: Bench, config: SourceConfig, **settings: Any) -> tuple[str, str, int]:
    """State and reason of one real crawl, and how many adverts it found."""
    given = Settings(home=fresh(bench), allow_loopback=True, **settings)
    with store_of(given) as store:
        report = crawl(config, given, store, Archive(given.archive_url))
    return report.state.value, report.reason, report.counts.fetched


def days(
    bench: Bench, config: SourceConfig, runs: list[list[Advert]], *, broken: int = 0, later: int = 0
) -> dict[str, Any]:
    """A COMPLETE run a day, the last with `broken` records; what its gates said, and what is open `later` days on."""
    settings = Settings(home=fresh(bench))
    archive = Archive(settings.archive_url)
    run = ""
    with store_of(settings) as store:
        store.sources.put(config, "testshire")
        for number, adverts in enumerate(runs):
            at = START + timedelta(days=number)
            run = archived(archive, config, run, at, adverts, broken if number == len(runs) - 1 else 0)
            report = normalise(config, store, archive, run_id=run, now=at)
            expire(store, now=at)
        expire(store, now=START + timedelta(days=len(runs) - 1 + later))
        states = store.listings.states(config.id)
        open_now = sorted(state.key for state in states.values() if state.status.value == "open")
    return {"state": report.state.value, "reason": report.reason, "promoted": report.promoted, "open": open_now}


def archived(
    archive: Archive, config: SourceConfig, after: str, at: datetime, adverts: list[Advert], broken: int
) -> str:
    """A COMPLETE run in the archive that found these adverts, and `broken` records that nobody can read; its id."""
    run = new_id(after=after)
    report = RunReport(
        id=run, source_id=config.id, state=RunState.COMPLETE, config_hash="x", started_at=at, ended_at=at,
        counts=RunCounts(fetched=len(adverts) + broken),
    )  # fmt: skip
    problem = {"code": "RAGGED_ROW", "message": "line 7 has 3 cells", "excerpt": "a,b", "record": True}
    page = PageRecord(url="https://data.example.org/jobs.csv", step="start", status=200, fetched_at=at)
    with archive.writer(config.id, run) as writer:
        writer.page(page.model_copy(update={"extraction": {"problems": [problem] * broken}}), b"the table")
        for number, data in enumerate(adverts):
            writer.payload(
                Payload(
                    source_id=config.id, run_id=run, key=data.get("key", str(number)), connector="csv", format="fields",
                    data=dict(data), page_url=page.url, fetched_at=at,
                )
            )  # fmt: skip
        writer.finish(report)
    return run
