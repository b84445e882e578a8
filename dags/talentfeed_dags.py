"""The Airflow DAGs: `harvest__<source>` for every source file, `publish`, and `retention`.

This file is parsed again and again, so it reads one compiled table instead of the YAML files, and
imports no stage: the tasks do, when they run.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import DAG, Asset, AssetOrTimeSchedule, CronTriggerTimetable, task
from airflow.sdk.exceptions import AirflowFailException

from dags import tasks
from records.settings import load_settings
from records.source_table import SourceRow, source_table

LISTINGS = Asset("listings")
# A fixed date: anything that differs from parse to parse makes a new version of every DAG.
START = datetime(2026, 1, 1, tzinfo=UTC)
RETRY: dict[str, Any] = {"retries": 2, "retry_delay": timedelta(minutes=5)}
_CRON = {"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0"}


@task(task_id="crawl", **RETRY)
def crawl(path: str) -> str:
    """Crawl into the archive."""
    try:
        return tasks.crawl(path)
    except tasks.StageFailed as error:
        raise AirflowFailException(str(error)) from None


@task(task_id="normalise", outlets=[LISTINGS], **RETRY)
def normalise(path: str, harvest: str) -> dict[str, object]:
    """Gate, then normalise the harvest with this run id (`run_id` is a name Airflow keeps for itself)."""
    try:
        return tasks.normalise(path, harvest)
    except tasks.StageFailed as error:
        raise AirflowFailException(str(error)) from None


@task(task_id="resolve", **RETRY)
def resolve() -> dict[str, object]:
    """Expire and deduplicate."""
    return tasks.resolve()


@task(task_id="publish", **RETRY)
def publish() -> dict[str, object]:
    """Publish and reconcile."""
    try:
        return tasks.publish()
    except tasks.StageFailed as error:
        raise AirflowFailException(str(error)) from None


@task(task_id="retention", **RETRY)
def retention() -> dict[str, object]:
    """Delete raw pages whose time is over."""
    try:
        return tasks.retention()
    except tasks.StageFailed as error:
        raise AirflowFailException(str(error)) from None


def harvest_dag(row: SourceRow) -> DAG:
    """The DAG of one source."""
    cron = _CRON.get(row.schedule, row.schedule)
    with DAG(
        f"harvest__{row.id}",
        description=row.name,
        schedule=CronTriggerTimetable(cron, timezone=row.timezone) if row.runs else None,
        start_date=START,
        catchup=False,
        max_active_runs=1,
        tags=["harvest", row.region],
    ) as dag:
        normalise(row.path, crawl(row.path))  # type: ignore[arg-type]  # an XComArg stands for the id
    return dag


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
        tags=["retention"],
    ) as dag:
        retention()
    return dag


def build() -> dict[str, DAG]:
    """All DAGs by id. A wrong source file makes no DAG: `talentfeed source check` says what is wrong."""
    settings = load_settings()
    table = source_table(settings.config_dir, settings.home / "sources.json", allow_loopback=settings.allow_loopback)
    dags = [harvest_dag(row) for row in table if not row.error and row.status != "retired"]
    return {dag.dag_id: dag for dag in [*dags, publish_dag(), retention_dag()]}


globals().update(build())
