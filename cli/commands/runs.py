"""`talentfeed runs` and `talentfeed run-show`: what broke, why, and what it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import RUN_COLUMNS, JsonFlag, note, print_json, print_line, print_table, run_row

if TYPE_CHECKING:
    from records.run import RunReport


def runs(
    source: Annotated[str | None, typer.Argument(metavar="[SOURCE]", help="Only this source's.")] = None,
    limit: Annotated[int, typer.Option(help="How many, newest first.", min=1, max=1000)] = 30,
    as_json: JsonFlag = False,
) -> None:
    """The latest runs, newest first, with what to type where one is not in use; then each source that needs a person.

    RUNNING goes on; CRASHED was killed. “COMPLETE, not promoted” is archived, but its adverts are not in the store.

    Example: `talentfeed runs leeds-council-jobs`
    """
    from services.run_listing import next_steps, recent_runs
    from services.workspace import source_troubles, workspace

    with workspace() as ws:
        reports = recent_runs(ws, source, limit)
        steps = next_steps(ws, reports)
        troubles = [trouble for trouble in source_troubles(ws) if source in (None, trouble.source_id)]
    if as_json:
        print_json([{**report.model_dump(mode="json"), "next": steps[report.id]} for report in reports])
        for trouble in troubles:
            note(f"{trouble.source_id}: {trouble.what}: {trouble.message}")
        return
    columns = ("run", "started", *RUN_COLUMNS)
    rows = [(r.id, f"{r.started_at:%Y-%m-%d %H:%M}", *run_row(r)) for r in reports]
    print_table("Runs", columns, rows)
    for report in reports:
        if report.waits and not report.found_nothing and steps[report.id]:
            note(f"{report.id}: its adverts are not in the store: `{steps[report.id]}`")
    if troubles:
        lines = [(trouble.source_id, trouble.what, trouble.message) for trouble in troubles]
        print_table("Sources that need a person", ("source", "what", "why, and what to do"), lines)


def run_show(
    run_id: Annotated[str, typer.Argument(help="Id of the run.")],
    as_json: JsonFlag = False,
) -> None:
    """One run in full: counts, fill rates, warnings, and every rejected record with its reason.

    Example: `talentfeed run-show 01jc…`
    """
    from records.errors import ConfigError
    from services.run_listing import next_steps
    from services.workspace import workspace
    from store.run_book import as_they_are

    with workspace() as ws:
        found = ws.store.runs.get(run_id)
        if found is None:
            raise ConfigError(f"there is no run {run_id}; `talentfeed runs` lists them", rule="run id")
        [report] = as_they_are(ws.store, ws.archive, [found])
        step = next_steps(ws, [report])[report.id]
        rejected = ws.store.rejected.for_run(run_id)
        archived = run_id in ws.archive.runs(report.source_id)
        size = ws.archive.size(report.source_id, run_id) if archived else 0
    if as_json:
        records = [r.model_dump(mode="json") for r in rejected]
        raw = {"raw_bytes": size if archived else None, "next": step}
        print_json({**report.model_dump(mode="json"), "rejected": records, **raw})
        return
    print_table(f"Run {report.id}", RUN_COLUMNS, [run_row(report)])
    cost = report.counts
    print_line(
        f"cost: {cost.requests} requests, {cost.bytes:,} bytes; advertised {cost.advertised}, fetched {cost.fetched}"
    )
    print_line(f"raw pages: {_raw(report, size if archived else None)}")
    if report.message:
        print_line(f"why: {report.message}")
    if step:
        print_line(f"next: {step}")
    if report.fill:
        print_table("Fill rate", ("field", "share"), [(k, f"{v:.0%}") for k, v in report.fill.items()])
    if report.warnings:
        print_table("Warnings", ("code", "message", "url"), [(w.code, w.message, w.url) for w in report.warnings])
    if rejected:
        rows = [(r.key, r.code, r.field, r.message, r.page_url) for r in rejected]
        print_table("Rejected", ("key", "code", "field", "message", "page"), rows)


def _raw(report: RunReport, size: int | None) -> str:
    """Whether the archive still holds a run's pages; `size` in bytes, None: it does not."""
    if size is not None:
        return f"{size:,} bytes in the archive"
    if report.raw_deleted_at is None:
        return "none: the run never finished, or someone removed them"
    return f"deleted on {report.raw_deleted_at:%Y-%m-%d %H:%M} UTC, when the time they are kept was over"
