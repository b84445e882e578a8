"""The Airflow DAGs: `harvest__<source>` for every source, `publish`, and `retention`.

A source whose file is broken or gone keeps its DAG, which fails when it runs: a DAG that went with its file
would be missed by nobody, and Airflow would leave its runs "running" for ever.

This file is parsed again and again, so it reads one compiled table instead of the YAML files, and
imports no stage: the tasks do, when they run.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from typing import Any, TypeVar

from airflow.sdk import DAG, Asset, AssetOrTimeSchedule, CronTriggerTimetable, get_current_context, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from dags import tasks
from records.faults import Fault
from records.settings import load_settings
from records.source_table import SourceRow, missing_folder, source_table
from records.vocabulary import SourceStatus

T = TypeVar("T")
LISTINGS = Asset("listings")
# A fixed date: anything that differs from parse to parse makes a new version of every DAG.
START = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = load_settings()
RETRIES = 2
PAUSE = timedelta(seconds=SETTINGS.retry_delay_seconds)
# For starting a process, and for what a crawl does beside its `max_minutes`.
SLACK = timedelta(minutes=10)
# One source's pages read and gated; all sources' listings compared, published, or swept.
ONE, ALL = timedelta(hours=1), timedelta(hours=6)
_CRON = {"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0"}
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_.-]")


def outcome_of(work: Callable[[], T]) -> T:
    """`work()`; its failure as Airflow's: a passing fault is tried again, a lasting one fails at once."""
    try:
        return work()
    except tasks.NothingToDoError as why:
        raise AirflowSkipException(str(why)) from None
    except tasks.StageFailedError as error:
        kind = AirflowException if error.fault is Fault.PASSING else AirflowFailException
        raise kind(f"{error} [{error.fault} fault]") from None


def tried(limit: timedelta) -> dict[str, Any]:
    """What a task is given that may take `limit` and be tried again."""
    return {"retries": RETRIES, "retry_delay": PAUSE, "execution_timeout": limit}


def whole(*limits: timedelta) -> timedelta:
    """How long a run of tasks with these limits may take: every try of each, and the pauses between."""
    return sum(((RETRIES + 1) * limit + RETRIES * PAUSE for limit in limits), SLACK)


@task(task_id="crawl")
def crawl(path: str, source_id: str) -> str:
    """Crawl into the archive. The days of a backfill all fetch the same present: one of them does."""
    run = get_current_context()["dag_run"]
    since = run.start_date if run.run_type == "backfill" else None
    return outcome_of(lambda: tasks.crawl(path, source_id, since=since))


@task(task_id="normalise", outlets=[LISTINGS])
def normalise(path: str, source_id: str, harvest: str) -> dict[str, object]:
    """Gate, then normalise the harvest with this run id (`run_id` is a name Airflow keeps for itself)."""
    return outcome_of(lambda: tasks.normalise(path, source_id, harvest))


@task(task_id="resolve", **tried(ALL))
def resolve() -> dict[str, object]:
    """Expire and deduplicate."""
    return outcome_of(tasks.resolve)


@task(task_id="publish", **tried(ALL))
def publish() -> dict[str, object]:
    """Publish and reconcile."""
    return outcome_of(tasks.publish)


@task(task_id="retention", **tried(ALL))
def retention() -> dict[str, object]:
    """Delete raw pages whose time is over."""
    return outcome_of(tasks.retention)


@task(task_id="check_config", execution_timeout=SLACK)
def check_config() -> None:
    """Fail while there is no folder of source files."""
    outcome_of(tasks.check_config)


