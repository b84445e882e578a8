"""`make demo`: the example region through the Airflow DAGs to a portal page.

make demo                 day one; a second time finds nothing changed
make demo DAY=2           the same sites a day later: new, edited, closed, vanished, one site down
DEMO_SERVE=0 make demo    ends after the table
make demo FRESH=1         forgets the last demo first
"""

import json
import os
import shutil
import sys
import time
import webbrowser
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from examples.region.build import build
from examples.region.sites.catalogue import DEFAULT_PORT, SITES, address
from examples.server import RegionServer, is_free
from examples.workers import ROOT, Workers
from records.run import RunReport
from records.settings import Settings, load_settings
from records.source_table import source_table

HOME = Path(os.environ.get("DEMO_HOME", ROOT / "var" / "demo")).absolute()
# Closing dates are counted from the day the region was built: an old one would show closed adverts.
MOST_DAYS_OLD = 7
WORKERS = 2
PORT = 8800


@dataclass(frozen=True)
class State:
    """What the store and the index hold."""

    listings: int
    opportunities: int
    sequence: int


def main() -> int:
    """Run the demo; 1 when a DAG failed that should not have."""
    console = Console(width=None if sys.stdout.isatty() else 150)
    started = time.monotonic()
    day = int(os.environ.get("DAY", "1"))
    region = prepare(console, fresh=os.environ.get("FRESH") == "1")
    environment = {
        "TALENTFEED_HOME": str(HOME),
        "TALENTFEED_CONFIG_DIR": str(region / "config"),
        "TALENTFEED_ALLOW_LOOPBACK": "1",
    }
    os.environ.update(environment)
    settings = load_settings()
    before = look(settings)
    with RegionServer(region, day):
        run_dags(console, settings, environment)
    after = look(settings)
    show(console, settings, before, after, day)
    console.print(f"Done in {time.monotonic() - started:.0f} s.")
    if os.environ.get("DEMO_SERVE", "1") != "0":
        serve(console, settings)
    return 0


def prepare(console: Console, *, fresh: bool) -> Path:
    """The built region; made anew when there is none, or when its dates are old."""
    region = HOME / "region"
    if not fresh and region.exists():
        built = date.fromisoformat(json.loads((region / "sites.json").read_text(encoding="utf-8"))["today"])
        if date.today() - built <= timedelta(days=MOST_DAYS_OLD):  # noqa: DTZ011  (the person's own day)
            return region
        console.print(f"The last demo is of {built}: its adverts have closed by now. Starting afresh.")
    shutil.rmtree(HOME, ignore_errors=True)
    hosts = [str(urlsplit(address(site)).hostname) for site in SITES]
    made = build(region, date.today(), port=first_free_port(hosts))  # noqa: DTZ011
    console.print(f"Built the example region: {len(made.sites)} sites, {made.records[1]} records, in {region}")
    return region


def first_free_port(hosts: list[str]) -> int:
    """The usual port, or the next that is free on all sites' addresses; it stays with the built region."""
    for port in range(DEFAULT_PORT, DEFAULT_PORT + 100):
        if all(is_free(host, port) for host in hosts):
            return port
    raise SystemExit(f"no port from {DEFAULT_PORT} to {DEFAULT_PORT + 99} is free on all of {', '.join(hosts)}")


def run_dags(console: Console, settings: Settings, environment: dict[str, str]) -> None:
    """Every harvest, side by side, then `publish`: Airflow's own DAG runs, without a scheduler."""
    table = source_table(settings.config_dir, settings.home / "sources.json", allow_loopback=True)
    harvests = [f"harvest__{row.id}" for row in table if row.runs]
    console.print(f"Starting Airflow in {WORKERS} processes …")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        Workers(WORKERS, environment, settings.home / "logs") as workers,
        Progress(*columns, console=console) as progress,
    ):
        bar = progress.add_task("DAG runs", total=len(harvests) + 1)

        def on_state(dag_id: str, state: str) -> None:
            if state != "running":
                progress.console.print(f"  {dag_id}: {state}")
                progress.advance(bar)

        workers.run(harvests, on_state)
        workers.run(["publish"], on_state)


def look(settings: Settings) -> State:
    """Open listings, open opportunities, last change."""
    from store import open_store

    settings.home.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.database_url)
    try:
        store.upgrade()
        return State(
            listings=store.listings.count(status="open"),
            opportunities=sum(store.opportunities.count().values()),
            sequence=store.changes.last_sequence(),
        )
    finally:
        store.close()


def show(console: Console, settings: Settings, before: State, after: State, day: int) -> None:
    """The table: what each source gave, what was merged and published."""
    from store import open_store

    columns = ("source", "fetched", "new", "changed", "unchanged", "rejected", "gone", "state", "reason")
    table = Table(*columns, title=f"Example region, day {day}", title_justify="left")
    store = open_store(settings.database_url)
    try:
        reports = [report for row in store.sources.all() if (report := store.runs.latest(row.id))]
    finally:
        store.close()
    for report in sorted(reports, key=lambda r: r.source_id):
        table.add_row(*map(str, cells(report)))
    console.print(table)
    console.print(
        f"Merged: {after.listings} listings are {after.opportunities} opportunities. "
        f"Published: {after.opportunities} documents, change {after.sequence}."
    )
    if before.sequence and after.sequence == before.sequence:
        console.print(
            "[bold]Nothing changed since the last demo:[/bold] no record was written, merged or published anew."
        )
    elif before.sequence:
        console.print(f"{after.sequence - before.sequence} changes since the last demo.")


def cells(report: RunReport) -> tuple[object, ...]:
    """A run as a row of the table."""
    c = report.counts
    counts = (c.fetched, c.new, c.changed, c.unchanged, c.rejected, c.gone)
    return (report.source_id, *counts, report.state.value, report.reason)


def serve(console: Console, settings: Settings) -> None:
    """The portal page until Ctrl-C."""
    import uvicorn

    from dags.standalone import free_port
    from portal.app import create_app

    url = f"http://127.0.0.1:{(port := free_port(PORT))}/"
    console.print(f"[bold]The portal is open on {url}[/bold]  (Ctrl-C ends it)")
    if sys.stdout.isatty():
        webbrowser.open(url)
    uvicorn.run(create_app(settings), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    sys.exit(main())