def harvest_dag(dag_id: str, row: SourceRow) -> DAG:
    """The DAG of one source; one that is broken or gone has the same tasks and schedule, and what is wrong on show."""
    cron = _CRON.get(row.schedule, row.schedule)
    # Another process may be at it first, as long as a crawl may take.
    crawling = 2 * timedelta(minutes=row.max_minutes) + SLACK
    with DAG(
        dag_id,
        description=row.name,
        doc_md=f"```text\n{row.error}\n```" if row.error else None,
        schedule=CronTriggerTimetable(cron, timezone=row.timezone) if row.scheduled else None,
        start_date=START,
        catchup=False,
        max_active_runs=1,
        dagrun_timeout=whole(crawling, ONE),
        tags=["harvest", row.region[:100], *_marks(row)],
    ) as dag:
        fetched = crawl.override(**tried(crawling))(row.path, row.id)
        normalise.override(**tried(ONE))(row.path, row.id, fetched)  # type: ignore[arg-type]  # an XComArg stands for the id
    return dag


def _marks(row: SourceRow) -> list[str]:
    broken = ["gone" if row.gone else "broken"] if row.error else []
    return broken + (["retired"] if row.status is SourceStatus.RETIRED else [])


def with_ids(rows: Iterable[SourceRow]) -> Iterator[tuple[str, SourceRow]]:
    """Each row with the id of its DAG: `harvest__<source>`, good rows first; a draft has none.

    A broken file whose id a good one has is shown by its file's name, and by its folder's where that is taken too.
    """
    taken: set[str] = set()
    there = [row for row in rows if row.error or row.status is not SourceStatus.DRAFT]
    for row in sorted(there, key=lambda row: bool(row.error)):
        stem, _, suffix = row.path.rpartition("/")[2].rpartition(".")
        names = (row.id, stem, f"{row.region}.{stem}", f"{row.region}.{stem}.{suffix}")
        numbered = (f"{stem}.{number}" for number in count(2))
        ids = (f"harvest__{_NOT_IN_AN_ID.sub('_', name)[:200]}" for name in chain(names, numbered))
        dag_id = next(one for one in ids if one not in taken)
        taken.add(dag_id)
        yield dag_id, row


def publish_dag() -> DAG:
    """The DAG that makes listings visible; it reads what is due from the store, never from the event."""
    schedule = AssetOrTimeSchedule(timetable=CronTriggerTimetable("0 * * * *", timezone="UTC"), assets=[LISTINGS])
    with DAG(
        "publish",
        description="Expire, deduplicate, publish, reconcile",
        schedule=schedule,
        start_date=START,
        catchup=False,
        max_active_runs=1,
        dagrun_timeout=whole(ALL, ALL),
        tags=["publish"],
    ) as dag:
        resolve() >> publish()
    return dag


def retention_dag() -> DAG:
    """The DAG that keeps raw pages for a set time."""
    with DAG(
        "retention",
        description="Delete raw pages that are older than TALENTFEED_ARCHIVE_KEEP_DAYS",
        schedule=CronTriggerTimetable("40 3 * * *", timezone="UTC"),
        start_date=START,
        catchup=False,
        max_active_runs=1,
        dagrun_timeout=whole(ALL),
        tags=["retention"],
    ) as dag:
        retention()
    return dag


def no_config_dag(wrong: str) -> DAG:
    """The DAG that says that there is no folder of source files. An import error would take the others away."""
    with DAG(
        "no_config_folder",
        description=wrong,
        doc_md=wrong,
        schedule=CronTriggerTimetable("0 * * * *", timezone="UTC"),
        start_date=START,
        catchup=False,
        max_active_runs=1,
        dagrun_timeout=2 * SLACK,
        tags=["broken"],
    ) as dag:
        check_config()
    return dag


def build() -> dict[str, DAG]:
    """All DAGs by id."""
    table = source_table(SETTINGS.config_dir, SETTINGS.home / "sources.json", allow_loopback=SETTINGS.allow_loopback)
    wrong = missing_folder(SETTINGS.config_dir)
    dags = [harvest_dag(dag_id, row) for dag_id, row in with_ids(table)]
    dags += [publish_dag(), retention_dag(), *([no_config_dag(wrong)] if wrong else [])]
    return {dag.dag_id: dag for dag in dags}


globals().update(build())
